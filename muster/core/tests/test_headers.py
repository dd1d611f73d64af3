"""What a view may ask of the browser beyond the policy of every page."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from muster.core.web.headers import UNUSED, drawing_forms, lending


@drawing_forms
@lending("geolocation")
def lent(request):
    return HttpResponse("<p>page</p>")


def plain(request):
    return HttpResponse("<p>page</p>")


urlpatterns = [path("lent/", lent), path("plain/", plain)]
MIDDLEWARE = ["muster.core.web.headers.guarding", "csp.middleware.CSPMiddleware"]


def headers_of(client, address):
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=MIDDLEWARE):
        return client.get(address).headers


def test_one_view_may_compile_web_assembly_and_make_no_script_of_a_text(client):
    policy = headers_of(client, "/lent/")["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "'unsafe-" not in policy
    assert "wasm" not in headers_of(client, "/plain/")["Content-Security-Policy"]


def test_one_view_may_play_what_comes_from_here(client):
    assert "media-src 'self'" in headers_of(client, "/lent/")["Content-Security-Policy"].split("; ")
    assert "media-src" not in headers_of(client, "/plain/")["Content-Security-Policy"]


def test_one_view_may_ask_where_it_is_and_for_nothing_else(client):
    lent_out = headers_of(client, "/lent/")["Permissions-Policy"].split(", ")
    assert [one for one in lent_out if one.endswith("(self)")] == ["geolocation=(self)"]
    assert len(lent_out) == len(UNUSED)
    assert "self" not in headers_of(client, "/plain/")["Permissions-Policy"]
