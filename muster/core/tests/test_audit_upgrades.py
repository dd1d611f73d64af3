"""What a migration changes by right leaves the trail whole; what was tampered with before it is still found."""

import pytest
from django.db import connection

from muster.core import audit, audit_upgrades
from muster.core.audit_findings import Tracked
from muster.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]


@pytest.fixture(autouse=True)
def owner(monkeypatch):
    monkeypatch.setattr(audit_upgrades, "as_owner", lambda: True)


@pytest.fixture
def migrate(officer, other_officer):
    """Applies statements as a migration does, between the two signals."""

    def apply(*statements):
        audit_upgrades.before(plan=["some migration"])
        for statement in statements:
            run(statement)
        audit_upgrades.after()

    return apply


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_userevent DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE accounts_user DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE accounts_user ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE accounts_userevent ENABLE TRIGGER USER")


def test_without_changes_nothing_is_written(migrate):
    before = AuditEntry.objects.count()
    migrate("SELECT 1")
    assert AuditEntry.objects.count() == before


def test_a_column_with_a_value_leaves_the_trail_whole(migrate, officer):
    migrate("UPDATE accounts_userevent SET full_name = upper(full_name)", "UPDATE accounts_user SET full_name = 'x'")
    assert audit.findings() == []
    assert AuditEntry.objects.filter(verb="migrate", subject="accounts_userevent").exists()
    assert officer.history.order_by("-pgh_id").first().pgh_label == "carried over"


def test_rows_of_before_a_history_begin_one(migrate, monkeypatch):
    monkeypatch.setattr(audit_upgrades, "tracked", lambda: [Tracked("lamp", "id", "lamp_event", ("id", "name"))])
    run("CREATE TABLE lamp (id bigint PRIMARY KEY, name text)")
    run("INSERT INTO lamp VALUES (1, 'red'), (2, 'green')")
    columns = "pgh_id bigserial, pgh_label text, pgh_created_at timestamptz, pgh_obj_id bigint, id bigint, name text"
    migrate(f"CREATE TABLE lamp_event ({columns})")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_obj_id, pgh_label, name FROM lamp_event ORDER BY 1")
        assert cursor.fetchall() == [(1, "carried over", "red"), (2, "carried over", "green")]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE accounts_userevent SET email = 'other@example.org' WHERE pgh_obj_id = {}",
        "UPDATE accounts_user SET email = 'other@example.org' WHERE id = {}",
        "DELETE FROM accounts_userevent WHERE pgh_obj_id = {}",
    ],
)
def test_a_migration_hides_no_tampering(migrate, officer, tampering):
    run(tampering.format(officer.pk))
    found = audit.findings()
    assert found
    migrate("UPDATE accounts_userevent SET full_name = upper(full_name)", "UPDATE accounts_user SET full_name = 'x'")
    assert {(one.subject, one.key) for one in found} <= {(one.subject, one.key) for one in audit.findings()}
