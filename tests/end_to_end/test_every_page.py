"""Every page, at both sizes, light and dark, in every language. A page that is added is found by its URL pattern."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.end_to_end.conftest import DESKTOP, TELEPHONE
from tests.end_to_end.pages import NO_PAGES, Example, Found, look_around, name_of, named_addresses

PEOPLE = ("reporting.deputy", "admin", "desk", "auditor", "data.protection")  # between them they may open everything
SIZES = {"desktop": DESKTOP, "telephone": TELEPHONE}
# axe looks at what is in the window only, and counts as too small what a bar at its lower edge covers at the moment.
WHOLE = {"desktop": DESKTOP, "telephone": {"width": 390, "height": 3000}}
COLOURS = ("light", "dark")
LANGUAGES = ("en", "sq", "sr-latn", "sr")
HEAVIEST = 300_000  # bytes of a page with everything that it loads, as they travel
WITH_A_FORM = {"registers:new", "registers:change"}  # they bring the engine that works the form out
HEAVIEST_FORM = 500_000
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="package")
def found(site, browser, cookies) -> Found:
    contexts = {name: browser.new_context(base_url=site.url, storage_state=cookies(name)) for name in PEOPLE}
    try:
        page, desk = contexts[PEOPLE[0]].new_page(), contexts["desk"].new_page()
        shown = [(send_a_table(page), PEOPLE[0]), (pick_two(page), PEOPLE[0])]
        shown += [(send_records(desk), "desk"), (look_before_recording(desk), "desk")]
        known = [Example(str(name_of(address)), address, person) for address, person in shown]
        for name in ("auditor", "data.protection"):
            say_why(contexts[name].new_page())
        return look_around({name: context.request for name, context in contexts.items()}, known)
    finally:
        for context in contexts.values():
            context.close()


def pick_two(page: Page) -> str:
    """Two entries beside each other; returns the address."""
    page.goto("/activities/")
    for box in page.locator("input[name=pick]").all()[:2]:
        box.check()
    page.locator("button[value=compare]").click()
    page.wait_for_url("**/compare/?*")
    return path_of(page)


def say_why(page: Page) -> None:
    """What the trail is looked into for; it holds for some hours."""
    page.goto("/audit/search/")
    page.locator("main select[name=reason]").select_option(index=1)
    page.locator("main textarea").fill("To see every page of the trail.")
    page.locator("main form button.primary").click()
    page.wait_for_url("**/audit/search/")


def path_of(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3]


def send_a_table(page: Page) -> str:
    """The register's own table with a row changed, compared and not loaded; returns the address."""
    table = page.request.get("/activities/export.csv?q=Prizren").text()
    page.goto("/activities/tables/")
    changed = table.replace("Prizren", "Prizren town", 1)
    page.locator("input[type=file]").set_input_files(
        {"name": "register.csv", "mimeType": "text/csv", "buffer": changed.encode()}
    )
    page.locator("main form button.primary").click()
    page.wait_for_url("**/tables/*/")
    return path_of(page)


def send_records(page: Page) -> str:
    """A table of a register with a row that its form refuses; returns the address."""
    page.goto("/registers/drug-seizures/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "seizures.csv", "mimeType": "text/csv", "buffer": b"seizure_number,seizure_date\nS-1,soon\n"}
    )
    page.locator("main form button.primary").click()
    page.wait_for_url("**/registers/tables/*/")
    return path_of(page)


def look_before_recording(page: Page) -> str:
    """The form of a new record opens after a search; returns its address."""
    page.goto("/registers/drug-seizures/search/")
    page.locator("main .filters input").first.fill("S-1")
    page.locator("main form button.primary").click()
    return str(page.locator("main a[href*=searched]").get_attribute("href"))


@pytest.fixture
def windows(open_as) -> Callable[[str | None], Page]:
    """One window a person, kept for the whole test."""
    open_windows: dict[str | None, Page] = {}

    def window(person: str | None, **options: Any) -> Page:
        if person not in open_windows:
            open_windows[person] = open_as(person, **options)
        return open_windows[person]

    return window


