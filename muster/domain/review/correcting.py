"""What becomes of a field's words when a person corrects it: words stay only while they say the value."""

from __future__ import annotations

from typing import Any

from muster.domain.review.fields import NO_WORDS, Read, Spans, is_list, items_of
from muster.domain.review.words import CORRECTED, Unreadable, read_words


def corrected(name: str, before: Read, value: Any, spans: Spans, source: tuple[str, int]) -> Read:
    """The field after a person left `value` and `spans` in the form; `source` is the document's text and its year.

    Unchanged, it stays as it was. Words that the person chose (other spans than before) are kept. Words that stood
    there before are kept with a typed value only where they say it: never a value beside words that say another.
    """
    if value == before["value"] and spans == before["spans"]:
        return before
    if is_list(name):
        kept = _item_spans(name, before, value, spans, source)
    else:
        chosen = spans != before["spans"]
        kept = [span for span in spans if chosen or _say(name, value, span, source)]
    return {"value": value, "spans": kept, "confidence": 1.0, "reason": CORRECTED}


def _item_spans(name: str, before: Read, values: list[Any], spans: Spans, source: tuple[str, int]) -> Spans:
    """One span an item: as a person chose them; else of the item of the same name, else the words that name it."""
    if len(spans) == len(values) and spans != before["spans"]:
        return spans
    known = {repr(item): span for item, span in items_of(before)}
    return [known.get(repr(item)) or _named(name, item, spans, source) for item in values]


def _named(name: str, item: Any, spans: Spans, source: tuple[str, int]) -> list[int]:
    return next((span for span in spans if _say(name, [item], span, source)), list(NO_WORDS))


def _say(name: str, value: Any, span: list[int], source: tuple[str, int]) -> bool:
    text, year = source
    try:
        return bool(read_words(name, text, (span[0], span[1]), year)["value"] == value)
    except Unreadable:
        return False
