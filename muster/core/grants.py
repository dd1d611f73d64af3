"""What the application's role may do in the database: read and write rows, never change the schema."""

from __future__ import annotations

from typing import Any

from django.db import connections

from muster.core.connection import application_role, as_owner


def grant_to_application(using: str = "default", **_: Any) -> None:
    """After a migration by the owner: the application's role gets its rights on what is there and what will come."""
    if not as_owner():
        return
    role = application_role()
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            return
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {app}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
            "REVOKE INSERT, UPDATE, DELETE ON core_auditentry, core_auditseal FROM {app}",
            "REVOKE EXECUTE ON FUNCTION audit_attach() FROM PUBLIC, {app}",
        ):
            cursor.execute(statement.format(app=connections[using].ops.quote_name(role)))
