"""The first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from muster.features.accounts.rights import signed_in
from muster.features.today import queries


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person, what is late or due, what was published."""
    return render(request, "today/today.html", queries.today(signed_in(request), timezone.localdate()))
