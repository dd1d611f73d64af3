"""What is erased is gone from the row, from every version, from the file; the trail stays whole, counts stay right."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from muster.core import erasures, files
from muster.core.data_sets import data_sets
from muster.core.identity import SYSTEM, acting_as, of_person
from muster.features.activities.actions.entries import register_activity
from muster.features.activities.filters import Filters
from muster.features.activities.models import Activity
from muster.features.activities.queries import register_counts
from muster.features.intake import erasing as of_intake
from muster.features.intake.models import Document, DocumentText, DraftState, Original
from muster.features.intake.queries import theme_memory
from muster.features.protection.actions.erasing import Ground, erase_record, erase_words
from muster.features.protection.actions.people import add_person, remove_person
from muster.features.protection.jobs import write_down_missed
from muster.features.protection.models import PersonInRecord, Tombstone
from muster.features.protection.records import find
from muster.features.protection.redoing import redo
from muster.features.review.queries import setting
from tests.protection.conftest import GROUND, NAME, entries, values

pytestmark = pytest.mark.django_db
SURNAME = "krasniqi"
STAYS = {"core_auditentry", "pghistory_context"}


def tables_with(words):
    """Every column of every table in which words stand, in capitals or not, whoever may see it."""
    columns = (
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type <> 'bytea' AND NOT table_name = ANY (%s)"
    )
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(columns, [list(STAYS)])
        found = []
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM {table} WHERE "{column}"::text ILIKE %s LIMIT 1', [f"%{words}%"])
            found += [f"{table}.{column}"] if cursor.fetchone() else []
        return sorted(found)


@pytest.fixture
def as_protector(protector):
    with acting_as(of_person(protector.pk)):
        yield protector


def test_a_document_is_erased_with_its_file_its_drafts_and_every_version(
    document, entry, protector, whole, django_capture_on_commit_callbacks
):
    Document.objects.filter(pk=document.pk).update(title=f"Of {NAME}")
    before = document.original_id
    with acting_as(of_person(protector.pk)), django_capture_on_commit_callbacks(execute=True):
        told = [find(one.code, one.key) for one in find("activity", entry.pk).data_set.told(entry.pk)]
        assert [one.code for one in told] == ["document", "partner", "partner"]
        stones = erase_record(protector, told[0], GROUND, also=[find("activity", entry.pk), *told[1:]])
    of_intake.remove_original(before)
    assert len(stones) == 4
    assert tables_with(SURNAME) == []
    assert not files.has(before)
    assert not Original.objects.filter(pk=before).exists()
    document.refresh_from_db()
    with files.opened(document.original_id) as file:
        assert b"Krasniqi" not in file.read()
    assert document.drafts.count() == 0
    assert whole()
    assert {one.code for one in erasures.written_down()} == {"document", "activity", "partner"}


def test_erased_words_are_not_served_from_memory(document, as_protector):
    """A worker learns themes from accepted passages, the page of a document keeps its text: both are long-lived."""
    with acting_as(SYSTEM):
        draft = document.drafts.get()
        draft.fields["theme"] = {"value": "A10"}
        draft.state = DraftState.ACCEPTED
        draft.save()
        assert NAME in str(theme_memory().examples)
        before = setting(document.content)
    erase_words(as_protector, find("document", document.pk), NAME, GROUND)
    with acting_as(SYSTEM):
        assert NAME not in str(theme_memory().examples)
        assert setting(DocumentText.objects.get(pk=document.pk)) is not before


def test_an_erased_entry_still_counts(entry, as_protector, unit):
    before = register_counts(as_protector, Filters())
    erase_record(as_protector, find("activity", entry.pk), GROUND)
    assert register_counts(as_protector, Filters()) == before
    entry.refresh_from_db()
    assert (entry.participants, entry.sessions, entry.theme) == (24, 2, "A10")
    assert entry.place_codes
    assert entry.title == "█████"


def test_nobody_finds_an_erased_entry_by_its_words_nor_saves_over_it_what_it_was(entry, as_protector, officer):
    version = entry.version
    erase_record(as_protector, find("activity", entry.pk), GROUND)
    with acting_as(of_person(officer.pk)):
        assert register_counts(officer, Filters(q=SURNAME)).entries == 0
    entry.refresh_from_db()
    assert entry.version > version


def test_words_are_erased_from_every_version_in_place(document, entry, as_protector, whole):
    for code, key in (("document", document.pk), ("activity", entry.pk)):
        erase_words(as_protector, find(code, key), NAME, GROUND)
    document.refresh_from_db()
    blocks = "█" * len(NAME)
    assert document.content.text.startswith(f"On 15 April, the Mission trained {blocks} and others.\n{blocks} spoke.")
    assert document.title == f"Report on {blocks}"
    entry.refresh_from_db()
    assert entry.title == f"Training of {blocks}"
    assert entry.partners == ["Kosovo Police", blocks]
    assert "kosovo police" in entry.partner_keys
    assert "arta" not in tables_text("activities_activity", "search")
    assert [one for one in tables_with("arta krasniqi") if not one.startswith("activities_partnername")] == []
    assert whole()


def tables_text(table, column):
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg({column}::text, ' ') FROM {table}")
        return cursor.fetchone()[0]


def test_people_who_were_named_for_a_record_go_with_it_also_those_who_no_longer_were(entry, officer, protector, whole):
    named = [
        add_person(officer, find("activity", entry.pk), {"name": NAME, "category": category})
        for category in ("VICTIM", "WITNESS")
    ]
    remove_person(officer, named[0])
    assert whole()
    with acting_as(of_person(protector.pk)):
        erase_record(protector, find("activity", entry.pk), GROUND)
    assert not PersonInRecord.objects.exists()
    assert "protection_personinrecordevent.name" not in tables_with(NAME)
    assert whole()


def test_an_account_is_erased_and_its_number_stays_in_the_trail(protector, other_officer, client, whole):
    client.force_login(other_officer)
    client.get("/")
    name = other_officer.username
    other_officer.full_name = "Somebody Else"
    other_officer.save()
    with acting_as(of_person(protector.pk)):
        erase_record(protector, find("account", other_officer.pk), GROUND)
    other_officer.refresh_from_db()
    assert (other_officer.username, other_officer.email, other_officer.is_active) == (
        f"erased-{other_officer.pk}",
        "",
        False,
    )
    assert tables_with("Somebody Else") == tables_with(name) == []
    assert client.get("/").status_code == 302
    assert whole()


def test_nobody_erases_themselves(as_protector):
    with pytest.raises(ValidationError, match="their own account"):
        erase_record(as_protector, find("account", as_protector.pk), GROUND)


@pytest.mark.parametrize("role", ["officer", "reporting_officer", "administrator", "auditor", "reader"])
def test_nobody_else_erases(person, unit, entry, role):
    somebody = person(role, unit)
    with acting_as(of_person(somebody.pk)):
        record = find("activity", entry.pk)
        with pytest.raises(PermissionDenied):
            erase_record(somebody, record, GROUND)
        with pytest.raises(PermissionDenied):
            erase_words(somebody, record, NAME, GROUND)


def test_the_reason_may_not_repeat_what_is_erased(entry, as_protector):
    with pytest.raises(ValidationError, match="without these words"):
        erase_words(as_protector, find("activity", entry.pk), NAME, Ground(f"{NAME} asked.", "Law"))


def test_an_erasure_without_a_reason_is_refused(entry, as_protector):
    with pytest.raises(ValidationError, match="by what law"):
        erase_record(as_protector, find("activity", entry.pk), Ground(" ", "Law"))


@pytest.mark.parametrize(("words", "refusal"), [("ab", "too few letters"), ("Somebody", "do not stand")])
def test_words_that_cannot_be_meant_are_refused(entry, as_protector, words, refusal):
    with pytest.raises(ValidationError, match=refusal):
        erase_words(as_protector, find("activity", entry.pk), words, GROUND)


def test_words_that_only_an_earlier_version_has_are_erased(officer, unit, protector, entry):
    from muster.features.activities.actions.entries import update_activity

    update_activity(officer, entry, values(unit, title="A", narrative="", partners=()), entry.version)
    with acting_as(of_person(protector.pk)):
        erase_words(protector, find("activity", entry.pk), NAME, GROUND)
    assert not [one for one in tables_with(NAME) if one.startswith("activities_activity")]


def test_the_audit_trail_is_not_erased(as_protector):
    key = entries("insert").first().pk
    with pytest.raises(ValidationError, match="The law asks for it"):
        erase_record(as_protector, find("audit", key), GROUND)
    with pytest.raises(ValidationError, match="The law asks for it"):
        erase_words(as_protector, find("audit", key), "somebody", GROUND)


def test_the_trail_says_who_erased_and_why(entry, as_protector):
    erase_record(as_protector, find("activity", entry.pk), GROUND)
    found = entries("erase")
    assert {one.person for one in found} == {as_protector.pk}
    assert {one.detail["why"] for one in found} == {GROUND.why}
    stone = Tombstone.objects.get()
    assert (stone.by, stone.requested_by) == (as_protector, "R-7")


def test_words_that_are_erased_are_written_down_outside_unreadable_and_before_a_crash_can_lose_them(
    entry, as_protector
):
    erase_words(as_protector, find("activity", entry.pk), NAME, GROUND)  # within a transaction that never ends
    line = json.loads(erasures.path().read_text())
    assert erasures.path().stat().st_mode & 0o777 == 0o600
    assert "rasniqi" not in erasures.path().read_text()
    assert erasures.shown(line["words"]) == NAME


def test_what_a_restored_backup_brought_back_is_erased_again(
    officer, unit, protector, entry, whole, django_capture_on_commit_callbacks
):
    """As a restore leaves it: the row and its history as they were, and no tombstone."""
    other = register_activity(officer, values(unit, title=f"Visit of {NAME}"))
    with acting_as(of_person(protector.pk)), django_capture_on_commit_callbacks(execute=True):
        erase_words(protector, find("activity", other.pk), NAME, GROUND)
        erase_record(protector, find("activity", entry.pk), GROUND)
    Tombstone.objects.all().delete()
    Activity.objects.filter(pk=other.pk).update(narrative=f"By {NAME}")
    Activity.objects.filter(pk=entry.pk).update(narrative=NAME, title=f"Training of {NAME}")
    done = redo()
    assert (done.again, done.gone, done.unreadable) == (2, 0, [])
    assert not [one for one in tables_with(NAME) if one.startswith("activities_activity")]
    assert {stone.again_at is not None for stone in Tombstone.objects.all()} == {True}
    assert whole()
    assert redo().again == 0


def test_a_later_record_of_the_same_number_is_left_alone(officer, unit, entry):
    erasures.write_down(
        erasures.Erasure("6f2b0e5c-0000-4000-8000-000000000001", "activity", entry.pk, "2020-01-01T00:00:00+00:00")
    )
    erasures.write_down(
        erasures.Erasure("6f2b0e5c-0000-4000-8000-000000000002", "activity", 99, "2020-01-01T00:00:00+00:00")
    )
    assert redo().gone == 2
    entry.refresh_from_db()
    assert NAME in entry.title


def test_words_under_another_signing_key_are_named_and_left(entry, settings):
    hidden = erasures.hidden(NAME)
    settings.SECRET_KEY = "another one" * 5
    erasures.write_down(
        erasures.Erasure(
            "6f2b0e5c-0000-4000-8000-000000000001", "activity", entry.pk, "2100-01-01T00:00:00+00:00", hidden
        )
    )
    assert [one.key for one in redo().unreadable] == [entry.pk]


def test_the_same_file_handed_in_again_while_it_is_erased_is_kept(document, protector, officer, unit):
    from muster.features.intake.actions import hand_in
    from tests.protection.conftest import TEXT

    before = document.original_id
    with acting_as(of_person(protector.pk)):
        erase_record(protector, find("document", document.pk), GROUND)
    again = hand_in(officer, [TEXT.encode()], "again.txt", unit)
    of_intake.remove_original(before)
    assert again.new
    assert files.has(before)


@pytest.mark.parametrize("code", sorted(code for code, one in data_sets().items() if not one.stays))
def test_every_column_can_be_blanked(code):
    from muster.features.protection.blanking import _blanks

    data_set = data_sets()[code]
    for kept in data_set.kept:
        assert set(_blanks(kept, 1, data_set.title)) == set(kept.columns)


def test_the_command_erases_again_and_names_what_it_cannot(entry, settings, capsys):
    line = {"mark": "6f2b0e5c-0000-4000-8000-000000000001", "code": "activity", "key": entry.pk}
    erasures.write_down(erasures.Erasure(**line, at="2100-01-01T00:00:00+00:00"))
    call_command("protection", "redo")
    assert "Erased again: 1." in capsys.readouterr().out
    entry.refresh_from_db()
    assert entry.title == "█████"
    hidden = erasures.hidden(NAME)
    settings.SECRET_KEY = "another one" * 5
    line["mark"] = "6f2b0e5c-0000-4000-8000-000000000002"
    erasures.write_down(erasures.Erasure(**line, at="2100-01-01T00:00:00+00:00", words=hidden))
    with pytest.raises(CommandError, match="1 erasures could not"):
        call_command("protection", "redo")
    erasures.path().write_text("{broken\n")
    with pytest.raises(CommandError, match="damaged"):
        call_command("protection", "redo")


def test_a_missed_line_is_written_by_the_worker(entry, as_protector):
    erase_record(as_protector, find("activity", entry.pk), GROUND)
    assert erasures.written_down() == []  # as if the process had died right after its transaction
    write_down_missed()
    write_down_missed()
    assert [one.key for one in erasures.written_down()] == [entry.pk]
    assert erasures.since("2000-01-01T00:00:00+00:00")
    assert not erasures.since("2100-01-01T00:00:00+00:00")
