"""Who a device is: by a token in a header, or in its address."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

ROOT = "/registers/openrosa/"
KEY = re.compile(rf"{ROOT}key/([^/]+)/")
RAW = ("PATH_INFO", "RAW_URI", "REQUEST_URI")  # where servers put the address as it came
CHALLENGE = 'Basic realm="Muster", charset="UTF-8"'


def keys_in_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: takes a key out of the address, so that nothing that writes addresses down writes a key down.

    A redirect to TLS is without it too: a key that came unencrypted opens nothing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if found := KEY.match(request.path_info):
            _take_out(request, found[1])
        return get_response(request)

    return middleware


def key_of(request: HttpRequest) -> str:
    """The key that came in the address; "" where none did."""
    return getattr(request, "key_in_address", "")


def token_of(request: HttpRequest) -> str:
    """What came as a token, in the address or in a header; "" where nothing did."""
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if key := key_of(request):
        return key
    if scheme.lower() == "bearer":
        return given.strip()
    return _password(given) if scheme.lower() == "basic" else ""


def with_key(address: str, key: str) -> str:
    """An address of this interface as the device asked for this one: with its key in it, or without."""
    return address.replace(ROOT, f"{ROOT}key/{key}/", 1) if key else address


def _take_out(request: Any, key: str) -> None:
    request.key_in_address = key
    request.path_info = KEY.sub(ROOT, request.path_info, count=1)
    request.path = KEY.sub(ROOT, request.path, count=1)
    for name in RAW:
        if name in request.META:
            request.META[name] = KEY.sub(ROOT, request.META[name], count=1)


def _password(credentials: str) -> str:
    """Of Basic authentication (RFC 7617); the user name may be anything."""
    try:
        decoded = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    return decoded.partition(":")[2]
