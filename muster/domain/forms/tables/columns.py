"""Which column of a table is which field: by its path, its name or its label in any language.

ODK writes `group-field`, Kobo `group/field`, both `field/choice` for each choice of several, and places in columns of
their own. What both put beside the answers (`_index`, `KEY` …) is known by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from muster.domain.forms.answers import relative
from muster.domain.forms.model import HOLDING, Field, Form, Kind
from muster.domain.names import search_key

NUMBER, VERSION, UNIT = "_id", "_version", "_unit"  # of a record of ours
INDEX, PARENT, POSITION = "_index", "_parent_index", "_position"
PARENT_SHEET = "_parent_table_name"
# how a row says which row of the sheet above it belongs to: its own column, that row's
LINKS = (("PARENT_KEY", "KEY"), (PARENT, INDEX), ("_submission__id", NUMBER), ("_submission__uuid", "_uuid"))
KNOWN = (NUMBER, VERSION, UNIT, INDEX, POSITION, PARENT_SHEET, *(name for pair in LINKS for name in pair))
FOREIGN = ("_uuid", "_submission_time", "KEY", "SubmissionDate")  # what only tables from elsewhere have
# what exports of ODK, Kobo and our own say beside it, and nobody loads
BESIDE = frozenset(
    search_key(name)
    for name in (
        *("_state", "_made", "_changed", "_parent_position"),
        *("_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags"),
        *("_submission__submission_time", "_submission__validation_status", "_submission__notes"),
        *("_submission__status", "_submission__submitted_by", "_submission___version__", "_submission__tags"),
        *("_submission____version__", "formhub/uuid", "meta/rootUuid", "meta/instanceID", "meta/instanceName"),
        *("meta/deprecatedID", "instanceID", "instanceName", "SubmissionDate", "SubmitterID", "SubmitterName"),
        *("AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion"),
    )
)
_PLACE = {"latitude": 0, "longitude": 1, "altitude": 2, "accuracy": 3, "precision": 3}


@dataclass(frozen=True, slots=True)
class Column:
    """`choice` where the column says whether it was chosen; `part` of a place: 0 latitude … 3 accuracy."""

    field: Field
    choice: str = ""
    part: int | None = None

    @property
    def key(self) -> tuple[str, str, int | None]:
        return self.field.path, self.choice, self.part


@dataclass(frozen=True)
class Head:
    """The columns of a sheet: `repeat` is the path of what its rows are, "" for records. Positions count from 0."""

    repeat: str
    columns: Mapping[int, Column]
    known: Mapping[str, int]  # name of KNOWN -> position
    strange: Sequence[int] = field(default_factory=tuple)  # positions of what is no field

    @cached_property
    def positions(self) -> Mapping[str, tuple[int, ...]]:
        """Where a field stands, by its path."""
        found: dict[str, tuple[int, ...]] = {}
        for position, column in self.columns.items():
            found[column.field.path] = (*found.get(column.field.path, ()), position)
        return found


class Finder:
    """Finds the fields of one sheet by what columns are called."""

    def __init__(self, form: Form, repeat: str) -> None:
        self.form, self.repeat = form, repeat
        self.fields = [
            one for one in form.fields if one.repeat == repeat and one.kind not in HOLDING and one.kind != Kind.NOTE
        ]
        self._exact = _called(self.fields, lambda one: (one.name,)) | _called(self.fields, _paths)
        self._folded = _called(self.fields, _words)

    def head(self, names: Sequence[str]) -> Head:
        """Each field once: a second column that is called as a first one is strange."""
        columns: dict[int, Column] = {}
        known: dict[str, int] = {}
        strange: list[int] = []
        found: set[tuple[str, str, int | None]] = set()
        for position, name in enumerate(names):
            if name in KNOWN:
                known.setdefault(name, position)
            elif (column := self._column(name)) and column.key not in found:
                columns[position] = column
                found.add(column.key)
            elif column or (name and search_key(name) not in BESIDE):
                strange.append(position)
        return Head(self.repeat, columns, known, strange)

    def are_labels(self, head: Head, cells: Sequence[str]) -> bool:
        """Whether a row below the names says once more what the columns are called."""
        said = [(head.columns[at].field, text) for at, text in enumerate(cells) if text and at in head.columns]
        return bool(said) and all(search_key(text) in _labels(one) for one, text in said)

    def _column(self, name: str) -> Column | None:
        if whole := self._field(name):
            return Column(whole)
        return self._chosen(name) or self._place(name)

    def _field(self, name: str) -> Field | None:
        return self._exact.get(name) or self._folded.get(search_key(name))

    def _chosen(self, name: str) -> Column | None:
        above, _slash, choice = name.rpartition("/")
        many = self._field(above) if above else None
        if many is None or many.kind not in (Kind.MANY, Kind.RANK):
            return None
        for one in self.form.lists.get(many.choices, ()):
            if choice == one.name or search_key(choice) in {search_key(text) for text in one.labels.values()}:
                return Column(many, choice=one.name)
        return None

    def _place(self, name: str) -> Column | None:
        rest, _space, part = search_key(name).rpartition(" ")
        point = self._folded.get(rest)
        return Column(point, part=_PLACE[part]) if point and point.kind == Kind.POINT and part in _PLACE else None


def best_sheet(form: Form, name: str, rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[int, Head] | None:
    """Where in the first rows of a sheet its columns are named, and what its rows are; None where it is not known."""
    called = {"": 0} | {
        one.path: 2 if search_key(name).endswith(search_key(one.path)[-31:]) else search_key(name).endswith(one.name)
        for one in form.fields
        if one.kind == Kind.REPEAT
    }
    best: tuple[tuple[int, int], int, Head] | None = None
    for repeat, named in called.items():
        finder = Finder(form, repeat)
        for number, cells in rows:
            head = finder.head(cells)
            worth = (int(named), len(head.columns))
            if head.columns and (best is None or worth > best[0]):
                best = (worth, number, head)
    return (best[1], best[2]) if best else None


def _called(fields: Sequence[Field], said: Callable[[Field], Iterable[str]]) -> dict[str, Field]:
    """The fields by what they are called, where only one is called so."""
    called: dict[str, dict[str, Field]] = {}
    for one in fields:
        for text in said(one):
            called.setdefault(text, {})[one.path] = one
    return {text: next(iter(some.values())) for text, some in called.items() if text and len(some) == 1}


def _paths(one: Field) -> Iterator[str]:
    """From the root and from the repeat on."""
    for path in (one.path, relative(one)):
        yield from (path, *(path.replace("/", sign) for sign in "-.:"))


def _words(one: Field) -> Iterator[str]:
    return map(search_key, (one.path, relative(one), one.name, *one.labels.values()))


def _labels(one: Field) -> set[str]:
    return {search_key(text) for text in (*one.labels.values(), one.name)}
