"""Records as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from muster.features.accounts.rights import signed_in
from muster.features.registers.definitions import definition_of
from muster.features.registers.filters import read_filters
from muster.features.registers.tables.taking_away import FORMS, as_file
from muster.features.registers.views.finding import register_at


@require_GET
def export(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """Everything that the filters find; with `labels` choices in words instead of codes."""
    register = register_at(request, code)
    if form not in FORMS or register.current is None:
        raise Http404
    filters = read_filters(request.GET, definition_of(register.current).form)
    try:
        return as_file(signed_in(request), register, filters, form, labels="labels" in request.GET)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("registers:records", code)
