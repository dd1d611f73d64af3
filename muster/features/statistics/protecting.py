"""Protecting a system of tables in a process of its own: bounded in time and memory, ended when nobody wants it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from muster.core.processes import Answering, Ended, Silent
from muster.domain.disclosure import Release, Rule, Table

LONGEST = 900.0  # seconds that a system of tables may take; other jobs go on beside it
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")  # beside what the machine does otherwise


class TooMuch(Exception):
    """It is too large to be protected within the time there is."""


@dataclass(frozen=True)
class Protected:
    """As `muster.domain.disclosure.Protected` says; `hidden` are [table, position, reasons]."""

    outcome: str
    release: Release | None
    hidden: list[Any]
    findings: list[Any]


def protected(
    tables: Sequence[Table], as_of: str, rule: Rule, earlier: Sequence[Release], watch: Callable[[], None]
) -> Protected:
    """`watch` is called twice a second, and raises where the work is no longer wanted. Raises `TooMuch`."""
    asked = {
        "tables": [table.to_json() for table in tables],
        "as_of": as_of,
        "rule": rule.to_json(),
        "earlier": [release.to_json() for release in earlier],
    }
    answer = _asked(asked, watch)
    reasons = [answer["error"]] if "error" in answer else answer["findings"]
    if any(reason["code"] == "too_large" for reason in reasons):
        raise TooMuch
    if "error" in answer:
        raise ValueError(answer["error"])
    release = Release.from_json(answer["release"]) if answer["release"] else None
    return Protected(answer["outcome"], release, answer["hidden"], answer["findings"])


def _asked(asked: dict[str, Any], watch: Callable[[], None]) -> dict[str, Any]:
    process = Answering([sys.executable, "-m", "muster.domain.disclosure"], {**os.environ, **THREADS})
    try:
        process.send(asked)
        return process.answer(LONGEST, watch)
    except (Silent, Ended) as error:
        raise TooMuch from error
    finally:
        process.end()
