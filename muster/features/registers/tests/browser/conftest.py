"""A browser for the whole of these tests, and a site for each."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from muster.features.registers.engine.node import BINARY, FOLDER
from muster.features.registers.tests.browser.site import BUNDLE, FEATURE, Site, served, xform
from tests.chromium import launched

DESKTOP = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
WAIT = 10_000  # milliseconds


@pytest.fixture(scope="package", autouse=True)
def bundle() -> None:
    """Made anew where a source is younger than it."""
    youngest = max(path.stat().st_mtime for path in [*(FEATURE / "browser").rglob("*.js"), FOLDER / "bundle.mjs"])
    if not BUNDLE.exists() or BUNDLE.stat().st_mtime < youngest:
        subprocess.run([BINARY, FOLDER / "bundle.mjs"], cwd=FOLDER, check=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with launched() as one:
        yield one


@pytest.fixture
def site() -> Iterator[Callable[..., Site]]:
    """`site(table, **settings)` makes the site of a form; `site.address` is where it is."""
    running = []

    def make(table: str, **settings: Any) -> Site:
        made = Site(xform(table), **settings)
        server, made.address = served(made)  # type: ignore[attr-defined]
        running.append(server)
        return made

    yield make
    for server in running:
        server.shutdown()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`opened(site)` is the page with its form ready; every error in it fails the test."""
    contexts, errors = [], []

    def open_it(site: Any, *, context: Any = None, **options: Any) -> Page:
        if context is None:
            contexts.append(context := browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options}))
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if _is_wrong(message) else None)
        page.goto(site.address)
        expect(page.locator("#form")).to_have_attribute("data-state", "ready", timeout=20_000)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not errors


def _is_wrong(message: Any) -> bool:
    """Answers of the server that are meant to refuse are no errors of the page."""
    return message.type == "error" and "Failed to load resource" not in message.text
