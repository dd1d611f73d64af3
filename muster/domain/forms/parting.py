"""Answers that stand apart because their fields are personal, where a later version of a form says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from muster.domain.forms.answers import Answers, joined
from muster.domain.forms.model import HOLDING, Field, Form, Kind


def further_apart(
    plain: Answers, apart: Answers, is_apart: Callable[[str], bool], above: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was parted before, with the answers apart too that `is_apart` is true of now, by their paths.

    What stands apart stays there, and so does what no form asks for any more. A repeat keeps its items in both.
    """
    stays: dict[str, Any] = {}
    goes = dict(apart)
    for path, value in plain.items():
        own = f"{above}{path}"
        if is_apart(own):
            goes |= joined({path: value}, {path: apart[path]} if path in apart else {})
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            pairs = [
                further_apart(one, two, is_apart, f"{own}/")
                for one, two in zip(value, apart.get(path) or [{}] * len(value), strict=True)
            ]
            stays[path] = [one for one, _two in pairs]
            if any(two for _one, two in pairs):
                goes[path] = [two for _one, two in pairs]
        else:
            stays[path] = value
    return stays, goes


def places(form: Form, is_apart: Callable[[str], bool]) -> list[str]:
    """Where answers that are to stand apart would stand among the others, as jsonpaths of PostgreSQL."""
    return [_place(form, field) for field in form.fields if is_apart(field.path) and _holds_answers(field)]


def _holds_answers(field: Field) -> bool:
    return field.kind not in HOLDING and field.kind != Kind.NOTE


def _place(form: Form, field: Field) -> str:
    """Such as `$."person"[*]."who"`: a key for each repeat that it is in, and its own below the innermost."""
    keys, path, repeat = [], field.path, field.repeat
    while repeat:
        keys.append(path[len(repeat) + 1 :])
        path, repeat = repeat, form.by_path[repeat].repeat
    keys.append(path)
    return "$." + "[*].".join(json.dumps(key, ensure_ascii=False) for key in reversed(keys))
