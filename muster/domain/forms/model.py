"""A form as Muster knows it: its fields, choice lists and words, apart from how they are evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

Words = Mapping[str, str]  # language code -> text; the key "" where a form names no language


class Kind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    ONE = "one"  # of a list
    MANY = "many"  # of a list, in the order of the form
    RANK = "rank"  # of a list, in the order of the answer
    POINT = "point"  # latitude, longitude, altitude, accuracy
    LINE = "line"
    AREA = "area"
    FILE = "file"
    BARCODE = "barcode"
    CONFIRMED = "confirmed"
    NOTE = "note"  # no answer
    GROUP = "group"
    REPEAT = "repeat"


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL})
LISTED = frozenset({Kind.ONE, Kind.MANY, Kind.RANK})
DAYS = frozenset({Kind.DATE, Kind.MOMENT})
PLACES = frozenset({Kind.POINT, Kind.LINE, Kind.AREA})
HOLDING = frozenset({Kind.GROUP, Kind.REPEAT})


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    labels: Words


@dataclass(frozen=True, slots=True)
class Field:
    """`path` is below the root, such as `victim/age`; `repeat` the path of the innermost repeat that it is in, or "".

    `choices` names its list among `Form.lists`; `file` is where the list comes as a file beside the form, and `columns`
    are what the file has of each choice: its name and its label.
    """

    path: str
    kind: Kind
    labels: Words = field(default_factory=dict)
    repeat: str = ""
    choices: str = ""
    file: str = ""
    columns: tuple[str, str] = ("", "")
    asked: bool = True  # whether a person sees it

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Form:
    """`code` and `version` as the form's settings say; `root` is the name of the instance's root element. `lists` are
    its own; those of files only where somebody has put them in."""

    code: str
    version: str
    root: str
    title: str
    languages: tuple[str, ...]  # names as the form writes them, such as "English (en)"
    fields: tuple[Field, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    files: tuple[str, ...]  # that the form needs beside it: lists, media

    @cached_property
    def by_path(self) -> Mapping[str, Field]:
        return {one.path: one for one in self.fields}

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Field, ...]]:
        found: dict[str, tuple[Field, ...]] = {}
        for one in self.fields:
            found[one.name] = (*found.get(one.name, ()), one)
        return found

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, Words]]:
        """Of each list what its choices are called, by their names."""
        return {key: {one.name: one.labels for one in choices} for key, choices in self.lists.items()}

    def choices_of(self, one: Field) -> Mapping[str, Words]:
        """What the choices of a field are called, by their names; empty where they are not known."""
        return self.words.get(one.choices, {})

    def below(self, path: str) -> tuple[Field, ...]:
        """The field itself with all that it holds."""
        return tuple(one for one in self.fields if one.path == path or one.path.startswith(f"{path}/"))
