"""The main job, as people do it: from a dropped PDF to a published annual report whose numbers are the matrix's."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document as read_docx
from playwright.sync_api import Page, expect

from muster.demo.as_pdf import pdf
from muster.demo.source import read
from tests.end_to_end.hands import (
    Figures,
    choose,
    choose_words,
    drop,
    expect_said,
    figures_in_pdf,
    figures_of,
    in_english,
    keep,
)

SOURCE = Path(__file__).with_name("annual_2026.md")
READING = 120_000  # milliseconds that the worker may take for the report
MAKING = 60_000  # milliseconds that a report's files may take
OFFICER, HEAD, REPORTING, COLLEAGUE = "officer.pec", "head.pec", "reporting", "reporting.deputy"
CODE, STRUCTURE = "FO-PE", "Field Office Pejë/Peć"
INTRODUCTION = "Four colleagues kept in touch with four stations and two councils."
REMARK = "Please name the councils."


@pytest.fixture(scope="module")
def report_file(tmp_path_factory) -> Path:
    """What the Field Office wrote about 2026, as PDF."""
    path = tmp_path_factory.mktemp("handed-in") / "annual-2026.pdf"
    path.write_bytes(pdf(read("annual-2026", SOURCE.read_text(encoding="utf-8"))))
    return path


def test_an_officer_goes_from_a_dropped_pdf_to_a_published_annual_report(open_as, report_file, tmp_path):
    officer, reporting = in_english(open_as(OFFICER)), in_english(open_as(REPORTING))
    hand_in(officer, report_file)
    review(officer)
    find_in_another_script(officer)
    follow_a_figure_to_its_sentence(reporting)
    address = start_the_report(reporting)
    introduce(officer, reporting, address)
    discuss(in_english(open_as(COLLEAGUE)), officer, address)
    clear_and_publish(in_english(open_as(HEAD)), reporting, address)

    printed = download(reporting, address, tmp_path / "printed")
    matrix = matrix_of_2026(reporting)
    assert sum(figures[3] for name, figures in matrix.items() if name == "total") >= 8
    assert figures_in_pdf(printed["pdf"]) == matrix
    assert figures_in_docx(printed["docx"]) == matrix
    assert INTRODUCTION in printed["html"].read_text(encoding="utf-8")

    change_the_register(officer)
    assert matrix_of_2026(reporting) != matrix
    again = download(reporting, address, tmp_path / "again")
    for form, path in printed.items():
        assert again[form].read_bytes() == path.read_bytes(), f"the published {form} changed"


def hand_in(page: Page, path: Path) -> None:
    """Drop it and watch it being read."""
    drop(page, path)
    row = page.locator("table.documents tr").filter(has_text=path.name)
    expect(row).to_be_visible()
    expect(row.locator(".tag")).to_have_text("Ready for review", timeout=READING)
    expect(row).to_contain_text("Annual Report 2026")
    row.get_by_role("link").first.click()
    page.get_by_role("link", name="Review its drafts").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Annual Report 2026")


def review(page: Page) -> None:
    """Correct by words, accept by key, merge, reject, and accept the rest at once."""
    go_to_draft(page, "visit of displaced persons")
    choose_words(page, "About 30 visitors")
    page.locator("#take [data-take=participants]").click()
    filled = page.locator("#row-participants.filled input:not([type=hidden])").first
    expect(filled).to_be_focused()  # the last thing that happens; the number may have stood there before
    expect(filled).to_have_value("30")
    accept_by_key(page)
    go_to_draft(page, "public meeting on safety in the mountains")
    accept_by_key(page)

    go_to_draft(page, "meeting of the commanders")
    page.keyboard.press("m")
    with page.expect_navigation():
        page.locator("button[value=merge]").click()  # with the draft that comes next, as proposed
    expect_said(page, "Merged")

    go_to_draft(page, "prevention of cyberbullying")
    page.keyboard.press("x")
    page.keyboard.type("The municipality did this alone.")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect_said(page, "Rejected")

    page.get_by_role("link", name="Accept all sure ones").click()
    choose(page, "select[name=above]", "70")
    expect(page.get_by_text("at least 70 % sure")).to_be_visible()
    page.get_by_role("button", name="Accept the ticked ones").click()
    expect_said(page, "accepted into the register")


def go_to_draft(page: Page, words: str) -> None:
    """By its mark in the document, whose page is there with its scripts before and after."""
    page.wait_for_load_state()
    mark = page.locator("#sheet .m").filter(has_text=words).first
    draft = mark.get_attribute("data-draft")
    if f"draft={draft}" not in page.url:
        mark.click()
        page.wait_for_url(lambda address: f"draft={draft}" in address)


def accept_by_key(page: Page) -> None:
    page.keyboard.press("Escape")  # out of the field that has the cursor
    with page.expect_navigation():  # the page before may say of another draft that it was accepted
        page.keyboard.press("a")
    expect_said(page, "Accepted into the register")


def find_in_another_script(page: Page) -> None:
    page.locator("#search").fill("Дечани")
    page.keyboard.press("Enter")
    rows = page.locator(".register-table tbody tr").filter(has_text="2026").filter(has_text="Hate Crime")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Deçan/Dečani")


def matrix_of_2026(page: Page) -> Figures:
    page.get_by_role("link", name="Matrix").first.click()
    if page.locator("#select_year").input_value() != "2026":
        choose(page, "#select_year", "2026")
        page.wait_for_url("**year=2026**")
    page.locator("summary").filter(has_text="All structures").click()
    page.get_by_role("checkbox", name=STRUCTURE).check()
    page.locator(".structures").get_by_role("button", name="Show").click()
    expect(page.locator("#matrix-caption")).to_contain_text(STRUCTURE.removeprefix("Field Office "))
    page.wait_for_load_state()  # all rows
    return figures_of(page.locator("table.matrix"))


def follow_a_figure_to_its_sentence(page: Page) -> None:
    """A cell opens the activities behind it, each of them its words in the report."""
    matrix_of_2026(page)
    page.locator("table.matrix tr").filter(has_text="Hate Crime").get_by_role("link").first.click()
    rows = page.locator(".register-table tbody tr")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").first.click()
    expect(page.locator("blockquote.quote").first).to_contain_text("14 prosecutors and police officers")


def start_the_report(page: Page) -> str:
    page.get_by_role("link", name="Publish").first.click()
    page.get_by_role("link", name="Start a report").click()
    page.locator("[name=kind]").select_option("annual")
    page.locator("[name=year]").fill("2026")
    page.wait_for_load_state()  # all boxes
    for box in page.locator("input[name=units]").all():
        box.uncheck()
    page.get_by_role("checkbox", name=STRUCTURE).check()
    page.get_by_role("button", name="Draw the report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026")
    return page.url


def introduce(officer: Page, reporting: Page, address: str) -> None:
    """The structure introduces itself, headquarters sums up; what the register gave stands there already."""
    for page, chapter, text in (
        (officer, STRUCTURE, INTRODUCTION),
        (reporting, "Executive summary", "The year was calm, and most was done in Pejë/Peć."),
    ):
        page.goto(address)
        page.get_by_role("link", name=chapter).click()
        page.locator("#new-intro").fill(text)
        page.locator("form").filter(has=page.locator("#new-intro")).get_by_role("button", name="Keep").click()
        expect(page.locator("article.paragraph textarea").first).to_have_value(text)
    officer.get_by_role("link", name="Hate Crime").first.click()
    expect(officer.locator("#s-A10, section").filter(has_text="Hate Crime").last).to_be_visible()


def discuss(colleague: Page, officer: Page, address: str) -> None:
    """A colleague comments a paragraph; its author resolves it."""
    colleague.goto(address)
    colleague.get_by_role("link", name=STRUCTURE).click()
    beside = colleague.locator("article.paragraph").first
    beside.locator(".commenting summary").click()
    beside.locator(".commenting textarea").fill(REMARK)
    beside.locator(".commenting").get_by_role("button", name="Comment").click()
    expect(colleague.locator(".thread").filter(has_text=REMARK)).to_be_visible()

    officer.reload()
    officer.locator(".thread").filter(has_text=REMARK).get_by_role("button", name="Resolve").click()
    expect(officer.locator(".thread.resolved")).to_contain_text(REMARK)


def clear_and_publish(head: Page, reporting: Page, address: str) -> None:
    """The head clears the structure's chapter, the reporting officer the others; then it is published."""
    head.goto(address)
    clear_everything_open(head)
    reporting.goto(address)
    clear_everything_open(reporting)
    reporting.get_by_role("link", name="Checklist and publication").click()
    expect_said(reporting, "Nothing stands in the way")
    reporting.get_by_role("button", name="Publish the report").click()
    expect(reporting.locator(".notice.good").filter(has_text="Published")).to_be_visible(timeout=MAKING)


