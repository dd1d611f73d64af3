"""An answer as a cell, and a cell as an answer.

A cell is what a spreadsheet holds: text, a number, a day, a moment, true or false. What cannot be read as an answer of
its kind stays the text that it is, so that the form's own check names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from muster.domain.forms.answers import CONFIRMED, can_stand, text_of, value_of
from muster.domain.forms.model import DAYS, NUMBERS, PLACES, Choice, Kind
from muster.domain.forms.tables.serials import SINCE_1900, moment_of, time_of
from muster.domain.names import search_key

EXACT = 2**53  # whole numbers above are not exact in a spreadsheet
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})\.?(?:[ T]+(.+))?")
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})+")  # twice or more: no decimal sign is meant
_COMMA = re.compile(r"[+-]?\d+,(\d{1,2}|\d{4,})|[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?0,\d+")
_ENGLISH = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
_WHOLE = re.compile(r"(?<=\d)\.0+$")
_THOUSAND = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")  # of a whole number nobody knows what is meant: 35.000 or 35
_PARTED = re.compile(r"\s*[;,\n\r|]\s*")
TRUE, FALSE = ("true", "yes", "1", "po", "da", "ok"), ("false", "no", "0", "jo", "ne")


@dataclass(frozen=True)
class Lists:
    """The choices of one list: `labels` by name, and the names by folded name or label, in all languages.

    A label that several choices have leads to none of them.
    """

    labels: Mapping[str, str]
    names: Mapping[str, str]


def list_of(choices: Iterable[Choice], language: str) -> Lists:
    known = tuple(choices)
    labels = {one.name: one.labels.get(language) or next(iter(one.labels.values()), one.name) for one in known}
    by_label: dict[str, set[str]] = {}
    for one in known:
        for text in one.labels.values():
            by_label.setdefault(search_key(text), set()).add(one.name)
    names = {key: next(iter(found)) for key, found in by_label.items() if key and len(found) == 1}
    return Lists(labels, {**names, **{search_key(one.name): one.name for one in known}})


NO_LIST = Lists({}, {})


def cell_of(kind: Kind, value: Any, labels: Mapping[str, str] | None = None) -> Any:
    """An answer as a cell; `labels` by the names of choices, where those are wanted instead."""
    return None if value is None else cells_of(kind, labels)(value)


def cells_of(kind: Kind, labels: Mapping[str, str] | None = None) -> Callable[[Any], Any]:
    """As `cell_of`, for whoever has many answers of one field; none of them is None."""
    say = _cells_of(kind, labels)
    return lambda value: say(value) if can_stand(kind, value) else text_of(kind, value)


def _cells_of(kind: Kind, labels: Mapping[str, str] | None) -> Callable[[Any], Any]:
    """Of answers that can stand in a field of the kind."""
    if kind in NUMBERS:
        return _number_cell
    if kind == Kind.DATE:
        return _day_cell
    if kind == Kind.ONE:
        known = labels or {}
        return lambda value: known.get(str(value), str(value))
    if kind in (Kind.MANY, Kind.RANK) and labels is not None:
        return lambda value: "; ".join(labels.get(name, name) for name in value)
    return partial(text_of, kind)


def answer_in(kind: Kind, cell: Any, choices: Lists = NO_LIST, since: datetime = SINCE_1900) -> Any:
    """What a cell says, as `muster.domain.forms.answers` keeps it; None where it says nothing. Numbers of days count
    from `since`."""
    if kind == Kind.ONE:
        return _one(cell, choices)
    if kind in (Kind.MANY, Kind.RANK):
        return _many(as_text(cell), choices) or None
    return value_of(kind, _written(kind, _counted(kind, cell, since)))


def as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell).strip().replace("\r\n", "\n")


def is_true(cell: Any) -> bool | None:
    """Whether a column of one choice says that it was chosen; None where it says nothing that one knows."""
    text = as_text(cell).casefold()
    return True if text in TRUE or text == "x" else False if text in (*FALSE, "") else None


def place_in(parts: Sequence[Any]) -> Any:
    """Latitude, longitude, altitude, accuracy in columns of their own as one answer."""
    texts = [_number(as_text(part)) for part in parts]
    while texts and not texts[-1]:
        texts.pop()
    return value_of(Kind.POINT, " ".join(text or "0" for text in texts)) if texts else None


def _number_cell(value: Any) -> Any:
    """As a number where a spreadsheet keeps it exactly, else as text."""
    if isinstance(value, int):
        return value if abs(value) < EXACT else str(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return number if abs(number) < EXACT and Decimal(repr(number)) == Decimal(value) else str(value)


def _decimal(number: float) -> str:
    return format(Decimal(repr(number)), "f").removesuffix(".0")


def same(kind: Kind, one: Any, other: Any) -> bool:
    """Whether two answers say the same: a spreadsheet does not keep the zeros at the end of 1.50, nor of what another
    version of the form asked for anything but its text."""
    if kind != Kind.DECIMAL or one is None or other is None:
        return bool(one == other) or text_of(kind, one) == text_of(kind, other)
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return bool(one == other)


def _day_cell(value: Any) -> date | str:
    """A day, so that a spreadsheet sorts it; spreadsheets know none before 1900."""
    text = str(value)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day.year > 1900 and day.isoformat() == text else text


def _counted(kind: Kind, cell: Any, since: datetime) -> Any:
    """A number in a field of days or times as the moment that it is, where it is one; a text never is."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    moment = moment_of(cell, since) if kind in DAYS else time_of(cell) if kind == Kind.TIME else None
    return cell if moment is None else moment


