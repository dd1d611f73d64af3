"""The JSON API: one OpenAPI 3.1 document over every feature's router."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.security import django_auth

from muster.core.conflicts import Conflict
from muster.core.web import refusals
from muster.domain.audit.reasons import CODES
from muster.features.sign_in.tokens import ServiceTokens


class Described(NinjaAPI):
    """Its document names the refusals too."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**more)
        refusals.describe(document)
        return document


api = Described(
    title="Muster",
    version="1",
    description=(
        "Activities, documents, matrix and reports of a police-assistance mission. Every look at a record is in the "
        "audit trail. Records marked restricted or confidential, and files that hold some, answer 403 without a header "
        "`Justification: code; sentence; reference` (codes: " + ", ".join(CODES) + "; the reference may be left out)."
    ),
    auth=[ServiceTokens(), django_auth],
    urls_namespace="api",
    docs_url=None,  # `reference` below is smaller and obeys the content security policy
)
api.add_router("/matrix/", "muster.features.matrix.api.router")
api.add_router("/activities/", "muster.features.activities.api.router")
api.add_router("/documents/", "muster.features.intake.api.router")
api.add_router("/drafts/", "muster.features.review.api.router")
api.add_router("/reports/", "muster.features.publishing.api.router")
api.add_router("/registers/", "muster.features.registers.api.router")
api.add_router("/handovers/", "muster.features.registers.api.handovers.router")
api.add_router("/statistics/", "muster.features.statistics.api.router")


@api.exception_handler(PermissionDenied)
def not_permitted(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=403)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    detail = error.message_dict if hasattr(error, "error_dict") else error.messages
    return api.create_response(request, {"detail": detail}, status=422)


@api.exception_handler(DataError)
@api.exception_handler(UnicodeEncodeError)
def not_storable(request: HttpRequest, error: Exception) -> HttpResponse:
    """A character that no text may have, a number beyond every column: the database took nothing of it."""
    return api.create_response(request, {"detail": _(refusals.NOT_STORABLE)}, status=422)


@api.exception_handler(Conflict)
def changed_meanwhile(request: HttpRequest, error: Conflict) -> HttpResponse:
    """409: what is stored now and what was wanted, field by field."""
    fields = {name: {"stored": stored, "wanted": wanted} for name, (stored, wanted) in error.difference.items()}
    body = json.loads(json.dumps({"detail": str(error), "difference": fields}, cls=DjangoJSONEncoder))
    return api.create_response(request, body, status=409)


def api_urls() -> Any:
    """For `path()`. The API answers strangers itself (401), so the pages' sign-in redirect stays out of its way."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if pattern.callback:
            pattern.callback = login_not_required(pattern.callback)
    return patterns, app_name, namespace


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The API as a page to read."""
    schema = api.get_openapi_schema(path_prefix="/api/")
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "ui/api.html", {"schema": schema, "operations": operations})
