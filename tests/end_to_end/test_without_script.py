"""Without JavaScript the same work is done by links and forms."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.hands import expect_said, in_english

OFFICER = "officer.prizren"
WEEKLY = """Field Office Prizren: Weekly Report, 2 to 8 March 2026

Hate Crime

On 4 March 2026, the Field Office organized a meeting on hate speech with 21 teachers in Prizren.
"""


@pytest.fixture
def page(open_as) -> Page:
    return in_english(open_as(OFFICER, java_script_enabled=False))


def test_a_person_signs_in(open_as, site):
    page = open_as(None, java_script_enabled=False)
    page.goto("/sign-in/")
    page.locator("input[name=login]").fill(OFFICER)
    page.locator("input[name=password]").fill(site.password)
    page.locator("main form button.primary").click()
    page.wait_for_url("**/")
    expect(page.locator(".person")).to_be_visible()


def test_a_report_is_handed_in(page, tmp_path):
    path = tmp_path / "weekly-2026-10.txt"
    path.write_text(WEEKLY, encoding="utf-8")
    page.goto("/reports/")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.locator("table.documents").get_by_role("link", name="weekly-2026-10.txt")).to_be_visible()


def test_the_register_is_filtered(page):
    page.goto("/activities/")
    every = page.locator(".found").inner_text()
    page.locator("#f-theme").select_option(label="Hate Crime")
    page.get_by_role("button", name="Filter").first.click()
    expect(page.locator(".found")).not_to_have_text(every)
    page.wait_for_load_state()  # all rows
    for theme in page.locator(".register-table tbody tr").all():
        expect(theme).to_contain_text("Hate Crime")


def test_a_draft_is_accepted(page):
    page.goto("/review/")
    page.locator("table tr").filter(has_text="December 2025").get_by_role("link").first.click()
    page.get_by_role("button", name=re.compile("^Accept")).first.click()
    expect_said(page, "Accepted into the register")


def test_the_matrix_is_counted_for_a_year(page):
    page.goto("/matrix/")
    page.locator("#select_year").select_option("2025")
    page.locator("form.filters").get_by_role("button", name="Show").last.click()
    expect(page.locator("#matrix-caption")).to_contain_text("2025")
    total = page.locator("table.matrix tr.total td.sum")
    assert int("".join(filter(str.isdigit, total.inner_text()))) > 100


def test_a_paragraph_is_kept(page):
    page.goto("/publish/")
    page.get_by_role("link", name=re.compile("^Quarterly Report")).click()
    page.get_by_role("link", name="Field Office Prizren").click()
    page.locator("#new-intro").fill("The Field Office has two international officers.")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep").first.click()
    text = page.locator("article.paragraph textarea[name=text]").first
    text.fill("The Field Office has three international officers.")
    with page.expect_navigation():
        page.locator("article.paragraph").get_by_role("button", name="Keep").first.click()
    page.reload()
    expect(page.locator("article.paragraph textarea[name=text]").first).to_have_value(re.compile("three"))
