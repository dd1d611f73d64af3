"""The JSON API: one OpenAPI 3.1 document over every feature's router."""

from ninja import NinjaAPI
from ninja.security import django_auth

api = NinjaAPI(
    title="Muster",
    version="1",
    description="Activities, documents, matrix and reports of a police-assistance mission.",
    auth=django_auth,
    urls_namespace="api",
)
