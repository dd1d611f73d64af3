"""Early warnings of a register: counted over the records whose personal answers the viewer sees."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from muster.domain.forms.settings import Settings
from muster.domain.forms.warnings import Found
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, require
from muster.features.audit import looks
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Attention, Record, Register
from muster.features.registers.queries.naming import Standing, explained, standing_out

SHOWN = 10  # records of one warning, as links


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning that is true; `attended` is the last time that somebody saw to it, `open` that records came since."""

    standing: Standing
    attended: Attention | None
    open: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A warning with the newest of its records, how many more there are, and of which units all of them are."""

    warned: Warned
    found: Found
    records: list[Record]
    more: int
    units: set[int]

    @property
    def keys(self) -> frozenset[int]:
        return keys_of(self.found)


def keys_of(found: Found) -> frozenset[int]:
    return frozenset(record for _day, record, _said in found.records)


def may_see_warnings(viewer: User, register: Register, settings: Settings) -> bool:
    return bool(settings.warnings) and all(may(viewer, verb, register.subject) for verb in (Verb.READ, Verb.IDENTIFY))


def warnings(viewer: User, register: Register, today: date) -> list[Warned]:
    """All that are true today, the newest first. Raises `PermissionDenied`."""
    for verb in (Verb.READ, Verb.IDENTIFY):
        require(viewer, verb, register.subject)
    if register.current is None:
        return []
    rules = definition_of(register.current).settings.warnings
    every = standing_out(register, rules, today)
    attended = _attended(register)
    seen = [one for one in every if (one.rule.code, one.who) in attended]
    counted = {(one.rule.code, one.who): keys_of(one) for one in explained(register, seen, today)}
    return [_warned(one, attended.get((one.rule.code, one.who), []), counted) for one in every]


def warning(viewer: User, register: Register, rule: str, who: str, today: date) -> Found | None:
    """The one of a rule, by its code, that is true of somebody today. Raises `PermissionDenied`."""
    every = warnings(viewer, register, today)
    meant = [one.standing for one in every if (one.standing.rule.code, one.standing.who) == (rule, who)]
    return next(iter(explained(register, meant, today)), None)


def shown(viewer: User, register: Register, some: Collection[Warned], today: date) -> list[Shown]:
    """As a page shows them; that their records were looked at is written down."""
    by_standing = {(one.standing.rule.code, one.standing.who): one for one in some}
    every = explained(register, [one.standing for one in some], today)
    keys = {record for one in every for record in keys_of(one)}
    listed = {record for one in every for _day, record, _said in one.records[:SHOWN]}
    units = dict(Record.objects.filter(pk__in=keys).values_list("pk", "unit_id"))
    records = Record.objects.defer("data", "search").in_bulk(listed)
    looks.told("record", found=len(keys))
    return [_shown(by_standing[one.rule.code, one.who], one, records, units) for one in every]


def _shown(warned: Warned, found: Found, records: Mapping[int, Record], units: Mapping[int, int]) -> Shown:
    newest = [records[key] for _day, key, _said in found.records[:SHOWN] if key in records]
    keys = keys_of(found)
    return Shown(warned, found, newest, len(keys) - len(newest), {units[key] for key in keys if key in units})


def may_attend_somewhere(viewer: User) -> list[Register]:
    """Registers whose warnings the viewer sees, and may attend to."""
    registers = Register.objects.select_related("current").exclude(current=None)
    return [
        one
        for one in registers
        if one.current
        and may(viewer, Verb.APPROVE, one.subject)
        and may_see_warnings(viewer, one, definition_of(one.current).settings)
    ]


def waiting(viewer: User, today: date) -> list[tuple[Register, int]]:
    """Registers with how many warnings wait for somebody who may attend to them."""
    counted = ((one, sum(w.open for w in warnings(viewer, one, today))) for one in may_attend_somewhere(viewer))
    return [(register, number) for register, number in counted if number]


def _attended(register: Register) -> dict[tuple[str, str], list[Attention]]:
    """By the code of the rule and by who it is of, the last first."""
    seen: dict[tuple[str, str], list[Attention]] = {}
    for one in Attention.objects.filter(record__register=register).select_related("by"):
        seen.setdefault((one.rule, one.who), []).append(one)
    return seen


def _warned(
    standing: Standing, attentions: list[Attention], counted: Mapping[tuple[str, str], Iterable[int]]
) -> Warned:
    if not attentions:
        return Warned(standing, None, True)
    seen = {key for attention in attentions for key in attention.counted}
    return Warned(standing, attentions[0], not seen.issuperset(counted.get((standing.rule.code, standing.who), ())))
