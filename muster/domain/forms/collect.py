"""What ODK Collect and KoboCollect are set up with by one picture (docs.getodk.org/collect-import-export)."""

from __future__ import annotations

import base64
import json
import zlib


def settings_code(server: str, user: str, password: str, project: str) -> str:
    """The text of a settings QR code: JSON, compressed by zlib, in Base64. What it does not say is as by default.

    `server` is the address behind which the device puts `/formList` and `/submission`.
    """
    settings = {
        "general": {"server_url": server, "username": user, "password": password},
        "admin": {},
        "project": {"name": project},
    }
    packed = zlib.compress(json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode(), level=9)
    return base64.b64encode(packed).decode()
