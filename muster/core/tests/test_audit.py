"""The audit trail on a history of its own: what is written enters it, and no change of it stays hidden."""

import json
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from muster.core import audit
from muster.core.audit_functions import BODIES, FUNCTIONS
from muster.core.models import AuditEntry, AuditSeal
from tests.rounds import rounds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]

TAMPERINGS = {
    "change a history": "UPDATE lamp_event SET name = name || '!' WHERE pgh_id = {row}",
    "empty a field": "UPDATE lamp_event SET name = NULL WHERE pgh_id = {row}",
    "remove from a history": "DELETE FROM lamp_event WHERE pgh_id = {row}",
    "insert into a history": "INSERT INTO lamp_event (pgh_label, name) VALUES ('update', 'false {row}')",
    "change who did it": "UPDATE core_auditentry SET person = 99 WHERE id = {entry}",
    "change when": "UPDATE core_auditentry SET at = at + interval '1 second' WHERE id = {entry}",
    "change why": 'UPDATE core_auditentry SET detail = \'{{"why": "no"}}\' WHERE id = {entry}',
    "remove an entry": "DELETE FROM core_auditentry WHERE id = {entry}",
    "insert an entry": (
        "INSERT INTO core_auditentry (at, verb, subject, key, detail, seal_id) "
        "VALUES (now(), 'read', 'lamp', '{row}', '{{}}', {seal})"
    ),
    "move an entry": "UPDATE core_auditentry SET seal_id = seal_id % 4 + 1 WHERE id = {entry}",
    "unseal an entry": "UPDATE core_auditentry SET seal_id = NULL WHERE id = {entry}",
    "change a seal": "UPDATE core_auditseal SET entries = entries + 1 WHERE number = {seal}",
    "change a seal's hash": "UPDATE core_auditseal SET hash = sha256(hash) WHERE number = {seal}",
    "remove a seal": "DELETE FROM core_auditseal WHERE number = {seal}",
    "remove a seal with all it holds": (
        "DELETE FROM core_auditentry WHERE seal_id = {seal}; DELETE FROM core_auditseal WHERE number = {seal}"
    ),
}


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def lamps(db):
    """A history of four rounds of changes and looks, each sealed."""
    run("CREATE TABLE lamp_event (pgh_id bigserial PRIMARY KEY, pgh_label text NOT NULL, name text, since timestamptz)")
    run("SELECT audit_attach()")
    for number in range(4):
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO lamp_event (pgh_label, name, since) VALUES ('insert', %s, now())",
                [[f"lamp {number}-{row}"] for row in range(5)],
            )
        audit.record(7, "read", "lamp", str(number), why="on duty")
        audit.seal()


def tampered(statement):
    """What is found after somebody with all rights changed the trail, and put its triggers back."""
    with transaction.atomic():
        for what in ("DISABLE", "ENABLE"):
            for table in ("lamp_event", "core_auditentry", "core_auditseal"):
                run(f"ALTER TABLE {table} {what} TRIGGER USER")
            if what == "DISABLE":
                run(statement)
        found = audit.findings()
        transaction.set_rollback(True)
    return found


def test_a_whole_trail_has_no_findings(lamps):
    assert audit.findings() == []
    assert AuditSeal.objects.count() == 4
    assert not AuditEntry.objects.filter(seal=None).exists()


def test_a_change_enters_the_trail_with_who_did_it(lamps):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", ['{"user": 3, "url": "/lamps/"}'])
        cursor.execute("INSERT INTO lamp_event (pgh_label, name) VALUES ('update', 'red') RETURNING pgh_id")
        key = str(cursor.fetchone()[0])
    entry = AuditEntry.objects.get(subject="lamp_event", key=key)
    assert (entry.person, entry.verb, entry.detail) == (3, "update", {"where": "/lamps/"})


def test_a_look_enters_the_trail_with_its_reason(lamps):
    audit.record(5, "export", "lamps", "2016", why="asked for by the ombudsperson", recipient="Ombudsperson")
    entry = AuditEntry.objects.get(verb="export")
    assert (entry.person, entry.subject, entry.key) == (5, "lamps", "2016")
    assert entry.detail == {"why": "asked for by the ombudsperson", "recipient": "Ombudsperson"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lamp_event SET name = 'other'",
        "DELETE FROM lamp_event",
        "UPDATE core_auditentry SET person = 1",
        "DELETE FROM core_auditentry",
        "UPDATE core_auditseal SET entries = 0",
        "DELETE FROM core_auditseal",
    ],
)
def test_nobody_changes_what_was_written_down(lamps, statement):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        run(statement)


