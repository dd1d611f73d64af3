"""From true tables to what may be published of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from muster.domain.disclosure.audit import Audit, examine, hidden_rows, joined
from muster.domain.disclosure.layout import Told, check_names
from muster.domain.disclosure.needs import Problem, problem_of
from muster.domain.disclosure.parts import Cut, cuts_of
from muster.domain.disclosure.releases import Release
from muster.domain.disclosure.rules import Rule
from muster.domain.disclosure.solver import Mask
from muster.domain.disclosure.suppression import Suppression
from muster.domain.disclosure.table import TOTAL, Number, Reason, Table, TableError

PUBLISHED: Final = "published"  # perhaps with hidden numbers
MARGINS: Final = "margins"  # only totals over at least one of the fields are left
WITHHELD: Final = "withheld"  # nothing may be published

COMPLEMENTARY: Final = Reason("complementary")


@dataclass(frozen=True)
class Protected:
    """`release` is what may be published, None where nothing may be. `hidden` says why of each hidden number: for who
    keeps the register, not for the public. `findings` say what else they should know, `audit` what was tried."""

    outcome: str
    release: Release | None
    hidden: Mapping[Number, tuple[Reason, ...]]
    findings: tuple[Reason, ...] = ()
    audit: Audit | None = None


def protect(
    tables: Sequence[Table], as_of: str, rule: Rule | None = None, earlier: Sequence[Release] = ()
) -> Protected:
    """Tables that are published together, after the `earlier` releases, which must be all that counted any of their
    records. Raises `TableError` where tables contradict each other; one that is too large is withheld."""
    new = Release(as_of, (*tables,), frozenset(), rule or Rule())
    check_names(new)
    for cut in cuts_of(new, earlier):
        if apart := _protected_apart(cut, new, earlier):
            return apart
    return _protected_together(new, earlier)


def _protected_apart(cut: Cut, new: Release, earlier: Sequence[Release]) -> Protected | None:
    """None where something cannot be shown by which the parts are kept apart."""
    found = [_protected_together(part.new, part.earlier) for part in cut.parts(new, earlier) if part.new.tables]
    done = [one for one in found if one.release and one.audit]
    if len(done) < len(found):
        return None
    release = replace(new, hidden=frozenset().union(*(one.release.hidden for one in done if one.release)))
    if not cut.parts(release, earlier):
        return None
    hidden = {number: why for one in done for number, why in one.hidden.items()}
    findings = tuple(finding for one in done for finding in one.findings)
    return Protected(_outcome(release), release, hidden, findings, joined(one.audit for one in done if one.audit))


def _protected_together(new: Release, earlier: Sequence[Release]) -> Protected:
    try:
        problem = problem_of(new, earlier)
    except TableError as error:
        if error.reason.code != "too_large":
            raise
        return Protected(WITHHELD, None, {}, (error.reason,))
    return _first_that_passes(problem, new, earlier)


def _first_that_passes(problem: Problem, new: Release, earlier: Sequence[Release]) -> Protected:
    """The whole table; if that cannot be protected only its margins, then only margins of margins."""
    levels = max(row.totals for row in problem.layout.rows)
    for level in range(levels + 1):
        suppression = Suppression(problem, problem.primary | problem.inner(level))
        release = replace(new, hidden=frozenset(_numbers(problem, suppression.run())))
        verdict = _audited(release, earlier, suppression)
        if verdict.passes:
            return _protected(problem, release, verdict)
    return Protected(WITHHELD, None, {}, (Reason("not_protectable"), *verdict.failures), verdict)


def _audited(release: Release, earlier: Sequence[Release], suppression: Suppression) -> Audit:
    """From the release alone; the suppression only says which tables to try first."""
    problem = problem_of(release, earlier)
    proposed = [[change for change, _ in attack.found] for attack in suppression.attacks]
    return examine(problem, hidden_rows(problem, release), proposed)


def _protected(problem: Problem, release: Release, verdict: Audit) -> Protected:
    hidden = {number: _why(problem, number) for number in sorted(release.hidden)}
    outcome = _outcome(release)
    findings = verdict.known_before
    if outcome == WITHHELD:
        return Protected(outcome, None, hidden, (Reason("nothing_left"), *findings), verdict)
    return Protected(outcome, release, hidden, findings, verdict)


def _outcome(release: Release) -> str:
    shown = [
        position.count(TOTAL)
        for table in release.tables
        for position, cell in table.values.items()
        if cell.count and (table.name, position) not in release.hidden
    ]
    if not shown:
        return WITHHELD if release.hidden else PUBLISHED
    return MARGINS if min(shown) > 0 else PUBLISHED


def _why(problem: Problem, number: Number) -> tuple[Reason, ...]:
    row = problem.layout.index[Told(problem.layout.new, number)]
    return (*problem.reasons.get(row, [COMPLEMENTARY]),)


def _numbers(problem: Problem, hidden: Mask) -> list[Number]:
    rows = {*np.flatnonzero(hidden).tolist()}
    new = problem.layout.new
    return [told.number for told, row in problem.layout.index.items() if told.release == new and row in rows]
