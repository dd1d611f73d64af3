"""Who acts for somebody absent: for oneself, or by who gives roles."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muster.features.accounts import queries
from muster.features.accounts.actions import absence as actions
from muster.features.accounts.forms import AbsenceForm
from muster.features.accounts.models import Substitution, User
from muster.features.accounts.rights import Subject, Verb, grants, require, signed_in
from muster.features.accounts.views.answers import done, found, status_of

GET_OR_POST = ["GET", "POST"]


@require_http_methods(GET_OR_POST)
def own(request: HttpRequest) -> HttpResponse:
    """One's own absence."""
    person = signed_in(request)
    if request.method == "POST" and not grants(person):
        raise PermissionDenied(_("You have no role yet, so there is nothing that somebody could do for you."))
    return _absence(request, person, person)


@require_http_methods(GET_OR_POST)
def of_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else's, for who may give their roles."""
    giver = require(signed_in(request), Verb.GRANT, Subject.ACCOUNT)
    return _absence(request, giver, found(lambda: queries.person(giver, pk)))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    person = signed_in(request)
    substitution = get_object_or_404(Substitution.objects.select_related("absent"), pk=pk)
    actions.end_substitution(person, substitution)
    messages.success(request, _("From now on nobody acts by this any more."))
    return _back(person, substitution.absent)


def _absence(request: HttpRequest, person: User, absent: User) -> HttpResponse:
    form = AbsenceForm(request.POST or None, viewer=person, absent=absent)
    if request.method == "POST" and done(form, lambda values: actions.name_substitute(person, absent=absent, **values)):
        messages.success(request, _("The substitute is named."))
        return _back(person, absent)
    context = {
        "absent": absent,
        "mine": person.pk == absent.pk,
        "form": form,
        "substitutes": [(one, actions.may_end(person, one)) for one in queries.substitutions_of(person, absent)],
        "substituting": queries.substituting(person, absent),
        "today": timezone.localdate(),
        "tab": "people",
    }
    return render(request, "accounts/absence.html", context, status=status_of(form))


def _back(person: User, absent: User) -> HttpResponse:
    return redirect("accounts:absence") if person.pk == absent.pk else redirect("accounts:person", absent.pk)
