"""What waits for somebody, and what is done with a record on its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from muster.features.accounts.rights import Subject, Verb, require, signed_in


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My work: what waits for the viewer in all registers."""
    require(signed_in(request), Verb.READ, Subject.REGISTER)
    context: dict[str, Any] = {
        "offered": [],  # referrals and transfers that wait for the viewer's answer
    }
    return render(request, "registers/work.html", context)
