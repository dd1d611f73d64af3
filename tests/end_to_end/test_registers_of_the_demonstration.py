"""The registers of the demonstration, as its people and the public come upon them."""

from __future__ import annotations

from playwright.sync_api import expect

HEAD, KEEPER = "head.dsps", "desk"


def test_a_head_finds_records_that_wait_for_her_approval(open_as):
    page = open_as(HEAD)
    page.goto("/registers/work/")
    for number, move in (("DEMO-F-2026-015", "Finish the review"), ("DEMO-C-2026-011", "Decide and answer")):
        page.locator("section", has_text="Assigned to you").get_by_role("link", name=number).first.click()
        expect(page.get_by_text(move, exact=True).first).to_be_visible()
        page.go_back()
    page.goto("/")
    expect(page.locator("section", has_text="Early warnings").get_by_text("warning").first).to_be_visible()


def test_a_head_counts_what_her_department_records(open_as):
    page = open_as(HEAD)
    for code in ("drug-seizures", "use-of-force", "complaints"):
        page.goto(f"/statistics/{code}/")
        assert int(page.locator("main table tr").last.locator("td").last.inner_text()) >= 16


def test_the_public_sees_numbers_and_that_some_are_hidden(open_as):
    page = open_as(None)
    page.goto("/public/statistics/1/")
    cells = [cell.strip() for cell in page.locator("main td").all_inner_texts()]
    hidden, numbers = cells.count("×"), sum(cell.replace(",", "").isdigit() for cell in cells)
    assert 0 < hidden < numbers / 3


def test_a_return_opens_on_a_year_with_records(open_as, trouble):
    page = open_as(KEEPER)
    page.goto("/registers/hate-crime/returns/odihr_hate_crime/")
    assert page.locator("main td").count() > 5
    page.goto("/registers/drug-seizures/returns/unodc_ids/")  # single seizures: it asks why first
    page.locator("main select[name=reason]").select_option(index=1)
    page.locator("main textarea").fill("To send last year's seizures.")
    page.locator("main form button.primary").click()
    expect(page.locator("main")).to_contain_text("DEMO-DS-2025-")
    trouble.clear()


def test_a_warning_says_what_its_number_is(open_as):
    page = open_as(KEEPER)
    page.goto("/registers/use-of-force/warnings/")
    expect(page.get_by_role("heading", name="Service number: D1003").first).to_be_visible()


def test_records_are_called_by_words(open_as):
    page = open_as(KEEPER)
    page.goto("/registers/crime/")
    expect(page.get_by_role("link", name="DEMO-2026-0322 Theft (0502)")).to_be_visible()
    page.goto("/registers/domestic-violence/")
    expect(page.get_by_role("link", name="DEMO-DV-2026-001 8 Jan 2026")).to_be_visible()
