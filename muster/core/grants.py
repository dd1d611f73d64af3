"""What the application's role may do in the database: read and write rows, never change the schema.

Nor make a table of its own: functions that run with the owner's rights would find it in the place of the real one, and
a trigger on it would run with these rights, too.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from muster.core.connection import application_role, as_owner

# What is the session's own is found last, in every function that runs with the rights of the owner.
OWN_LAST = """
DO $$
DECLARE
    a_function regprocedure;
BEGIN
    FOR a_function IN
        SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
        AND proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', a_function);
    END LOOP;
END $$
"""


def grant_to_application(using: str = "default", **_: Any) -> None:
    """After a migration by the owner: the application's role gets its rights on what is there and what will come."""
    if not as_owner():
        return
    role = application_role()
    with connections[using].cursor() as cursor:
        cursor.execute(OWN_LAST)
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            return
        database = connections[using].ops.quote_name(connections[using].settings_dict["NAME"])
        for statement in (
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {app}",
            "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {app}",
            "GRANT USAGE ON SCHEMA public TO {app}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
            "REVOKE INSERT, UPDATE, DELETE ON core_auditentry, core_auditseal FROM {app}",
            "REVOKE EXECUTE ON FUNCTION audit_attach() FROM PUBLIC, {app}",
        ):
            cursor.execute(statement.format(app=connections[using].ops.quote_name(role), database=database))
