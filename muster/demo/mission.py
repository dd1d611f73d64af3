"""Who is in the demonstration mission."""

from __future__ import annotations

from typing import Any

from muster.demo.source import mission

MISSION_WIDE = {
    "reporting_officer",
    "administrator",
    "desk_officer",
    "reader",
    "auditor",
    "data_protection_officer",
}  # roles whose people act for no single structure
ROLES = {
    "officer": "programme officer: hands in and reviews",
    "head_of_structure": "head of structure: clears chapters",
    "reporting_officer": "reporting officer: matrix, report, publication",
    "administrator": "administrator",
    "desk_officer": "desk officer: keeps registers",
    "reader": "reads",
    "auditor": "auditor: who did and saw what",
    "data_protection_officer": "data protection officer",
}


def accounts() -> list[tuple[str, str]]:
    """The first account of every role, and what it is for."""
    first: dict[str, str] = {}
    for account in mission()["accounts"]:
        first.setdefault(account["role"], account["username"])
    return [(name, ROLES[role]) for role, name in first.items()]


def structure_of(account: dict[str, Any]) -> str | None:
    """The code of the structure an account acts for; None for the whole mission."""
    return None if account["role"] in MISSION_WIDE else account["structure"]
