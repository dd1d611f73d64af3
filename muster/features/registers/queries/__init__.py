"""Reads of registers and records: what somebody sees is in the way, for the database holds it."""

from muster.features.registers.queries import history, tables, work
from muster.features.registers.queries.records import (
    PAGE,
    Page,
    answers,
    attachments,
    last_submission,
    may_record,
    record,
    records,
    register,
    registers,
    renewal,
    units_of,
    version,
    versions_of,
)

__all__ = [
    "PAGE",
    "Page",
    "answers",
    "attachments",
    "history",
    "last_submission",
    "may_record",
    "record",
    "records",
    "register",
    "registers",
    "renewal",
    "tables",
    "units_of",
    "version",
    "versions_of",
    "work",
]
