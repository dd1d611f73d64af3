"""Headers of every answer: what a browser may do with it, and that it keeps nothing of it.

Pages are made for the policy of `settings.CONTENT_SECURITY_POLICY`. Whatever is no page (a file to download, a picture,
JSON) is never to be shown as one of ours: it gets the tightest policy there is, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase

View = Callable[..., HttpResponseBase]

NO_PAGE = "default-src 'none'; frame-ancestors 'none'; sandbox"
# Everything that a browser could lend to a page and that no page of Muster needs. `publickey-credentials-*`, for
# passkeys, stay as they are: open to this origin only.
UNUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
    *("payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)


def _permissions(lent: tuple[str, ...] = ()) -> str:
    return ", ".join(f"{name}=({'self' if name in lent else ''})" for name in UNUSED)


HEADERS = {
    "Permissions-Policy": _permissions(),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Cache-Control": "private, no-store",  # static files say for themselves how long they may be kept
}


def guarding(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; stands outside of the one that writes the policy of pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not _is_page(response):
            response.headers["Content-Security-Policy"] = NO_PAGE
        return response

    return middleware


def drawing_forms(view: View) -> View:
    """A view whose page may compile WebAssembly, and play sound and film, that come with our own files; still no text
    becomes a script."""
    more = {"script-src": ["'wasm-unsafe-eval'"], "media-src": ["'self'"]}
    allowed: View = csp_update(more)(view)
    return allowed


def lending(*names: str) -> Callable[[View], View]:
    """A view whose page may ask its browser for these of `UNUSED`, such as `geolocation`; the person is still asked."""

    def decorate(view: View) -> View:
        @wraps(view)
        def lent(*args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(*args, **kwargs)
            response.headers["Permissions-Policy"] = _permissions(names)
            return response

        return lent

    return decorate


def _is_page(response: HttpResponse) -> bool:
    taken_away = "attachment" in response.headers.get("Content-Disposition", "")
    return response.headers.get("Content-Type", "").startswith("text/html") and not taken_away
