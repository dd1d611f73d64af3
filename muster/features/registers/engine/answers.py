"""What the engine says of forms and of what was filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Source:
    """A form as XForm XML, and the texts of the lists that it names (`.csv`, `.xml`, `.geojson`) by their file names.

    Keep one for each version of a form: its `key` is worked out once.
    """

    xml: str
    files: Mapping[str, str]

    @cached_property
    def key(self) -> str:
        """The same for the same texts."""
        parts = [self.xml, *(part for name in sorted(self.files) for part in (name, self.files[name]))]
        return sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Problem:
    """Why a form is not taken: `code` is function | cycle | appearance | question | file | expression | engine | xml.

    `name` is of the function, the appearance, the kind of question or the file, or says what the engine or the reader
    of XML says (in English); `references` are paths such as `/data/group/question`: those concerned, or the circle.
    `place` is which expression of the question it is: calculate | relevant | constraint | required | readonly, or "".
    """

    code: str
    name: str
    references: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True)
class Loaded:
    """A form that the engine looked at, taken where there are no `problems`. `languages` as the form names them."""

    id: str
    version: str
    languages: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Violation:
    """An answer that the form does not allow: `code` is required | constraint | choice | type.

    `reference` has the row of a repeat (`/data/person[2]/age`); `sent` what was refused of a choice or a type;
    `messages` the form's own by its languages ("" where it has only one), none where it has no words for it.
    """

    code: str
    reference: str
    sent: str
    messages: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """What is kept otherwise than it was sent: `code` is calculated | irrelevant | rows (of a repeat; then counts)."""

    code: str
    reference: str
    sent: str
    kept: str


@dataclass(frozen=True)
class Evaluation:
    """A filled form as the engine sees it.

    `instance`: its answers as XML, relevant ones only, calculations worked out anew. `unknown`: references of elements
    that the form does not have. `files`: names of files by reference. `meta`: `instanceID`, `deprecatedID`,
    `instanceName` and the like, as sent.
    """

    instance: str
    violations: tuple[Violation, ...]
    changes: tuple[Change, ...]
    unknown: tuple[str, ...]
    files: Mapping[str, str]
    meta: Mapping[str, str]

    @property
    def is_valid(self) -> bool:
        """Whether every answer is one that the form allows."""
        return not self.violations


def problems(told: Mapping[str, Any]) -> tuple[Problem, ...]:
    return tuple(
        Problem(one["code"], one["name"], tuple(one["references"]), one.get("place", "")) for one in told["problems"]
    )


def loaded(told: Mapping[str, Any]) -> Loaded:
    return Loaded(told["id"], told["version"], tuple(told["languages"]), problems(told))


def evaluation(told: Mapping[str, Any]) -> Evaluation:
    return Evaluation(
        told["instance"],
        tuple(Violation(**one) for one in told["violations"]),
        tuple(Change(**one) for one in told["changes"]),
        tuple(told["unknown"]),
        told["files"],
        told["meta"],
    )
