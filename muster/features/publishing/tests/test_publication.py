"""Clearance, what blocks, publication, corrections."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from muster.core.conflicts import Conflict
from muster.core.markings import Marks
from muster.core.models import Marking
from muster.domain.publishing.states import Reason
from muster.features.activities.models import Activity
from muster.features.markings.actions import change_marks
from muster.features.publishing import queries
from muster.features.publishing.actions.clearance import NotReady, clear_chapter, withdraw_clearance
from muster.features.publishing.actions.comments import add_comment, resolve_comment
from muster.features.publishing.actions.paragraphs import refresh_chapter, save_paragraph
from muster.features.publishing.actions.publication import publish_report
from muster.features.publishing.actions.reports import correct_report
from muster.features.publishing.models import Paragraph, Publication, UnitYear

pytestmark = pytest.mark.django_db


def reasons(person, chapter):
    return {finding.reason for finding in queries.chapter_findings(person, chapter)}


def test_the_head_of_the_structure_clears(chapter, head_of_structure):
    clear_chapter(head_of_structure, chapter, chapter.version)
    chapter.refresh_from_db()
    assert chapter.state == "cleared"
    assert chapter.clearances.get().by == head_of_structure


def test_nobody_else_clears(chapter, officer, reporting_officer, reader, person, other_unit):
    for somebody in (officer, reporting_officer, reader, person("head_of_structure", other_unit)):
        with pytest.raises(PermissionDenied):
            clear_chapter(somebody, chapter, chapter.version)
    summary = chapter.report.chapters.get(kind="summary")
    with pytest.raises(PermissionDenied):
        clear_chapter(person("head_of_structure", other_unit), summary, summary.version)


def test_nobody_clears_words_that_they_have_not_seen(chapter, head_of_structure, officer):
    seen = chapter.version
    save_paragraph(officer, chapter.paragraphs.first(), 1, text="Other words.")
    with pytest.raises(Conflict):
        clear_chapter(head_of_structure, chapter, seen)


def test_an_open_comment_stops_the_clearance(chapter, head_of_structure, officer):
    comment = add_comment(officer, chapter.paragraphs.first(), "Is this right?")
    with pytest.raises(NotReady) as found:
        clear_chapter(head_of_structure, chapter, chapter.version)
    assert [finding.reason for _, finding in found.value.findings] == [Reason.OPEN_COMMENTS]
    resolve_comment(officer, comment)
    clear_chapter(head_of_structure, chapter, chapter.version)


def test_an_edit_takes_the_clearance_back_with_a_note(chapter, head_of_structure, officer):
    clear_chapter(head_of_structure, chapter, chapter.version)
    save_paragraph(officer, chapter.paragraphs.first(), 1, text="Other words.")
    chapter.refresh_from_db()
    assert chapter.state == "edited"
    assert officer.full_name in chapter.note
    assert chapter.clearances.get().taken_back_by == officer
    changes = queries.changed_since_clearance(officer, chapter)
    assert [change.after for change in changes] == ["Other words."]


def test_a_clearance_can_be_taken_back_with_a_reason(chapter, head_of_structure, officer):
    clear_chapter(head_of_structure, chapter, chapter.version)
    with pytest.raises(PermissionDenied):
        withdraw_clearance(officer, chapter, "No")
    with pytest.raises(ValidationError, match="why"):
        withdraw_clearance(head_of_structure, chapter, " ")
    withdraw_clearance(head_of_structure, chapter, "A figure is wrong.")
    chapter.refresh_from_db()
    assert (chapter.state, "A figure is wrong." in chapter.note) == ("edited", True)


def test_a_register_that_moves_after_the_clearance_blocks(chapter, head_of_structure, reporting_officer):
    clear_chapter(head_of_structure, chapter, chapter.version)
    chapter.refresh_from_db()
    assert Reason.CHANGED_SINCE not in reasons(reporting_officer, chapter)
    Activity.objects.filter(sessions=8).update(sessions=9)
    assert Reason.CHANGED_SINCE in reasons(reporting_officer, chapter)


def test_so_does_a_budget_that_changes(chapter, head_of_structure, reporting_officer, unit):
    clear_chapter(head_of_structure, chapter, chapter.version)
    chapter.refresh_from_db()
    UnitYear.objects.filter(unit=unit, fund_source="UB").update(budget=1)
    assert Reason.CHANGED_SINCE in reasons(reporting_officer, chapter)


def test_publishing_lists_everything_that_blocks(report, reporting_officer):
    with pytest.raises(NotReady) as found:
        publish_report(reporting_officer, report, report.version)
    blocked = {(chapter.title, finding.reason) for chapter, finding in found.value.findings}
    assert ("Field Office North", Reason.NOT_CLEARED) in blocked
    assert ("Executive summary", Reason.EMPTY) in blocked
    assert not Publication.objects.exists()


def test_only_a_reporting_officer_publishes(cleared, officer, head_of_structure, reader, person):
    for somebody in (officer, head_of_structure, reader, person("administrator")):
        with pytest.raises(PermissionDenied):
            publish_report(somebody, cleared, cleared.version)


def test_a_report_that_was_changed_meanwhile_is_not_published(cleared, reporting_officer):
    with pytest.raises(Conflict):
        publish_report(reporting_officer, cleared, cleared.version - 1)


def test_a_published_report_has_its_files(published, reporting_officer):
    assert published.state == "published"
    assert set(published.chapters.values_list("state", flat=True)) == {"published"}
    files = published.publication.files.exclude(format="svg")
    assert [file.name for file in files] == [
        f"annual-report-on-police-related-activities-2025-en-1.{output}" for output in ("docx", "html", "pdf")
    ]
    html = bytes(files.get(format="html").file.content).decode()
    assert "Published" in html
    assert "not cleared" not in html


def test_a_correction_is_a_new_edition_that_says_what_it_corrects(published, reporting_officer, person):
    with pytest.raises(ValidationError, match="what is corrected"):
        correct_report(reporting_officer, published, "")
    correction = correct_report(reporting_officer, published, "A course was counted twice.")
    assert (correction.edition, correction.corrects) == (2, published)
    with pytest.raises(ValidationError, match="already"):
        correct_report(reporting_officer, published, "Again")
    assert set(
        correction.chapters.exclude(kind__in=("matrix", "abbreviations", "contacts")).values_list("state", flat=True)
    ) == {"cleared"}
    Activity.objects.filter(sessions=3).update(sessions=2)
    changes = queries.version_differences(reporting_officer, correction)
    assert ("Field Office North", "number", "3", "2") in {(c.chapter, c.kind, c.before, c.after) for c in changes}
    chapter = correction.chapters.get(unit__code="north")
    assert Reason.CHANGED_SINCE in reasons(reporting_officer, chapter)
    clear_chapter(person("head_of_structure", chapter.unit), chapter, chapter.version)
    correction.refresh_from_db()
    publish_report(reporting_officer, correction, correction.version)
    book = queries.book(reporting_officer, correction).book
    assert "A course was counted twice." in book.notice
    assert [each.edition for each in queries.versions(reporting_officer, published)] == [1, 2]


def test_what_a_correction_copies_begins_its_own_versions(published, reporting_officer):
    assert published.chapters.filter(version__gt=1).exists()
    correction = correct_report(reporting_officer, published, "A course was counted twice.")
    for rows in (correction.chapters.all(), Paragraph.objects.filter(chapter__report=correction)):
        assert {(row.version, row.history.count()) for row in rows} == {(1, 1)}


def test_only_a_published_report_is_corrected_and_only_by_those_who_publish(report, published, officer):
    with pytest.raises(PermissionDenied):
        correct_report(officer, published, "x")


def test_what_was_closed_since_it_was_drawn_is_not_published_before_somebody_took_it_out(
    cleared, chapter, unit, person, reporting_officer, year_of_work
):
    head = person("head_of_structure", unit)
    closed = year_of_work[0]
    closed.refresh_from_db()
    change_marks(head, "activity", closed.pk, Marks(Marking.RESTRICTED), Marks())
    chapter.refresh_from_db()
    for refused in (
        lambda: clear_chapter(head, chapter, chapter.version),
        lambda: publish_report(reporting_officer, cleared, cleared.version),
    ):
        with pytest.raises(NotReady) as stopped:
            refused()
        assert Reason.GONE in {finding.reason for _chapter, finding in stopped.value.findings}
    refresh_chapter(head, chapter)
    chapter.refresh_from_db()
    clear_chapter(head, chapter, chapter.version)
    cleared.refresh_from_db()
    publish_report(reporting_officer, cleared, cleared.version)
    assert "eight workshops" not in str(cleared.publication.content)
