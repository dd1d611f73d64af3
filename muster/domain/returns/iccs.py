"""Crime by the International Classification of Crime for Statistical Purposes (UNODC, version 1.0, 2015).

Sections have two digits, divisions four, deeper levels five and six; a record counts at every level of its code. It
counts once, under its principal offence. Victims and suspects are persons, by sex as it was recorded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from muster.domain.counting.period import Period
from muster.domain.reference.codes import rows as reference_rows
from muster.domain.returns.kilograms import number
from muster.domain.returns.model import NOT_AVAILABLE, Column, Lack, Receiver, Return, Table, Told, Words, holds
from muster.domain.words_for_people import gettext_noop as _

CODE = re.compile(r"(0[1-9]|1[01])([0-9]{2}[0-9]{0,2})?")
LEVELS = (2, 4, 5, 6)  # digits
SEXES = ("female", "male")
PEOPLE = {"victims": "victim", "suspects": "perpetrator"}
COLUMNS = (
    Column("iccs_code"),
    Column("title"),
    Column("offences", "integer"),
    Column("attempted", "integer"),
    *(Column(f"{one}_{which}", "integer") for one in PEOPLE for which in ("total", *SEXES, "other_or_not_known")),
)
OF_EVENT = ("weapon", "motive", "situational_context", "cyber", "location", "reported_by")
OF_PEOPLE = ("age", "relationship", "citizenship", "intoxication", "recidivism")
_OF_PERSONS = frozenset(f"{whose}_{what}" for whose in PEOPLE.values() for what in ("sex", *OF_PEOPLE))
ADULT = 18
NOTES = (
    _("A record counts once, under its principal offence, in the period in which it was reported."),
    _("Victims and suspects are persons, counted under the principal offence; sex as it was recorded."),
    _("Titles of sections 03 to 11 and of deeper levels were not checked against the printed classification."),
)


def make(told: Iterable[Told], period: Period, words: Words) -> Return:
    counts: Counter[tuple[str, str]] = Counter()
    tags: Counter[tuple[str, str, str]] = Counter()
    lacks: list[Lack] = []
    records, known = 0, set[str]()
    for one in told:
        known |= one.mapping.keys()
        if not holds(period, one.on("date") or one.day):
            continue
        code = _code(one)
        lacks += _lacks(one, code)
        if code:
            records += 1
            counts.update((level, column) for level in _levels(code) for column in _counted(one))
            tags.update((code[:2], *tag) for tag in _tags(one))
    return Return([_offences(counts, known), _disaggregated(tags, words)], records, lacks, NOTES)


@cache
def titles() -> Mapping[str, str]:
    return {row["code"]: row["title"] for row in reference_rows("iccs")}


def _code(one: Told) -> str:
    """The deepest that is recorded; "" where none is, or none of the classification."""
    for column in ("code", "section"):
        code = str(one.one(column) or "")
        if CODE.fullmatch(code) and (len(code) == LEVELS[0] or code[: LEVELS[1]] in titles()):
            return code
    return ""


def _levels(code: str) -> list[str]:
    return [code[:digits] for digits in LEVELS if digits <= len(code)]


def _lacks(one: Told, code: str) -> Iterator[Lack]:
    said = str(one.one("code") or one.one("section") or "")
    if not said:
        yield Lack(one.record, "code", _("The principal offence has no code."), out=True)
    elif not code:
        why = _("“%(code)s” is no code of the classification.")
        yield Lack(one.record, "code", why, {"code": said}, out=True)
    elif len(code) == LEVELS[0]:
        yield Lack(one.record, "code", _("The section alone is known: counted in no division."))


def _counted(one: Told) -> Iterator[str]:
    yield "offences"
    if one.one("attempted") == "attempted":
        yield "attempted"
    for name, column in PEOPLE.items():
        for person in _people(one, column):
            sex = person.one(f"{column}_sex")
            yield f"{name}_total"
            yield f"{name}_{sex if sex in SEXES else 'other_or_not_known'}"


def _people(one: Told, column: str) -> list[Told]:
    """Persons of whom something is recorded: organisations have neither sex nor age."""
    asked = [f"{column}_sex", *(f"{column}_{tag}" for tag in OF_PEOPLE)]
    return [part for part in one.parts(f"{column}_sex") if any(part.one(name) is not None for name in asked)]


def _tags(one: Told) -> Iterator[tuple[str, str]]:
    for column in OF_EVENT:
        yield from ((column, str(value)) for value in dict.fromkeys(one.every(column)))
    for column in PEOPLE.values():
        for person in _people(one, column):
            for tag in OF_PEOPLE:
                yield from ((f"{column}_{tag}", _grouped(tag, value)) for value in person.every(f"{column}_{tag}"))


def _grouped(tag: str, value: Any) -> str:
    """Ages as children and adults: the classification leaves groups of ages to each country."""
    age: Decimal | None = number(value) if tag == "age" else None
    return str(value) if age is None else "0–17" if age < ADULT else "18+"


def _offences(counts: Counter[tuple[str, str]], known: set[str]) -> Table:
    rows: list[list[Any]] = []
    for code in sorted({code for code, _column in counts}):
        said = [counts[code, one.name] if _is_known(one.name, known) else NOT_AVAILABLE for one in COLUMNS[2:]]
        rows.append([code, titles().get(code, ""), *said])
    return Table("offences", "Crime by ICCS section and division", COLUMNS, rows)


def _is_known(column: str, known: set[str]) -> bool:
    people = PEOPLE.get(column.partition("_")[0])
    return column == "offences" or (f"{people}_sex" if people else column) in known


def _disaggregated(tags: Counter[tuple[str, str, str]], words: Words) -> Table:
    heads = (Column("iccs_section"), Column("variable"), Column("value"), Column("number", "integer"))
    rows = [[section, name, words(name, value), tags[section, name, value]] for section, name, value in sorted(tags)]
    return Table("disaggregated", "By disaggregating variables", heads, rows)


RECEIVER = Receiver(
    "iccs",
    _("Statistics of crime (ICCS)"),
    _("Crime by the international classification"),
    make,
    frozenset({"code", "section", "date", "attempted", *OF_EVENT, *_OF_PERSONS}),
    dates=("date",),
)
