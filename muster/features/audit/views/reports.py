"""How the trail stands: today's numbers, its seals, whether it is whole, what is unusual in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.core import audit
from muster.core.web.downloads import as_download
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.audit import actions, gathering, queries
from muster.features.audit.looks import searched, told
from muster.features.audit.queries import Period, Wanted
from muster.features.audit.showing import finding

DAY = timedelta(days=1)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.AUDIT)
    today = timezone.localdate()
    days = queries.days(viewer, queries.search(viewer, Wanted(Period(today, today + DAY))))
    state = queries.state(viewer)
    context = {
        "today": days[0] if days else queries.Day(today, 0, 0, 0, 0),
        "state": state,
        "findings": [finding(*one) for one in state.verified.findings] if state.verified else [],
        "people": queries.people(viewer),
    }
    template = "audit/_whole.html" if request.headers.get("HX-Request") else "audit/index.html"
    return render(request, template, context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    actions.verify_now(signed_in(request))
    messages.success(request, _("The trail is being verified; the result will stand here."))
    return redirect("audit:index")


@require_safe
def anchors(request: HttpRequest) -> HttpResponse:
    """The last seal of every day that is over, a line of JSON each, to be countersigned and kept elsewhere."""
    require(signed_in(request), Verb.READ, Subject.AUDIT)
    lines = "".join(json.dumps(asdict(anchor)) + "\n" for anchor in audit.anchors())
    return as_download(HttpResponse(lines, content_type="application/jsonl"), audit.ANCHORS)


@require_safe
def unusual(request: HttpRequest) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.AUDIT)
    searched(viewer, "audit")
    told("audit", of="unusual patterns")
    return render(request, "audit/unusual.html", {"found": gathering.found(viewer)})
