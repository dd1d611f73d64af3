"""People who sign in for real: with Argon2, and held to their second factors where a test asks for it."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from django.test import Client
from django.urls import reverse

PASSWORD = "a-long-enough-one"


@pytest.fixture
def argon2(settings):
    names = ("Argon2PasswordHasher", "PBKDF2PasswordHasher")
    settings.PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}" for name in names]


@pytest.fixture
def held_to_it(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def administrator(person):
    return person("administrator")


@pytest.fixture
def enter():
    """`enter(client, person)` sends the sign-in form; returns the answer."""

    def send(client, person, password=PASSWORD, **more):
        name = person if isinstance(person, str) else person.username
        return client.post(reverse("account_login"), {"login": name, "password": password, **more})

    return send


@pytest.fixture
def signed_in(enter):
    """`signed_in(person)` is a new client of somebody who signed in by the form."""

    def make(person, **headers):
        client = Client(headers=headers)
        assert enter(client, person).status_code == 302
        return client

    return make


@pytest.fixture
def noted():
    """`noted()` lists what stands in the audit trail: verb, who did it, to whose account."""

    def read():
        from muster.core.models import AuditEntry

        rows = AuditEntry.objects.filter(subject="accounts_user", digest=None).order_by("id")
        return [(row.verb, row.person, int(row.key) if row.key else None) for row in rows]

    return read


@pytest.fixture
def add_app(django_capture_on_commit_callbacks):
    """`add_app(client)` sets up an authenticator app as a person does; returns its secret."""

    def add(client):
        address = reverse("mfa_activate_totp")
        page = client.get(address)
        secret = re.search(r'<code class="secret">([A-Z2-7=]+)</code>', page.content.decode())[1]
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(address, {"code": code_of(secret)})
        assert answer.status_code == 302, answer.content.decode()
        return secret

    return add


def code_of(secret: str, later: int = 0) -> str:
    """The six digits that an authenticator app shows (RFC 6238), so many seconds from now; written anew on purpose."""
    counter = struct.pack(">Q", (int(time.time()) + later) // 30)
    mac = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
