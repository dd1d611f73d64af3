"""Language and colours."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from muster.features.accounts.actions.preferences import keep_preferences
from muster.features.accounts.forms import PreferencesForm
from muster.features.accounts.models import User
from muster.features.accounts.rights import signed_in


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """One's own language and colours."""
    person = signed_in(request)
    form = PreferencesForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        keep_preferences(person, language=form.cleaned_data["language"], colours=form.cleaned_data["colours"])
        return redirect("accounts:preferences")
    return render(request, "accounts/preferences.html", {"form": form})


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language switch in the head of every page, also before sign-in."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = redirect(back)
    if language in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            keep_preferences(request.user, language=language, colours=request.user.colours)
        _remember(response, language)
    return response


def _remember(response: HttpResponse, language: str) -> None:
    """For whoever has not signed in yet."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
    )
