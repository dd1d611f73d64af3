"""Returns: what receivers ask of a register, as tables in their columns, with all that is missing named.

How certain each shape is, its module says; a register's sheet says which of its fields answers which column.
"""

from muster.domain.returns import iccs, odihr_hate_crime, salw_roadmap, unodc_ids
from muster.domain.returns.model import Column, Lack, Receiver, Return, Table, Told, Words

RECEIVERS = {
    one.code: one for one in (unodc_ids.RECEIVER, odihr_hate_crime.RECEIVER, iccs.RECEIVER, salw_roadmap.RECEIVER)
}

__all__ = ["RECEIVERS", "Column", "Lack", "Receiver", "Return", "Table", "Told", "Words"]
