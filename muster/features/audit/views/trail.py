"""What the trail says: of a person, of a record, of whatever is searched for; and all of that as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.core.data_sets import data_sets
from muster.core.models import AuditEntry
from muster.core.web.numbers import whole
from muster.domain.periods import show_period
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.audit import queries
from muster.features.audit.looks import searched, told
from muster.features.audit.models import Justification
from muster.features.audit.queries import Period, Wanted, month_of
from muster.features.audit.showing import VERB_CHOICES, about, details, is_record, part, verb, why
from muster.features.audit.subjects import About
from muster.ui.sheets import Column, Sheet, csv_response, xlsx_response
from muster.ui.templatetags.show import moment

Context = dict[str, Any]
FIRST = date(2000, 1, 1)
CHUNK = 500


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Every entry of a period, narrowed to a person, a verb, a data set, words."""
    viewer = _viewer(request)
    wanted = _wanted(request)
    found = queries.search(viewer, wanted)
    who = queries.people(viewer).filter(pk=wanted.person).first() if wanted.person else None
    context = {"who": who, "people": queries.people(viewer)}
    return render(request, "audit/search.html", context | _lines(request, viewer, wanted, found))


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person did: by day, and line by line."""
    viewer = _viewer(request)
    somebody = get_object_or_404(queries.people(viewer), pk=pk)
    told("audit", of=f"account {pk}")
    wanted = _wanted(request, person=pk)
    found = queries.search(viewer, wanted)
    reasons = Justification.objects.filter(person=somebody, at__range=wanted.period.moments())
    context = {"somebody": somebody, "days": queries.days(viewer, found), "reasons": reasons[:50]}
    return render(request, "audit/person.html", context | _lines(request, viewer, wanted, found))


@require_safe
def record(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Who saw, changed, took away, disclosed one record, when and why."""
    viewer = _viewer(request)
    if code not in data_sets():
        raise Http404
    one = About(code, str(key))
    told("audit", of=f"{code} {key}")
    wanted = _wanted(request)
    found = queries.of_record(viewer, one, wanted.period)
    context = {
        "about": about(one),
        "data_set": data_sets()[code],
        "record": data_sets()[code].record(key),
        "address": data_sets()[code].address(key),
        "disclosures": queries.disclosures_of(code, key),
        "export_query": f"record={code}:{key}&",
    }
    return render(request, "audit/record.html", context | _lines(request, viewer, wanted, found, one))


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The lines that a page shows as a file: of a record where it is named, otherwise of a search."""
    viewer = _viewer(request)
    require(viewer, Verb.EXPORT, Subject.AUDIT)
    one = _record_named(request)
    wanted = _wanted(request)
    found = queries.of_record(viewer, one, wanted.period) if one else queries.search(viewer, wanted)
    heads = [_("When"), _("Who"), _("What"), _("About"), _("Reason"), _("In a sentence"), _("More")]
    rows = _cells(found, one)
    if form == "csv":
        return csv_response("audit.csv", heads, rows)
    return xlsx_response("audit.xlsx", [Sheet(_("Audit trail"), [Column(name, width=24) for name in heads], rows)])


def _viewer(request: HttpRequest) -> User:
    """Who may read the trail, and said why."""
    viewer = require(signed_in(request), Verb.READ, Subject.AUDIT)
    searched(viewer, "audit")
    return viewer


def _cells(found: QuerySet[AuditEntry], one: About | None) -> Iterator[list[str]]:
    entries = found.order_by("-at", "-id").iterator(chunk_size=CHUNK)
    batch: list[AuditEntry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == CHUNK:
            yield from _rows(batch, one)
            batch = []
    yield from _rows(batch, one)


def _rows(batch: list[AuditEntry], one: About | None) -> Iterator[list[str]]:
    for line in queries.lines(batch, one):
        more = "; ".join(f"{label}: {value}" for label, value in details(line))
        who = str(line.person or "")
        yield [moment(line.entry.at), who, verb(line), about(line.about), *why(line.entry.detail), more]


def _lines(
    request: HttpRequest, viewer: User, wanted: Wanted, found: QuerySet[AuditEntry], one: About | None = None
) -> Context:
    """What every page of lines shows."""
    page = queries.page(viewer, found, request.GET.get("after", ""), one)
    query = request.GET.copy()
    query.pop("after", None)
    month = Period(wanted.period.since, wanted.period.until)
    whole_month = month == month_of(month.since)
    return {
        "rows": [
            {
                "line": line,
                "verb": verb(line),
                "about": about(line.about),
                "part": part(line),
                "is_record": is_record(line.about),
                "why": why(line.entry.detail),
                "details": list(details(line)),
            }
            for line in page.lines
        ],
        "after": page.after,
        "query": query.urlencode(),
        "wanted": wanted,
        "period": show_period(month.since, month.until - timedelta(days=1)),
        "month": f"{month.since:%Y-%m}" if whole_month else "",
        "last_day": month.until - timedelta(days=1),
        "earlier": f"{month.since - timedelta(days=1):%Y-%m}",
        "later": f"{month.until:%Y-%m}" if month.until <= timezone.localdate() else "",
        "verbs": VERB_CHOICES.items(),
        "data_sets": data_sets().values(),
        "may_export": may(viewer, Verb.EXPORT, Subject.AUDIT),
    }


def _wanted(request: HttpRequest, person: int | None = None) -> Wanted:
    return Wanted(
        _period(request),
        person or whole(request.GET.get("person", "")),
        request.GET.get("verb", "")[:40],
        request.GET.get("code", "")[:80],
        request.GET.get("words", "").strip()[:200],
    )


def _period(request: HttpRequest) -> Period:
    """The days from `since` to `until`, or the month, or this month; what is no day is left out."""
    since, until = _day(request.GET.get("since", "")), _day(request.GET.get("until", ""))
    if since or until:
        since, until = since or FIRST, until or timezone.localdate()
        return Period(since, max(until, since) + timedelta(days=1))
    return month_of(_day(f"{request.GET.get('month', '')}-01") or timezone.localdate())


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day < date(2200, 1, 1) else None


def _record_named(request: HttpRequest) -> About | None:
    code, _colon, key = request.GET.get("record", "").partition(":")
    return About(code, key) if code in data_sets() and whole(key) is not None else None
