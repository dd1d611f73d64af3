"""One Muster and one Chromium for all end-to-end tests; they end with the folder, before other tests use a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.chromium import launched
from tests.end_to_end.running import Site, running_site

PATIENCE = 20_000  # milliseconds that the page may take for what a test waits for
DESKTOP = {"width": 1280, "height": 800}
TELEPHONE = {"width": 390, "height": 844}
HERE = Path(__file__).parent
expect.set_options(timeout=PATIENCE)

Opens = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)  # before it is asked whether there is a browser
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """A Muster with the demonstration mission, brought up as `make run` does."""
    with running_site() as site:
        yield site


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Ends with the package: while Playwright runs, Django refuses to use its database from this thread.
    with launched() as started:
        yield started


@pytest.fixture(scope="package")
def cookies(site: Site, browser: Browser) -> Callable[[str], Any]:
    """What a browser keeps of somebody who signed in; signs everybody in once only."""
    kept: dict[str, Any] = {}

    def of(username: str) -> Any:
        if username not in kept:
            with browser.new_context(base_url=site.url) as context:
                sign_in(context.new_page(), username, site.password)
                kept[username] = context.storage_state()
        return kept[username]

    return of


@pytest.fixture
def trouble() -> list[str]:
    """What browsers complained of in their consoles; tests that expect an answer such as 409 clear it."""
    return []


@pytest.fixture
def open_as(site: Site, browser: Browser, cookies: Callable[[str], Any], trouble: list[str]) -> Iterator[Opens]:
    """`open_as("reporting")` gives a page of that person's own browser; None is a stranger. No console may complain."""
    contexts: list[BrowserContext] = []

    def opens(username: str | None, **options: Any) -> Page:
        state = cookies(username) if username else None
        options = {"viewport": DESKTOP, "locale": "en-GB", **options}
        context = browser.new_context(base_url=site.url, storage_state=state, accept_downloads=True, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        listen(page, trouble)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert not trouble, "the console said: " + "; ".join(trouble)


def listen(page: Page, trouble: list[str]) -> None:
    """Note errors of scripts and whatever the content security policy refused."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            trouble.append(f"{page.url}: {message.text}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: trouble.append(f"{page.url}: {error}"))


def sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/sign-in/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button.primary").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
