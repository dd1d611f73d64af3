"""Passkeys in a real Chromium with an authenticator of its own (WebAuthn over the DevTools protocol)."""

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from muster.features.sign_in.tests.conftest import PASSWORD, code_of
from tests.chromium import launched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def browser(live_server, monkeypatch):
    """A page of a browser with an authenticator, and what it is asked: `page`, `say` to it, `complaints`."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    from django.db import connections

    with launched() as chromium:
        context = chromium.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
        page = context.new_page()
        protocol = context.new_cdp_session(page)
        protocol.send("WebAuthn.enable")
        device = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.say = lambda what, **more: protocol.send(f"WebAuthn.{what}", {"authenticatorId": device, **more})
        page.set_default_timeout(20_000)
        yield page
        connections.close_all()


def arrive(page, name):
    page.wait_for_url(lambda address: urlsplit(address).path == reverse(name))


def enter(page, person):
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(person.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button.primary").click()


def add_passkey(page):
    page.goto(reverse("mfa_add_webauthn"))
    page.locator("input[name=name]").fill("My telephone")
    page.locator("#add_passkey").click()
    arrive(page, "mfa_view_recovery_codes")


def leave(page):
    page.goto(reverse("accounts:preferences"))
    page.locator("details.person summary").click()
    page.locator(f"form[action='{reverse('account_logout')}'] button").click()
    arrive(page, "account_login")


def test_a_passkey_is_added_and_signs_in_alone(browser, administrator, held_to_it, noted):
    enter(browser, administrator)
    arrive(browser, "mfa_index")  # this role needs a second factor
    add_passkey(browser)
    assert browser.locator(".codes li").count() == 10
    kept = Authenticator.objects.get(user=administrator, type="webauthn")
    assert str(kept) == "My telephone"
    leave(browser)
    browser.locator("#passkey_login").click()
    arrive(browser, "today")
    assert browser.locator(".person-name").inner_text() == administrator.full_name
    assert ("signed in", administrator.pk, administrator.pk) in noted()
    assert browser.complaints == []  # nor did the content security policy refuse anything


def test_after_the_password_the_passkey_is_asked_for(browser, reader):
    enter(browser, reader)
    arrive(browser, "today")
    add_passkey(browser)
    leave(browser)
    enter(browser, reader)
    arrive(browser, "mfa_authenticate")
    browser.locator("#use_passkey").click()
    arrive(browser, "today")
    browser.goto(reverse("mfa_index"))
    assert "last used" in browser.locator(".ways").inner_text()
    assert browser.complaints == []


def test_what_is_not_confirmed_on_the_device_opens_nothing_and_is_said(browser, reader):
    enter(browser, reader)
    arrive(browser, "today")
    add_passkey(browser)
    leave(browser)
    browser.say("setUserVerified", isUserVerified=False)
    browser.locator("#passkey_login").click()
    browser.locator("[data-passkey-trouble]").wait_for()
    browser.goto(reverse("today"))
    assert reverse("account_login") in browser.url


def test_a_passkey_that_was_removed_opens_nothing(browser, reader):
    enter(browser, reader)
    arrive(browser, "today")
    add_passkey(browser)
    browser.goto(reverse("mfa_index"))
    browser.locator(".ways a", has_text="Remove").click()
    browser.locator("button.danger").click()
    arrive(browser, "mfa_list_webauthn")
    leave(browser)
    browser.locator("#passkey_login").click()
    browser.locator(".notice.error").wait_for()
    assert "is not right" in browser.locator(".notice.error").inner_text()


def test_the_code_of_an_app_can_be_typed_without_a_passkey(browser, reader):
    enter(browser, reader)
    arrive(browser, "today")
    browser.goto(reverse("mfa_activate_totp"))
    assert browser.locator("img.square").evaluate("image => image.naturalWidth") > 0
    secret = browser.locator(".secret").inner_text()
    browser.locator("input[name=code]").fill(code_of(secret))
    browser.locator("button.primary").click()
    arrive(browser, "mfa_view_recovery_codes")
    leave(browser)
    enter(browser, reader)
    arrive(browser, "mfa_authenticate")
    browser.locator("input[name=code]").fill(code_of(secret, later=30))
    browser.locator("button.primary").click()
    arrive(browser, "today")
    assert browser.complaints == []
