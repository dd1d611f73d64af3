"""The matrix and its charts in a real Chromium."""

import pytest
from django.urls import reverse

from muster.ui.charts import DARK, LIGHT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(open_page, reader, entry, other_unit):
    """`opened(name, **context)` is a page in a browser of its own, signed in; what its console says is an error."""
    entry("A10", sessions=8, women=3, men=5, partners=["Municipal Community Safety Council of Prishtinë/Priština"])
    entry("B03", "analysis", sessions=2, unit=other_unit, place_codes=["K27", "K09", "K20"])
    said = []
    yield lambda name, **options: open_page(reader, f"{reverse(name)}?year=2016", on_error=said.append, **options)
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
    for control, value in (("Part of the year", "q3"), ("Part of the year", ""), ("Count", "activities")):
        with page.expect_navigation():
            page.get_by_label(control).select_option(value)
        assert page.get_by_text("Nothing to count in this period").is_visible() == (value == "q3")
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
