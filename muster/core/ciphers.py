"""What leaves the database and must come back as it was, read by nobody meanwhile: encrypted with the signing key."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def cipher(purpose: str) -> Fernet:
    """Of a purpose, such as `muster.erasures`: what was encrypted for one is not taken for another."""
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
