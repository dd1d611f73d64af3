"""Answers as people read them: days, times, numbers, points in the reader's language. What is kept stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_decimal_symbol
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.domain.forms.answers import CONFIRMED
from muster.domain.forms.following import CYRILLIC
from muster.domain.forms.model import Kind
from muster.domain.periods import BABEL, show_range

DEGREES = 6  # places behind the point: about ten centimetres
_MOMENT = re.compile(
    r"(?<![\w./-])\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?(?![\w/-])"
)


def readable(kind: Kind, value: Any) -> str:
    """An answer that is of no list; what is not of its kind, as it was given."""
    say = _SAYINGS.get(kind)
    try:
        return say(value) if say else str(value)
    except (ValueError, TypeError, IndexError, InvalidOperation):
        return str(value)


def called(name: str, names: Mapping[str, str]) -> str:
    """What a record is called, for who reads: `names` are those in other languages than English. In Cyrillic script are
    labels alone: numbers of cases are as they were written."""
    language = _language()
    own = names.get(language.partition("-")[0], name)
    return with_days(names.get(CYRILLIC, own) if language == "sr" else own)


def with_days(text: str) -> str:
    """A name of a record, with the days and moments in it as people read them."""
    return _MOMENT.sub(lambda found: readable(Kind.MOMENT if "T" in found[0] else Kind.DATE, found[0]), text)


def _day(value: Any) -> str:
    return show_range(date.fromisoformat(str(value)[:10]), None, language=_language())


def _moment(value: Any) -> str:
    """In the mission's time zone, where it says one."""
    text = str(value)
    if len(text) <= len("2026-05-04"):
        return _day(text)
    when = datetime.fromisoformat(text)
    if when.tzinfo:
        when = timezone.localtime(when)
    return f"{_day(when.date())}, {_clock(when.time())}"


def _time(value: Any) -> str:
    """With how far it is from UTC only where that is not as in the mission's time zone, in winter or summer."""
    when = time.fromisoformat(str(value))
    ahead = when.utcoffset()
    return _clock(when) if ahead in (None, *_own_offsets()) else f"{_clock(when)} (UTC{when.isoformat()[-6:]})"


def _own_offsets() -> set[timedelta | None]:
    zone, year = timezone.get_current_timezone(), timezone.localdate().year
    return {datetime(year, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)}


def _clock(when: time) -> str:
    return when.strftime("%H:%M:%S" if when.second else "%H:%M")


def _number(value: Any) -> str:
    """With the reader's sign before the fraction; no sign between thousands, for it may be a number of something. The
    fraction that engines give to whole numbers is left out."""
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(value)
    return format(number, "f").removesuffix(".0").replace(".", get_decimal_symbol(BABEL.get(_language(), "en_GB")))


def _point(value: Any) -> str:
    """`42.6629° north, 21.1655° east (within 5 m)`, with the height where it was measured."""
    latitude, longitude, height, accuracy = (float(one) for one in value)
    north = _("%(degrees)s° north") if latitude >= 0 else _("%(degrees)s° south")
    east = _("%(degrees)s° east") if longitude >= 0 else _("%(degrees)s° west")
    found = [north % {"degrees": _degrees(latitude)}, east % {"degrees": _degrees(longitude)}]
    if height:
        found.append(_("%(metres)s m high") % {"metres": _metres(height)})
    within = " " + _("(within %(metres)s m)") % {"metres": _metres(accuracy)} if accuracy else ""
    return ", ".join(found) + within


def _points(value: Any) -> str:
    if not isinstance(value, list):
        raise TypeError(value)
    return "; ".join(map(_point, value))


def _degrees(number: float) -> str:
    return _number(Decimal(str(round(abs(number), DEGREES))))


def _metres(number: float) -> str:
    return _number(Decimal(str(round(number, 1))).normalize())


def _confirmed(value: Any) -> str:
    return _("confirmed") if value == CONFIRMED else str(value)


def _language() -> str:
    return get_language() or "en"


_SAYINGS: dict[Kind, Callable[[Any], str]] = {
    Kind.DATE: _day,
    Kind.MOMENT: _moment,
    Kind.TIME: _time,
    Kind.DECIMAL: _number,
    Kind.POINT: _point,
    Kind.LINE: _points,
    Kind.AREA: _points,
    Kind.CONFIRMED: _confirmed,
}