def test_every_named_address_is_a_page_that_is_checked_or_says_why_not(found):
    checked = {example.name for example in found.pages}
    left = set(named_addresses()) - checked - found.others - set(NO_PAGES)
    assert not left, f"No link leads to {sorted(left)}: link them, or say in pages.py what they are"
    gone = set(NO_PAGES) - set(named_addresses())
    assert not gone, f"pages.py excuses what is not there: {sorted(gone)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_its_window_and_says_what_it_is(found, windows, trouble, language):
    problems = []
    for example in found.pages:
        page = windows(example.person)
        _choose(page, language)
        page.set_viewport_size(DESKTOP)
        answer = page.goto(example.address)
        problems += [f"{example}: {problem}" for problem in [*_outline(page, language), *_status(answer)]]
        problems += [f"{example}: {problem}" for problem in _overflow(page)]
    assert not problems, "\n".join(problems)


def _choose(page: Page, language: str) -> None:
    """Once a window: the language switch of every page."""
    if getattr(page, "chosen_language", None) == language:
        return
    page.goto("/preferences/")
    with page.expect_navigation():  # also where it is the language that the page is in
        page.locator("#language").select_option(language)
    assert page.locator("html").get_attribute("lang") == language
    page.chosen_language = language  # type: ignore[attr-defined]


def _status(answer: Any) -> list[str]:
    return [] if answer.status == 200 else [f"answers {answer.status}"]


def _outline(page: Page, language: str) -> list[str]:
    """One main heading, a title before the name of Muster, the language that was asked for."""
    seen = page.evaluate(
        "() => [document.querySelectorAll('h1').length, document.title, document.documentElement.lang,"
        " document.querySelector('h1')?.textContent.trim()]"
    )
    headings, title, language_told, heading = seen
    problems = [] if headings == 1 and heading else [f"{headings} main headings ({heading!r})"]
    problems += [] if title.split(" · ")[0].strip() else [f"title {title!r}"]
    problems += [] if language_told == language else [f"says it is in {language_told}, not {language}"]
    return problems


def _overflow(page: Page) -> list[str]:
    """Whether the document is wider than the window, at both sizes, light and dark."""
    problems = []
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for colours in COLOURS:
            page.emulate_media(color_scheme=colours)
            wide = page.evaluate(WIDER)
            if wide:
                problems.append(f"{size}, {colours}: {wide}")
    return problems


# The element that reaches furthest beyond the window helps to find the cause.
WIDER = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return '';
  const outside = [...document.body.querySelectorAll('*')]
    .filter(one => one.getBoundingClientRect().right > width + 1)
    .map(one => one.tagName.toLowerCase() + (one.id ? '#' + one.id : '') + (one.className ? '.' + one.className : ''));
  return `${root.scrollWidth} px wide in a window of ${width}: ${outside.slice(0, 4).join(', ')}`;
}"""


@pytest.mark.parametrize(("size", "colours"), [("desktop", COLOURS), ("telephone", COLOURS[:1])], ids=list(SIZES))
def test_every_page_passes_axe(found, windows, size, colours):
    problems = []
    for example in found.pages:
        page = windows(example.person)
        _choose(page, "en")
        page.set_viewport_size(WHOLE[size])
        page.goto(example.address)
        for scheme in colours:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour is on its way to another
            problems += [f"{example}, {scheme}: {problem}" for problem in _violations(page)]
    assert not problems, "\n".join(problems)


def _violations(page: Page) -> list[str]:
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": STANDARDS}}
    response = Axe().run(page, options=options).response
    return [
        f"{one['id']}: {one['help']}: " + "; ".join(" ".join(map(str, node["target"])) for node in one["nodes"][:3])
        for one in response["violations"]
    ]


def test_no_page_weighs_more_than_a_slow_line_carries(found, windows):
    """Everything that a first visit transfers: document, scripts, styles, pictures, as sent (compressed or not)."""
    scales: dict[str | None, tuple[Page, list[float]]] = {}
    weights = {}
    for example in found.pages:
        if example.person not in scales:
            scales[example.person] = _scales(windows(example.person))
        page, sent = scales[example.person]
        sent.clear()
        page.goto(example.address, wait_until="load")
        page.evaluate("0")  # what was sent is told before this is answered
        weights[example] = round(sum(sent))
    assert min(weights.values()) > 1_000, f"nothing was weighed: {weights}"
    heavy = [f"{example}: {weight:,} bytes" for example, weight in weights.items() if weight > _most(example)]
    assert not heavy, "\n".join(heavy)


def _most(example: Example) -> int:
    return HEAVIEST_FORM if example.name in WITH_A_FORM else HEAVIEST


def _scales(page: Page) -> tuple[Page, list[float]]:
    """The window, its cache off, and a list that takes the bytes of whatever is sent to it."""
    sent: list[float] = []
    wire = page.context.new_cdp_session(page)
    wire.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return page, sent
