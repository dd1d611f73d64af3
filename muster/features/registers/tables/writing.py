"""Records as a file: what the filters give, a column for each field, repeats as sheets of their own; streamed.

The first row has the paths of the fields, by which they are read back, the second what people call them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muster.core.models import Marking, Unit
from muster.domain.forms.answers import Answers, joined, relative
from muster.domain.forms.model import LISTED, NUMBERS, Field, Form, Kind
from muster.domain.forms.tables.cells import cells_of
from muster.domain.forms.tables.columns import INDEX, NUMBER, PARENT, PARENT_SHEET, POSITION, UNIT, VERSION
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Record, Register
from muster.features.registers.showing import name_of
from muster.features.registers.standing import personal_in
from muster.features.registers.tables.below import HIDDEN
from muster.ui.sheets import Column
from muster.ui.sheets import Kind as CellKind
from muster.ui.wording import in_language

CHUNK = 500  # records read at a time
OWN = (NUMBER, VERSION, INDEX, UNIT, "_state", "_made", "_changed")
BELOW = (INDEX, PARENT_SHEET, PARENT, POSITION)
OWN_KINDS: dict[str, CellKind] = {UNIT: "text", "_state": "text", "_made": "date", "_changed": "date"}


class Told(NamedTuple):
    """How a field stands in its column: its key in the answers, whether it is personal, an answer as a cell."""

    key: str
    personal: bool
    cell: Callable[[Any], Any]


@dataclass(frozen=True)
class Page:
    """A sheet: `repeat` is the path of what its rows are, "" for records."""

    repeat: str
    name: str
    columns: Sequence[Column]
    labels: Sequence[str]
    told: Sequence[Told]


class Writer:
    """`personal` says whether there are columns for personal answers; `labels` whether choices are said in words."""

    def __init__(self, register: Register, *, personal: bool, labels: bool) -> None:
        assert register.current is not None
        now = definition_of(register.current)
        self.is_personal = personal_in(now.settings)
        self.fields = [one for one in _fields(register) if personal or not self.is_personal(one.path)]
        self.by_path = {one.path: one for one in self.fields}
        self.summed = {one.path for one in now.settings.measures}  # what is worked out is a text to the form
        self.states = {one.code: in_language(one.labels) for one in now.settings.states} if labels else {}
        self.words = _words(Beside().of(register.current).form) if labels else lambda _field: None
        repeats = [one for one in self.fields if one.kind == Kind.REPEAT]
        self.pages = [self._page("", str(register), OWN), *(self._page(one.path, one.name, BELOW) for one in repeats)]
        self._at = {page.repeat: at for at, page in enumerate(self.pages)}

    def rows(self, records: QuerySet[Record]) -> Iterator[tuple[int, list[Any]]]:
        """(which page, its cells), of each record all its rows, the newest record first."""
        indexes, units = [0] * len(self.pages), dict(Unit.objects.values_list("pk", "code"))
        for record in records.iterator(chunk_size=CHUNK):
            personal = getattr(record, "personal", None)
            answers = joined(record.data, personal.data if personal else {})
            indexes[0] += 1
            own = [
                *(record.pk, record.version, indexes[0], units[record.unit_id]),
                self.states.get(record.state, record.state),
                *(record.created_at.date(), record.updated_at.date()),
            ]
            yield 0, [*own, *self._cells(self.pages[0], answers, hidden=personal is None)]
            yield from self._below("", answers, indexes, hidden=personal is None)

    def _below(
        self, repeat: str, answers: Answers, indexes: list[int], *, hidden: bool
    ) -> Iterator[tuple[int, list[Any]]]:
        parent = indexes[self._at[repeat]]
        for page in self.pages[1:]:
            one = self.by_path[page.repeat]
            if one.repeat != repeat:
                continue
            for position, item in enumerate(answers.get(relative(one)) or (), start=1):
                at = self._at[page.repeat]
                indexes[at] += 1
                own = [indexes[at], self.pages[self._at[repeat]].name, parent, position]
                yield at, [*own, *self._cells(page, item, hidden=hidden)]
                yield from self._below(page.repeat, item, indexes, hidden=hidden)

    def _cells(self, page: Page, answers: Answers, *, hidden: bool) -> Iterator[Any]:
        for key, personal, cell in page.told:
            if hidden and personal:
                yield HIDDEN
            else:
                value = answers.get(key)
                yield None if value is None else cell(value)

    def _page(self, repeat: str, name: str, own: Sequence[str]) -> Page:
        fields = [one for one in self.fields if one.repeat == repeat and one.kind != Kind.REPEAT]
        kinds = {one.path: Kind.DECIMAL if one.path in self.summed else one.kind for one in fields}
        columns = [Column(head, OWN_KINDS.get(head, "plain"), 12) for head in own]
        columns += [Column(path, _kind(kind), 20) for path, kind in kinds.items()]
        told = [
            Told(relative(one), self.is_personal(one.path), cells_of(kinds[one.path], self.words(one)))
            for one in fields
        ]
        return Page(repeat, name, columns, [*(_own_label(head) for head in own), *map(name_of, fields)], told)


def file_name(register: Register, records: QuerySet[Record], *, labels: bool) -> str:
    """Where it holds closed records, or such as not everybody may see, its name says so; so it does of one in words."""
    held = records.order_by().values_list("marking", flat=True).distinct()
    most = max(held, default=Marking.INTERNAL)
    marked = [] if most < Marking.RESTRICTED else [Marking(most).name.lower()]
    return "-".join([register.code, *marked, *(["in-words"] if labels else [])])


def _fields(register: Register) -> list[Field]:
    """Those of the current version, then what only earlier ones asked and records still say."""
    versions = register.versions.filter(published_at__isnull=False).order_by("-number")
    current = [one for one in versions if one.pk == register.current_id]
    found: dict[str, Field] = {}
    for version in (*current, *versions):
        for one in definition_of(version).form.fields:
            if one.kind not in (Kind.GROUP, Kind.NOTE):  # which another version may have as a question
                found.setdefault(one.path, one)
    return list(found.values())


def _words(form: Form) -> Callable[[Field], Mapping[str, str] | None]:
    made = {
        key: {name: in_language(labels) or name for name, labels in words.items()} for key, words in form.words.items()
    }
    return lambda one: made.get(one.choices, {}) if one.kind in LISTED else None


def _kind(kind: Kind) -> CellKind:
    if kind == Kind.DATE:
        return "date"
    return "plain" if kind in NUMBERS else "text"


def _own_label(head: str) -> str:
    return {
        NUMBER: _("Number in the register"),
        VERSION: _("Version"),
        INDEX: _("Row"),
        UNIT: _("Unit"),
        "_state": _("State"),
        "_made": _("Recorded"),
        "_changed": _("Changed"),
        PARENT_SHEET: _("Sheet above"),
        PARENT: _("Row above"),
        POSITION: _("Position"),
    }[head]
