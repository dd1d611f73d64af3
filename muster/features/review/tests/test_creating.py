"""Marking an activity that reading left out: the draft, its place, who may, what is said, how it is taken back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from muster.features.activities.models import Activity
from muster.features.intake import storing
from muster.features.intake.models import Draft, DraftState, Stage
from muster.features.review import actions, queries
from muster.features.review.actions import NotOpen, Seen
from muster.features.review.models import Decision, Deed
from muster.features.review.tests.conftest import TEXT, span

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def words(draft):
    return " ".join(TEXT[start:end] for start, end in draft.spans)


def in_order(officer, document):
    return [words(draft)[:9] for draft in queries.drafts(officer, document)]


def post(page, document, **data):
    return page.post(reverse("review:create", args=[document.pk]), data, follow=True)


def test_marked_words_become_an_open_draft_of_what_they_say(document, unfound, officer):
    draft = actions.create(officer, document, *unfound).draft
    draft.refresh_from_db()
    assert (draft.state, draft.version, draft.changed_by) == (DraftState.OPEN, 1, officer)
    assert (draft.spans, draft.first_line, draft.last_line) == ([unfound], 5, 5)
    said = {name: read["value"] for name, read in draft.fields.items() if read["value"]}
    assert (said["theme"], said["kind"], said["start"]) == ("A10", "donation", "2016-05-20")
    assert said["places"] == ["Ferizaj/Uroševac"]
    assert draft.fields["participants"]["value"] is None
    assert draft.history.get().pgh_context.metadata["user"] == officer.pk


def test_it_is_accepted_like_any_other(document, unfound, officer):
    draft = actions.create(officer, document, *unfound).draft
    assert not Activity.objects.exists()
    actions.accept(officer, Seen(draft.pk, 1))
    assert Activity.objects.get().narrative == TEXT[slice(*unfound)]


def test_first_and_last_line_are_those_of_the_words(document, officer):
    draft = actions.create(officer, document, span("135 officers")[0], span("was handed out")[1]).draft
    assert (draft.first_line, draft.last_line) == (3, 4)


def test_it_stands_among_its_neighbours_as_in_the_document(document, unfound, officer):
    actions.create(officer, document, *unfound)
    assert in_order(officer, document) == ["From 15 A", "On 20 May", "In June, "]


def test_marked_in_any_order_they_stand_in_the_order_of_the_document(document, drafts, officer):
    Draft.objects.all().delete()
    for chosen in ("In June", "A handbook", "On 20 May", "Hate Crime\n", "From 15"):
        actions.create(officer, document, *span(chosen))
    assert in_order(officer, document) == ["Hate Crim", "From 15", "A handboo", "On 20 May", "In June"]


def test_of_a_language_that_is_not_read_every_field_is_empty(document, officer):
    document.language = "sq"
    document.save()
    draft = actions.create(officer, document, *span("On 20 May, the Mission donated three cars")).draft
    assert not any(read["value"] for read in draft.fields.values())


def test_who_may_not_review_marks_nothing(document, unfound, other_officer, reader, reporting_officer):
    for person in (other_officer, reader):
        with pytest.raises(PermissionDenied):
            actions.create(person, document, *unfound)
    assert actions.create(reporting_officer, document, *unfound).draft.pk


def test_words_of_another_draft_may_be_marked_and_it_is_said(document, drafts, officer):
    created = actions.create(officer, document, *span("A handbook on hate crime\nwas handed out to them."))
    assert [draft.pk for draft in created.overlapping] == [drafts[0].pk]
    assert document.drafts.count() == 4


@pytest.mark.parametrize(("start", "end"), [(0, 0), (9, 5), (10, 11), (10_000, 20_000)])
def test_no_words_are_no_draft(document, officer, start, end):
    with pytest.raises(NotOpen, match="Choose words"):
        actions.create(officer, document, start, end)
    assert not document.drafts.exists()


@pytest.mark.parametrize("stage", [Stage.ASKING, Stage.WAITING, Stage.EXTRACTING])
def test_a_report_is_read_before_anything_is_marked_in_it(document, officer, stage):
    document.stage = stage
    document.save()
    with pytest.raises(NotOpen, match=r"period|being looked for"):
        actions.create(officer, document, *span("On 20 May"))


def test_reading_anew_keeps_what_a_person_marked(document, officer):
    draft = actions.create(officer, document, *span("On 20 May")).draft
    document.stage = Stage.EXTRACTING
    document.save()
    storing.store(document, {"drafts": [], "year": document.year})
    assert list(document.drafts.all()) == [draft]


def test_marking_is_taken_back_as_other_decisions_are(document, unfound, officer, colleague):
    draft = actions.create(officer, document, *unfound).draft
    with pytest.raises(NotOpen):
        actions.undo(colleague, document)
    actions.undo(officer, document)
    assert not document.drafts.filter(pk=draft.pk).exists()
    assert Decision.objects.get(deed=Deed.CREATE).undone_at


def test_what_somebody_built_on_is_not_taken_back(document, unfound, officer, colleague):
    draft = actions.create(officer, document, *unfound).draft
    actions.correct(colleague, Seen(draft.pk, 1), {"title": ("Three cars", [])})
    with pytest.raises(NotOpen, match="worked on it since"):
        actions.undo(officer, document)


def test_the_page_makes_the_draft_and_goes_to_it(page, document, unfound):
    answer = post(page, document, **{"from": unfound[0], "to": unfound[1]})
    draft = document.drafts.get(spans=[unfound])
    assert answer.redirect_chain[0][0].endswith(f"?draft={draft.pk}#draft-{draft.pk}")
    shown = answer.content.decode()
    assert "A new draft of these words" in shown
    assert "marked by a person" in shown
    assert "Take back what you marked last" in shown
    back = page.post(reverse("review:undo", args=[document.pk]), follow=True).content.decode()
    assert "the draft that you marked is gone" in back


def test_sentences_are_chosen_from_a_list(page, document, unfound):
    shown = page.get(reverse("review:document", args=[document.pk])).content.decode()
    assert f'<option value="{unfound[0]}">On 20 May' in shown
    assert f'<option value="{unfound[1]}">On 20 May' in shown
    post(page, document, first=unfound[0], last=unfound[1])
    assert document.drafts.filter(spans=[unfound]).exists()


def test_the_page_says_what_else_has_these_words(page, document, drafts):
    start, end = span("A handbook on hate crime")
    shown = post(page, document, **{"from": start, "to": end}).content.decode()
    assert "Some of these words are in another draft too: “Workshops on hate speech”." in shown


def test_a_choice_without_words_is_refused_and_the_draft_stays(page, document, drafts):
    answer = post(page, document, draft=drafts[2].pk, **{"from": "x", "to": "9" * 30})
    assert "Choose words of the document" in answer.content.decode()
    assert f"?draft={drafts[2].pk}#" in answer.redirect_chain[0][0]


def test_a_stranger_and_who_may_not_review_get_nowhere(client, document, unfound, other_officer):
    path, data = reverse("review:create", args=[document.pk]), {"from": unfound[0], "to": unfound[1]}
    assert reverse("account_login") in client.post(path, data).url
    client.force_login(other_officer)
    assert client.post(path, data).status_code == 403
    assert 'form="new"' not in client.get(reverse("review:document", args=[document.pk])).content.decode()
    assert document.drafts.count() == 2


def test_a_report_in_which_nothing_was_found_opens_with_its_text_and_the_offer(page, document):
    document.language = "sq"
    document.save()
    shown = page.get(reverse("review:document", args=[document.pk])).content.decode()
    assert "No activity was found" in shown
    assert "this report is in another language (Albanian)" in shown
    assert "roundtable on trust" in shown
    assert 'form="new"' in shown


def test_such_reports_are_in_the_queue_and_their_page_leads_to_review(page, document):
    document.language = "sr-Latn"
    document.save()
    address = reverse("review:document", args=[document.pk])
    assert f'href="{address}"' in page.get(reverse("review:queue")).content.decode()
    shown = page.get(reverse("intake:document", args=[document.pk])).content.decode()
    assert "Open it in review and mark them yourself." in shown
    assert "Activities are read from English text" in shown
    assert f'href="{address}"' in shown
    assert "none found" in page.get(reverse("intake:documents")).content.decode()


def test_before_a_report_has_its_period_it_says_what_comes_first(page, document):
    document.stage = Stage.ASKING
    document.save()
    shown = page.get(reverse("review:document", args=[document.pk])).content.decode()
    assert "as soon as the report has its period" in shown
    assert 'form="new"' not in shown


def test_the_list_of_drafts_says_who_marked_one(page, document, unfound, officer):
    actions.create(officer, document, *unfound)
    assert f"marked by {officer}" in page.get(reverse("review:drafts", args=[document.pk])).content.decode()


@pytest.fixture
def api(client, officer):
    client.force_login(officer)
    return lambda **body: client.post("/api/drafts/", body, content_type="application/json")


def test_the_api_makes_the_same_draft(api, document, unfound):
    answer = api(document=document.pk, start=unfound[0], end=unfound[1])
    assert answer.status_code == 201, answer.json()
    made = answer.json()
    assert (made["spans"], made["overlaps"], made["state"]) == ([unfound], [], "open")
    assert made["fields"]["kind"]["value"] == "donation"


def test_the_api_names_drafts_that_share_words(api, document, drafts):
    start, end = span("A handbook on hate crime")
    assert api(document=document.pk, start=start, end=end).json()["overlaps"] == [drafts[0].pk]


def test_the_api_refuses_with_a_sentence(api, document):
    assert api(document=document.pk, start=5, end=5).status_code == 422
    assert "Choose words" in str(api(document=document.pk, start=5, end=5).json())
    assert api(document=999_999, start=0, end=5).status_code == 404
    assert api(document=document.pk, start=-1, end=5).status_code == 422


def test_the_api_lets_nobody_in_who_may_not(client, document, unfound, reader):
    body = {"document": document.pk, "start": unfound[0], "end": unfound[1]}
    assert client.post("/api/drafts/", body, content_type="application/json").status_code == 401
    client.force_login(reader)
    assert client.post("/api/drafts/", body, content_type="application/json").status_code == 403


def test_lists_of_codes_are_short_in_the_narrow_panel(page, document, drafts):
    shown = page.get(reverse("review:document", args=[document.pk])).content.decode()
    assert '<option value="analysis">Analysis</option>' in shown


def test_the_list_of_reports_leads_to_what_waits_for_review(page, drafts):
    shown = page.get(reverse("intake:documents")).content.decode()
    assert f'href="{reverse("review:queue")}">To review (3)<' in shown