def _written(kind: Kind, cell: Any) -> str:
    """As a device would send it."""
    if isinstance(cell, datetime):
        return (cell.date() if kind == Kind.DATE else cell).isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if kind == Kind.CONFIRMED and is_true(cell):
        return CONFIRMED
    if kind == Kind.DECIMAL and isinstance(cell, float):
        return _decimal(cell)
    text = as_text(cell)
    if kind in NUMBERS:
        return _number(text) if kind == Kind.DECIMAL else _whole(text)
    if kind in (Kind.DATE, Kind.MOMENT):
        return _moment(kind, text)
    return _points(text) if kind in PLACES else text


def _number(text: str) -> str:
    """`1 234,5`, `1.234,5` and `1,234.5` are numbers; `1,234` may be two and is left to whoever wrote it."""
    number = _SPACES.sub("", text)
    if _THOUSANDS.fullmatch(number):
        return number.replace(".", "").replace(",", "")
    if _COMMA.fullmatch(number):
        return number.replace(".", "").replace(",", ".")
    if _ENGLISH.fullmatch(number):
        return number.replace(",", "")
    return number


def _whole(text: str) -> str:
    """What may be thousands is written with a comma: with a point the engine would take it for the smaller number."""
    number = _SPACES.sub("", text)
    return number.replace(".", ",") if _THOUSAND.fullmatch(number) else _WHOLE.sub("", _number(text))


def _moment(kind: Kind, text: str) -> str:
    """Days as they are written in Europe; of a day the midnight that spreadsheets add is dropped."""
    if found := _DAY_FIRST.fullmatch(text):
        day = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
        text = f"{day}T{found[4]}" if found[4] else day
    if kind == Kind.DATE:
        return _MIDNIGHT.sub("", text)
    return re.sub(r"^(\d{4}-\d\d-\d\d) +(?=\d)", r"\1T", text)


def _points(text: str) -> str:
    return ";".join(re.sub(r"\s*,\s*", " ", one.strip()) for one in text.split(";") if one.strip())


def _one(cell: Any, choices: Lists) -> Any:
    text = as_text(cell)
    if text in choices.labels or not text:
        return text or None
    if isinstance(cell, bool):
        return next((choices.names[word] for word in (TRUE if cell else FALSE) if word in choices.names), text)
    return choices.names.get(search_key(text), text)


def _many(text: str, choices: Lists) -> list[str]:
    words = text.split()
    if all(word in choices.labels for word in words) or not choices.labels:
        return words
    if whole := choices.names.get(search_key(text)):
        return [whole]
    parts = [part for part in _PARTED.split(text) if part]
    named = [choices.names.get(search_key(part), part.replace(" ", "_")) for part in parts]
    return list(dict.fromkeys(named))
