"""Returns of a register for a period: counted, or listed, under the viewer's rights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.http import Http404

from muster.core.models import Unit
from muster.domain.counting.period import Period
from muster.domain.forms.following import shown
from muster.domain.forms.model import Form
from muster.domain.forms.unfolding import repeats
from muster.domain.returns import RECEIVERS, Lack, Receiver, Return, Told, Words
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, require, units_where
from muster.features.audit import looks, noticing
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import Definition, definition_of
from muster.features.registers.models import Record, Register

NAMED = 200  # lacks whose records are named


@dataclass(frozen=True)
class Prepared:
    """`mapping` is what the register's sheet says without the fields that are personal (`personal`: their columns);
    `units` are those over which it goes, None for all."""

    register: Register
    receiver: Receiver
    period: Period
    result: Return
    form: Form
    mapping: Mapping[str, str]
    personal: tuple[str, ...]
    units: tuple[Unit, ...] | None
    records: QuerySet[Record]

    def reasons(self) -> list[tuple[str, str, int]]:
        """Column, sentence and how often, of what is lacking."""
        counted = Counter((one.column, one.sentence) for one in self.result.lacks)
        return [(*reason, number) for reason, number in counted.most_common()]

    def lacks(self) -> list[tuple[Lack, Record]]:
        """The first of them, each with its record."""
        few = self.result.lacks[:NAMED]
        names = Record.objects.defer("data", "search").in_bulk({one.record for one in few})
        return [(one, names[one.record]) for one in few if one.record in names]


def receivers(viewer: User, register: Register) -> list[Receiver]:
    """To whom the viewer may make returns of this register."""
    if register.current is None:
        return []
    stated = definition_of(register.current).settings.returns
    return [RECEIVERS[code] for code in stated if may(viewer, _verb(RECEIVERS[code]), register.subject)]


def receiver_of(register: Register, code: str) -> Receiver:
    """Raises `Http404` where the register makes no such return."""
    if register.current is None or code not in definition_of(register.current).settings.returns:
        raise Http404
    return RECEIVERS[code]


def year_offered(viewer: User, register: Register, today: date) -> Period:
    """The last year that is over and has records that the viewer sees; this year where there are none before it; last
    year where there are none at all."""
    begun, over = Record.objects.filter(register=register, day__lte=today), Q(day__lt=date(today.year, 1, 1))
    days = begun.aggregate(before=Max("day", filter=over), newest=Max("day"))
    newest = days["before"] or days["newest"]
    return Period.of_year(newest.year if newest else today.year - 1)


def prepared(viewer: User, register: Register, receiver: Receiver, period: Period) -> Prepared:
    """Raises `PermissionDenied`, `ReasonNeeded` where closed records are among those that would be listed."""
    require(viewer, Verb.READ, register.subject)
    require(viewer, _verb(receiver), register.subject)
    assert register.current is not None  # by `receiver_of`
    definition = Beside().of(register.current)
    stated = definition.settings.returns[receiver.code]
    mapping = {column: path for column, path in stated.items() if not definition.settings.of_whom(path)}
    where = units_where(viewer, _verb(receiver), register.subject)
    found = _records(register, receiver, period, mapping)
    found = found if where is None else found.filter(unit__in=where)
    if receiver.single:
        looks.shown_whole(viewer, "record", found.only("marking"))
    result = receiver.make(_told(found, definition, mapping), period, _words(definition.form, mapping))
    units = None if where is None else tuple(Unit.objects.filter(pk__in=where).order_by("code"))
    personal = tuple(column for column in stated if column not in mapping)
    return Prepared(register, receiver, period, result, definition.form, mapping, personal, units, found)


def taken_away(viewer: User, made: Prepared) -> None:
    """It leaves as a file. Single records are disclosed to the receiver: that stands in the trail with all of them."""
    if not made.receiver.single:
        return
    looks.taken_away(viewer, "record", made.records)
    keys = [str(key) for key in made.records.order_by("pk").values_list("pk", flat=True)]
    told: dict[str, Any] = {
        "recipient": made.receiver.name,
        "register": made.register.code,
        "period": f"{made.period.start} – {made.period.end}",
        "found": len(keys),
    }
    for at in range(0, len(keys), noticing.PART):
        looks.look(viewer, "disclose", "record", keys=keys[at : at + noticing.PART], **told)


def _verb(receiver: Receiver) -> Verb:
    return Verb.EXPORT if receiver.single else Verb.READ


def _records(register: Register, receiver: Receiver, period: Period, mapping: Mapping[str, str]) -> QuerySet[Record]:
    """Of the period by their own day, or by one that the receiver counts by."""
    inside = Q(day__range=(period.start, period.end))
    found = Record.objects.filter(register=register)
    for at, column in enumerate(one for one in receiver.dates if one in mapping):
        found = found.alias(**{f"on{at}": KeyTextTransform(mapping[column], "data")})
        inside |= Q(**{f"on{at}__gte": period.start.isoformat(), f"on{at}__lte": f"{period.end.isoformat()}T99"})
    return found.filter(inside).order_by("day", "pk")


def _told(found: QuerySet[Record], definition: Definition, mapping: Mapping[str, str]) -> Iterator[Told]:
    """Of each record the answers to the fields of the return alone."""
    form = definition.form
    fields = [form.by_path[path] for path in mapping.values()]
    keys = list(dict.fromkeys(repeats(form, one.repeat)[0] if one.repeat else one.path for one in fields))
    narrow = found.annotate(**{f"answer{at}": KeyTransform(key, F("data")) for at, key in enumerate(keys)})
    rows = narrow.values_list("pk", "day", *(f"answer{at}" for at in range(len(keys))))
    for pk, day, *answers in rows.iterator():
        said = {key: value for key, value in zip(keys, answers, strict=True) if value is not None}
        yield Told(pk, day, form, mapping, said)


def _words(form: Form, mapping: Mapping[str, str]) -> Words:
    """Receivers read English; places have both names."""

    def words(column: str, value: Any) -> str:
        field = form.by_path.get(mapping.get(column, ""))
        return shown(form, field, value) if field else str(value)

    return words
