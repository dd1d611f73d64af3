"""What people do with mouse and keyboard, and what they read off a page."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pypdfium2
from playwright.sync_api import Locator, Page, expect

Figures = dict[str, tuple[int, ...]]  # by row name (letters only): the three columns and the total

ROW = re.compile(r"(.*?)\s*((?:\d+\s){4})\d+\s%\s*$", re.DOTALL)


def in_english(page: Page) -> Page:
    """Choose English in the head of the page; without scripts a button says so."""
    page.goto("/")
    chosen = page.locator("#language")
    if chosen.input_value() != "en":
        chosen.select_option("en", force=True)
        if (button := page.locator(".language:has(#language) button")).is_visible():
            button.click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.wait_for_load_state()
    return page


def choose(page: Page, control: str, value: str) -> None:
    """Choose in a list that acts at once; people are never as quick as to do so before the page is there."""
    page.wait_for_load_state()
    page.locator(control).select_option(value)


def drop(page: Page, path: Path) -> None:
    """Drop a file on Reports in, as if it came from the desktop."""
    page.get_by_role("link", name="Reports in").first.click()
    page.wait_for_url("**/reports/")  # with its scripts: a file that is dropped before is lost
    given = page.evaluate_handle(
        """([name, content]) => {
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            const held = new DataTransfer();
            held.items.add(new File([bytes], name, { type: "application/pdf" }));
            return held;
        }""",
        [path.name, base64.b64encode(path.read_bytes()).decode()],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("#hand-in", event, {"dataTransfer": given})


def choose_words(page: Page, words: str) -> None:
    """Draw the mouse over these words of the document."""
    box: Any = page.evaluate(
        """(words) => {
            const sheet = document.getElementById("sheet");
            const walker = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                walker.currentNode.parentElement.scrollIntoView({ block: "center" });
                const lines = [...range.getClientRects()];
                return { first: lines[0].toJSON(), last: lines.at(-1).toJSON() };
            }
            return null;
        }""",
        words,
    )
    assert box, f"the document does not show {words!r}"
    first, last = box["first"], box["last"]
    page.mouse.move(first["left"] + 1, first["top"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["right"] - 1, last["top"] + last["height"] / 2, steps=8)
    page.mouse.up()


def figures_of(table: Locator) -> Figures:
    """Rows of a matrix on a page that have any event, without those of another year."""
    found: Figures = {}
    for row in table.locator("tr:not(.quiet-row)").all():
        cells = [" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()]
        keep(found, cells[0], cells[1:5])
    return found


def figures_in_pdf(path: Path) -> Figures:
    """Rows of the last matrix of a report."""
    with pypdfium2.PdfDocument(path) as pages:
        text = "\n".join(page.get_textpage().get_text_range().replace("\r", "") for page in pages)
    found: Figures = {}
    name = ""
    for line in text[text.rindex("Total Share") + len("Total Share") :].splitlines():
        name = f"{name} {line}"
        if row := ROW.search(name):
            keep(found, row[1], row[2].split())
            if letters(row[1]) == "total":
                return found
            name = ""
    raise AssertionError(f"the matrix of {path.name} has no end: {found}")


def keep(found: Figures, name: str, cells: list[str]) -> None:
    """Note a row, unless it is a head or stands for nothing."""
    numbers = [cell.replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "") for cell in cells]
    if len(numbers) == 4 and all(number.isdecimal() for number in numbers) and int(numbers[3]):
        found["total" if letters(name) in {"total", "alltogether"} else letters(name)] = tuple(map(int, numbers))


def letters(name: str) -> str:
    """A name without what line ends and hyphens do to it."""
    return "".join(letter for letter in name.lower() if letter.isalpha())


def post(page: Page, address: str, fields: dict[str, Any]) -> None:
    """As a form of the page would send it."""
    token = next(one["value"] for one in page.context.cookies() if one["name"].endswith("csrftoken"))
    sent = page.context.request.post(
        address, multipart={"csrfmiddlewaretoken": token, **fields}, headers={"Referer": page.url}
    )
    assert sent.ok, (address, sent.status, sent.text()[:500])


def expect_said(page: Page, words: str) -> None:
    """The page tells this at its top."""
    expect(page.locator(".messages, .notice").filter(has_text=words).first).to_be_visible()
