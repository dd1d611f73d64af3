"""By what the records of a register can be counted, and what of them: fields, period, unit, place; measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext_lazy

from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Place, Unit
from muster.domain.forms.model import Field, Form, Kind, Words
from muster.domain.forms.settings import Measure
from muster.domain.reference.codes import code_list
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import Definition, definition_of
from muster.features.registers.models import Register, Version
from muster.features.registers.queries.versions import others_of
from muster.features.statistics.models import Layout
from muster.ui.wording import in_language

FIELD = "f:"  # before the path of a field
PERIODS = ("year", "quarter", "month")
UNANSWERED = ""  # the code of the category of those who did not answer

What = Literal["field", "period", "unit", "place", "region"]


@dataclass(frozen=True, eq=False)
class Axis:
    """`key` stands in addresses. `repeat` is where the field stands, `at` its place in the facts."""

    key: str
    what: What
    names: Words
    repeat: str = ""
    many: bool = False
    personal: bool = False
    at: int = -1
    field: Field | None = None

    @property
    def name(self) -> str:
        return axis_name(self.key, self.names)


_NAMES: dict[str, Any] = {
    "year": gettext_lazy("Year"),
    "quarter": gettext_lazy("Quarter"),
    "month": gettext_lazy("Month"),
    "unit": gettext_lazy("Unit"),
    "place": gettext_lazy("Municipality"),
    "region": gettext_lazy("Police region"),
}


def axis_name(key: str, names: Words) -> str:
    return str(_NAMES[key]) if key in _NAMES else in_language(names) or key


@dataclass(frozen=True, eq=False)
class Amount:
    """A measure, with its place in the facts."""

    key: str
    measure: Measure
    names: Words
    repeat: str
    personal: bool
    at: int

    @property
    def name(self) -> str:
        name = in_language(self.names) or self.measure.path
        return f"{name} ({self.measure.unit})" if self.measure.unit else name


@dataclass(frozen=True)
class Schema:
    """What a register offers, as its current version says."""

    register: Register
    definition: Definition
    layout: Layout

    @cached_property
    def axes(self) -> Mapping[str, Axis]:
        return {axis.key: axis for axis in self._axes()}

    @property
    def first(self) -> Axis:
        """What a page begins with: a list of the form's own tells more than one that comes beside it, as of units."""
        own = (axis for axis in self.axes.values() if axis.field and not axis.field.file)
        return next(own, next(iter(self.axes.values())))

    @cached_property
    def amounts(self) -> Mapping[str, Amount]:
        return {amount.key: amount for amount in self._amounts()}

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """Of each repeat, "" for the record itself."""
        return {"": 0, **{one["path"]: at for at, one in enumerate(self.layout.repeats, start=1)}}

    def above(self, repeat: str) -> tuple[str, ...]:
        """The repeat with those that it is in, "" (the record) last."""
        chain = [repeat]
        while chain[-1]:
            chain.append(self.definition.form.by_path[chain[-1]].repeat)
        return tuple(chain)

    def entry_name(self, repeat: str) -> str:
        field = self.definition.form.by_path[repeat]
        return in_language(field.labels) or field.name

    def is_personal(self, repeat: str) -> bool:
        return any(one["path"] == repeat and one["personal"] for one in self.layout.repeats)

    def _axes(self) -> Iterator[Axis]:
        form, settings = self.definition.form, self.definition.settings
        at = {one["path"]: place for place, one in enumerate(self.layout.categories)}
        for path in settings.statistics:
            if path in at:
                field = form.by_path[path]
                many, personal = field.kind in (Kind.MANY, Kind.RANK), settings.of_whom(path) is not None
                yield Axis(
                    f"{FIELD}{path}",
                    "field",
                    field.labels or {"": field.name},
                    field.repeat,
                    many,
                    personal,
                    at[path],
                    field,
                )
        if settings.place:
            yield Axis("place", "place", {})
            yield Axis("region", "region", {})
        for period in PERIODS:
            yield Axis(period, "period", {})
        yield Axis("unit", "unit", {})

    def _amounts(self) -> Iterator[Amount]:
        form, settings = self.definition.form, self.definition.settings
        at = {one["path"]: place for place, one in enumerate(self.layout.amounts)}
        for measure in settings.measures:
            if measure.path in at:
                field = form.by_path[measure.path]
                personal = settings.of_whom(measure.path) is not None
                names = measure.labels or field.labels
                key = f"{measure.how}:{measure.path}"
                yield Amount(key, measure, names, field.repeat, personal, at[measure.path])


def schema_of(register: Register) -> Schema | None:
    """None where it has no published version, or nothing was laid out yet."""
    layout = Layout.objects.filter(register=register).first()
    if register.current is None or layout is None:
        return None
    return Schema(register, definition_of(register.current), layout)


@dataclass(frozen=True)
class Names:
    """What codes are called, in every language that forms bring; places and units as they are called here."""

    schema: Schema

    @cached_property
    def version(self) -> Version:
        assert self.schema.register.current is not None  # a schema is of one
        return self.schema.register.current

    @cached_property
    def form(self) -> Form:
        return Beside().of(self.version).form

    @cached_property
    def others(self) -> list[Form]:
        """Of the other published versions, the newest first: what a choice is called that the current one dropped."""
        with acting_as(SYSTEM):  # whoever counts records may read no registers
            beside = Beside()
            return [beside.of(other).form for other in others_of(self.version)]

    @cached_property
    def places(self) -> Mapping[str, Place]:
        return {place.code: place for place in Place.objects.all()}

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in Unit.objects.all()}

    def words(self, axis: Axis, code: str) -> Words:
        """Of one category; empty for the unanswered, which each page calls in its own language."""
        if code == UNANSWERED:
            return {}
        if axis.what == "place":
            place = self.places.get(code)
            return {"": place.name} if place else {"": code}
        if axis.what == "region":
            entry = code_list("regions").get(code)
            return dict(entry.names) if entry else {"": code}
        if axis.what == "unit":
            unit = self.units.get(code)
            return (
                {"en": unit.name_en, "sq": unit.name_sq or unit.name_en, "sr": unit.name_sr or unit.name_en}
                if unit
                else {"": code}
            )
        return self._choices(axis).get(code) or self._dropped(axis, code) or {"": code}

    def order(self, axis: Axis) -> list[str]:
        """The codes in the order in which they are shown; those that are not in it come last."""
        if axis.what == "place":
            return list(self.places)
        if axis.what == "region":
            return sorted({place.region for place in self.places.values() if place.region})
        return list(self.units if axis.what == "unit" else self._choices(axis))

    def _choices(self, axis: Axis) -> Mapping[str, Words]:
        return self.form.choices_of(axis.field) if axis.field else {}

    def _dropped(self, axis: Axis, code: str) -> Words:
        """What the newest version that has the choice calls it; empty where none has it."""
        if axis.field is None:
            return {}
        asked = (
            form.choices_of(form.by_path[axis.field.path]) for form in self.others if axis.field.path in form.by_path
        )
        return next((choices[code] for choices in asked if code in choices), {})
