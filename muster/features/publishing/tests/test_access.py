"""Who gets at reports in preparation, in the database itself."""

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from muster.core.identity import acting_as, of_person
from muster.core.markings import Marks
from muster.core.models import Marking, Placement, Unit
from muster.domain.publishing.states import Reason
from muster.features.markings.actions import change_marks
from muster.features.publishing.actions.clearance import NotReady
from muster.features.publishing.actions.paragraphs import refresh_chapter
from muster.features.publishing.actions.publication import publish_report
from muster.features.publishing.actions.reports import correct_report, discard_report
from muster.features.publishing.entries import closed_to
from muster.features.publishing.models import Chapter, Comment, Paragraph, Report, UnitYear
from muster.features.publishing.queries import chapter_findings

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_elsewhere(person):
    """Somebody who writes reports in another organisation."""
    police = Unit.objects.create(code="police", name_en="Police", short_name="Police")
    return person("head_of_structure", police)


@pytest.fixture
def of_a_section(person, unit):
    section = Unit.objects.create(code="section", name_en="Section", short_name="Section")
    Placement.objects.create(unit=section, parent=unit)
    return person("reader", section)


def seen(somebody):
    with acting_as(of_person(somebody.pk)):
        return [kind.objects.count() for kind in (Report, Chapter, Paragraph, UnitYear)]


def test_a_report_in_preparation_is_for_its_own_organisation(written, of_elsewhere, of_a_section, reader):
    assert seen(of_elsewhere) == [0, 0, 0, 0]
    assert seen(of_a_section) == seen(reader) == [1, 7, Paragraph.objects.count(), 6]


def test_nobody_writes_in_the_report_of_another_organisation(written, of_elsewhere):
    paragraph = Paragraph.objects.first()
    with acting_as(of_person(of_elsewhere.pk)):
        assert not Chapter.objects.update(note="Changed")
        with pytest.raises(DatabaseError, match="row-level security"):
            Comment.objects.create(paragraph=paragraph, author=of_elsewhere, text="Which mayors?")


@pytest.fixture
def close(unit, person, year_of_work):
    """Marks an entry that the reports of the structure tell; who did it keeps it in sight, whatever the marking."""

    def mark(marking):
        closed = year_of_work[0]
        closed.refresh_from_db()
        head = person("head_of_structure", unit)
        change_marks(head, "activity", closed.pk, Marks(marking), Marks())
        return head

    return mark


WORDS = "eight workshops"
TABLES = ("paragraph", "paragraphentry", "paragraphevent", "comment", "leftout", "clearance")


def told(somebody):
    """The tables of reports in which raw SQL finds the words of the entry."""
    with acting_as(of_person(somebody.pk)), connection.cursor() as cursor:
        found = []
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM publishing_{table} t WHERE t::text LIKE %s", [f"%{WORDS}%"])
            found += [table] if cursor.fetchone()[0] else []
        return found


def test_what_was_closed_since_is_told_to_nobody_who_may_not_see_it(
    cleared, close, chapter, officer, reader, reporting_officer, client
):
    head = close(Marking.CONFIDENTIAL)
    assert told(head) == ["paragraph", "clearance"]
    for somebody in (reader, officer, reporting_officer):
        assert told(somebody) == []
        client.force_login(somebody)
        for page in (
            reverse("publishing:chapter", args=[chapter.pk]),
            reverse("publishing:clearance", args=[chapter.pk]),
            reverse("publishing:preview", args=[chapter.report_id]),
            f"/api/reports/chapters/{chapter.pk}/paragraphs",
            f"/api/reports/{chapter.report_id}/content",
        ):
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert WORDS not in answer.content.decode(), page
            assert "paragraphs" in page or "not shown to you" in answer.content.decode(), page


def test_who_writes_the_report_takes_out_unread_what_was_closed(cleared, close, chapter, officer, reader):
    head = close(Marking.CONFIDENTIAL)
    with acting_as(of_person(officer.pk)):
        assert Reason.GONE in {finding.reason for finding in chapter_findings(officer, chapter)}
        refresh_chapter(officer, chapter)
        chapter.refresh_from_db()
        assert Reason.GONE not in {finding.reason for finding in chapter_findings(officer, chapter)}
        assert not closed_to(officer, chapter)
    assert [told(each) for each in (reader, officer, head)] == [[], [], ["clearance"]]
    assert not Paragraph.objects.filter(text__contains=WORDS).exists()


def test_a_draft_with_what_was_closed_is_discarded_whole(cleared, close, reporting_officer):
    close(Marking.CONFIDENTIAL)
    with acting_as(of_person(reporting_officer.pk)):
        discard_report(reporting_officer, cleared)
    assert not Paragraph.objects.exists()


def test_what_was_published_before_stays_and_its_correction_keeps_it_closed(
    published, close, year_of_work, reporting_officer, reader
):
    close(Marking.CONFIDENTIAL)
    assert told(reader) == ["paragraph", "clearance"]
    with acting_as(of_person(reporting_officer.pk)):
        made = correct_report(reporting_officer, published, "A number was wrong.")
        with pytest.raises(NotReady):
            publish_report(reporting_officer, made, made.version)
    with acting_as(of_person(reader.pk)):
        assert not Paragraph.objects.filter(chapter__report=made, text__contains=WORDS).exists()
        assert not made.chapters.filter(clearances__told__contains=[year_of_work[0].pk]).exists()


def test_what_is_published_is_for_every_reader_of_reports(published, of_elsewhere):
    assert seen(of_elsewhere)[:2] == [1, published.chapters.count()]
