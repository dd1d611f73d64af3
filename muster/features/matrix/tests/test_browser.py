"""The matrix and its charts in a real Chromium."""

import shutil
from contextlib import closing

import pytest
from django.db import connection
from django.urls import reverse

from muster.ui.charts import DARK, LIGHT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="No chromium on this machine (Debian: apt-get install chromium)."),
]


@pytest.fixture
def opened(live_server, client, reader, monkeypatch, entry, other_unit):
    """`opened(name, **context)` is a page in a browser of its own, signed in; what its console says is an error."""
    from playwright.sync_api import sync_playwright

    entry("A10", sessions=8, women=3, men=5, partners=["Municipal Community Safety Council of Prishtinë/Priština"])
    entry("B03", "analysis", sessions=2, unit=other_unit, place_codes=["K27", "K09", "K20"])
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
    said = []
    with (
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])) as browser,
    ):

        def open_it(name, **options):
            client.force_login(reader)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            context = browser.new_context(**options)
            context.add_cookies([cookie])
            page = context.new_page()
            page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
            page.goto(f"{live_server.url}{reverse(name)}?year=2016")
            return page

        yield open_it
        connection.close()  # within Playwright's event loop Django has a connection of its own
    assert said == []


def test_a_person_chooses_structures_and_opens_a_cell_without_scripts(opened):
    page = opened("matrix:matrix", java_script_enabled=False)
    page.locator("summary").filter(has_text="All structures").click()
    page.get_by_label("Field Office North").check()
    page.locator(".structures").get_by_role("button", name="Show").click()
    page.locator("#matrix-caption").get_by_text("Events · Field Office North · 2016").wait_for()
    page.get_by_role("row", name="Hate Crime").get_by_role("link").first.click()
    page.wait_for_url("**/activities/?unit=north&since=2016-01-01&until=2016-12-31&by=starting&theme=A10*")


def test_a_choice_shows_at_once_where_scripts_run(opened):
    page = opened("matrix:matrix")
    page.get_by_label("Part of the year").select_option("q3")
    page.get_by_text("Nothing to count in this period").wait_for()
    page.get_by_label("Part of the year").select_option("")
    page.get_by_label("Count").select_option("activities")
    page.locator("#matrix-caption").get_by_text("Activities · All structures · 2016").wait_for()


CUT = """() => [...document.querySelectorAll(".chart text")].filter(text => {
    const own = text.getBoundingClientRect(), all = text.closest("svg").getBoundingClientRect();
    return own.left < all.left - 1 || own.right > all.right + 1 || own.top < all.top - 1 || own.bottom > all.bottom + 1;
}).map(text => text.textContent)"""


@pytest.mark.parametrize(
    ("width", "language", "scheme", "palette"), [(1280, "sr", "light", LIGHT), (390, "sq", "dark", DARK)]
)
def test_charts_follow_the_readers_scheme_and_cut_no_text(opened, reader, width, language, scheme, palette):
    reader.language = language
    reader.save()
    page = opened("matrix:charts", viewport={"width": width, "height": 844}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(CUT) == []
    assert any("Prishtinë/Priština" in text for text in page.locator(".chart text").all_text_contents())
    fill = page.locator(f'#months .chart [fill="{LIGHT["first"]}"]').first.evaluate("e => getComputedStyle(e).fill")
    red, green, blue = (int(palette["first"][at : at + 2], 16) for at in (1, 3, 5))
    assert fill == f"rgb({red}, {green}, {blue})"
