"""What is published stays as it is, whatever happens to the register, and by whatever path somebody tries."""

import hashlib

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from muster.domain.publishing.content import from_data
from muster.features.activities.models import Activity
from muster.features.publishing import queries
from muster.features.publishing.actions.paragraphs import add_paragraph, save_paragraph
from muster.features.publishing.actions.reports import correct_report, discard_report, rename_report
from muster.features.publishing.models import FrozenFile, Publication, PublicationFile, Report

pytestmark = pytest.mark.django_db

TABLES = {
    "publishing_report": "title = 'x'",
    "publishing_chapter": "note = 'x'",
    "publishing_paragraph": "text = 'x'",
    "publishing_paragraphentry": "title = 'x'",
    "publishing_clearance": "fingerprint = 'x'",
    "publishing_publication": "content = '{}'",
    "publishing_publicationfile": "name = 'x'",
    "publishing_frozenfile": "content = ''",
}


def refused(statement, *values):
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return True


def test_the_database_refuses_every_change_of_a_published_report(published):
    for table, change in TABLES.items():
        assert refused(f"UPDATE {table} SET {change}")
        assert refused(f"DELETE FROM {table}")


def test_nothing_is_added_to_a_published_report(published):
    chapter = published.chapters.first()
    assert refused(
        "INSERT INTO publishing_paragraph (chapter_id, section, position, kind, title, text, drawn_text, version,"
        " updated_by_id, updated_at) VALUES (%s, 'intro', 9, 'text', '', 'x', '', 1, %s, now())",
        chapter.pk,
        published.created_by_id,
    )
    file = PublicationFile.objects.first()
    assert refused(
        "INSERT INTO publishing_publicationfile (publication_id, file_id, format, name) VALUES (%s, %s, 'pdf', 'x')",
        file.publication_id,
        file.file_id,
    )


def test_switching_triggers_off_from_within_the_application_does_not_help(published):
    with pgtrigger.ignore():
        assert refused("UPDATE publishing_publication SET content = '{}'")


def test_the_applications_role_can_neither_empty_a_table_nor_drop_a_trigger(published):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'muster_app'")
        if not cursor.fetchone():
            pytest.skip("This server has no role of its own for the application.")
        for table in TABLES:
            cursor.execute("SELECT has_table_privilege('muster_app', %s, 'TRUNCATE, TRIGGER')", [table])
            assert cursor.fetchone() == (False,)


def test_a_chapter_cannot_be_moved_out_of_a_published_report(published, reporting_officer):
    correction = correct_report(reporting_officer, published, "A number was wrong.")
    assert refused("UPDATE publishing_chapter SET report_id = %s WHERE report_id = %s", correction.pk, published.pk)


def test_its_numbers_stay_when_the_register_changes(published, reporting_officer):
    before = queries.book(reporting_officer, published)
    Activity.objects.update(sessions=500, title="Another", narrative="Another story.")
    after = queries.book(reporting_officer, Report.objects.get(pk=published.pk))
    assert after.book == before.book
    assert after.images == before.images


def test_its_files_are_kept_under_their_hash(published):
    files = FrozenFile.objects.all()
    assert {file.media_type for file in files} >= {"application/pdf", "text/html", "image/svg+xml"}
    assert all(hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256 for file in files)
    publication = Publication.objects.get()
    assert set(publication.files.filter(format="svg").values_list("name", flat=True)) == {
        block.image
        for chapter in from_data(publication.content).chapters
        for block in chapter.blocks
        if block.type == "figure"
    }


def test_actions_say_it_in_a_sentence(published, reporting_officer):
    chapter = published.chapters.get(kind="summary")
    for act in (
        lambda: rename_report(reporting_officer, published, "Another"),
        lambda: discard_report(reporting_officer, published),
        lambda: add_paragraph(reporting_officer, chapter, "intro", text="More"),
        lambda: save_paragraph(reporting_officer, chapter.paragraphs.first(), 1, text="More"),
    ):
        with pytest.raises(ValidationError, match="Make a correction"):
            act()
