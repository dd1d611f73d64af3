"""Why somebody looks: the codes of reasons, what is enough of a sentence, and how a program says it.

Directive (EU) 2016/680, Art. 25: a log of consultation tells the justification, the day, the time, and who it was.
"""

from __future__ import annotations

from typing import NamedTuple

DUTY = "duty"  # the standing purpose of the data set is reason enough
WORK = "work"  # the record is the person's own work; the words say how
NEED = "need"  # the glass was broken, with the reason that was written then
CODES = (
    "reporting",
    "review",
    "quality",
    "data_subject",
    "inspection",
    "prosecution",
    "supervision",
    "other",
)
SHORTEST = 10  # characters of a sentence
LONGEST = 500


class Reason(NamedTuple):
    """`reference` is the number of a case or letter, or empty."""

    code: str
    text: str
    reference: str = ""


def enough(text: str) -> bool:
    """Whether this can be a sentence: long enough, and not one sign again and again."""
    return SHORTEST <= len(text.strip()) <= LONGEST and len(set(text.lower()) - {" "}) >= SHORTEST // 2


def read_header(value: str) -> Reason | None:
    """`code; text` or `code; text; reference`; None for anything else."""
    code, _, rest = (part.strip() for part in value.partition(";"))
    text, _, reference = (part.strip() for part in rest.partition(";"))
    return Reason(code, text, reference[:LONGEST]) if code in CODES and enough(text) else None
