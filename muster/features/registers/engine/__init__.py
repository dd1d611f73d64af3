"""The engine of forms: ODK's own, in Node processes beside this one; the browser runs the same (decision 11).

    source = Source(xml, {"places.csv": "name,label\\n…"})
    load(source).problems             # none: the form is taken
    create(source)                    # an empty instance with its defaults, as XML
    evaluate(source, instance)        # what it says of a filled one

Processes start when they are first needed, are used again, and are replaced where they hang, grow or end. All of it
may be called from several threads and in a forked process. What goes wrong is an `EngineError`; its text is a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.features.registers.engine.answers import (
    Change,
    Evaluation,
    Loaded,
    Problem,
    Source,
    Violation,
    evaluation,
    loaded,
)
from muster.features.registers.engine.errors import (
    BadInstance,
    EngineError,
    EngineFailed,
    FormRefused,
    NotSetUp,
    sentence,
)
from muster.features.registers.engine.process import ask, ask_all, end_idle

__all__ = [
    "BadInstance",
    "Change",
    "EngineError",
    "EngineFailed",
    "Evaluation",
    "FormRefused",
    "Loaded",
    "NotSetUp",
    "Problem",
    "Source",
    "Violation",
    "create",
    "end_idle",
    "evaluate",
    "evaluate_all",
    "load",
    "sentence",
]


def load(source: Source) -> Loaded:
    """Look at a form: what it is, and why it is not taken (`problems`), all of it at once."""
    return loaded(ask(source, {"do": "load"}))


def create(source: Source, *, now: datetime | None = None, user: str = "") -> str:
    """A new instance with what the form fills in by itself, as XML. Raises `FormRefused`."""
    return str(ask(source, {"do": "create", "now": _milliseconds(now), "user": user})["instance"])


def evaluate(
    source: Source, instance: str, *, edit: bool = False, now: datetime | None = None, user: str = ""
) -> Evaluation:
    """Look at a filled instance, as the form would while somebody fills it in. Raises `BadInstance`, `FormRefused`.

    `now` is the moment that the form takes for the present, such as when it was sent. With `edit` the instance gets a
    new `instanceID`, and its own becomes the `deprecatedID`, as OpenRosa asks of a changed submission.
    """
    request = {"do": "evaluate", "instance": instance, "edit": edit, "now": _milliseconds(now), "user": user}
    return evaluation(ask(source, request))


def evaluate_all(source: Source, instances: Sequence[str]) -> list[Evaluation | EngineError]:
    """As `evaluate` of each, for who has many: what is wrong with one is in its place."""
    answers = ask_all(source, [{"do": "evaluate", "instance": instance} for instance in instances])
    return [one if isinstance(one, EngineError) else evaluation(one) for one in answers]


def _milliseconds(moment: datetime | None) -> float | None:
    return moment.timestamp() * 1000 if moment else None
