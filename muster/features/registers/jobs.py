"""Jobs of registers."""

from __future__ import annotations

from procrastinate.contrib.django import app

from muster.core.jobs import COMES_AGAIN
from muster.features.registers.actions import renewing
from muster.features.registers.tables import jobs as tables

__all__ = ["renew_records", "tables"]


@app.task(name=renewing.RENEW, retry=COMES_AGAIN)
def renew_records(register: int, version: int, person: int) -> None:
    """Have the records of a register follow a version that was published."""
    renewing.renew(register, version, person)
