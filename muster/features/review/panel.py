"""The fields of one draft as the panel shows them: what is typed, how sure it is, and the words that say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.urls import reverse

from muster.domain.review.comparing import Difference
from muster.domain.review.fields import REQUIRED, SHAPES, Fields, Read, Spans, is_list, read_of, typed, words_of
from muster.domain.review.words import flat
from muster.features.intake.models import Document, Draft, DraftState
from muster.features.review.actions import Changes
from muster.features.review.forms import DraftForm, spans_text
from muster.features.review.labels import FIELDS, Sign, shown, sign

QUOTED = 90  # characters of a field's words that are shown beside it
MOST_QUOTES = 4


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the document, and where they are."""

    text: str
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Aside:
    """What a merged draft also said: another value, with its words."""

    shown: str
    typed: str
    spans: str
    quotes: list[Quote]


@dataclass(frozen=True, slots=True)
class Row:
    """One field."""

    name: str
    label: Any
    shown: str
    sign: Sign
    quotes: list[Quote]
    more: int  # quotes that are not shown
    asides: list[Aside]
    box: BoundField | None = None
    spans: BoundField | None = None
    note: str = ""  # what the last choice of words came to


def rows(fields: Fields, text: str, form: DraftForm | None = None) -> list[Row]:
    """All fields in the order in which people read them; with their controls for whoever may change them."""
    return [row(name, _read_in(form, fields, name), text, form) for name in SHAPES]


def row(name: str, read: Read, text: str, form: DraftForm | None = None, note: str = "") -> Row:
    """One field as it is read, or as it stands in a form that is not saved yet."""
    words = words_of(read)
    return Row(
        name,
        FIELDS[name],
        shown(name, read["value"]),
        sign(read),
        quotes(words[:MOST_QUOTES], text),
        max(0, len(words) - MOST_QUOTES),
        list(_asides(name, read, text)),
        form[name] if form else None,
        form[f"spans-{name}"] if form else None,
        note,
    )


def quotes(spans: Spans, text: str) -> list[Quote]:
    """The words themselves, shortened."""
    return [Quote(_short(flat(text[start:end])), start, end) for start, end in spans]


def _short(words: str) -> str:
    return words if len(words) <= QUOTED else f"{words[: QUOTED - 1].rstrip()}…"


def _read_in(form: DraftForm | None, fields: Fields, name: str) -> Read:
    """The field with the words that a form holds, where somebody sent one that was not saved."""
    read = read_of(fields, name)
    if form is None or not form.is_bound or f"spans-{name}" not in getattr(form, "cleaned_data", {}):
        return read
    return {**read, "spans": form.cleaned_data[f"spans-{name}"]}


def _asides(name: str, read: Read, text: str) -> Iterator[Aside]:
    """Readings set aside by a merge that are not the value or among the items."""
    for other in read.get("aside", []):
        known = (
            all(item in read["value"] for item in other["value"])
            if is_list(name)
            else other["value"] in (None, read["value"])
        )
        if not known:
            yield Aside(
                shown(name, other["value"]),
                typed(name, other["value"]),
                spans_text(other["spans"]),
                quotes(words_of(other), text),
            )


@dataclass(frozen=True, slots=True)
class Need:
    """Something that the register cannot do without, where it is filled in, and whether it is missing."""

    name: str
    label: Any
    address: str
    lacking: bool


def needs(document: Document, lacking: Sequence[str]) -> list[Need]:
    """Everything that a draft of this document needs before it can be accepted."""
    names = [*REQUIRED, *(name for name in ("start", "unit") if name in lacking)]
    report = reverse("intake:correct", args=[document.pk])
    addresses = {name: report if name == "unit" else f"#f-{name}" for name in names}
    return [Need(name, FIELDS[name], addresses[name], name in lacking) for name in names]


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that two people left in different ways, to choose from."""

    name: str
    label: Any
    base: str
    theirs: str
    mine: str
    typed: str  # mine, as it travels in the form
    spans: str
    clash: bool
    proposal: str


def choices(differences: Sequence[Difference], changes: Changes) -> list[Choice]:
    """Both sides of every difference, as people read them."""
    return [
        Choice(
            one.name,
            FIELDS[one.name],
            shown(one.name, one.base),
            shown(one.name, one.theirs),
            shown(one.name, one.mine),
            typed(one.name, one.mine),
            spans_text(changes[one.name][1]) if one.name in changes else "",
            one.clash,
            one.proposal,
        )
        for one in differences
    ]


def chosen(data: Mapping[str, str], current: Fields) -> dict[str, str]:
    """Form data of the current fields, with one's own value wherever `choice-<field>` says `mine`."""
    filled: dict[str, str] = {}
    for name in SHAPES:
        read = read_of(current, name)
        mine = data.get(f"choice-{name}") == "mine"
        filled[name] = data.get(f"mine-{name}", "") if mine else typed(name, read["value"])
        filled[f"spans-{name}"] = data.get(f"mine-spans-{name}", "") if mine else spans_text(read["spans"])
    return filled


def other_drafts(standing: Iterable[Draft], draft: Draft, most: int = 40) -> list[Draft]:
    """Open drafts to merge with: the ones behind it first, then those before it, nearest first."""
    here = (draft.position, draft.pk)
    waiting = [((one.position, one.pk), one) for one in standing if one.state == DraftState.OPEN]
    behind = [one for place, one in waiting if place > here]
    before = [one for place, one in waiting if place < here]
    return [*behind, *reversed(before)][:most]
