"""What follows for a record from its answers and the register's settings: its name, day, place, deadlines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from muster.domain.forms.answers import Answers, every
from muster.domain.forms.asked import within
from muster.domain.forms.model import LISTED, NUMBERS, PLACES, Field, Form, Kind, Words
from muster.domain.forms.settings import Deadline, Settings
from muster.domain.forms.xform import language_code
from muster.domain.protection.retention import add_years

NAME_LIMIT = 300  # characters
LATIN, CYRILLIC = "sr", "sr-cyrl"  # forms bring Serbian in Latin script
_REFERENCE = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Following:
    """`name` is in English, `names` what it is in other languages of the form, where that differs, and under `CYRILLIC`
    with its choices in that script, where that differs from Latin. `due` is the day of the nearest deadline that runs,
    None where none does; `keep_until` when somebody looks whether the record is still needed."""

    name: str
    names: Words
    day: date
    place: str
    due: date | None
    keep_until: date


def following(
    form: Form, settings: Settings, answers: Answers, state: str, made: date, cyrillic: Callable[[str], str]
) -> Following:
    """Of a record made on a day and now in a state. A day that was not answered is the day it was made. `cyrillic`
    gives a Serbian label in that script."""
    answers = within(form, answers)
    since = day_in(answers, settings.retention_since) or made
    name = name_of(form, settings, answers)
    return Following(
        name,
        dict(_other_names(form, settings, answers, name, cyrillic)),
        day_in(answers, settings.date) or made,
        str(answers.get(settings.place) or "") if settings.place else "",
        min(running(settings, answers, state, made).values(), default=None),
        add_years(since, min(settings.retention, date.max.year - since.year)),
    )


def running(settings: Settings, answers: Answers, state: str, made: date) -> dict[str, date]:
    """Of each deadline that runs its last day; one whose first day was not answered does not run yet. One that names no
    state ends with the work."""
    ended, found = tuple(one.code for one in settings.states if one.last), {}
    for deadline in settings.deadlines:
        since = day_in(answers, deadline.since) if deadline.since else made
        if since and state not in (deadline.until or ended):
            found[deadline.code] = last_day(deadline, since)
    return found


def last_day(deadline: Deadline, since: date) -> date:
    """The day itself does not count. Working days are Monday to Friday; no calendar of holidays is known."""
    if (date.max - since).days <= 2 * deadline.days:  # 9999 is written where a day is not known
        return date.max
    if not deadline.working:
        return since + timedelta(days=deadline.days)
    day, left = since, deadline.days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def _other_names(
    form: Form, settings: Settings, answers: Answers, name: str, cyrillic: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    for language in _others(form):
        other = name_of(form, settings, answers, language)
        if other != name:
            yield language, other
        if language == LATIN and (written := name_of(form, settings, answers, LATIN, cyrillic)) != other:
            yield CYRILLIC, written


def name_of(
    form: Form, settings: Settings, answers: Answers, language: str = "en", write: Callable[[str], str] = str
) -> str:
    """As the register calls its records, with labels of that language as `write` gives them; "" where it does not say,
    or nothing of it was answered."""

    def answer(found: re.Match[str]) -> str:
        field = form.by_path.get(found[1])
        value = answers.get(found[1])
        return "" if field is None or value is None else shown(form, field, value, language, write)

    text = " ".join(_REFERENCE.sub(answer, settings.record_name).split())
    return text.strip(" -–—/,;:·")[:NAME_LIMIT]


def shown(form: Form, field: Field, value: Any, language: str = "en", write: Callable[[str], str] = str) -> str:
    """An answer in words; of a list its label, where the form has the list."""
    if field.kind in LISTED:
        labels = form.choices_of(field)
        return ", ".join(_label(labels.get(name, {}), language, write) or name for name in _names(value))
    if field.kind in PLACES and isinstance(value, list):
        return "; ".join(map(str, value)) if field.kind != Kind.POINT else f"{value[0]}, {value[1]}"
    return str(value)


def words_of(form: Form, answers: Answers) -> Iterator[str]:
    """What a record is found by: its texts and numbers, and its choices in every language of the form."""
    for field, value in every(form, answers):
        if field.kind in LISTED:
            labels = form.choices_of(field)
            for name in _names(value):
                yield from labels.get(name, {}).values() or (name,)
        elif field.kind in (Kind.TEXT, Kind.BARCODE, *NUMBERS):
            yield shown(form, field, value)


def day_in(answers: Answers, path: str) -> date | None:
    """The day of an answer; None where there is none, or it is no day."""
    try:
        return date.fromisoformat(str(answers.get(path) or "")[:10]) if path else None
    except ValueError:
        return None


def _others(form: Form) -> Iterator[str]:
    for name in form.languages:
        if (code := language_code(name)) not in ("", "en"):
            yield code


def _names(value: Any) -> list[str]:
    """Of the choices of an answer."""
    return [str(name) for name in (value if isinstance(value, list) else [value])]


def _label(labels: Words, language: str, write: Callable[[str], str]) -> str:
    if own := labels.get(language):
        return write(own)
    return labels.get("") or next(iter(labels.values()), "")
