"""Django's PostgreSQL connection, which tells the database on whose behalf it is asked (`core.identity`)."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from muster.core import identity
from muster.core.identity import Identity
from muster.core.postgres import ROW_SECURITY


class DatabaseWrapper(base.DatabaseWrapper):
    """Enters anew wherever the identity has changed, and after whatever may have taken it back: a rollback."""

    entered: Identity | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.entered = None
        return super().get_new_connection(conn_params)

    def _cursor(self, name: str | None = None) -> Any:
        self.ensure_connection()
        wanted = identity.present()
        if self.entered is not wanted and self.settings_dict.get(ROW_SECURITY):
            self._enter(wanted)
        return super()._cursor(name)  # type: ignore[misc]

    def _rollback(self) -> Any:
        self.entered = None
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.entered = None

    def _enter(self, wanted: Identity) -> None:
        """A failed transaction takes no statement: it is entered anew after its rollback."""
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        limits = sorted(wanted.limits) if wanted.limits is not None else None
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT access_enter(%s, %s::text[], %s, %s)", [wanted.who, limits, wanted.unit, wanted.ceiling]
            )
        self.entered = wanted
