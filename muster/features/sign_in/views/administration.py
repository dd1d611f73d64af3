"""What administrators see and do about how people sign in, and the tokens of programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require, require_over, signed_in
from muster.features.sign_in import actions, collect, queries
from muster.features.sign_in.forms import TokenForm
from muster.features.sign_in.models import ServiceToken

MADE = "token_made"  # in the session, from making a token to showing it


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who has an account, and how they sign in."""
    administrator = signed_in(request)
    search = request.GET.get("q", "").strip()
    context = {
        "lines": queries.people(administrator, search),
        "addresses": queries.waiting_addresses(administrator),
        "search": search,
    }
    return render(request, "sign_in/people.html", context)


@require_GET
def person(request: HttpRequest, key: int) -> HttpResponse:
    """How one person signs in."""
    return render(request, "sign_in/person.html", _about(request, key))


def _about(request: HttpRequest, key: int) -> dict[str, object]:
    require(request.user, Verb.ADMINISTER, Subject.ACCOUNT)
    somebody = get_object_or_404(User.objects.select_related("unit"), pk=key)
    administrator = require_over(request.user, Verb.ADMINISTER, somebody)
    return {
        "person": somebody,
        "factors": queries.factors_of(somebody),
        "sessions": queries.sessions_of(somebody),
        "waits_until": queries.waits_of(administrator, somebody),
        "linked": queries.is_linked(somebody),
        "tokens": queries.own_tokens(somebody),
    }


@never_cache
@require_POST
def invite(request: HttpRequest, key: int) -> HttpResponse:
    """Shows the link, this once."""
    path = actions.invite(signed_in(request), get_object_or_404(User, pk=key))
    return render(request, "sign_in/link.html", {**_about(request, key), "link": request.build_absolute_uri(path)})


def _deed(
    action: Callable[[User, User], object], said: Callable[[], str]
) -> Callable[[HttpRequest, int], HttpResponse]:
    """A page that does one thing to somebody's account and goes back to it."""

    @require_POST
    def view(request: HttpRequest, key: int) -> HttpResponse:
        action(signed_in(request), get_object_or_404(User, pk=key))
        messages.success(request, said())
        return redirect("sign_in:person", key)

    return view


end_sessions = _deed(actions.end_sessions_of, lambda: _("All sessions of this person were ended."))
lift_wait = _deed(actions.lift_wait, lambda: _("This person can try again at once."))
remove_factors = _deed(actions.remove_factors, lambda: _("The second factors were removed and all sessions ended."))
unlink_provider = _deed(actions.unlink_provider, lambda: _("The tie to the provider was cut."))


@require_POST
def lift_wait_of_address(request: HttpRequest) -> HttpResponse:
    actions.lift_wait_of_address(signed_in(request), request.POST.get("address", ""))
    messages.success(request, _("From this address people can try again at once."))
    return redirect("sign_in:people")


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of programs; a new one waits in the session until it is told here, this once."""
    administrator = require(request.user, Verb.ADMINISTER, Subject.ACCOUNT)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[MADE] = _made(administrator, form.cleaned_data)
        return redirect("sign_in:tokens")
    made, telephone_of = request.session.pop(MADE, ("", ""))
    context = {
        "form": form,
        "made": made,
        "square": collect.square(request, telephone_of, made) if telephone_of else "",
        "server": collect.server_of(request),
        "tokens": queries.tokens(administrator),
    }
    return render(request, "sign_in/tokens.html", context)


def _made(administrator: User, given: dict[str, Any]) -> tuple[str, str]:
    """The token as text, and the user name for the telephone that it is for, if any."""
    told = {name: given[name] for name in ("person", "purpose", "limits", "unit")}
    made = actions.make_token(administrator, **told, last_day=given["expires"])
    return made, given["person"].username if collect.RECORDS in given["limits"] else ""


@require_POST
def revoke_token(request: HttpRequest, key: int) -> HttpResponse:
    """By an administrator, or by the person it acts for."""
    somebody = signed_in(request)
    token = get_object_or_404(ServiceToken, pk=key)
    actions.revoke_token(somebody, token)
    messages.success(request, _("The token stopped working."))
    return redirect("mfa_index" if token.person_id == somebody.pk else "sign_in:tokens")
