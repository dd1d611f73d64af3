"""Opening what is closed, in need; and what its keepers are told."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muster.features.accounts.models import BrokenGlass
from muster.features.accounts.rights import Verb, may_some, signed_in
from muster.features.markings import actions
from muster.features.markings.forms import OpeningForm
from muster.features.markings.records import NoSuchRecord, marked_set


@require_http_methods(["GET", "POST"])
def open_it(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Ask for the reason, then open it for three hours; before that nothing says whether there is such a record."""
    try:
        data_set = marked_set(code)
    except NoSuchRecord:
        raise Http404 from None
    person = signed_in(request)
    if not may_some(person, Verb.BREAK_GLASS, code):
        raise PermissionDenied(_("Your role does not include this."))
    if data_set.record(key) is not None:
        return redirect(data_set.address(key))
    form = OpeningForm(request.POST or None)
    context = {"form": form, "data_set": data_set, "code": code, "key": key, "nothing": False}
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.break_glass(person, code, key, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error)
        except NoSuchRecord:
            context["nothing"] = True
        else:
            return _opened(request, opened, data_set.address(key))
    return render(request, "markings/open.html", context, status=400 if form.errors else 200)


def _opened(request: HttpRequest, opened: BrokenGlass, address: str) -> HttpResponse:
    """To its page: the next request sees it."""
    messages.warning(request, _("It is open to you for three hours. Its keepers are told, with your reason."))
    return redirect(address)


@require_POST
def acknowledge(request: HttpRequest, opening: int) -> HttpResponse:
    """A keeper has seen it."""
    try:
        actions.acknowledge(signed_in(request), opening, request.POST.get("remark", ""))
    except BrokenGlass.DoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("You have acknowledged it."))
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, {request.get_host()})
    return redirect(back if back and inside else "today")
