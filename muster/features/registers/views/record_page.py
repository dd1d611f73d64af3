"""The page of a record, put together of what each concern shows of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, signed_in
from muster.features.registers import queries
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries.versions import left_over
from muster.features.registers.showing import lines, said_alone
from muster.features.registers.views.parts import files, handing, history, linking, twins, work
from muster.ui.wording import in_language

PARTS: tuple[Callable[[User, Record, Definition], dict[str, Any]], ...] = (
    work.part,
    handing.part,
    linking.part,
    twins.part,
    files.part,
    history.part,
)


def page(request: HttpRequest, record: Record, status: int = 200, **more: Any) -> HttpResponse:
    """`more` is of a form that was `sent` (its name): the `problem`, a sentence, and `typed`, what stood in it."""
    viewer, beside = signed_in(request), Beside()
    definition = beside.of(record.form)
    context = _answers(viewer, record, definition, beside)
    for part in PARTS:
        context |= part(viewer, record, definition)
    return render(request, "registers/record.html", context | more, status=status)


def _answers(viewer: User, record: Record, definition: Definition, beside: Beside) -> dict[str, Any]:
    answers, whole = queries.answers(viewer, record)
    state = definition.settings.state(record.state)
    return {
        "record": record,
        "register": record.register,
        "state": in_language(state.labels) if state else record.state,
        "lines": list(lines(definition, answers)),
        "left": [line for one in left_over(record, record.form, answers, beside) for line in said_alone(lines(*one))],
        "personal_hidden": not whole and bool(definition.settings.personal),
        "may_change": may(viewer, Verb.CHANGE, record.register.subject, record.unit) and whole,
    }
