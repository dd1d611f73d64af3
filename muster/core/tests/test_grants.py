import pytest
from django.db import connection

from muster.core.grants import grant_to_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]


def may(role, privilege):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'core_unit', %s)", [role, privilege])
        return cursor.fetchone()[0]


def test_the_role_of_another_server_gets_its_rights_whatever_it_is_called(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute('CREATE ROLE "site of-muster"')
    monkeypatch.setenv("DATABASE_URL", "postgresql://site%20of-muster:secret@db.example/muster")
    assert not may("site of-muster", "SELECT")
    grant_to_application()
    assert all(may("site of-muster", each) for each in ("SELECT", "INSERT", "UPDATE", "DELETE"))
    assert not may("site of-muster", "TRUNCATE")
