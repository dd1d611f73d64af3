"""Rows as answers: what a row says, put over what a record says already, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from muster.domain.forms.answers import Answers, relative
from muster.domain.forms.model import Field, Form, Kind
from muster.domain.forms.tables.cells import Lists, answer_in, as_text, is_true, place_in, same
from muster.domain.forms.tables.columns import Head
from muster.domain.forms.tables.serials import SINCE_1900


class Says(Enum):
    """What a cell can say instead of an answer."""

    NOTHING = "nothing"  # an empty cell: what there is stays
    AWAY = "away"  # the answer is taken away
    HIDDEN = "hidden"  # it was not shown to who made the table: what there is stays


@dataclass(frozen=True)
class Item:
    """A row: its answers by the paths below its repeat, with its place in the file, and the rows that belong to it.

    `position` counts from 1 among the rows of one repeat of a record, where the table says it; 0 where not.
    """

    sheet: str
    number: int
    said: Mapping[str, Any]
    head: Head
    position: int = 0
    below: Mapping[str, Sequence[Item]] = field(default_factory=dict)


class Mixed(ValueError):
    """Rows of a repeat that cannot be told apart, while something of them stands only in the record."""

    def __init__(self, item: Item, repeat: Field) -> None:
        super().__init__(repeat.path)
        self.item, self.repeat = item, repeat


def said_in(
    head: Head, cells: Sequence[Any], choices: Callable[[Field], Lists], since: datetime = SINCE_1900
) -> dict[str, Any]:
    """What a row of cells says, by the paths below its repeat; cells are values or `Says`. Numbers of days count from
    `since`."""
    found: dict[str, Any] = {}
    parts: dict[str, dict[int | str, Any]] = {}
    fields: dict[str, Field] = {}
    for position, column in head.columns.items():
        cell = cells[position] if position < len(cells) else Says.NOTHING
        key = relative(column.field)
        if column.choice or column.part is not None:
            fields[key] = column.field
            parts.setdefault(key, {})[column.choice or column.part or 0] = cell
        elif isinstance(cell, Says):
            found |= {} if cell is Says.NOTHING else {key: cell}
        else:
            found[key] = answer_in(column.field.kind, cell, choices(column.field), since)
    for key, some in parts.items():
        if key not in found and (value := _together(fields[key], some)) is not None:
            found[key] = value
    return {key: value for key, value in found.items() if value is not None}


def _together(of: Field, parts: Mapping[int | str, Any]) -> Any:
    """One answer from columns of its parts; None where they say nothing."""
    if any(cell is Says.HIDDEN for cell in parts.values()):
        return Says.HIDDEN
    told = {part: cell for part, cell in parts.items() if cell is not Says.NOTHING}
    if told and all(cell is Says.AWAY for cell in told.values()):
        return Says.AWAY
    if of.kind == Kind.POINT:
        return place_in([None if isinstance(parts.get(at), Says) else parts.get(at) for at in range(4)])
    if not told:
        return None
    chosen = [_chosen(str(name), cell) for name, cell in told.items() if not isinstance(cell, Says)]
    return [name for name in chosen if name] or Says.AWAY


def _chosen(name: str, cell: Any) -> str:
    """The name of a choice whose column says yes, "" where it says no; what it says otherwise is no choice."""
    said = is_true(cell)
    return as_text(cell).replace(" ", "_") if said is None else name if said else ""


def put_over(form: Form, there: Answers, item: Item) -> dict[str, Any]:
    """The answers of a record or of a row of a repeat with what `item` says. Raises `Mixed`.

    An empty cell of a record leaves what there is; rows of a repeat are taken as they stand, so that there an empty
    cell is no answer. A repeat without any row in the table stays as it is.
    """
    stays = dict(there) if not item.head.repeat else _not_told(form, there, item)
    told = {key: _as_there(form, item, key, there) for key, value in item.said.items() if not isinstance(value, Says)}
    away = {key for key, value in item.said.items() if value is Says.AWAY}
    result = {key: value for key, value in {**stays, **told}.items() if key not in away}
    for path, items in item.below.items():
        repeat = form.by_path[path]
        key = relative(repeat)
        result[key] = [put_over(form, *pair) for pair in _paired(repeat, there.get(key) or [], items)]
    return result


def _as_there(form: Form, item: Item, key: str, there: Answers) -> Any:
    """What the row says; as the record has it where that is the same."""
    field = form.by_path.get(f"{item.head.repeat}/{key}" if item.head.repeat else key)
    value, before = item.said[key], there.get(key)
    return before if field and same(field.kind, value, before) else value


def _not_told(form: Form, there: Answers, item: Item) -> dict[str, Any]:
    """What stays of a row of a repeat: hidden answers, those without a column, and what is below it."""
    asked = {relative(one.field) for one in item.head.columns.values()}
    hidden = {key for key, value in item.said.items() if value is Says.HIDDEN}
    return {key: value for key, value in there.items() if key not in asked or key in hidden}


def _paired(repeat: Field, there: Sequence[Answers], items: Sequence[Item]) -> Iterator[tuple[Answers, Item]]:
    """Each row with the one of the record that it is: by its position, else by its order where none came or went."""
    numbered = any(item.position for item in items)
    for at, item in enumerate(items):
        if numbered:
            known = 0 < item.position <= len(there)
            yield (there[item.position - 1] if known else {}), item
        elif len(there) == len(items):
            yield there[at], item
        elif any(_not_told_of(one, item) for one in there):
            raise Mixed(item, repeat)
        else:
            yield {}, item


def _not_told_of(one: Answers, item: Item) -> bool:
    """Whether a row of a record says something that the table has no column for, or hides."""
    asked = {relative(column.field) for column in item.head.columns.values()}
    hidden = {key for key, value in item.said.items() if value is Says.HIDDEN}
    return bool(set(one) - (asked - hidden))


def places(form: Form, item: Item, above: str = "") -> Iterator[tuple[str, Item]]:
    """Every row of a record by its reference as the engine writes it, below the root: "", `person[2]`."""
    yield above, item
    for path, items in item.below.items():
        start = f"{above}/" if above else ""
        for at, one in enumerate(items, start=1):
            yield from places(form, one, f"{start}{relative(form.by_path[path])}[{at}]")


def flattened(form: Form, answers: Answers, repeat: str = "", above: str = "") -> dict[str, tuple[Field, Any]]:
    """Every answer with its field, by its reference: `person[2]/age`."""
    found: dict[str, tuple[Field, Any]] = {}
    for key, value in answers.items():
        one = form.by_path.get(f"{repeat}/{key}" if repeat else key)
        reference = f"{above}/{key}" if above else key
        if one and one.kind == Kind.REPEAT:
            for at, item in enumerate(value, start=1):
                found |= flattened(form, item, one.path, f"{reference}[{at}]")
        elif one:
            found[reference] = (one, value)
    return found


def differences(form: Form, before: Answers, after: Answers) -> Iterator[tuple[str, Any, Any]]:
    """(reference, answer before, answer after) where these differ; None for none."""
    old, new = flattened(form, before), flattened(form, after)
    for reference in dict.fromkeys((*old, *new)):
        was, is_now = (side[reference][1] if reference in side else None for side in (old, new))
        kind = (new if reference in new else old)[reference][0].kind
        if not same(kind, was, is_now):
            yield reference, was, is_now
