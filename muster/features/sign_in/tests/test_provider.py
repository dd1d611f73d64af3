"""Sign-in through an OpenID Connect provider, against a real one of the test's own."""

import re
import time
import urllib.request
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import checks
from django.test import Client
from django.urls import reverse

from muster.core.models import AuditEntry
from muster.features.accounts.models import User
from muster.features.sign_in.adapters import REASON_LIMIT
from muster.features.sign_in.tests import provider_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    with provider_server.running() as running:
        app = {
            "provider_id": "oidc",
            "name": "Ministry",
            "client_id": provider_server.CLIENT,
            "secret": provider_server.SECRET,
            "settings": {"server_url": running.url, "fetch_userinfo": False, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        settings.OIDC_CLAIM = "email"
        yield running


@pytest.fixture
def known(reader, provider):
    """Somebody who has an account and whom the provider can name."""
    reader.email = "arta@mission.example"
    reader.save()
    provider.claims["email"] = "Arta@mission.example"
    return reader


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def come(client, **wanted):
    """There and back again, as a browser goes; the answer of Muster to what comes back."""
    away = client.get(reverse("openid_connect_login"), wanted)
    try:
        urllib.request.build_opener(_Stay).open(away.url)
    except urllib.error.HTTPError as answer:
        back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def is_inside(client):
    return client.get(reverse("today")).status_code == 200


def test_a_person_with_an_account_signs_in(client, known, noted):
    assert "Sign in with Ministry" in client.get(reverse("account_login")).content.decode()
    assert come(client).url == reverse("today")
    assert client.get(reverse("today")).context["user"] == known
    assert noted() == [("provider linked", known.pk, known.pk), ("signed in", known.pk, known.pk)]


def test_the_page_that_was_wanted_comes_after(client, known):
    assert come(client, next="/matrix/").url == "/matrix/"


def test_from_then_on_the_provider_s_own_key_counts_and_no_claim(client, known, provider):
    come(client)
    provider.claims["email"] = "new-name@mission.example"
    again = Client()
    come(again)
    assert is_inside(again)
    assert SocialAccount.objects.get().extra_data == {}  # nothing that the token told is kept


def test_nobody_is_created(client, provider):
    before = User.objects.count()
    provider.claims["email"] = "stranger@elsewhere.example"
    answer = come(client)
    assert answer.url == reverse("account_login")
    assert "has no account for you there" in client.get(answer.url).content.decode()
    assert not is_inside(client)
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": ""},
        {"email": ["arta@mission.example"]},
    ],
)
def test_an_address_that_the_provider_did_not_verify_names_nobody(client, known, provider, claims):
    provider.claims |= claims
    come(client)
    assert not is_inside(client)


def test_an_address_that_two_accounts_have_names_nobody(client, known, officer):
    officer.email = known.email
    officer.save()
    come(client)
    assert not is_inside(client)


def test_a_second_identity_for_the_same_person_is_refused(client, known, provider):
    come(Client())
    provider.claims["sub"] = "person-2"
    come(client)
    assert not is_inside(client)


def test_an_administrator_cuts_the_tie(client, known, provider, administrator):
    come(Client())
    client.force_login(administrator)
    page = client.get(reverse("sign_in:person", args=[known.pk])).content.decode()
    assert "Cut the tie" in page
    client.post(reverse("sign_in:unlink_provider", args=[known.pk]))
    provider.claims["sub"] = "person-2"
    anew = Client()
    come(anew)
    assert is_inside(anew)


def test_another_claim_is_compared_with_the_user_name(client, reader, provider, settings):
    settings.OIDC_CLAIM = "employee"
    provider.claims["employee"] = reader.username.upper()
    come(client)
    assert is_inside(client)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-site"},
        {"exp": int(time.time()) - 60},
        {"sub": ""},
    ],
)
def test_a_token_of_somebody_else_for_somebody_else_or_of_yesterday_is_refused(client, known, provider, changes):
    provider.changes = changes
    answer = come(client)
    assert answer.url == reverse("account_login")
    assert "did not work" in client.get(answer.url).content.decode()
    assert not is_inside(client)


def test_a_token_that_another_key_signed_is_refused(client, known, provider):
    provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    come(client)
    assert not is_inside(client)


def test_an_answer_that_was_not_asked_for_is_refused(client, known, provider):
    """Somebody else's way back, put into this browser."""
    thief = Client()
    away = thief.get(reverse("openid_connect_login"))
    state = re.search(r"state=(\w+)", away.url)[1]
    answer = client.get(reverse("openid_connect_callback", args=["oidc"]), {"code": "x", "state": state})
    assert answer.url == reverse("account_login")
    assert not is_inside(client)


def test_what_a_stranger_says_in_the_providers_name_is_kept_short_and_printable(client, known, provider):
    provider.changes = {"iss": "\x1b[2J\u202eexample.elsewhere" + "x" * 10_000}
    come(client)
    why = AuditEntry.objects.get(verb="sign-in refused").detail["why"]
    assert why.isprintable()
    assert len(why) <= REASON_LIMIT


def test_a_closed_account_stays_closed(client, known):
    come(Client())
    known.is_active = False
    known.save()
    answer = come(client)
    assert "This account is closed" in client.get(answer.url).content.decode()
    assert not is_inside(client)


def test_the_second_factor_is_asked_for_here_too(client, known, signed_in, add_app):
    add_app(signed_in(known))
    assert come(client).url == reverse("mfa_authenticate")
    assert not is_inside(client)


def test_a_provider_that_cannot_be_reached_is_said(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.get(reverse("openid_connect_login"))
    assert "did not work" in client.get(answer.url).content.decode()


def test_without_a_provider_there_is_no_such_address(client):
    assert client.get(reverse("openid_connect_login")).status_code == 404
    assert "Sign in with" not in client.get(reverse("account_login")).content.decode().replace(
        "Sign in with a passkey", ""
    )


def test_a_provider_without_tls_is_an_error_except_on_one_s_own_machine(provider, settings):
    from muster.features.sign_in.checks import provider_is_safe

    assert provider_is_safe(None) == []
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://id.example"
    assert [found.level for found in provider_is_safe(None)] == [checks.ERROR]
