"""Who has what: to review it, and to take it out."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.features.accounts import overview
from muster.features.accounts.actions.reviews import review
from muster.features.accounts.forms import AccessForm, ReviewForm
from muster.features.accounts.overview import Concern
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.ui.sheets import Sheet, csv_response, xlsx_response


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    viewer = overview.require_sight(signed_in(request))
    form = AccessForm(request.GET)
    lines = overview.lines(viewer, form.chosen())
    figures = overview.figures(viewer)
    context = {
        "form": form,
        "lines": lines,
        "figures": [(concern, figures[concern.value]) for concern in Concern],
        "decides": any(line.decides for line in lines),
        "asked": request.GET.urlencode(),
        "tab": "access",
    }
    return render(request, "accounts/access.html", context)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Keep or end what was picked, all at once."""
    person = require(signed_in(request), Verb.GRANT, Subject.ACCOUNT)
    asked = AccessForm(request.GET)
    lines = [line for line in overview.lines(person, asked.chosen()) if line.decides]
    form = ReviewForm(request.POST, keys=[line.assignment.pk for line in lines])
    if not form.is_valid():
        messages.error(request, _("Pick at least one role that you may decide on, then keep or end it."))
    else:
        picked = [line.assignment for line in lines if line.assignment.pk in form.cleaned_data["pick"]]
        kept = form.cleaned_data["decision"] == "kept"
        review(person, picked, kept=kept, remark=form.cleaned_data["remark"])
        messages.success(request, _said(kept, len(picked)))
    return redirect(f"{reverse('accounts:access')}?{request.GET.urlencode()}")


@require_safe
def as_xlsx(request: HttpRequest) -> FileResponse:
    columns, rows = overview.as_table(signed_in(request), AccessForm(request.GET).chosen())
    return xlsx_response(_file_name("xlsx"), [Sheet(_("Who has what"), columns, rows)])


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    columns, rows = overview.as_table(signed_in(request), AccessForm(request.GET).chosen())
    return csv_response(_file_name("csv"), [column.name for column in columns], rows)


def _said(kept: bool, count: int) -> str:
    if kept:
        return ngettext("%(n)d role was kept.", "%(n)d roles were kept.", count) % {"n": count}
    return ngettext("%(n)d role was ended.", "%(n)d roles were ended.", count) % {"n": count}


def _file_name(ending: str) -> str:
    return f"access-{timezone.localdate():%Y-%m-%d}.{ending}"