def clear_everything_open(page: Page) -> None:
    """Read and clear each chapter that this person may clear."""
    to_clear = page.get_by_role("link", name="Read and clear")
    expect(to_clear.first).to_be_visible()
    while to_clear.count():
        to_clear.first.click()
        page.get_by_role("button", name="Clear the chapter").click()
        expect_said(page, "is cleared")
        page.wait_for_load_state()  # all links


def download(page: Page, address: str, folder: Path) -> dict[str, Path]:
    """The report in all its formats."""
    page.goto(address)
    kept = {}
    for form, name in (("pdf", "PDF"), ("docx", "Word"), ("html", "HTML")):
        with page.expect_download(timeout=MAKING) as caught:
            page.locator(".files").get_by_role("link", name=name).click()
        kept[form] = folder / f"report.{form}"
        caught.value.save_as(kept[form])
    return kept


def figures_in_docx(path: Path) -> Figures:
    """Rows of the last table that ends with a total."""
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in read_docx(str(path)).tables]
    matrix = [rows for rows in tables if rows[-1][0] == "Total"][-1]
    found: Figures = {}
    for cells in matrix:
        keep(found, cells[0], cells[1:5])
    return found


def change_the_register(page: Page) -> None:
    """The officer finds that the training had two sessions more."""
    page.locator("#search").fill("training problem solving Istog")
    page.keyboard.press("Enter")
    page.locator(".register-table tbody tr").filter(has_text="2026").get_by_role("link").first.click()
    page.get_by_role("link", name="Change").click()
    page.locator("[name=sessions]").fill("3")
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.locator("main")).to_contain_text("3 sessions")
