"""The pages: what people see and do, and who does not get in."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from muster.features.activities.models import Pair
from muster.features.publishing.actions.clearance import clear_chapter
from muster.features.publishing.actions.comments import add_comment
from muster.features.publishing.models import Abbreviation, Chapter, HouseTemplate, Report, UnitYear
from muster.features.publishing.outputs.house_style import build

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


@pytest.fixture
def signed_in(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


HTMX = {"HX-Request": "true"}
READS = ("report", "preview", "publish", "versions", "abbreviations")


def test_a_stranger_is_sent_to_sign_in(client, report, chapter):
    paragraph = chapter.paragraphs.first()
    pages = [reverse(f"publishing:{name}", args=[report.pk]) for name in (*READS, "settings", "correct")]
    pages += [reverse(f"publishing:{name}") for name in ("reports", "start", "money", "template", "template_file")]
    pages += [reverse("publishing:chapter", args=[chapter.pk]), reverse("publishing:clearance", args=[chapter.pk])]
    pages += [reverse("publishing:download", args=[report.pk, "pdf"])]
    for page in pages:
        assert client.get(page).status_code == 302
        assert "sign-in" in client.get(page).headers["Location"]
    posts = [
        reverse(f"publishing:{name}", args=[chapter.pk]) for name in ("add", "refresh", "take_in", "clear", "withdraw")
    ]
    posts += [reverse(f"publishing:{name}", args=[paragraph.pk]) for name in ("save", "comment")]
    posts += [
        reverse("publishing:change", args=[paragraph.pk, "remove"]),
        reverse("publishing:discard", args=[report.pk]),
    ]
    for page in posts:
        assert client.post(page).status_code == 302
    assert chapter.paragraphs.filter(pk=paragraph.pk).exists()


def test_a_person_without_the_right_is_refused(signed_in, report, chapter, other_officer, reader):
    paragraph = chapter.paragraphs.first()
    for person in (other_officer, reader):
        client = signed_in(person)
        for name in ("start",):
            assert client.get(reverse(f"publishing:{name}")).status_code == 403
        for name in ("settings", "correct"):
            assert client.get(reverse(f"publishing:{name}", args=[report.pk])).status_code == 403
        assert client.post(reverse("publishing:publish", args=[report.pk]), {"version": 1}).status_code == 403
        assert client.post(reverse("publishing:discard", args=[report.pk])).status_code == 403
        for name in ("add", "refresh", "clear", "withdraw", "take_in"):
            assert client.post(reverse(f"publishing:{name}", args=[chapter.pk]), {"text": "x"}).status_code == 403
        save = reverse("publishing:save", args=[paragraph.pk])
        assert client.post(save, {"text": "x", "version": 1}).status_code == 403
        for what in ("up", "down", "join", "remove", "register", "mine", "leave-out"):
            change = reverse("publishing:change", args=[paragraph.pk, what])
            assert client.post(change, {"version": 1}).status_code == 403
        assert client.post(reverse("publishing:template"), {"drop": "1"}).status_code == 403
    comment = reverse("publishing:comment", args=[paragraph.pk])
    assert signed_in(reader).post(comment, {"comment": "x"}).status_code == 403


def test_everybody_reads_everything(signed_in, report, chapter, reader):
    client = signed_in(reader)
    for name in READS:
        assert client.get(reverse(f"publishing:{name}", args=[report.pk])).status_code == 200
    page = text(client.get(reverse("publishing:chapter", args=[chapter.pk])))
    assert "eight workshops" in page
    assert "<textarea" not in page
    assert client.get(reverse("publishing:clearance", args=[chapter.pk])).status_code == 200


def test_what_does_not_exist_says_so(signed_in, reader, db):
    client = signed_in(reader)
    for name in (*READS, "chapter", "clearance"):
        assert client.get(reverse(f"publishing:{name}", args=[999])).status_code == 404


def test_the_empty_list_says_what_comes_here(signed_in, reporting_officer, reader):
    assert "Start a report" in text(signed_in(reporting_officer).get(reverse("publishing:reports")))
    assert "A reporting officer starts it" in text(signed_in(reader).get(reverse("publishing:reports")))


def test_a_report_is_started_from_the_page(signed_in, reporting_officer, structures, year_of_work):
    client = signed_in(reporting_officer)
    given = {"kind": "quarterly", "year": 2025, "part": "", "language": "en", "units": [u.pk for u in structures]}
    answer = client.post(reverse("publishing:start"), given)
    assert "Choose the quarter" in text(answer)
    answer = client.post(reverse("publishing:start"), {**given, "part": "q2"}, follow=True)
    report = Report.objects.get()
    assert report.title == "Quarterly Report on Police-Related Activities, April–June 2025"
    assert "Field Office North" in text(answer)
    again = client.post(reverse("publishing:start"), {**given, "part": "q2"})
    assert "already a report" in text(again)


def test_the_report_page_says_what_blocks_each_chapter(signed_in, report, head_of_structure):
    page = text(signed_in(head_of_structure).get(reverse("publishing:report", args=[report.pk])))
    assert "Not cleared yet." in page
    assert "There is no introduction." in page
    assert page.count("Read and clear") == 1


def test_an_officer_writes_moves_and_adds(signed_in, officer, chapter):
    client = signed_in(officer)
    page = reverse("publishing:chapter", args=[chapter.pk])
    answer = client.post(
        reverse("publishing:add", args=[chapter.pk]), {"section": "intro", "text": "We began the year."}, follow=True
    )
    assert "We began the year." in text(answer)
    paragraph = chapter.paragraphs.get(section="A10")
    client.post(reverse("publishing:save", args=[paragraph.pk]), {"text": "New words.", "version": 1})
    assert "New words." in text(client.get(page))
    change = reverse("publishing:change", args=[paragraph.pk, "leave-out"])
    entry = paragraph.entries.first()
    page = text(client.post(change, {"version": 2, "entry": entry.activity_id}, follow=True))
    assert "Left out of the narrative" in page
    assert "Edited" in page


def test_the_later_of_two_saves_sees_the_difference(signed_in, officer, reporting_officer, chapter):
    paragraph = chapter.paragraphs.get(section="B07")
    save = reverse("publishing:save", args=[paragraph.pk])
    signed_in(officer).post(save, {"text": "A course ended in Gjilan.", "version": 1})
    client = signed_in(reporting_officer)
    answer = client.post(save, {"text": "A long course ended in Prizren.", "version": 1})
    assert answer.status_code == 409
    assert "<del>Gjilan.</del>" in text(answer)
    assert "A long course ended in Prizren.</textarea>" in text(answer)
    fragment = client.post(save, {"text": "Mine.", "version": 1}, headers={"HX-Request": "true"})
    assert "changed this paragraph meanwhile" in text(fragment)
    assert "<html" not in text(fragment)
    paragraph.refresh_from_db()
    assert paragraph.text == "A course ended in Gjilan."


def test_saving_by_htmx_answers_with_the_paragraph_and_the_chapters_state(signed_in, officer, chapter):
    paragraph = chapter.paragraphs.get(section="B07")
    save = reverse("publishing:save", args=[paragraph.pk])
    answer = signed_in(officer).post(save, {"text": "Other.", "version": 1}, headers={"HX-Request": "true"})
    assert 'hx-swap-oob="true"' in text(answer)
    assert "Edited" in text(answer)


def test_a_change_on_an_old_version_is_refused_in_words(signed_in, officer, chapter):
    paragraph = chapter.paragraphs.get(section="B07")
    change = reverse("publishing:change", args=[paragraph.pk, "remove"])
    page = text(signed_in(officer).post(change, {"version": 9}, follow=True))
    assert "Somebody changed this meanwhile" in page
    assert chapter.paragraphs.filter(pk=paragraph.pk).exists()


def test_comments_stand_beside_their_paragraph(signed_in, officer, chapter):
    paragraph = chapter.paragraphs.get(section="B07")
    client = signed_in(officer)
    comment = reverse("publishing:comment", args=[paragraph.pk])
    assert "How many?" in text(client.post(comment, {"comment": "How many?"}, follow=True))
    found = paragraph.comments.get()
    page = text(client.post(comment, {f"reply-{found.pk}": "Twelve.", "parent": found.pk}, follow=True))
    assert "Twelve." in page
    page = text(client.post(reverse("publishing:resolve", args=[found.pk]), follow=True))
    assert "Resolved by" in page


def test_the_head_of_the_structure_reads_and_clears(signed_in, head_of_structure, chapter, officer):
    client = signed_in(head_of_structure)
    comment = add_comment(officer, chapter.paragraphs.first(), "Sure?")
    page = reverse("publishing:clearance", args=[chapter.pk])
    assert "1 comment is open." in text(client.get(page))
    refused = client.post(reverse("publishing:clear", args=[chapter.pk]), {"version": chapter.version}, follow=True)
    assert "This cannot be done yet. 1 comment is open." in text(refused)
    comment.delete()
    done = client.post(reverse("publishing:clear", args=[chapter.pk]), {"version": chapter.version}, follow=True)
    assert "Field Office North is cleared." in text(done)
    again = client.post(reverse("publishing:withdraw", args=[chapter.pk]), {"why": "A wrong date"}, follow=True)
    assert "A wrong date" in text(again)


def test_the_reporting_officer_publishes_when_nothing_blocks(signed_in, cleared, reporting_officer, publish_ordered):
    client = signed_in(reporting_officer)
    page = reverse("publishing:publish", args=[cleared.pk])
    assert "Nothing stands in the way" in text(client.get(page))
    assert "Something still stands" not in text(client.post(page, {"version": 77}, follow=True))
    ordered = text(client.post(page, {"version": cleared.version}, follow=True))
    assert "The report is on its way" in ordered
    assert "Nothing stands in the way" not in ordered
    assert "being published" in text(client.get(reverse("publishing:report", args=[cleared.pk])))
    publish_ordered()
    arrived = client.get(page, headers={"HX-Request": "true"})
    assert arrived.headers["HX-Redirect"] == reverse("publishing:report", args=[cleared.pk])
    assert "This report is published." in text(client.get(page))
    done = text(client.get(arrived.headers["HX-Redirect"]))
    assert "never change" in done
    assert "SHA-256" in done
    pdf = client.get(reverse("publishing:download", args=[cleared.pk, "pdf"]))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content == client.get(reverse("publishing:download", args=[cleared.pk, "pdf"])).content
    correction = client.post(reverse("publishing:correct", args=[cleared.pk]), {"reason": "A typo."}, follow=True)
    assert "Corrects edition 1: A typo." in text(correction)
    versions = client.get(reverse("publishing:versions", args=[Report.objects.get(edition=2).pk]))
    assert "No difference so far." in text(versions)
    second = Report.objects.get(edition=2)
    client.post(reverse("publishing:publish", args=[second.pk]), {"version": second.version})
    publish_ordered()
    first = client.get(reverse("publishing:report", args=[cleared.pk]))
    assert "Edition 2 corrects it: A typo." in text(first)


def test_a_report_that_is_not_ready_is_not_published_from_the_page(signed_in, report, reporting_officer):
    page = reverse("publishing:publish", args=[report.pk])
    answer = text(signed_in(reporting_officer).post(page, {"version": report.version}, follow=True))
    assert "Something still stands in the way" in answer
    assert "Nothing is written here." in answer


def test_abbreviations_get_their_words(signed_in, report, chapter, officer):
    chapter.paragraphs.filter(section="B07").update(text="An NGO met the VERLT team.")
    client = signed_in(officer)
    page = reverse("publishing:abbreviations", args=[report.pk])
    assert "VERLT" in text(client.get(page))
    client.post(page, {"short": "NGO", "words": "non-governmental organization"})
    client.post(page, {"short": "VERLT", "ignored": "1"})
    assert Abbreviation.objects.count() == 2
    answer = text(client.get(page))
    assert "Every abbreviation of the text has its words." in answer
    assert "non-governmental organization</td>" in answer
    client.post(page, {"short": "VERLT", "words": ""})
    assert not Abbreviation.objects.filter(short="VERLT").exists()


def test_budget_and_staff_are_entered_apart(signed_in, officer, structures, unit, other_unit):
    client = signed_in(officer)
    page = reverse("publishing:money") + "?year=2025"
    given = {f"budget-{unit.pk}-UB": "1234500", f"staff-{unit.pk}-UB": "12", f"version-{unit.pk}-UB": "0"}
    client.post(page, {**given, f"budget-{other_unit.pk}-UB": "1"})
    assert [(u.unit, u.fund_source, u.budget, u.staff) for u in UnitYear.objects.all()] == [(unit, "UB", 1234500, 12)]
    client.post(page, {**given, f"budget-{unit.pk}-UB": "1,234,501", f"version-{unit.pk}-UB": "1"})
    assert UnitYear.objects.get(unit=unit).budget == 1_234_501
    late = client.post(page, {**given, f"budget-{unit.pk}-UB": "7"})
    assert late.status_code == 409
    assert "somebody changed this meanwhile" in text(late)
    wrong = client.post(page, {**given, f"budget-{unit.pk}-UB": "a lot", f"version-{unit.pk}-UB": "1"})
    assert "a lot is not an amount" in text(wrong)


def test_who_enters_no_budget_has_no_button_to_keep_it(signed_in, officer, reader, structures):
    page = reverse("publishing:money")
    shown = [">Keep</button>" in text(signed_in(person).get(page)) for person in (officer, reader)]
    assert shown == [True, False]


def test_the_checklist_says_what_may_be_counted_twice(
    signed_in, reporting_officer, report, year_of_work, register, unit
):
    page, later = (
        reverse("publishing:publish", args=[report.pk]),
        register(unit, "A10", "training", day=date(2026, 1, 1)),
    )
    Pair.objects.create(first=year_of_work[0], second=later, score=0.9, reasons=[])
    client = signed_in(reporting_officer)
    assert "told twice" not in text(client.get(page))
    Pair.objects.create(first=year_of_work[0], second=year_of_work[1], score=0.9, reasons=[])
    assert "1 pair of entries may be one activity told twice" in text(client.get(page))


@pytest.mark.parametrize("given", ["NaN", "Infinity", "-1", "1e400", "1e13"])
def test_a_budget_that_is_no_amount_is_refused_in_words(signed_in, officer, unit, structures, given):
    page = reverse("publishing:money") + "?year=2025"
    answer = signed_in(officer).post(page, {f"budget-{unit.pk}-UB": given, f"version-{unit.pk}-UB": "0"})
    assert f"{given} is not an amount" in text(answer)
    assert not UnitYear.objects.exists()


def test_who_changes_what_somebody_published_meanwhile_is_told_so(signed_in, published, reporting_officer):
    chapter = published.chapters.get(kind="summary")
    paragraph = chapter.paragraphs.get()
    posts = {
        reverse("publishing:settings", args=[published.pk]): {"title": "Another"},
        reverse("publishing:discard", args=[published.pk]): {},
        reverse("publishing:abbreviations", args=[published.pk]): {"short": "KP", "words": "Kosovo Police"},
        reverse("publishing:refresh", args=[chapter.pk]): {},
        reverse("publishing:take_in", args=[chapter.pk]): {"entry": 1},
        reverse("publishing:add", args=[chapter.pk]): {"section": "intro", "text": "More."},
        reverse("publishing:save", args=[paragraph.pk]): {"text": "Other words.", "version": paragraph.version},
        reverse("publishing:comment", args=[paragraph.pk]): {"comment": "Why?"},
    }
    client = signed_in(reporting_officer)
    for address, data in posts.items():
        answer = client.post(address, data, follow=True)
        assert answer.status_code == 200, address
        assert "never changes" in text(answer), address
    asked_for_a_piece = client.post(reverse("publishing:save", args=[paragraph.pk]), {"text": "x"}, headers=HTMX)
    assert asked_for_a_piece["HX-Redirect"] == reverse("publishing:chapter", args=[chapter.pk])


def test_a_box_of_an_unknown_kind_or_with_an_endless_title_is_no_error_of_ours(signed_in, officer, chapter):
    client, address = signed_in(officer), reverse("publishing:add", args=[chapter.pk])
    client.post(address, {"kind": "unheard of", "text": "Words."})
    client.post(address, {"kind": "box", "title": "T" * 300, "text": "Words."})
    assert [(each.kind, len(each.title)) for each in chapter.paragraphs.filter(section="intro")] == [("box", 200)]


def test_a_word_template_is_looked_into_before_it_is_taken(signed_in, person, report, reader):
    administrator = person("administrator")
    client = signed_in(administrator)
    page = reverse("publishing:template")
    assert "The template that comes with Muster." in text(client.get(page))

    def upload(body, name="house.docx"):
        return client.post(page, {"file": SimpleUploadedFile(name, body)}, follow=True)

    assert "is not a Word document" in text(upload(b"no", "notes.docx"))
    bare = io.BytesIO()
    Document().save(bare)
    assert "no paragraph that is just {{ body }}" in text(upload(bare.getvalue()))
    assert "more than placeholders" in text(upload(saved("{% for a in b %}{{ a }}{% endfor %}")))
    assert "more than placeholders" in text(upload(saved("{{ title.__class__ }}")))
    assert not HouseTemplate.objects.exists()
    answer = text(upload(saved("{{ ministry }}")))
    assert "house.docx is in force." in answer
    assert "ministry" in answer
    word = signed_in(reader).get(reverse("publishing:download", args=[report.pk, "docx"]))
    assert "Field Office North" in "".join(p.text for p in Document(io.BytesIO(word.content)).paragraphs)
    signed_in(administrator).post(page, {"drop": "1"})
    assert not HouseTemplate.objects.exists()
    assert Document(io.BytesIO(client.get(reverse("publishing:template_file")).content)).styles["Box Title"]


def saved(words):
    """The template that comes with Muster, with one more paragraph."""
    document = build()
    document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_no_page_is_heavy(signed_in, officer, report, chapter):
    client = signed_in(officer)
    for page in (
        reverse("publishing:report", args=[report.pk]),
        reverse("publishing:chapter", args=[chapter.pk]),
        reverse("publishing:preview", args=[report.pk]),
    ):
        assert len(client.get(page).content) < 300_000


def test_a_cleared_chapter_shows_who_stands_by_it(signed_in, head_of_structure, reader, chapter):
    clear_chapter(head_of_structure, chapter, chapter.version)
    page = text(signed_in(reader).get(reverse("publishing:clearance", args=[chapter.pk])))
    assert head_of_structure.full_name in page
    assert Chapter.objects.get(pk=chapter.pk).state == "cleared"
