"""A token for a telephone: the square by which ODK Collect or KoboCollect is set up with it."""

from __future__ import annotations

import base64
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest
from django.urls import reverse

from muster.domain.forms.collect import settings_code

RECORDS = "create record"  # what a token must let do, for a device to send anything


def server_of(request: HttpRequest) -> str:
    """The address that devices are told; they put what they ask for behind it."""
    return request.build_absolute_uri(reverse("registers:openrosa_forms")).removesuffix("/formList")


def square(request: HttpRequest, user: str, token: str) -> str:
    """A picture as an address that takes no request, so that no log has what is in it: the square has the token."""
    server = server_of(request)
    drawn = get_adapter().build_totp_svg(settings_code(server, user, token, f"Muster {urlsplit(server).hostname}"))
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"
