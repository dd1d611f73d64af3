"""What extraction delivers: draft activities whose every field points at its words.

Spans are character offsets into `SourceText.text`, half open. A field that the text does not fill has the value None
(or an empty tuple) and no span: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Span = tuple[int, int]
DateRange = tuple[str, str]  # ISO dates of day, month or year precision


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value, the characters that say so, how sure (0 to 1), and by which way it was read."""

    value: T
    spans: tuple[Span, ...] = ()
    confidence: float = 0.0
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "value": list(self.value) if isinstance(self.value, tuple) else self.value,
            "spans": [list(span) for span in self.spans],
            "confidence": round(self.confidence, 3),
            "reason": self.reason,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Reading[Any]:
        spans = tuple((int(start), int(end)) for start, end in data["spans"])
        return Reading(_frozen(data["value"]), spans, float(data["confidence"]), str(data["reason"]))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class DraftActivity:
    """One thing that was done, as the text says it. `lines` count from 1, both ends included.

    `places` and `partners` carry one span per item, in the same order. `theme` is a code (A01 … B99).
    """

    spans: tuple[Span, ...]
    lines: tuple[int, int]
    confidence: float
    category: Reading[str | None]
    theme: Reading[str | None]
    kind: Reading[str]
    column: Reading[str]
    start: Reading[str | None]
    end: Reading[str | None]
    dates: Reading[tuple[DateRange, ...]]
    sessions: Reading[int | None]
    places: Reading[tuple[str, ...]]
    participants: Reading[int | None]
    women: Reading[int | None]
    men: Reading[int | None]
    role: Reading[str | None]
    partners: Reading[tuple[str, ...]]
    title: Reading[str]
    also_lines: tuple[tuple[int, int], ...] = ()

    def readings(self) -> dict[str, Reading[Any]]:
        """The fields by name, in the order in which people read them."""
        return {name: getattr(self, name) for name in FIELD_NAMES}

    def repeated_at(self, lines: tuple[int, int]) -> DraftActivity:
        """The same activity, told a second time elsewhere (a box, a summary)."""
        return replace(self, also_lines=(*self.also_lines, lines))

    def to_json(self) -> dict[str, Any]:
        return {
            "spans": [list(span) for span in self.spans],
            "lines": list(self.lines),
            "also_lines": [list(lines) for lines in self.also_lines],
            "confidence": round(self.confidence, 3),
            **{name: reading.to_json() for name, reading in self.readings().items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DraftActivity:
        return cls(
            spans=_frozen(data["spans"]),
            lines=_frozen(data["lines"]),
            also_lines=_frozen(data["also_lines"]),
            confidence=float(data["confidence"]),
            **{name: Reading.from_json(data[name]) for name in FIELD_NAMES},
        )


FIELD_NAMES = tuple(
    field.name for field in fields(DraftActivity) if field.name not in ("spans", "lines", "confidence", "also_lines")
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """The draft activities of one document, in reading order, and the actor whose report it is."""

    activities: tuple[DraftActivity, ...]
    year: int
    actor: str | None = None
    abbreviations: Mapping[str, str] | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "actor": self.actor,
            "abbreviations": dict(self.abbreviations or {}),
            "activities": [activity.to_json() for activity in self.activities],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Extraction:
        activities = tuple(DraftActivity.from_json(item) for item in data["activities"])
        return cls(activities, int(data["year"]), data["actor"], dict(data["abbreviations"]))
