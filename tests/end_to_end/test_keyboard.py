"""Everything by keyboard alone: where one is can be seen, menus close, the review goes draft by draft."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import TELEPHONE
from tests.end_to_end.hands import expect_said, in_english

OFFICER = "officer.gnjilane"
MOST_STOPS = 60  # of the Tab key on a page that are looked at

# What has the focus, and whether that can be seen on it or on what holds it.
FOCUS = """() => {
  const has = document.activeElement;
  const seen = (one) => one && one !== document.body && (
    (getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) > 0));
  return {
    name: has.outerHTML.slice(0, 120), none: has === document.body,
    seen: Boolean(seen(has) || seen(has.parentElement)), main: Boolean(has.closest('main')),
  };
}"""


REACHED = """([selector, words]) => {
  const has = document.activeElement;
  return has.matches(selector) && has.textContent.includes(words);
}"""


def tab_to(page: Page, selector: str, words: str = "") -> None:
    """Press Tab until something like this, with these words, has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(REACHED, [selector, words]):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_person_signs_in_with_the_keyboard(open_as, site):
    page = open_as(None)
    page.goto("/sign-in/")
    tab_to(page, "input[name=login]")
    page.keyboard.type(OFFICER)
    tab_to(page, "input[name=password]")
    page.keyboard.type(site.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    expect(page.locator(".person")).to_be_visible()


def test_the_first_stop_leads_past_the_head_of_the_page(open_as):
    page = in_english(open_as(OFFICER))
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["main"]


@pytest.mark.parametrize("address", ["/", "/reports/", "/review/", "/activities/", "/matrix/", "/publish/"])
def test_every_stop_of_the_keyboard_can_be_seen(open_as, address):
    page = open_as("reporting.deputy")
    page.goto(address)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["none"]:
            break
        assert focus["seen"], f"nothing shows that this has the focus: {focus['name']}"


def test_an_officer_reviews_with_the_keyboard(open_as):
    page = in_english(open_as(OFFICER))
    tab_to(page, "main a[href^='/review/']", "November 2025")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/*/**")
    heading = page.locator(".panel-head h2")
    expect(heading).to_contain_text("Draft")
    page.wait_for_load_state()
    page.keyboard.press("a")
    expect_said(page, "Accepted into the register")
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect_said(page, "Undone")
    page.wait_for_load_state()
    before = heading.inner_text()
    page.keyboard.press("n")
    expect(heading).not_to_have_text(before)


def test_escape_closes_menus_and_gives_the_focus_back(open_as):
    page = in_english(open_as(OFFICER))
    tab_to(page, ".person summary")
    page.keyboard.press("Enter")
    tab_to(page, ".person .menu a")
    page.keyboard.press("Escape")
    expect(page.locator(".person .menu")).to_be_hidden()
    expect(page.locator(".person summary")).to_be_focused()

    page.goto("/review/")
    page.locator("table a").first.click()
    page.wait_for_url("**/review/*/**")
    for key in ("s", "m", "x", "?"):
        page.keyboard.press(key)
        menu = page.locator("details.menu-button[open] .menu")
        expect(menu).to_be_visible()
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()


def test_the_rooms_open_and_close_on_a_telephone(open_as):
    page = in_english(open_as(OFFICER, viewport=TELEPHONE))
    rail = page.locator("#rail")
    expect(rail).to_be_hidden()
    tab_to(page, ".rail-toggle")
    page.keyboard.press("Enter")
    expect(rail).to_be_visible()
    page.keyboard.press("Escape")
    expect(rail).to_be_hidden()
    expect(page.locator(".rail-toggle")).to_be_focused()
