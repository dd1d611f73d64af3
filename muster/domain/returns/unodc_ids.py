"""Individual drug seizures for the United Nations Office on Drugs and Crime: a row for every drug of a seizure.

The Office's own template is not public; the columns are those that its published notes and the field name. They carry
no field about a person but how many there were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from muster.domain.counting.period import Period
from muster.domain.returns.kilograms import SOURCES, TABLET, factor_of, kilograms, number, plain
from muster.domain.returns.model import Column, Lack, Receiver, Return, Table, Told, Words
from muster.domain.words_for_people import gettext_noop as _

COLUMNS = (
    Column("reference"),
    Column("date", "date"),
    Column("place"),
    Column("location_type"),
    Column("agency"),
    Column("drug_group"),
    Column("drug"),
    Column("quantity", "number"),
    Column("unit"),
    Column("kg_factor", "number"),
    Column("kg_factor_source"),
    Column("kg_equivalent", "number"),
    Column("purity", "number"),
    Column("transport"),
    Column("origin"),
    Column("departure"),
    Column("transit"),
    Column("destination"),
    Column("concealment"),
    Column("persons", "integer"),
    Column("price", "number"),
    Column("price_unit"),
)
NEEDED = ("date", "place", "drug_group", "drug", "quantity", "unit")
WORKED_OUT = {"kg_factor", "kg_factor_source", "kg_equivalent"}
ATS = "ats"
NOTES = (
    _("One row for every drug of a seizure; quantities are bulk weight, without regard to purity."),
    _("Kilogram-equivalents: a litre counts as a kilogram; pieces count by the weight of one piece, with its source."),
    _("The receiver's own template was not at hand: compare the columns with it before sending."),
)


def make(told: Iterable[Told], period: Period, words: Words) -> Return:
    rows: list[list[Any]] = []
    lacks: list[Lack] = []
    records = 0
    for one in told:
        drugs = [part for part in one.parts("drug") if part.one("drug") or part.one("quantity")]
        if not drugs:
            lacks.append(Lack(one.record, "drug", _("No drug is recorded."), out=True))
            continue
        records += 1
        for part in drugs:
            rows.append(_row(part, words))
            lacks += _lacks(part)
    return Return([Table("seizures", "Individual drug seizures", COLUMNS, rows)], records, lacks, NOTES)


def _row(part: Told, words: Words) -> list[Any]:
    weighed = _weighed(part)
    return [weighed[one.name] if one.name in WORKED_OUT else _cell(part, one, words) for one in COLUMNS]


def _cell(part: Told, column: Column, words: Words) -> Any:
    if column.name == "date":
        return part.day
    if column.kind in ("number", "integer"):
        value = number(part.one(column.name))
        return int(value) if value is not None and column.kind == "integer" else value and plain(value)
    return ", ".join(words(column.name, one) for one in part.every(column.name))


def _weighed(part: Told) -> dict[str, Any]:
    """The factor, where it comes from, what comes out; None where it cannot be said."""
    quantity, found = number(part.one("quantity")), _factor(part)
    if found is None:
        return dict.fromkeys(WORKED_OUT)
    factor, rule = found
    source = SOURCES.get(rule) or part.one("kg_factor_source")
    kg = kilograms(quantity, factor) if quantity is not None else None
    return {"kg_factor": plain(factor), "kg_factor_source": source, "kg_equivalent": kg}


def _factor(part: Told) -> tuple[Decimal, str] | None:
    return factor_of(str(part.one("unit") or ""), part.one("kg_factor"))


def _lacks(part: Told) -> Iterator[Lack]:
    for column in NEEDED:
        if column != "date" and part.one(column) is None:
            yield Lack(part.record, column, _("There is no answer."))
    quantity, found = number(part.one("quantity")), _factor(part)
    if quantity is not None and part.one("unit") and found is None:
        why = _("%(quantity)s %(unit)s cannot be said in kilograms: the weight of one piece is not stated.")
        yield Lack(part.record, "kg_equivalent", why, {"quantity": plain(quantity), "unit": part.one("unit")})
    elif found and _strange(part, found[0]):
        why = _("A tablet of %(grams)s g is outside of the 0.09 to 0.3 g that the receiver assumes.")
        yield Lack(part.record, "kg_factor", why, {"grams": plain(found[0] * 1000)})


def _strange(part: Told, factor: Decimal) -> bool:
    tablet = part.one("unit") == "TABLET" and part.one("drug_group") == ATS
    return tablet and not TABLET[0] <= factor <= TABLET[1]


RECEIVER = Receiver(
    "unodc_ids",
    _("United Nations Office on Drugs and Crime"),
    _("Individual drug seizures"),
    make,
    frozenset(one.name for one in COLUMNS) - {"date", "kg_equivalent"},  # the record's day; worked out
    single=True,
)
