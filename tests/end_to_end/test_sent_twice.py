"""Who presses twice sends once."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.end_to_end.hands import in_english

KEEPER = "desk"
TWICE = "(button) => { button.click(); setTimeout(() => button.click(), 100); }"
NOTE = "The station was asked by telephone."


def test_who_presses_twice_writes_one_note(open_as):
    page = in_english(open_as(KEEPER))
    page.goto("/registers/firearms/")
    page.locator("tbody a").last.click()
    notes = page.get_by_role("region", name="Notes")
    notes.locator("summary").click()
    notes.locator("textarea").fill(NOTE)
    held: list[Route] = []
    page.route("**/notes/", lambda route: held.append(route))  # the line is slow
    notes.locator("button.primary").evaluate(TWICE)
    page.wait_for_timeout(500)
    assert len(held) == 1
    held[0].continue_()
    expect(notes.get_by_text(NOTE)).to_have_count(1)
