"""Answers that stand in repeats, one item after the other, each with what stands above it."""

from __future__ import annotations

from typing import Any

from muster.domain.forms.answers import Answers
from muster.domain.forms.model import Form


def items(form: Form, answers: Answers, repeat: str, within: str = "") -> list[Answers]:
    """Every item of a repeat, with all answers above it, by whole paths; the answers themselves where none is named.

    `within` is the repeat of which `answers` are already one item.
    """
    found = [answers]
    for step in repeats(form, repeat)[len(repeats(form, within)) :]:
        found = [_below(above, step, item) for above in found for item in above.get(step, ())]
    return found


def values(form: Form, answers: Answers, path: str, within: str = "") -> list[Any]:
    """Everything that is answered to one field, wherever it stands; names of a list that takes several one by one."""
    field = form.by_path.get(path)
    found = [one[path] for one in items(form, answers, field.repeat, within) if path in one] if field else []
    return [single for one in found for single in (one if isinstance(one, list) else [one])]


def repeats(form: Form, repeat: str) -> list[str]:
    """The repeats around a repeat, the outermost first, itself last."""
    found: list[str] = []
    while repeat:
        found.insert(0, repeat)
        repeat = form.by_path[repeat].repeat
    return found


def shared(form: Form, one: str, other: str) -> str:
    """The innermost repeat that two fields are both in; "" where there is none."""
    both = [
        first
        for first, second in zip(
            repeats(form, form.by_path[one].repeat), repeats(form, form.by_path[other].repeat), strict=False
        )
        if first == second
    ]
    return both[-1] if both else ""


def _below(above: Answers, repeat: str, item: Answers) -> Answers:
    return {**above, **{f"{repeat}/{path}": value for path, value in item.items()}}
