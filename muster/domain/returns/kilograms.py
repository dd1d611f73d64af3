"""Quantities of drugs as kilograms, as the United Nations Office on Drugs and Crime counts them.

Bulk weight, without regard to purity; a litre counts as a kilogram. Tablets, plants and other pieces count by the
weight of one piece, which has to be stated with its source; for tablets of amphetamine-type stimulants the Office
assumes 90 to 300 mg, by region and drug. Quantity, unit and factor stay beside what comes out.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

MASS = {"G": Decimal("0.001"), "KG": Decimal(1)}
VOLUME = {"ML": Decimal("0.001"), "L": Decimal(1)}  # at 1 kg a litre
PLACES = Decimal("0.000001")  # of a kilogram: a milligram
TABLET = (Decimal("0.00009"), Decimal("0.0003"))  # kilograms
SOURCES = {"mass": "weighed", "volume": "1 kg per litre (UNODC)"}


def factor_of(unit: str, stated: Any) -> tuple[Decimal, str] | None:
    """Kilograms of one unit, and by which rule where it is not `stated`; None where nobody knows."""
    if unit in MASS:
        return MASS[unit], "mass"
    if unit in VOLUME:
        return VOLUME[unit], "volume"
    factor = number(stated)
    return (factor, "") if factor is not None and factor > 0 else None


def kilograms(quantity: Decimal, factor: Decimal) -> Decimal:
    """To the milligram, without trailing noughts."""
    return plain((quantity * factor).quantize(PLACES))


def number(value: Any) -> Decimal | None:
    """An answer that is a number, without the noise of binary fractions; None for any other."""
    try:
        read = Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
    return read if read is not None and read.is_finite() and abs(read.adjusted()) < 20 else None


def plain(value: Decimal) -> Decimal:
    """Without trailing noughts and without an exponent: 3, not 3.000000 or 3E+0."""
    return Decimal(format(value.normalize(), "f"))
