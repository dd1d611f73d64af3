"""Answers that a program gives as JSON: whether they have the shape of the form, before its engine looks at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from muster.domain.forms.answers import Answers, answers_of, parsed, to_xml
from muster.domain.forms.model import PLACES, Field, Form, Kind
from muster.domain.forms.problems import Problem
from muster.domain.words_for_people import gettext_noop as _

NO_FIELD = _("The form has no field “%(path)s”.")
NO_ROWS = _("“%(path)s” is a list of rows, each with its answers by their paths below it.")
NO_LIST = _("“%(path)s” is a list of names of choices.")
NO_PLACE = _("“%(path)s” is [latitude, longitude, altitude, accuracy], or a list of these for a line or an area.")
NO_VALUE = _("“%(path)s” is one value: a text, a number, true or false.")


def misshapen(
    form: Form, answers: Mapping[str, Any], repeat: str = "", above: str = ""
) -> Iterator[tuple[str, Problem]]:
    """(reference, what is wrong there) of everything that cannot be written down as an instance."""
    for key, value in answers.items():
        one = form.by_path.get(f"{repeat}/{key}" if repeat else key)
        place = f"{above}{key}"
        if one is None or one.repeat != repeat or one.kind in (Kind.GROUP, Kind.NOTE):
            yield place, Problem(NO_FIELD, {"path": place})
        elif one.kind == Kind.REPEAT and value is not None:
            yield from _rows(form, one, value, place)
        elif sentence := _wrong(one, value):
            yield place, Problem(sentence, {"path": place})


def plain(form: Form, answers: Answers) -> dict[str, Any]:
    """Well-shaped answers as they are kept; null ones are left out."""
    return answers_of(form, parsed(to_xml(form, _told(answers), "uuid:none")))


def _told(answers: Answers) -> dict[str, Any]:
    """Without what is null; true and false as the engine writes them."""
    found: dict[str, Any] = {}
    for key, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            found[key] = [_told(item) for item in value]
        elif value is not None:
            found[key] = str(value).lower() if isinstance(value, bool) else value
    return found


def _rows(form: Form, one: Field, value: Any, place: str) -> Iterator[tuple[str, Problem]]:
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        yield place, Problem(NO_ROWS, {"path": place})
        return
    for at, item in enumerate(value, start=1):
        yield from misshapen(form, item, one.path, f"{place}[{at}]/")


def _wrong(one: Field, value: Any) -> str:
    """ "" where the value can be written."""
    if value is None or isinstance(value, str):
        return ""
    if one.kind in (Kind.MANY, Kind.RANK):
        fits = isinstance(value, list) and all(isinstance(name, str) and name.split() == [name] for name in value)
        return "" if fits else NO_LIST
    if one.kind in PLACES:
        points = [value] if one.kind == Kind.POINT else value
        return "" if isinstance(points, list) and all(map(_is_point, points)) else NO_PLACE
    return "" if isinstance(value, int | float | bool) else NO_VALUE


def _is_point(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 2 <= len(value) <= 4
        and all(isinstance(number, int | float) and not isinstance(number, bool) for number in value)
    )
