"""Why somebody needs a record: asked where they open it, and then they get where they wanted to."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from muster.features.accounts.rights import signed_in
from muster.features.audit import actions
from muster.features.audit.asking import ask, nothing_done, safe_page
from muster.features.audit.forms import JustificationForm


@never_cache
@require_POST
def reason(request: HttpRequest) -> HttpResponse:
    """Keep the reason and go on to the page that was wanted."""
    code, key = request.POST.get("code", ""), request.POST.get("key", "")
    wanted, back = (safe_page(request, request.POST.get(name, "")) for name in ("wanted", "back"))
    form, sent = JustificationForm(request.POST), "sent" in request.POST
    if not form.is_valid():
        return ask(request, code, key, form, wanted, back, sent=sent)
    try:
        actions.justify(signed_in(request), code, key, **form.cleaned_data)
    except ObjectDoesNotExist:
        raise Http404 from None
    if sent:
        messages.warning(request, nothing_done())
    return redirect(wanted)
