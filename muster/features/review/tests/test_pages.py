"""The pages: what people see, what the form does with what they typed, who must stay outside."""

import re

import pytest
from django.urls import reverse

from muster.features.activities.models import Activity
from muster.features.intake.models import Document, Draft, DraftState
from muster.features.review import actions
from muster.features.review.actions import Seen
from muster.features.review.tests.conftest import TEXT, span

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def address(document, name="document", *more):
    return reverse(f"review:{name}", args=[document.pk, *more])


def typed(page, document, draft, **changes):
    """The form of a draft as a browser would send it."""
    shown = page.get(address(document), {"draft": draft.pk})
    form = shown.context["form"]
    return {**{name: form[name].value() or "" for name in form.fields}, "version": draft.version, **changes}


def send(page, document, draft, decision, **changes):
    draft.refresh_from_db()
    data = typed(page, document, draft, decision=decision, **changes)
    return page.post(address(document, "decide", draft.pk), data, follow=True)


def test_a_stranger_is_sent_to_sign_in(client, document, drafts):
    for name in ("document", "text", "drafts", "present", "accept_all"):
        assert client.get(address(document, name)).status_code == 302
    assert client.get(reverse("review:queue")).status_code == 302
    for name in ("decide", "resolve", "words"):
        assert client.post(address(document, name, drafts[0].pk)).status_code == 302
    assert client.post(address(document, "undo")).status_code == 302
    assert not Draft.objects.exclude(state=DraftState.OPEN).exists()


def test_a_reader_and_an_officer_of_another_structure_only_read(client, document, drafts, reader, other_officer):
    for person in (reader, other_officer):
        client.force_login(person)
        shown = client.get(address(document)).content.decode()
        assert "Workshops on hate speech" in shown
        assert 'name="decision"' not in shown
        for name in ("decide", "resolve", "words"):
            sent = client.post(address(document, name, drafts[0].pk), {"version": 1, "decision": "accept"})
            assert sent.status_code == 403
        assert client.get(address(document, "accept_all")).status_code == 403
        assert client.post(address(document, "accept_all"), {"draft": f"{drafts[0].pk}:1"}).status_code == 403
        assert client.post(address(document, "undo")).status_code == 403
    assert not Activity.objects.exists()


def test_what_is_not_there_is_not_found(page, document, drafts):
    assert page.get(reverse("review:document", args=[10**6])).status_code == 404
    assert page.post(address(document, "decide", 10**6)).status_code == 404
    assert page.get(address(document, "text"), {"first": 0, "last": 99}).status_code == 404
    assert page.get(address(document, "text")).status_code == 404


def test_a_draft_of_another_document_is_not_decided_here(page, document, drafts):
    other = Document.objects.get(pk=document.pk)
    other.pk, other.original_id = None, None
    from muster.features.intake.models import DocumentText, Original

    other.original = Original.objects.create(sha256="b" * 64, size=1, media_type="text/plain")
    other.save()
    DocumentText.objects.create(document=other, text=TEXT, lines=[], pages=1, fingerprint="other")
    assert page.post(address(other, "decide", drafts[0].pk), {"version": 1}).status_code == 404


def test_the_document_stands_beside_the_fields(page, document, drafts):
    shown = page.get(address(document)).content.decode()
    assert 'data-page="2"' in shown
    assert shown.count('class="badge') == 3
    assert "Draft 1 of 3" in shown
    assert "0 of 3 decided" in shown
    assert re.search(r'data-fields="[^"]*participants[^"]*"', shown)
    assert "“around 135 officers”" in shown
    assert "no words" in shown


def test_every_character_is_shown_where_it_was(page, document, drafts):
    from lxml import html

    tree = html.fromstring(page.get(address(document)).content.decode())
    for block in tree.xpath("//*[@data-at]"):
        for badge in block.xpath(".//*[@data-skip]"):
            tail, before = badge.tail or "", badge.getprevious()
            parent = badge.getparent()
            if before is None:
                parent.text = (parent.text or "") + tail
            else:
                before.tail = (before.tail or "") + tail
            parent.remove(badge)
        at, words = int(block.get("data-at")), block.text_content()
        assert TEXT[at : at + len(words)] == words


