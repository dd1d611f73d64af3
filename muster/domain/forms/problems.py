"""What is wrong with a form, and where in its workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """`sentence` has `%(name)s` for every one of `fields`; it is translated where it is shown, kinds of questions
    (a tuple of `Kind`) as well. `row` counts from 1, 0 for the sheet as a whole; `column` is the head of the column,
    empty for the row as a whole."""

    sentence: str
    fields: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0
    column: str = ""


class BadForm(ValueError):
    """A form that is not taken, with all that is wrong with it as far as it could be read."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(one.sentence % one.fields for one in problems))
        self.problems = tuple(problems)
