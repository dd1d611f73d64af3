"""Every page of sign-in as people have it before them: fit for its window, and by the rules of WCAG 2.2 AA."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from muster.features.sign_in import actions
from muster.features.sign_in.tests.conftest import PASSWORD, code_of
from tests.chromium import launched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ({"width": 1280, "height": 2000}, {"width": 390, "height": 3000})
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
BEYOND = (
    "Math.max(0, ...[...document.querySelectorAll('.as-cards')].map(t => t.scrollWidth - t.parentNode.clientWidth))"
)
STILL = {"reduced_motion": "reduce", "locale": "en-GB"}


@pytest.fixture
def check(live_server, monkeypatch):
    """`check(page)` looks at it in both sizes and colours; `check.page` is one."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    from django.db import connections

    complaints = []

    def look(page):
        for size in SIZES:
            page.set_viewport_size(size)
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{page.url} is {overflow} pixels wider than its window"
            if size["width"] < 800:
                beyond = page.evaluate(BEYOND)
                assert beyond <= 0, f"{page.url}: a table that becomes cards is {beyond} pixels wider than its box"
            for colours in ("light", "dark"):
                page.emulate_media(color_scheme=colours)
                found = Axe().run(page, options=RULES)
                assert found.violations_count == 0, f"{page.url} {colours}: {found.generate_report()}"
        assert complaints == []

    with launched() as chromium:
        look.page = chromium.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"), **STILL).new_page()
        look.page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield look
        connections.close_all()


def enter(page, person):
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(person.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button.primary").click()


def test_the_doors(check, reader, administrator, settings):
    page = check.page
    page.goto(reverse("account_login"))
    check(page)
    page.locator("input[name=login]").fill("somebody")
    page.locator("input[name=password]").fill("wrong")
    page.locator("button.primary").click()
    page.locator("#errors").wait_for()
    check(page)
    page.goto(actions.invite(administrator, reader))
    check(page)
    page.goto(reverse("sign_in:welcome", args=["MQ", "no-such"]))
    check(page)


def test_one_s_own_pages_and_the_second_factor(check, administrator, held_to_it):
    page = check.page
    enter(page, administrator)
    page.locator("[role=alert]", has_text="needs a second factor").wait_for()
    check(page)
    for name in ("mfa_add_webauthn", "account_change_password", "mfa_activate_totp"):
        page.goto(reverse(name))
        check(page)
    secret = page.locator(".secret").inner_text()
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("button.primary").click()
    page.locator(".codes").wait_for()
    check(page)
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        page.goto(reverse(name))
        check(page)
    for name in ("account_reauthenticate", "mfa_reauthenticate"):
        page.goto(reverse(name))
        check(page)
    page.context.clear_cookies()
    enter(page, administrator)
    page.locator("input[name=code]").wait_for()
    check(page)


def test_the_pages_of_administrators(check, administrator, reader):
    page = check.page
    day = date(2100, 1, 1)
    actions.make_token(administrator, person=reader, purpose="Dashboard", limits=["read x"], unit=None, last_day=day)
    enter(page, administrator)
    page.locator(".person").wait_for()
    mission = (reverse("accounts:people"), reverse("accounts:access"))
    for address in (
        *mission,
        reverse("sign_in:people"),
        reverse("sign_in:tokens"),
        reverse("sign_in:person", args=[reader.pk]),
    ):
        page.goto(address)
        check(page)
    page.locator("button", has_text="Make a link").click()
    page.locator(".secret").wait_for()
    check(page)
