"""Reads of links between records: those of one record, what may be linked, and what lies two steps around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from muster.core.web.numbers import whole
from muster.domain.forms.settings import SHEET
from muster.domain.forms.settings import Link as Offer
from muster.domain.words_for_people import gettext_noop
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may
from muster.features.registers.definitions import definition_of
from muster.features.registers.filters import Filters
from muster.features.registers.models import Link, Record, Register, Version
from muster.features.registers.queries.loading import without_texts
from muster.ui.wording import in_language

FOUND = 20  # records that a search shows
AROUND = 60  # records of a neighbourhood


@dataclass(frozen=True, slots=True)
class Kind:
    """A link that a register offers, with the register that it leads to."""

    code: str
    label: str
    register: Register


@dataclass(frozen=True, slots=True)
class Linked:
    """A record beside another one, as the register of either calls it; `own` where the link was made from this side."""

    link: Link
    record: Record
    label: str
    own: bool


@dataclass
class Around:
    """A record with what is linked with it (`steps[1]`), and with that (`steps[2]`); `pairs` are keys of records.

    `more` is whether there is more than is shown.
    """

    steps: list[list[Record]]
    pairs: set[tuple[int, int]] = field(default_factory=set)
    more: bool = False

    @property
    def by_register(self) -> list[tuple[Register, list[Record]]]:
        """All but the record itself."""
        found: dict[Register, list[Record]] = {}
        for one in [*self.steps[1], *self.steps[2]]:
            found.setdefault(one.register, []).append(one)
        return sorted(found.items(), key=lambda pair: str(pair[0]))


def kinds(viewer: User, register: Register) -> list[Kind]:
    """The links that the register's current version offers, to registers that the viewer reads."""
    offers = _offers(register)
    others = {one.code: one for one in Register.objects.filter(code__in=[one.register for one in offers])}
    found = [(one, others[one.register]) for one in offers if one.register in others]
    return [Kind(one.code, in_language(one.labels), to) for one, to in found if may(viewer, Verb.READ, to.subject)]


def nowhere(version: Version) -> Iterator[list[Any]]:
    """Links that a version offers to registers that are not there, in the shape of its remarks."""
    links = [(int(row), cells["value"]) for row, cells in version.sheet.items() if cells.get("setting") == "link"]
    known = {version.register.code, *Register.objects.values_list("code", flat=True)}
    for row, code in sorted(links):
        if code not in known:
            why = gettext_noop("There is no register “%(name)s” yet: the link is offered as soon as there is one.")
            yield [SHEET, row, "value", [why, {"name": code}]]


def links_of(viewer: User, record: Record) -> list[Linked]:
    """From both sides; only those whose other record the viewer sees, too."""
    found = Link.objects.filter(Q(record=record) | Q(other=record), ended_at=None).defer(*_HEAVY)
    related = ("record__register__current", "other__register__current")
    return [_linked(one, record) for one in without_texts(found, *related)]


def may_link(viewer: User, record: Record) -> bool:
    return may(viewer, Verb.CHANGE, record.register.subject, record.unit)


def candidates(viewer: User, record: Record, register: Register, words: str) -> list[Record]:
    """Records of the other register that say these words or have this number, as far as the viewer sees them."""
    if not words.strip():
        return []
    wanted = Filters(q=words).condition(viewer.pk) | Q(pk=whole(words.strip()) or 0)
    found = Record.objects.filter(wanted, register=register).exclude(pk=record.pk)
    return list(found.select_related("unit", "register").defer("data", "search")[:FOUND])


def around(viewer: User, record: Record) -> Around:
    """Up to two steps away; what the viewer does not see leads nowhere."""
    found = Around([[record], [], []])
    known = {record.pk}
    for step in (1, 2):
        last = [one.pk for one in found.steps[step - 1]]
        pairs = _pairs(last)
        keys = sorted({key for pair in pairs for key in pair} - known)
        found.more = found.more or len(keys) > AROUND - len(known)
        keys = keys[: AROUND - len(known)]
        known |= {*keys}
        found.steps[step] = _records(keys)
        found.pairs |= {pair for pair in pairs if known.issuperset(pair)}
    return found


def _offers(register: Register) -> tuple[Offer, ...]:
    return definition_of(register.current).settings.links if register.current else ()


def _linked(link: Link, record: Record) -> Linked:
    own = link.record_id == record.pk
    if not own:
        return Linked(link, link.record, str(link.record.register), own)
    names = {one.code: in_language(one.labels) for one in _offers(record.register)}
    return Linked(link, link.other, names.get(link.code) or str(link.other.register), own)


def _pairs(keys: Iterable[int]) -> set[tuple[int, int]]:
    some = list(keys)
    found = Link.objects.filter(Q(record__in=some) | Q(other__in=some), ended_at=None).values_list("record", "other")
    return {(min(pair), max(pair)) for pair in found}


def _records(keys: list[int]) -> list[Record]:
    rows = Record.objects.filter(pk__in=keys).defer("data", "search")
    return list(without_texts(rows, "register__current"))


_HEAVY = tuple(f"{side}__{name}" for side in ("record", "other") for name in ("data", "search"))
