"""What tables of a register may tell: numbers that expose nobody, also together with what was published before.

    result = protect([table, ...], as_of="2016-07-01T00:00", rule=Rule(threshold=5), earlier=[release, ...])
    result.outcome               # PUBLISHED, MARGINS (only totals are left) or WITHHELD
    result.release.shown()       # what the public sees
    result.hidden, .findings     # why, for who keeps the register
    result.release.to_json()     # to be kept: the next release needs it among its `earlier`

What passes the audit (`protect` lets nothing else out) guarantees, for each number that may not be shown by itself (a
small count, a sum of which one or two make up too much) and for each small difference of two numbers of which one
holds the other's records, in this release and all earlier ones: there are two tables of whole records that agree with
all that was ever published, whose values for it are `threshold` or more apart (sums: as far to both sides as the rule
asks). They are found by a solver and then added up exactly, so that no rounding of the solver's is trusted. Whoever
attacks is taken to know all that was published, how tables hang together, where between two releases a number grew,
shrank or stayed, and, with a sum, which cells have records at all.

Not guaranteed:
- against who knows single records already, such as the one person in a hidden cell, who can take themself off it;
- against who knows this program and reckons for which tables it would have hidden just these numbers;
- for tables whose releases were not handed over as `earlier`; numbers of entries are tables apart from those of records
  (`Table.records` says of how many records they are, and what each adds to a sum), and what one bounds of the other is
  not reckoned;
- what one number by itself tells: that all of a group have one property (a zero beside a full cell).

Refused: what is too large to be attacked (`too_large`), tables that contradict each other (`TableError`), negative
sums, and whatever cannot be protected: a table shrinks to its margins, or is withheld with the reasons. What was told
too exactly by earlier releases already is named and does not hinder. Decision 10 says why numbers are hidden and not
changed.
"""

from muster.domain.disclosure.audit import Audit, Interval, audit
from muster.domain.disclosure.protect import MARGINS, PUBLISHED, WITHHELD, Protected, protect
from muster.domain.disclosure.rates import Estimate, rate, ratio
from muster.domain.disclosure.releases import Release, Shown
from muster.domain.disclosure.rules import Rule
from muster.domain.disclosure.table import (
    TOTAL,
    Cell,
    Dimension,
    Number,
    Position,
    Reason,
    Records,
    Table,
    TableError,
)

__all__ = [
    "MARGINS",
    "PUBLISHED",
    "TOTAL",
    "WITHHELD",
    "Audit",
    "Cell",
    "Dimension",
    "Estimate",
    "Interval",
    "Number",
    "Position",
    "Protected",
    "Reason",
    "Records",
    "Release",
    "Rule",
    "Shown",
    "Table",
    "TableError",
    "audit",
    "protect",
    "rate",
    "ratio",
]
