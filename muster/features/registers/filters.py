"""What a list of records is narrowed by, as its address says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.http import QueryDict

from muster.core.web.numbers import whole
from muster.domain.forms.model import Form, Kind
from muster.domain.names import search_key

ANSWER = "answer."  # before the path of a field
WORDS_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Filters:
    """`answers` are paths of fields of a list outside of repeats, with the choice wanted."""

    q: str = ""
    state: str = ""
    unit: int | None = None
    place: str = ""
    since: date | None = None
    until: date | None = None
    mine: bool = False
    answers: dict[str, str] = field(default_factory=dict)

    def condition(self, viewer: int) -> Q:
        found = Q()
        for name in ("state", "unit", "place"):
            if value := getattr(self, name):
                found &= Q(**{name: value})
        if self.since:
            found &= Q(day__gte=self.since)
        if self.until:
            found &= Q(day__lte=self.until)
        if self.mine:
            found &= Q(assigned_to=viewer, ended=False)
        if words := search_key(self.q).split()[:WORDS_LIMIT]:
            found &= Q(_said(words))
        for path, value in self.answers.items():
            found &= Q(data__contains={path: value})
        return found


def read_filters(query: QueryDict, form: Form) -> Filters:
    """What cannot be read is left out: an address that somebody typed wrongly finds more, never an error."""
    return Filters(
        q=query.get("q", "").strip()[:200],
        state=query.get("state", ""),
        unit=whole(query.get("unit", "")),
        place=query.get("place", ""),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        mine="mine" in query,
        answers=dict(_answers(query, form)),
    )


def offered(form: Form) -> Iterator[Any]:
    """The fields by whose choices a list can be narrowed."""
    return (one for one in form.fields if one.kind == Kind.ONE and not one.repeat and form.lists.get(one.choices))


def _said(words: list[str]) -> Func:
    """That a record says all of these folded words, or longer ones that begin so."""
    terms = Value(" & ".join(f"'{word}':*" for word in words))
    query = Func(terms, template="%(expressions)s::tsquery", output_field=TextField())
    return Func(F("search"), query, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())


def _answers(query: QueryDict, form: Form) -> Iterator[tuple[str, str]]:
    known = {one.path for one in offered(form)}
    for path in known:
        if value := query.get(f"{ANSWER}{path}", ""):
            yield path, value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
