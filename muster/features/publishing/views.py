from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def reports(request: HttpRequest) -> HttpResponse:
    return render(request, "publishing/reports.html")
