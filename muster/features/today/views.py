"""The first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from muster.features.accounts.models import User
from muster.features.today import queries


def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person, what is late or due, what was published."""
    assert isinstance(request.user, User)
    return render(request, "today/today.html", queries.today(request.user, timezone.localdate()))
