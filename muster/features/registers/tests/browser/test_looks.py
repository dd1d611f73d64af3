"""The page of a form for everybody: both sizes, light and dark, with everything open that can be wrong."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from muster.features.registers.tests.browser.conftest import DESKTOP, TELEPHONE
from muster.features.registers.tests.browser.tables import EVERYTHING
from muster.features.registers.tests.browser.test_filling_in import PLACES, SAVE, question

pytestmark = pytest.mark.browser

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_a_form_passes_axe(site, opened, size, colours):
    page = opened(site(EVERYTHING, colours=colours, data={"places": PLACES}), viewport={**size, "height": 6000})
    page.get_by_label("Pieces").fill("-4")
    question(page, "way").get_by_role("button", name="Add a point").click()
    page.get_by_role("button", name=SAVE).click()
    page.get_by_role("combobox", name="Town from a list").click()
    assert not re.search(r"\{\w+\}", page.locator("body").inner_text())  # words in braces are filled in
    results = Axe().run(page, options={"runOnly": STANDARDS})
    assert not results.response["violations"], results.generate_report()