def test_the_application_may_not_write_into_the_trail(lamps):
    with connection.cursor() as cursor:
        for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            for table in ("core_auditentry", "core_auditseal"):
                cursor.execute("SELECT has_table_privilege('muster_app', %s, %s)", [table, right])
                assert cursor.fetchone() == (False,), (table, right)


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_way_of_tampering_is_found(lamps, name):
    entry = AuditEntry.objects.filter(subject="lamp_event")[7].pk
    assert tampered(TAMPERINGS[name].format(row=7, entry=entry, seal=2)), name


def test_tampering_at_random_is_found(lamps):
    chance = random.Random(2016)
    entries = list(AuditEntry.objects.values_list("pk", flat=True))
    for _ in range(rounds(50, 1000)):
        name = chance.choice(list(TAMPERINGS))
        # The last seal cut off with all it holds is what the anchors are for.
        statement = TAMPERINGS[name].format(
            row=chance.randint(1, 20), entry=chance.choice(entries), seal=chance.randint(1, 3)
        )
        assert tampered(statement), statement


def test_a_trail_cut_off_at_its_end_is_found_by_the_anchors(lamps, monkeypatch):
    last = AuditSeal.objects.get(number=4)
    anchor = audit.Anchor("2016-05-05", 4, bytes(last.hash).hex())
    monkeypatch.setattr(audit, "anchors", lambda since=None: [anchor])
    audit.keep_anchors()
    audit.keep_anchors()
    assert audit.kept_anchors() == [anchor]
    assert audit.findings() == []
    everything = "DELETE FROM lamp_event WHERE pgh_id > 15; DELETE FROM core_auditentry WHERE seal_id = 4;"
    assert audit.Finding("anchor", "core_auditseal", "4") in tampered(
        everything + "DELETE FROM core_auditseal WHERE number = 4"
    )


def test_the_last_seal_is_kept_outside_and_finds_what_no_anchor_holds_yet(lamps):
    audit.keep_last()
    assert audit.kept_last().number == 4
    assert audit.findings() == []
    looks = "DELETE FROM core_auditentry WHERE seal_id = 5; DELETE FROM core_auditseal WHERE number = 5"
    audit.record(7, "read", "lamp", "5")
    audit.seal()
    assert tampered(looks) == []  # what was never written down outside is not missed
    audit.keep_last()
    assert audit.Finding("anchor", "core_auditseal", "5") in tampered(looks)


def test_an_earlier_seal_never_replaces_the_last_one(lamps):
    audit.keep_last()
    with transaction.atomic():
        run("ALTER TABLE core_auditseal DISABLE TRIGGER USER")
        run("DELETE FROM core_auditseal WHERE number = 4")
        audit.keep_last()
        transaction.set_rollback(True)
    assert audit.kept_last().number == 4


def test_a_seal_of_the_future_does_not_keep_from_sealing(lamps):
    """A clock that was ahead for a while made it."""
    with transaction.atomic():
        run("ALTER TABLE core_auditseal DISABLE TRIGGER USER")
        run("UPDATE core_auditseal SET at = now() + interval '2 days' WHERE number = 4")
        audit.record(7, "read", "lamp")
        audit.seal_in_time()
        assert AuditSeal.objects.count() == 5
        transaction.set_rollback(True)


def test_a_trigger_that_is_switched_off_is_found(lamps):
    run("ALTER TABLE lamp_event DISABLE TRIGGER kept")
    assert audit.findings() == [audit.Finding("trigger", "lamp_event", "kept")]


def test_a_function_that_does_something_else_is_found(lamps):
    run("CREATE OR REPLACE FUNCTION audit_seal() RETURNS bigint LANGUAGE sql AS 'SELECT 1'")
    assert audit.findings() == [audit.Finding("function", "audit_seal", "")]


def test_a_history_that_is_gone_is_found(lamps):
    run("DROP TABLE lamp_event")
    assert audit.findings() == [audit.Finding("table", "lamp_event", "")]


def test_an_entry_that_nobody_seals_is_found_after_an_hour(lamps):
    two_hours_ago = "now() - interval '2 hours'"
    run(
        f"INSERT INTO core_auditentry (at, verb, subject, key, detail) VALUES ({two_hours_ago}, 'read', '', '', '{{}}')"
    )
    assert [finding.kind for finding in audit.findings()] == ["late"]


def test_all_functions_are_compared():
    assert {"audit_event", "audit_context", "audit_deleted", "audit_record", "audit_seal", "audit_digest"} <= set(
        BODIES
    )
    assert len(BODIES) == FUNCTIONS.count("CREATE OR REPLACE FUNCTION")


def test_rows_from_before_the_trail_are_taken_in(db):
    run("CREATE TABLE old_event (pgh_id bigserial PRIMARY KEY, pgh_label text NOT NULL)")
    run("INSERT INTO old_event (pgh_label) VALUES ('insert'), ('update')")
    assert {finding.kind for finding in audit.findings()} == {"inserted", "trigger"}
    run("SELECT audit_attach()")
    assert audit.findings() == []


