"""Rows of a spreadsheet compared with the register: new, changed, the same, or wrong and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muster.core.bringing import RowState
from muster.core.markings import Marks, marks_of
from muster.core.models import Unit
from muster.core.places import Gazetteer, gazetteer
from muster.domain.names import search_key
from muster.domain.periods import parse_partial
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may
from muster.features.activities.models import Activity, TableLoad, TableRow
from muster.features.activities.naming import meanings
from muster.features.activities.rights import lacking
from muster.features.activities.tables.columns import COMPUTED, MARKED, NEEDED, Unreadable, head, read_cell
from muster.features.activities.values import ActivityValues, columns_of, normalised, to_json, values_of
from muster.ui.tables import Row, place_of, written

Problems = list[list[str]]


class Comparer:
    """Compares rows of one table; remembers which entries the rows before were about."""

    def __init__(self, person: User, load: TableLoad) -> None:
        self.person, self.load = person, load
        self.mapping = {int(position): name for position, name in load.mapping.items() if name not in COMPUTED}
        self.units = _units_by_name()
        self.places: Gazetteer = gazetteer()
        self.meanings = meanings(self.places)
        self.seen: dict[str, int] = {}

    def compare(self, rows: Iterable[Row]) -> list[TableRow]:
        """The rows, compared; a handful of queries for all of them."""
        read = [(number, cells, *self._read(cells)) for number, cells in rows]
        by_id, by_reference = _existing(said for _number, _cells, said, _problems in read)
        return [self._compared(*one, by_id, by_reference) for one in read]

    def _read(self, cells: Sequence[Any]) -> tuple[dict[str, Any], Problems]:
        """Field -> value of every cell that says something, and what cannot be read."""
        said: dict[str, Any] = {}
        problems: Problems = []
        for position, name in self.mapping.items():
            cell = cells[position] if position < len(cells) else None
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            try:
                said[name] = read_cell(name, cell, self.units)
            except Unreadable as error:
                problems.append([self._column(name), str(error)])
        return said, problems

    def _compared(
        self,
        number: int,
        cells: Sequence[Any],
        said: dict[str, Any],
        problems: Problems,
        by_id: Mapping[int, Activity],
        by_reference: Mapping[str, list[Activity]],
    ) -> TableRow:
        activity, problem = self._entry(said, by_id, by_reference)
        problems = [*problems, *([problem] if problem else []), *self._again(number, said)]
        marks = {name: said.pop(name) for name in MARKED if name in said}
        values, missing = (None, []) if problems else self._values(said, activity)
        problems += missing
        if values is not None:
            problems += self._not_to_mark(marks, values, activity)
        if values is None or problems:
            row = TableRow(load=self.load, number=number, state=RowState.WRONG, problems=problems)
            row.cells = [written(cell) for cell in cells]
            return row
        return self._row(number, to_json(values) | _marks(activity) | marks, activity)

    def _row(self, number: int, said: dict[str, Any], activity: Activity | None) -> TableRow:
        row = TableRow(load=self.load, number=number, values=said, state=RowState.NEW)
        if activity:
            old, new = to_json(values_of(activity)) | _marks(activity), row.values
            row.changes = {name: [old[name], new[name]] for name in new if self._differ(name, old[name], new[name])}
            row.state = RowState.CHANGED if row.changes else RowState.SAME
            row.activity, row.version = activity, activity.version
        return row

    def _differ(self, name: str, old: Any, new: Any) -> bool:
        """Whether a field says something else; another name of the same place or partner does not."""
        if old != new and (meaning := self.meanings.get(name)):
            return list(dict.fromkeys(map(meaning, old))) != list(dict.fromkeys(map(meaning, new)))
        return bool(old != new)

    def _entry(
        self, said: Mapping[str, Any], by_id: Mapping[int, Activity], by_reference: Mapping[str, list[Activity]]
    ) -> tuple[Activity | None, list[str] | None]:
        """The entry that a row is about (None for a new one), or what is wrong with it."""
        if key := said.get("id"):
            found = [by_id[key]] if key in by_id else []
            if not found:
                return None, [self._column("id"), _("There is no entry %(id)s.") % {"id": key}]
        else:
            found = by_reference.get(said.get("reference") or "", [])
        if len(found) > 1:
            return None, [self._column("reference"), _("Several entries have this reference.")]
        if found and not found[0].counted:
            return None, [self._column("id"), _("This entry is merged or withdrawn.")]
        return (found[0] if found else None), None

    def _again(self, number: int, said: Mapping[str, Any]) -> Problems:
        """A second row about the same entry."""
        name = "id" if said.get("id") else "reference"
        if not said.get(name):
            return []
        before = self.seen.setdefault(f"{name}:{said[name]}", number)
        return [] if before == number else [[self._column(name), _("Row %(row)s has the same.") % {"row": before}]]

    def _values(self, said: dict[str, Any], activity: Activity | None) -> tuple[ActivityValues | None, Problems]:
        fields = _with_period({name: value for name, value in said.items() if name != "id"}, activity)
        if activity is None:
            fields.setdefault("unit", self.person.unit)
            missing = [name for name in (*NEEDED, "unit") if not fields.get(name)]
            if missing:
                return None, [[self._column(name), _("This is needed for a new entry.")] for name in missing]
        values = replace(values_of(activity), **fields) if activity else ActivityValues(**fields)
        if problems := self._not_permitted(values, activity) or self._not_valid(values):
            return None, problems
        return normalised(values), []

    def _not_permitted(self, values: ActivityValues, activity: Activity | None) -> Problems:
        closed = dict.fromkeys(lacking(self.person, activity, values.unit))
        sentence = _("Your role does not include this for %(unit)s.")
        return [[self._column("unit"), sentence % {"unit": unit.name}] for unit in closed]

    def _not_to_mark(self, marks: Mapping[str, Any], values: ActivityValues, activity: Activity | None) -> Problems:
        """What a table says about markings that the person may not set at the unit of the entry."""
        now, unit = _marks(activity), activity.unit if activity else values.unit
        if may(self.person, Verb.MARK, Subject.ACTIVITY, unit):
            return []
        sentence = _("Your role does not include marking what is of %(unit)s.") % {"unit": unit.name}
        return [[self._column(name), sentence] for name, value in marks.items() if value != now[name]]

    def _not_valid(self, values: ActivityValues) -> Problems:
        try:
            columns_of(values, self.places)
        except ValidationError as error:
            return [[self._column(name), " ".join(texts)] for name, texts in error.message_dict.items()]
        return []

    def _column(self, name: str) -> str:
        """A column as people find it: its letter and its name in the file."""
        for position, field in self.mapping.items():
            if field == name:
                return f"{place_of(position)} ({self.load.head[position]})"
        return head(name) if name != "period" else head("period_from")


def _marks(activity: Activity | None) -> dict[str, Any]:
    """How an entry is marked, in JSON form; a new one where nothing is said."""
    marks = marks_of(activity) if activity else Marks()
    return {"marking": int(marks.marking), "tlp": str(marks.tlp)}


def _with_period(said: dict[str, Any], activity: Activity | None) -> dict[str, Any]:
    """`period_from` and `period_to` as `period`; a date that is stated makes it needless."""
    first, last = said.pop("period_from", None), said.pop("period_to", None)
    now = values_of(activity) if activity else None
    stated = any(said[name] if name in said else now and getattr(now, name) for name in ("start", "end"))
    if stated:
        said["period"] = None
    elif first or last:
        said["period"] = (parse_partial(first or last)[0], parse_partial(last or first)[1])
    return said


def _existing(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[int, Activity], dict[str, list[Activity]]]:
    said = list(rows)
    entries = Activity.objects.select_related("unit").defer("search")
    by_id = entries.in_bulk([row["id"] for row in said if row.get("id")])
    references = {row["reference"] for row in said if row.get("reference") and not row.get("id")}
    by_reference: dict[str, list[Activity]] = {}
    for entry in entries.filter(reference__in=references, counted=True) if references else []:
        by_reference.setdefault(entry.reference, []).append(entry)
    return by_id, by_reference


def _units_by_name() -> dict[str, Unit]:
    known: dict[str, Unit] = {}
    for unit in Unit.objects.all():
        for name in (unit.code, unit.name_en, unit.name_sq, unit.name_sr, unit.short_name, *unit.report_names):
            known.setdefault(search_key(name), unit)
    known.pop("", None)
    return known
