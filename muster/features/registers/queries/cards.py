"""Records that may be the same as another one, each with why it is offered, in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy

from muster.domain.forms.keys import Why
from muster.domain.forms.model import Field
from muster.features.accounts.models import User
from muster.features.audit import looks
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries.alike import Hit, Speaks
from muster.features.registers.showing import SUBJECTS, name_of
from muster.ui.wording import in_language

WHY: dict[Why, Any] = {
    Why.SAME: gettext_lazy("the same"),
    Why.SCRIPT: gettext_lazy("the same in the other script"),
    Why.SPELLING: gettext_lazy("spelt otherwise"),
    Why.ORDER: gettext_lazy("words in another order"),
    Why.TOGETHER: gettext_lazy("written together or apart"),
    Why.INITIALS: gettext_lazy("an initial"),
    Why.PART: gettext_lazy("a name more or less"),
    Why.LETTER: gettext_lazy("one letter differs"),
    Why.CLOSE: gettext_lazy("some letters differ"),
    Why.SIGNS: gettext_lazy("signs that look alike, such as O and 0"),
    Why.GAPS: gettext_lazy("other spaces or dashes"),
    Why.ZEROS: gettext_lazy("zeros before a number"),
    Why.DIGIT: gettext_lazy("one sign differs"),
    Why.BEGINNING: gettext_lazy("it begins so"),
}


class Reason(NamedTuple):
    """Why a record is offered: the field (its path, what it is called), what it says there ("" where the record is
    closed), in what it is alike."""

    path: str
    label: str
    said: str
    why: str


class Card(NamedTuple):
    record: Record
    state: str
    reasons: list[Reason]


def cards(viewer: User, definition: Definition, hits: list[Hit]) -> list[Card]:
    """Hits as they are shown. What a closed record says is told to who opens it, and says why."""
    states = {state.code: in_language(state.labels) for state in definition.settings.states}
    return [
        Card(
            hit.record,
            states.get(hit.record.state, hit.record.state),
            [_reason(definition, one, closed=hit.record.marking >= looks.CLOSED) for one in hit.speaks],
        )
        for hit in hits
    ]


def _reason(definition: Definition, speaks: Speaks, *, closed: bool) -> Reason:
    why = ", ".join(str(WHY[one]) for one in speaks.likeness.why)
    return Reason(speaks.field.path, called(definition, speaks.field), "" if closed else speaks.said, why)


def called(definition: Definition, field: Field) -> str:
    """With whose it is: forms call the names of victims and suspects alike."""
    whose = definition.settings.of_whom(field.path)
    return f"{name_of(field)} ({SUBJECTS[whose]})" if whose else name_of(field)
