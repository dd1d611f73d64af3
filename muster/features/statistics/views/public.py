"""Statistics for everybody: what was published, without signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from muster.core.web.downloads import as_download
from muster.features.registers.models import Register
from muster.features.statistics import queries
from muster.features.statistics.models import Release
from muster.features.statistics.published import release_json, tables_of
from muster.ui.sheets import csv_response


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Releases by register."""
    by_register: dict[Register, list[Release]] = {}
    for one in queries.published():
        by_register.setdefault(one.register, []).append(one)
    found = sorted(by_register.items(), key=lambda pair: str(pair[0]))
    return render(request, "statistics/public/index.html", {"registers": found, "publisher": queries.publisher()})


@login_not_required
@require_safe
def release(request: HttpRequest, pk: int) -> HttpResponse:
    found = _release(pk)
    context = {
        "release": found,
        "tables": tables_of(found),
        "content": found.content,
        "publisher": queries.publisher(),
    }
    return render(request, "statistics/public/release.html", context)


@login_not_required
@require_safe
def table_csv(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One table; a number that is hidden is left empty, and marked."""
    table = next((one for one in tables_of(_release(pk)) if one.number == number), None)
    if table is None or table.withheld:
        raise Http404
    return csv_response(f"{_name(table.release)}-{number}.csv", table.columns(), table.rows())


@login_not_required
@require_safe
def as_json(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _release(pk)
    return as_download(JsonResponse(release_json(found)), f"{_name(found)}.json")


def _release(pk: int) -> Release:
    try:
        return queries.published_release(pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _name(release: Release) -> str:
    return slugify(f"{release.register.code}-{release.start:%Y-%m}-{release.end:%Y-%m}-{release.pk}")
