"""Writing down that something of a record was given to somebody outside."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.core.data_sets import data_sets
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.audit import actions, queries
from muster.features.audit.forms import DisclosureForm
from muster.features.audit.looks import opened


@require_http_methods(["GET", "POST"])
def disclose(request: HttpRequest, code: str, key: int) -> HttpResponse:
    person = require(signed_in(request), Verb.DISCLOSE, Subject.PERSONAL_DATA)
    try:
        record = actions.record_of(code, str(key))
    except ObjectDoesNotExist:
        raise Http404 from None
    opened(person, code, record)
    form = DisclosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.disclose(person, code, str(key), **form.cleaned_data)
        messages.success(request, _("It is written down whom this was given to."))
        return redirect("audit:disclose", code, key)
    context = {
        "record": record,
        "data_set": data_sets()[code],
        "address": data_sets()[code].address(key),
        "form": form,
        "disclosures": queries.disclosures_of(code, key),
    }
    return render(request, "audit/disclose.html", context, status=400 if form.errors else 200)