def test_nothing_new_is_no_seal(lamps):
    assert audit.seal() is None


def test_the_command_says_that_the_trail_is_whole(lamps, capsys):
    call_command("audit", "verify")
    assert "whole: " in capsys.readouterr().out


def test_the_command_names_what_was_changed(lamps, capsys):
    with transaction.atomic():
        run("ALTER TABLE lamp_event DISABLE TRIGGER USER")
        run("DELETE FROM lamp_event WHERE pgh_id = 7")
        run("ALTER TABLE lamp_event ENABLE TRIGGER USER")
        with pytest.raises(CommandError, match="not whole: 1 findings"):
            call_command("audit", "verify")
        transaction.set_rollback(True)
    assert "lamp_event: row 7 was removed." in capsys.readouterr().err


def test_the_command_seals(lamps, capsys):
    call_command("audit", "seal")
    audit.record(1, "read", "lamp")
    call_command("audit", "seal")
    assert capsys.readouterr().out.splitlines() == ["Nothing new to seal.", "Sealed as number 5."]


def erase(blank, words=None, key=3, who="system"):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('muster.person', %s, true)", [who])  # an owner's connection tells nobody
        cursor.execute(
            "SELECT audit_erase('lamp', 'lamp_event', 'id', %s, %s, %s, 'asked for')",
            [str(key), json.dumps(blank), words],
        )
        return cursor.fetchone()[0]


@pytest.fixture
def lit(lamps):
    """The table that the history is of."""
    run("ALTER TABLE lamp_event ADD id bigint")
    run("CREATE TABLE lamp (id bigint PRIMARY KEY, name text NOT NULL, told jsonb, tags varchar(40)[])")
    run("INSERT INTO lamp VALUES (3, 'the red lamp', '{\"by\": \"Red Lamp\"}', '{red lamp,x}'), (4, 'red', NULL, NULL)")
    run("INSERT INTO lamp_event (pgh_label, name, id) VALUES ('update', 'a red lamp', 3), ('update', 'red lamp', 4)")
    audit.seal()


def told(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_what_is_erased_is_gone_from_every_version_and_the_trail_stays_whole(lit):
    assert erase({"name": "", "told": None, "tags": []}) == 1
    assert told("SELECT name, told, tags FROM lamp ORDER BY id") == [("", None, []), ("red", None, None)]
    assert told("SELECT name FROM lamp_event WHERE id IS NOT NULL ORDER BY id") == [("",), ("red lamp",)]
    assert audit.findings() == []
    audit.seal()
    assert audit.findings() == []
    entry = AuditEntry.objects.get(verb="erase")
    assert (entry.subject, entry.detail) == ("lamp_event", {"why": "asked for"})


def test_words_are_erased_and_the_rest_keeps_its_place(lit):
    assert erase(dict.fromkeys(("name", "told", "tags")), words="Red Lamp") == 1
    assert told("SELECT name, told->>'by', tags FROM lamp WHERE id = 3") == [
        ("the ████████", "████████", ["████████", "x"])
    ]
    assert told("SELECT name FROM lamp_event WHERE id = 3") == [("a ████████",)]
    assert audit.findings() == []


def test_erased_words_leave_longer_words_and_the_keys_of_json_alone(lit):
    run("UPDATE lamp SET name = 'by the lamps by', told = '{\"by\": \"by lamp\"}' WHERE id = 3")
    erase(dict.fromkeys(("name", "told")), words="lamp")
    erase(dict.fromkeys(("name", "told")), words="by")
    assert told("SELECT name, told->>'by' FROM lamp WHERE id = 3") == [("██ the lamps ██", "██ ████")]


@pytest.mark.parametrize("words", [".", "a|b", "(", "\\", "'"])
def test_erased_words_are_no_pattern(lit, words):
    erase({"name": None}, words=words)
    assert told("SELECT name FROM lamp WHERE id = 3") == [("the red lamp",)]


def test_a_version_changed_after_its_erasure_is_found(lit):
    erase({"name": ""})
    assert tampered("UPDATE lamp_event SET name = 'false' WHERE id = 3")


def test_nobody_erases_without_the_right_to(lit):
    with pytest.raises(DatabaseError, match="without the right"), transaction.atomic():
        erase({"name": ""}, who="7")


@pytest.mark.parametrize("typed", ["\x00", "a\x00\x00b", "\\u0000", "\\\\\x00", "\ud800", "Ё"])
def test_whatever_is_typed_can_be_written_down(lamps, typed):
    audit.record(5, "search", "lamps", terms=[typed])
    kept = AuditEntry.objects.get(verb="search").detail["terms"]
    assert kept == [typed.replace("\x00", "\ufffd").replace("\ud800", "?")]
