"""The first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from muster.features.accounts.rights import Subject, Verb, grants, may, signed_in
from muster.features.registers.queries import work
from muster.features.today import queries


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person, what is late or due, what was published."""
    viewer = signed_in(request)
    day = timezone.localdate()
    if not may(viewer, Verb.READ, Subject.DOCUMENT):
        context = {"has_role": bool(grants(viewer)), "work": work.waiting(viewer, day)}
        return render(request, "today/nothing.html", context)
    return render(request, "today/today.html", queries.today(viewer, day))
