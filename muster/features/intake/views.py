from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def documents(request: HttpRequest) -> HttpResponse:
    return render(request, "intake/documents.html")
