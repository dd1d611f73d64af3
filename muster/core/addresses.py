"""Where a request comes from."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 -- an address to write down, not one to listen on


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks, as text.

    With `TRUSTED_PROXIES` = n it is the n-th address of X-Forwarded-For from its end, which the outermost proxy of our
    own wrote; what stands before it anybody may have invented. Otherwise, or where that is missing, REMOTE_ADDR.
    """
    hops = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    told = forwarded[-hops] if hops and len(forwarded) >= hops else ""
    return _as_address(told) or _as_address(str(request.META.get("REMOTE_ADDR", ""))) or UNKNOWN


def network(address: str) -> str:
    """What one household has: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def _as_address(text: str) -> str:
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
