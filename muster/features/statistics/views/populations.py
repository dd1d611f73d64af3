"""How many people live where."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muster.domain.disclosure.rates import PER
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.statistics import queries
from muster.features.statistics.actions.populations import remove_population, say_population
from muster.features.statistics.forms import PopulationForm


@require_http_methods(["GET", "POST"])
def populations(request: HttpRequest) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.REGISTER)
    form = PopulationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        say_population(viewer, **form.cleaned_data)
        messages.success(request, _("Kept: rates are reckoned by it from now on."))
        return redirect("statistics:populations")
    context = {
        "per": PER,
        "form": form,
        "populations": queries.populations(viewer),
        "may_change": may(viewer, Verb.ADMINISTER, Subject.REGISTER),
    }
    return render(request, "statistics/populations.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    person = require(signed_in(request), Verb.ADMINISTER, Subject.REGISTER)
    found = queries.populations(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    remove_population(person, found)
    return redirect("statistics:populations")
