"""Two drafts made one, one made two. A merge keeps every span; a split keeps all text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.domain.review.fields import SHAPES, Fields, Read, Shape, Spans, is_list, items_of, read_of, words_of

MERGED = "merged"
UNSURE = 0.5  # a value that both halves of a split keep, or that a merge had to choose, is at most this sure


@dataclass(frozen=True, slots=True)
class Part:
    """A draft as far as joining and dividing it goes: the passage, where it is told again, its fields."""

    spans: Spans
    also_spans: Spans
    fields: Fields


def merge(first: Part, second: Part) -> Part:
    """Both as one activity. Where they differ the surer one leads and the other is set aside, with its words."""
    fields = {name: _merged(name, read_of(first.fields, name), read_of(second.fields, name)) for name in SHAPES}
    fields["category"] = _category(first.fields, second.fields, fields["theme"])
    return Part(union(first.spans, second.spans), union(first.also_spans, second.also_spans), fields)


def union(first: Spans, second: Spans) -> Spans:
    """All characters of both, in order, without overlaps."""
    joined: Spans = []
    for start, end in sorted([*first, *second]):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def _merged(name: str, first: Read, second: Read) -> Read:
    aside = [*first.get("aside", []), *second.get("aside", [])]
    if is_list(name):
        items, again = _all_items(first, second)
        return _with_aside(items, [*aside, *again])
    if first["value"] == second["value"] or _empty(first) or _empty(second):
        return _with_aside(_together(first, second), aside)
    leading, other = sorted((first, second), key=lambda read: (read["value"] is None, -read["confidence"]))
    if SHAPES[name] is Shape.DATE and other["value"] is not None:
        leading, other = _outer(name, first, second)
    kept: Read = {**leading, "confidence": min(leading["confidence"], UNSURE), "reason": MERGED}
    return _with_aside(kept, [*aside, _plain(other)])


def _with_aside(read: Read, aside: list[Read]) -> Read:
    return {**_plain(read), "aside": aside} if aside else _plain(read)


def _plain(read: Read) -> Read:
    return {
        "value": read["value"],
        "spans": read["spans"],
        "confidence": read["confidence"],
        "reason": read["reason"],
    }


def _empty(read: Read) -> bool:
    return read["value"] is None and not words_of(read)


def _together(first: Read, second: Read) -> Read:
    """The same value told twice, or by one of the two only."""
    fuller = second if _empty(first) else first
    spans = union(first["spans"], second["spans"]) if not (_empty(first) or _empty(second)) else fuller["spans"]
    return {**fuller, "spans": spans, "confidence": max(first["confidence"], second["confidence"])}


def _all_items(first: Read, second: Read) -> tuple[Read, list[Read]]:
    """Items of both in order, each once; the words of an item told twice are set aside, where it has words already."""
    pairs = items_of(first)
    names = [item for item, _ in pairs]
    again: list[Read] = []
    for item, span in items_of(second):
        if item not in names:
            pairs.append((item, span))
        elif span not in first["spans"] and span[1] > span[0]:
            again.append({**_plain(second), "value": [item], "spans": [span]})
    sure = [read["confidence"] for read in (first, second) if read["value"]]
    values, spans = [item for item, _ in pairs], [span for _, span in pairs]
    return {
        "value": values,
        "spans": spans,
        "confidence": min(sure, default=0.0),
        "reason": MERGED if pairs else "",
    }, again


def _outer(name: str, first: Read, second: Read) -> tuple[Read, Read]:
    """The earlier start or the later end leads: one activity spans both."""
    by_date = sorted((first, second), key=lambda read: str(read["value"]), reverse=name == "end")
    return by_date[0], by_date[1]


def _category(first: Fields, second: Fields, theme: Read) -> Read:
    """The category goes with the theme that leads."""
    either = [fields["category"] for fields in (first, second) if "category" in fields]
    same = [fields.get("category") for fields in (first, second) if read_of(fields, "theme")["value"] == theme["value"]]
    chosen = next((read for read in same if read), None) or next(iter(either), None)
    return chosen or {"value": None, "spans": [], "confidence": 0.0, "reason": ""}


def split(whole: Part, at: int) -> tuple[Part, Part]:
    """Two drafts, divided at the offset `at`, which must lie inside the passage.

    A value goes where its words are. What has no words in the passage (a theme from its heading) both keep; so do
    values with words on both sides, and a title. Raises `ValueError` where one side would be left without text.
    """
    before, after = cut(whole.spans, at)
    if not before or not after:
        raise ValueError(f"offset {at} does not divide the passage")
    sides = []
    for passage, other in ((before, after), (after, before)):
        fields = {name: _side(name, read, passage, other) for name, read in whole.fields.items()}
        sides.append(Part(passage, whole.also_spans, fields))
    return sides[0], sides[1]


def cut(spans: Spans, at: int) -> tuple[Spans, Spans]:
    """The parts of spans before and behind an offset."""
    before = [[start, min(end, at)] for start, end in spans if start < at]
    after = [[max(start, at), end] for start, end in spans if end > at]
    return before, after


def _side(name: str, read: Read, passage: Spans, other: Spans) -> Read:
    if name in SHAPES and is_list(name):
        return _side_items(read, passage, other)
    here, there, outside = _placed(words_of(read), passage, other)
    if here or not there:
        both = {"confidence": min(read["confidence"], UNSURE)} if here and there else {}
        return {**read, **both, "spans": [*outside, *here]}  # type: ignore[typeddict-item]
    if name in SHAPES and SHAPES[name] in (Shape.CODE, Shape.LINE):
        return {**read, "confidence": min(read["confidence"], UNSURE), "spans": outside}
    return {**read, "value": None, "spans": outside, "confidence": 0.0}


def _placed(spans: Spans, passage: Spans, other: Spans) -> tuple[Spans, Spans, Spans]:
    """Spans in this passage, in the other one, in neither; a span across the dividing point is cut."""
    outside = spans
    for low, high in [*passage, *other]:
        outside = [part for span in outside for part in _without(span, low, high)]
    return _within(spans, passage), _within(spans, other), outside


def _without(span: list[int], low: int, high: int) -> Spans:
    start, end = span
    parts = [[start, min(end, low)], [max(start, high), end]]
    return [span] if end <= low or start >= high else [part for part in parts if part[0] < part[1]]


def _within(spans: Spans, passage: Spans) -> Spans:
    return [
        [max(start, low), min(end, high)]
        for start, end in spans
        for low, high in passage
        if max(start, low) < min(end, high)
    ]


def _side_items(read: Read, passage: Spans, other: Spans) -> Read:
    """Items whose words are here at least in part, and those without words in either passage."""
    kept = []
    for item, span in items_of(read):
        here, there, _ = _placed([span] if span[1] > span[0] else [], passage, other)
        if here or not there:
            kept.append((item, span))
    return {**read, "value": [item for item, _ in kept], "spans": [span for _, span in kept]}


def copy_with(whole: Part, values: Mapping[str, Any]) -> tuple[Part, Part]:
    """The same activity a second time, with other values for some fields (its dates): these have no words yet."""
    changed: Fields = {
        name: {"value": value, "spans": [], "confidence": 1.0, "reason": "corrected"} for name, value in values.items()
    }
    return whole, Part(whole.spans, whole.also_spans, {**whole.fields, **changed})
