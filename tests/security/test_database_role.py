"""What SQL of somebody's own may not do as the application's role, whoever it says it is: see docs/threat-model.md."""

import pytest
from django.db import DatabaseError, connection, transaction

from muster.core import audit

pytestmark = pytest.mark.django_db


def run(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def entry():
    """The key of an entry of the trail that is sealed."""
    audit.record(7, "read", "document", "41")
    audit.seal()
    return run("SELECT max(id) FROM core_auditentry")[0][0]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT audit_erase('core_auditentry', NULL, 'id', '{}', '{{\"person\": 9}}', NULL, 'tidying')",
        "SELECT audit_erase('core_unit', 'core_auditentry', 'id', '{}', '{{\"person\": 9}}', NULL, 'tidying')",
        "SELECT audit_erase('core_auditseal', NULL, 'number', '1', '{{\"entries\": 9}}', NULL, 'tidying')",
        "UPDATE core_auditentry SET person = 9 WHERE id = {}",
    ],
)
@pytest.mark.parametrize("table", ["core_auditentry", "core_auditseal"])
def test_what_erases_reaches_no_entry_of_the_trail(statement, table, entry):
    run("SELECT set_config('muster.erasing', %s, true)", [table])
    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement.format(entry))
    assert run("SELECT person FROM core_auditentry WHERE id = %s", [entry]) == [(7,)]


def test_no_table_can_take_the_place_of_another():
    """What runs with the rights of the owner would find it first, and its triggers would run with them."""
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run("CREATE TEMPORARY TABLE core_auditentry (LIKE public.core_auditentry)")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run("CREATE TABLE lamp (name text)")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run("CREATE FUNCTION pg_temp.lamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")


def test_what_runs_with_the_rights_of_the_owner_finds_the_tables_of_muster_first():
    own = run("SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef")
    assert {"access_enter", "audit_record", "publishing_open"} <= {name for name, _settings in own}
    assert [name for name, settings in own if "search_path=public, pg_temp" not in settings] == []


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE {owner}",
        "SET SESSION AUTHORIZATION {owner}",
        "SET session_replication_role = replica",
        "ALTER TABLE core_auditentry DISABLE TRIGGER ALL",
        "ALTER TABLE accounts_user DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON accounts_user USING (true)",
        "DROP TRIGGER kept ON core_auditentry",
        "TRUNCATE accounts_assignment",
        "COPY accounts_user TO PROGRAM 'true'",
        "COPY accounts_user TO '/tmp/somewhere'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "CREATE OR REPLACE FUNCTION access_system() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE EXTENSION dblink",
    ],
)
def test_nobody_comes_by_the_rights_of_the_owner(statement):
    owner = run("SELECT tableowner FROM pg_tables WHERE tablename = 'accounts_user'")[0][0]
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        run(statement.format(owner=owner))
