"""What is done with a record, as its page shows it: moves, who has it, tasks, notes; and what waits for somebody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_work.html`)."""
    return {}


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My work: what waits for the viewer in all registers."""
    require(signed_in(request), Verb.READ, Subject.REGISTER)
    context: dict[str, Any] = {
        "offered": [],  # referrals and transfers that wait for the viewer's answer
    }
    return render(request, "registers/work.html", context)
