"""Budget and staff of the structures; the mission's Word template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muster.core.conflicts import Conflict
from muster.core.models import Unit
from muster.core.web.downloads import as_download
from muster.core.web.numbers import whole
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.publishing import queries
from muster.features.publishing.actions.house_templates import drop_house_templates, keep_house_template
from muster.features.publishing.actions.structure_years import Facts, keep_unit_year
from muster.features.publishing.forms import TemplateForm, YearForm
from muster.features.publishing.models import FundSource
from muster.features.publishing.outputs.house_style import DEFAULT
from muster.features.publishing.outputs.house_template import KNOWN, examine
from muster.features.publishing.outputs.rendering import MEDIA_TYPES

THOUSANDS = re.compile(r"(?<=\d)[,.\s](?=\d{3}(?!\d))")  # 2,310,000 as it stands beside the field, 2.310.000, 2 310 000


@require_http_methods(["GET", "POST"])
def money(request: HttpRequest) -> HttpResponse:
    """Budget and staff of a year, UB and ExB apart."""
    person = signed_in(request)
    form = YearForm(request.GET)
    year = form.cleaned_data["year"] if form.is_valid() else timezone.localdate().year
    errors: list[str] = []
    if request.method == "POST":
        require(person, Verb.CHANGE, Subject.REPORT)
        errors = [error for unit in _units(person) for error in _keep(request, person, unit, year)]
        if not errors:
            messages.success(request, _("Kept."))
            return redirect(f"{reverse('publishing:money')}?year={year}")
    rows = _rows(request, person, year)
    may_write = any(row["may_write"] for row in rows)
    context = {"year": year, "rows": rows, "may_write": may_write, "errors": errors, "tab": "money"}
    return render(request, "publishing/money.html", context, status=409 if errors else 200)


def _units(person: User) -> list[Unit]:
    return [unit for unit in Unit.objects.filter(reports=True) if may(person, Verb.CHANGE, Subject.REPORT, unit)]


def _rows(request: HttpRequest, person: User, year: int) -> list[dict[str, Any]]:
    known = queries.unit_years(person, year)
    own = {unit.pk for unit in _units(person)}
    return [
        {"unit": unit, "may_write": unit.pk in own, "cells": list(_cells(request, known, unit, year))}
        for unit in Unit.objects.filter(reports=True)
    ]


def _cells(request: HttpRequest, known: Any, unit: Unit, year: int) -> Iterator[dict[str, Any]]:
    for source in FundSource:
        now, before = known.get((unit.pk, year, source)), known.get((unit.pk, year - 1, source))
        for name, words in (("budget", _("budget in EUR")), ("staff", _("staff"))):
            field = f"{name}-{unit.pk}-{source}"
            stored = getattr(now, name, None)
            yield {
                "name": field,
                "value": request.POST.get(field, "" if stored is None else str(stored).removesuffix(".00")),
                "before": getattr(before, name, None),
                "label": f"{source.label}, {words}: {unit.short_name}",
                "version": now.version if now else 0,
                "version_name": f"version-{unit.pk}-{source}" if name == "budget" else "",
            }


def _keep(request: HttpRequest, person: User, unit: Unit, year: int) -> Iterator[str]:
    for source in FundSource:
        try:
            facts = Facts(_budget(request, unit, source), _staff(request, unit, source))
            version = whole(request.POST.get(f"version-{unit.pk}-{source}", "")) or 0
            keep_unit_year(person, unit, year, source, facts, version=version)
        except ValidationError as error:
            yield f"{unit.name}, {source.value}: {error.messages[0]}"
        except Conflict:
            yield _("%(unit)s, %(source)s: somebody changed this meanwhile; look at the page again.") % {
                "unit": unit.name,
                "source": source.value,
            }


def _budget(request: HttpRequest, unit: Unit, source: FundSource) -> Decimal | None:
    given = request.POST.get(f"budget-{unit.pk}-{source}", "").strip()
    try:
        value = Decimal(THOUSANDS.sub("", given)) if given else None
    except InvalidOperation as error:
        raise ValidationError(_("%(given)s is not an amount; write it as 1234500.") % {"given": given}) from error
    if value is not None and not (value.is_finite() and 0 <= value < 10**12):
        raise ValidationError(_("%(given)s is not an amount; write it as 1234500.") % {"given": given})
    return value


def _staff(request: HttpRequest, unit: Unit, source: FundSource) -> int | None:
    given = request.POST.get(f"staff-{unit.pk}-{source}", "").strip()
    if given and not (given.isdecimal() and len(given) < 7):
        raise ValidationError(_("%(given)s is not a number of people.") % {"given": given})
    return int(given) if given else None


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest) -> HttpResponse:
    """The Word template in force: what it has and lacks; another one; back to the one that comes with Muster."""
    person = signed_in(request)
    form = TemplateForm(request.POST or None, request.FILES or None) if request.FILES else TemplateForm()
    if request.method == "POST":
        require(person, Verb.ADMINISTER, Subject.REPORT)
        if "drop" in request.POST:
            drop_house_templates(person)
            return redirect("publishing:template")
        form = TemplateForm(request.POST, request.FILES)
        if form.is_valid() and _taken(request, person, form):
            return redirect("publishing:template")
    kept = queries.house_template(person)
    context = {
        "form": form,
        "kept": kept,
        "examined": examine(bytes(kept.content) if kept else DEFAULT.read_bytes()),
        "known": KNOWN,
        "may_change": may(person, Verb.ADMINISTER, Subject.REPORT),
        "tab": "template",
    }
    return render(request, "publishing/template.html", context)


def _taken(request: HttpRequest, person: User, form: TemplateForm) -> bool:
    given = form.cleaned_data["file"]
    try:
        keep_house_template(person, given.name, given.read())
    except ValidationError as error:
        form.add_error("file", error)
        return False
    messages.success(request, _("%(name)s is in force.") % {"name": given.name})
    return True


@require_safe
def template_file(request: HttpRequest) -> HttpResponse:
    """The template in force, to adapt it."""
    kept = queries.house_template(signed_in(request))
    body = bytes(kept.content) if kept else DEFAULT.read_bytes()
    return as_download(HttpResponse(body), "house-style.docx", MEDIA_TYPES["docx"])
