"""The first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person, what is late, what was published."""
    return render(request, "today/today.html")