def test_text_is_escaped(page, document, drafts):
    content = document.content
    content.text = content.text.replace("the Mission", "<script>", 1)
    content.fingerprint = "escaped"
    content.save()
    shown = page.get(address(document)).content.decode()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_accept_goes_on_to_the_next_open_draft(page, document, drafts):
    answer = send(page, document, drafts[0], "accept")
    assert Activity.objects.count() == 1
    assert answer.redirect_chain[-1][0].endswith(f"?draft={drafts[1].pk}#draft-{drafts[1].pk}")
    assert "1 of 3 decided" in answer.content.decode()


def test_what_is_missing_is_said_beside_the_field_and_on_top(page, document, drafts):
    answer = send(page, document, drafts[2], "accept", title="My own title")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert shown.count("Choose a theme.") == 2
    assert 'href="#f-column"' in shown
    assert "My own title" in shown
    drafts[2].refresh_from_db()
    assert drafts[2].version == 1


def test_a_report_without_a_structure_is_said_on_top(client, document, drafts, reporting_officer):
    client.force_login(reporting_officer)
    document.unit = None
    document.save()
    answer = send(client, document, drafts[0], "accept")
    assert answer.status_code == 422
    assert "The report has no structure yet" in answer.content.decode()


def test_what_is_wrong_and_what_is_missing_are_said_at_once(page, document, drafts):
    shown = send(page, document, drafts[2], "accept", participants="many").content.decode()
    assert "Choose a theme." in shown
    assert "is not a whole number" in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"participants": "many"}, "is not a whole number"),
        ({"start": "2016-02-31"}, "is not a date"),
        ({"dates": "soon"}, "one date or two a line"),
        ({"end": "2016-01-01"}, "The end is before the start."),
        ({"women": "100", "men": "100"}, "Women and men are more than the participants."),
        ({"spans-women": "5-9999999"}, "These words are not in the document."),
        ({"sessions": "0"}, "between 1 and"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_lost(page, document, drafts, changes, sentence):
    answer = send(page, document, drafts[0], "accept", title="My own title", **changes)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert "My own title" in answer.content.decode()
    assert not Activity.objects.exists()


def test_save_keeps_what_was_typed(page, document, drafts):
    answer = send(page, document, drafts[0], "save", participants="1,350", places="Prizren\nDeçan/Dečani")
    drafts[0].refresh_from_db()
    assert drafts[0].fields["participants"]["value"] == 1350
    assert drafts[0].fields["places"]["spans"] == [span("Prizren"), [0, 0]]
    assert "Saved." in answer.content.decode()
    assert "Nothing was changed." in send(page, document, drafts[0], "save").content.decode()


def test_reject_with_a_reason_and_reopen(page, document, drafts):
    send(page, document, drafts[0], "reject", reason="A plan only")
    shown = page.get(address(document), {"draft": drafts[0].pk}).content.decode()
    assert "A plan only" in shown
    assert "Reopen" in shown
    drafts[0].refresh_from_db()
    page.post(address(document, "decide", drafts[0].pk), {"version": drafts[0].version, "decision": "reopen"})
    drafts[0].refresh_from_db()
    assert drafts[0].state == DraftState.OPEN


def test_split_copy_and_merge_by_the_form(page, document, drafts):
    shown = page.get(address(document), {"draft": drafts[0].pk})
    assert [sentence for _, sentence in shown.context["sentences"]] == [
        "A handbook on hate crime was handed out to them."
    ]
    send(page, document, drafts[0], "split", at=str(shown.context["sentences"][0][0]))
    first, second = Draft.objects.filter(parent=drafts[0]).order_by("pk")
    send(page, document, first, "merge", other=f"{second.pk}:1")
    assert Draft.objects.filter(state=DraftState.MERGED).count() == 2
    send(page, document, drafts[1], "copy", **{"copy-start": "2016-06-01", "copy-end": "2016-06-02"})
    assert Draft.objects.filter(parent=drafts[1]).count() == 2


def test_a_copy_needs_a_date(page, document, drafts):
    answer = send(page, document, drafts[1], "copy", **{"copy-start": ""})
    assert answer.status_code == 422
    assert "Say when the second one took place." in answer.content.decode()


def test_split_or_merge_without_a_choice_is_refused_with_a_sentence(page, document, drafts):
    assert "Choose a place inside the passage" in send(page, document, drafts[0], "split").content.decode()
    assert "Choose another draft" in send(page, document, drafts[0], "merge", other="x").content.decode()


def test_undo_brings_the_draft_back(page, document, drafts):
    send(page, document, drafts[0], "accept")
    answer = page.post(address(document, "undo"), follow=True)
    assert f"draft={drafts[0].pk}" in answer.redirect_chain[-1][0]
    drafts[0].refresh_from_db()
    assert drafts[0].state == DraftState.OPEN
    assert "nothing here that could be undone" in page.post(address(document, "undo"), follow=True).content.decode()


def test_two_officers_in_one_document_never_overwrite_each_other(page, client, document, drafts, colleague):
    mine = typed(page, document, drafts[0], decision="save", title="Mine", participants="140")
    actions.correct(colleague, Seen(drafts[0].pk, 1), {"title": ("Theirs", []), "women": (41, [])})
    answer = page.post(address(document, "decide", drafts[0].pk), mine)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert {choice.name: (choice.theirs, choice.mine, choice.proposal) for choice in answer.context["choices"]} == {
        "title": ("Theirs", "Mine", "mine"),
        "participants": ("135", "140", "mine"),
        "women": ("41", "40", "theirs"),
    }
    assert colleague.full_name in shown
    chosen = {"choice-title": "theirs", "choice-participants": "mine", "choice-women": "theirs"}
    kept = {f"mine-{one.name}": one.typed for one in answer.context["choices"]}
    kept |= {f"mine-spans-{one.name}": one.spans for one in answer.context["choices"]}
    page.post(address(document, "resolve", drafts[0].pk), {"version": 2, "decision": "save", **chosen, **kept})
    drafts[0].refresh_from_db()
    values = {name: drafts[0].fields[name]["value"] for name in ("title", "participants", "women")}
    assert values == {"title": "Theirs", "participants": 140, "women": 41}


def test_a_conflict_while_resolving_a_conflict_is_shown_again(page, document, drafts, colleague):
    actions.correct(colleague, Seen(drafts[0].pk, 1), {"title": ("Theirs", [])})
    actions.correct(colleague, Seen(drafts[0].pk, 2), {"title": ("Theirs again", [])})
    data = {"version": 2, "decision": "save", "choice-title": "mine", "mine-title": "Mine", "mine-spans-title": ""}
    answer = page.post(address(document, "resolve", drafts[0].pk), data)
    assert answer.status_code == 409
    assert [(one.theirs, one.mine) for one in answer.context["choices"]] == [("Theirs again", "Mine")]


def test_what_was_typed_on_a_draft_that_was_rejected_meanwhile_can_still_be_kept(page, document, drafts, colleague):
    mine = typed(page, document, drafts[0], decision="save", title="Mine")
    actions.reject(colleague, Seen(drafts[0].pk, 1))
    answer = page.post(address(document, "decide", drafts[0].pk), mine)
    assert answer.status_code == 409
    assert "Reopen it and save these" in answer.content.decode()
    data = {"version": 2, "decision": "save", "reopen": "1", "choice-title": "mine", "mine-title": "Mine"}
    page.post(address(document, "resolve", drafts[0].pk), data)
    drafts[0].refresh_from_db()
    assert (drafts[0].state, drafts[0].fields["title"]["value"]) == (DraftState.OPEN, "Mine")


def test_chosen_words_fill_the_field_and_are_kept_with_it(page, document, drafts):
    start, end = span("40 were women")
    data = typed(page, document, drafts[0], field="men", **{"from": start, "to": end})
    row = page.post(address(document, "words", drafts[0].pk), data).context["row"]
    assert (row.box.value(), row.spans.value()) == ("40", f"{start}-{end}")
    drafts[0].refresh_from_db()
    assert "men" not in drafts[0].fields


def test_chosen_words_add_to_what_the_form_holds(page, document, drafts):
    start, end = span("Ferizaj/Uroševac")
    data = typed(page, document, drafts[0], field="places", places="Prizren", **{"from": start, "to": end})
    row = page.post(address(document, "words", drafts[0].pk), data).context["row"]
    assert row.box.value() == "Prizren\nFerizaj/Uroševac"


def test_words_that_do_not_say_it_leave_the_field(page, document, drafts):
    start, end = span("out to them")
    data = typed(page, document, drafts[0], **{"from": start, "to": end})
    answer = page.post(address(document, "words", drafts[0].pk), {**data, "field": "participants"})
    assert "These words do not say it." in answer.content.decode()
    assert answer.context["row"].box.value() == "135"
    answer = page.post(address(document, "words", drafts[0].pk), {**data, "field": "kind"})
    assert (answer.context["row"].box.value(), answer.context["row"].spans.value()) == ("workshop", f"{start}-{end}")
    assert page.post(address(document, "words", drafts[0].pk), {**data, "field": "colour"}).status_code == 404


def test_accept_all_shows_which_and_then_does_it(page, document, drafts):
    shown = page.get(address(document, "accept_all"), {"above": "70"})
    assert [draft.pk for draft, *_ in shown.context["ready"]] == [drafts[0].pk, drafts[1].pk]
    assert page.get(address(document, "accept_all"), {"above": "95"}).content.decode().count('type="checkbox"') == 1
    page.post(address(document, "accept_all"), {"draft": [f"{one.pk}:1" for one in drafts[:2]]})
    assert Activity.objects.count() == 2


def test_accept_all_stops_when_somebody_changed_one(page, document, drafts, colleague):
    actions.correct(colleague, Seen(drafts[1].pk, 1), {"title": ("Theirs", [])})
    answer = page.post(address(document, "accept_all"), {"draft": [f"{one.pk}:1" for one in drafts[:2]]})
    assert answer.status_code == 409
    assert "Nothing was accepted" in answer.content.decode()
    assert not Activity.objects.exists()


def test_who_decided_what_is_listed(page, document, drafts, officer):
    send(page, document, drafts[0], "reject", reason="A plan only")
    shown = page.get(address(document, "drafts")).content.decode()
    assert officer.full_name in shown
    assert "A plan only" in shown


def test_the_queue_lists_what_waits_and_says_when_nothing_does(page, document, drafts):
    assert "Report of May" in page.get(reverse("review:queue")).content.decode()
    Draft.objects.update(state=DraftState.REJECTED)
    assert "Nothing waits for review" in page.get(reverse("review:queue")).content.decode()


def test_a_report_without_drafts_or_text_says_so(page, document):
    assert "No activity was found" in page.get(address(document)).content.decode()
    document.content.delete()
    assert "has no text yet" in page.get(address(document)).content.decode()


def test_who_else_is_here_is_shown(page, client, document, drafts, colleague):
    actions.be_present(colleague, document, drafts[0].pk)
    shown = page.get(address(document, "present"), {"draft": drafts[1].pk}).content.decode()
    assert colleague.full_name in shown


@pytest.fixture
def long_document(document, drafts):
    from muster.domain.documents.model import SourceText

    pages = [
        f"\fPage {number} begins. " + "Nothing of note was done here by anybody. " * 60 for number in range(2, 400)
    ]
    content = document.content
    content.text = TEXT + "\n".join(pages)
    content.lines = [
        [one.start, one.end, one.page, None, None, None] for one in SourceText.from_plain(content.text).lines
    ]
    content.fingerprint = "long"
    content.save()
    return document


def test_a_long_document_comes_in_parts(page, long_document, drafts):
    shown = page.get(address(long_document), {"draft": drafts[0].pk})
    assert len(shown.content) < 100_000
    assert shown.content.decode().count('class="gap') == 1
    middle = page.get(address(long_document), {"draft": drafts[0].pk, "page": "200"})
    assert "Page 200 begins" in middle.content.decode()
    assert middle.content.decode().count('class="gap') == 2
    far = page.get(address(long_document), {"at": str(len(long_document.content.text))})
    assert "Page 399 begins" in far.content.decode()


def test_more_text_comes_at_the_edge_that_is_asked_for(page, long_document, drafts):
    down = page.get(address(long_document, "text"), {"first": 5, "last": 9, "edge": "first"}).content.decode()
    assert down.index("data-at") < down.index("first=6&amp;last=9&amp;edge=first")
    up = page.get(address(long_document, "text"), {"first": 5, "last": 9, "edge": "last"}).content.decode()
    assert up.index("first=5&amp;last=8&amp;edge=last") < up.index("data-at")
    assert "gap" not in page.get(address(long_document, "text"), {"first": 5, "last": 5}).content.decode()
