"""Chapters are drawn from the register, edited, commented, kept in step with the register without losing edits."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from muster.core.conflicts import Conflict
from muster.features.activities.models import Activity
from muster.features.publishing.actions.comments import add_comment, resolve_comment
from muster.features.publishing.actions.paragraphs import (
    add_paragraph,
    join_paragraphs,
    keep_mine,
    leave_out,
    move_paragraph,
    refresh_chapter,
    remove_paragraph,
    save_paragraph,
    take_in,
    take_register,
)
from muster.features.publishing.actions.reports import discard_report, start_report
from muster.features.publishing.entries import standing
from muster.features.publishing.models import Paragraph, Report
from muster.features.publishing.tests.conftest import YEAR

pytestmark = pytest.mark.django_db


def texts(chapter):
    return list(chapter.paragraphs.order_by("section", "position").values_list("section", "text"))


@pytest.fixture
def hate_crime(chapter):
    return chapter.paragraphs.get(section="A10")


def test_a_report_is_drawn_from_the_register_in_order_and_nothing_is_invented(report, chapter):
    kinds = list(report.chapters.values_list("kind", flat=True))
    assert kinds == ["foreword", "summary", "structure", "structure", "matrix", "abbreviations", "contacts"]
    assert texts(chapter) == [
        ("A03", "Review of the strategy (9 Mar 2025, Đakovica)."),
        (
            "A10",
            "On 15 April, the Mission facilitated eight workshops on hate speech for the Kosovo Police (KP). "
            "The Mission met the KP in Pejë/Peć.",
        ),
        ("B07", "A course on trafficking ended in Prizren."),
    ]
    assert chapter.paragraphs.get(section="A10").entries.count() == 2


def test_the_same_report_is_not_started_twice(report, reporting_officer, structures):
    with pytest.raises(ValidationError, match="already"):
        start_report(reporting_officer, "annual", YEAR, structures)
    assert start_report(reporting_officer, "annual", YEAR, structures, language="sq").pk != report.pk


def test_a_report_needs_a_structure(reporting_officer):
    with pytest.raises(ValidationError, match="structure"):
        start_report(reporting_officer, "annual", YEAR, [])


def test_only_a_reporting_officer_starts_or_discards_a_report(officer, head_of_structure, reader, report, structures):
    for person in (officer, head_of_structure, reader):
        with pytest.raises(PermissionDenied):
            start_report(person, "annual", YEAR, structures, language="sr")
        with pytest.raises(PermissionDenied):
            discard_report(person, report)


def test_a_draft_can_be_discarded(report, reporting_officer):
    discard_report(reporting_officer, report)
    assert not Report.objects.exists()


def test_two_editors_never_overwrite_each_other(hate_crime, officer, reporting_officer):
    seen = hate_crime.version
    save_paragraph(officer, hate_crime, seen, text="Eight workshops were held.")
    with pytest.raises(Conflict) as found:
        save_paragraph(reporting_officer, hate_crime, seen, text="Nine workshops were held.")
    assert found.value.difference == {"text": ("Eight workshops were held.", "Nine workshops were held.")}
    hate_crime.refresh_from_db()
    assert hate_crime.text == "Eight workshops were held."
    for act in (remove_paragraph, join_paragraphs, take_register, keep_mine):
        with pytest.raises(Conflict):
            act(reporting_officer, hate_crime, seen)


def test_only_the_structures_people_edit_its_chapter(hate_crime, other_officer, reader, person):
    for somebody in (other_officer, reader, person("administrator")):
        with pytest.raises(PermissionDenied):
            save_paragraph(somebody, hate_crime, 1, text="Mine")
        with pytest.raises(PermissionDenied):
            add_paragraph(somebody, hate_crime.chapter, "intro", text="Mine")


def test_only_those_who_publish_write_the_summary(report, officer, reporting_officer):
    summary = report.chapters.get(kind="summary")
    with pytest.raises(PermissionDenied):
        add_paragraph(officer, summary, "intro", text="We did well.")
    add_paragraph(reporting_officer, summary, "intro", text="We did well.")


def test_an_edit_makes_the_chapter_edited(chapter, hate_crime, officer):
    save_paragraph(officer, hate_crime, 1, text="Other words.")
    chapter.refresh_from_db()
    assert (chapter.state, chapter.edited_by) == ("edited", officer)


def test_saving_the_same_words_changes_nothing(chapter, hate_crime, officer):
    save_paragraph(officer, hate_crime, 1, text=hate_crime.text)
    chapter.refresh_from_db()
    assert chapter.state == "draft"


def test_paragraphs_are_moved_joined_and_removed(chapter, officer):
    first = add_paragraph(officer, chapter, "intro", text="One.")
    second = add_paragraph(officer, chapter, "intro", text="Two.")
    move_paragraph(officer, second, -1)
    assert [p.text for p in chapter.paragraphs.filter(section="intro")] == ["Two.", "One."]
    move_paragraph(officer, second, -1)
    second.refresh_from_db()
    join_paragraphs(officer, second, second.version)
    assert [p.text for p in chapter.paragraphs.filter(section="intro")] == ["Two. One."]
    assert not Paragraph.objects.filter(pk=first.pk).exists()
    second.refresh_from_db()
    remove_paragraph(officer, second, second.version)
    assert not chapter.paragraphs.filter(section="intro").exists()


def test_a_box_needs_a_title_and_a_section_has_to_exist(chapter, officer):
    with pytest.raises(ValidationError, match="title"):
        add_paragraph(officer, chapter, "A10", "box", text="x")
    with pytest.raises(ValidationError, match="section"):
        add_paragraph(officer, chapter, "Z99", text="x")


def test_an_entry_left_out_of_the_narrative_is_still_counted(chapter, hate_crime, officer):
    entry = hate_crime.entries.first()
    leave_out(officer, hate_crime, 1, entry.activity_id)
    hate_crime.refresh_from_db()
    assert hate_crime.text == "The Mission met the KP in Pejë/Peć."
    assert not standing(officer, chapter, chapter.paragraphs.all()).new
    take_in(officer, chapter, entry.activity_id)
    assert [e.pk for e in standing(officer, chapter, chapter.paragraphs.all()).new["A10"]] == [entry.activity_id]


def test_a_changed_entry_is_pointed_out_and_can_be_taken_over_or_not(chapter, hate_crime, officer):
    entry = Activity.objects.get(narrative__startswith="On 15 April")
    Activity.objects.filter(pk=entry.pk).update(narrative="Nine workshops took place.", version=2)
    found = standing(officer, chapter, chapter.paragraphs.all()).outdated[hate_crime.pk]
    assert found.text == "Nine workshops took place. The Mission met the KP in Pejë/Peć."
    save_paragraph(officer, hate_crime, 1, text="My own words.")
    keep_mine(officer, hate_crime, 2)
    assert not standing(officer, chapter, chapter.paragraphs.all()).outdated
    hate_crime.refresh_from_db()
    assert hate_crime.text == "My own words."
    take_register(officer, hate_crime, hate_crime.version)
    hate_crime.refresh_from_db()
    assert hate_crime.text.startswith("Nine workshops")


def test_refreshing_takes_over_what_nobody_edited_and_keeps_edits(chapter, hate_crime, officer, register, unit):
    course = chapter.paragraphs.get(section="B07")
    save_paragraph(officer, hate_crime, 1, text="My own words.")
    Activity.objects.filter(unit=unit).update(narrative="Told anew.", version=2)
    register(unit, "A01", "training", "A new one.", date(2025, 12, 1))
    taken = refresh_chapter(officer, chapter)
    assert taken == 3
    hate_crime.refresh_from_db()
    course.refresh_from_db()
    assert (hate_crime.text, course.text) == ("My own words.", "Told anew.")
    assert chapter.paragraphs.get(section="A01").text == "A new one."
    assert list(standing(officer, chapter, chapter.paragraphs.all()).outdated) == [hate_crime.pk]


def test_an_entry_that_is_gone_takes_its_unedited_paragraph_along(chapter, officer):
    course = chapter.paragraphs.get(section="B07")
    Activity.objects.filter(theme="B07").update(theme="B01", category="threats", version=2)
    found = standing(officer, chapter, chapter.paragraphs.all())
    assert found.outdated[course.pk].gone
    refresh_chapter(officer, chapter)
    assert [p.section for p in chapter.paragraphs.filter(section__startswith="B")] == ["B01"]


def test_comments_are_answered_and_resolved(hate_crime, officer, other_officer, reader):
    comment = add_comment(other_officer, hate_crime, "How many were women?")
    reply = add_comment(officer, hate_crime, "Half of them.", comment)
    resolve_comment(officer, reply)
    comment.refresh_from_db()
    assert comment.resolved_by == officer
    resolve_comment(officer, comment, resolved=False)
    comment.refresh_from_db()
    assert comment.resolved_at is None
    with pytest.raises(PermissionDenied):
        add_comment(reader, hate_crime, "Me too")
    with pytest.raises(ValidationError, match="Write"):
        add_comment(officer, hate_crime, "  ")
    with pytest.raises(ValidationError, match="reply"):
        add_comment(officer, hate_crime, "x", reply)


def test_what_a_database_refuses_is_left_out_of_what_people_type(chapter, hate_crime, officer):
    save_paragraph(officer, hate_crime, 1, text="One\x00 line\r\nand another ", title="")
    hate_crime.refresh_from_db()
    assert hate_crime.text == "One line\nand another"
    add_comment(officer, hate_crime, "A\x00 comment")
    with pytest.raises(ValidationError, match="Write the text"):
        add_paragraph(officer, chapter, "intro", text=" \x00 ")
