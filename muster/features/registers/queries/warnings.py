"""Early warnings of a register: counted over the records whose personal answers the viewer sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from muster.domain.forms.settings import Settings
from muster.domain.forms.warnings import Found, found, reach
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, require
from muster.features.audit import looks
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Attention, Record, Register
from muster.features.registers.queries.naming import named

SHOWN = 10  # records of one warning, as links


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning that is true; `attended` is the last time that somebody saw to it, `open` that records came since."""

    found: Found
    attended: Attention | None
    open: bool

    @property
    def keys(self) -> frozenset[int]:
        return frozenset(record for _day, record, _said in self.found.records)


@dataclass(frozen=True, slots=True)
class Shown:
    """A warning with the newest of its records, how many more there are, and of which units all of them are."""

    warned: Warned
    records: list[Record]
    more: int
    units: set[int]


def may_see_warnings(viewer: User, register: Register, settings: Settings) -> bool:
    return bool(settings.warnings) and all(may(viewer, verb, register.subject) for verb in (Verb.READ, Verb.IDENTIFY))


def warnings(viewer: User, register: Register, today: date) -> list[Warned]:
    """All that are true today, the newest first. Raises `PermissionDenied`."""
    for verb in (Verb.READ, Verb.IDENTIFY):
        require(viewer, verb, register.subject)
    if register.current is None:
        return []
    definition = definition_of(register.current)
    rules = definition.settings.warnings
    people = named(viewer, register, definition.form, rules, reach(rules, today), today)
    every = [one for rule in rules for one in found(rule, people[rule.code], today)]
    every.sort(key=lambda one: one.records[0][:2], reverse=True)
    return _with_attention(register, every)


def shown(viewer: User, some: Iterable[Warned]) -> list[Shown]:
    """As a page shows them; that their records were looked at is written down."""
    some = list(some)
    keys = {record for one in some for record in one.keys}
    listed = {record for one in some for _day, record, _said in one.found.records[:SHOWN]}
    units = dict(Record.objects.filter(pk__in=keys).values_list("pk", "unit_id"))
    records = Record.objects.defer("data", "search").in_bulk(listed)
    looks.told("record", found=len(keys))
    return [_shown(one, records, units) for one in some]


def _shown(one: Warned, records: Mapping[int, Record], units: Mapping[int, int]) -> Shown:
    newest = [records[key] for _day, key, _said in one.found.records[:SHOWN] if key in records]
    return Shown(one, newest, len(one.keys) - len(newest), {units[key] for key in one.keys if key in units})


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


def _with_attention(register: Register, every: list[Found]) -> list[Warned]:
    seen: dict[tuple[str, str], list[Attention]] = {}
    for one in Attention.objects.filter(record__register=register).select_related("by"):
        seen.setdefault((one.rule, one.who), []).append(one)
    return [_warned(one, seen.get((one.rule.code, one.who), [])) for one in every]


def _warned(one: Found, attentions: list[Attention]) -> Warned:
    counted = {key for attention in attentions for key in attention.counted}
    is_open = any(record not in counted for _day, record, _said in one.records)
    return Warned(one, attentions[0] if attentions else None, is_open)
