"""Statistics that are published in the browser, attacked by a stranger with what the public page gives."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from muster.domain.forms.book import Book, Row, Sheet, as_xlsx
from tests.end_to_end.hands import in_english, post
from tests.end_to_end.releases import attacked, numbers, publish

CODE, THRESHOLD = "e2e-tables", 5
HEAD, KEEPER, ADMINISTRATOR = "head.dsps", "desk", "admin"
TOWNS, KINDS = ("K27", "K28", "K04"), ("theft", "fraud", "arson")
FIRST = ((6, 2, 7), (5, 6, 9), (8, 7, 6))
MORE = ((0, 1, 0), (2, 0, 6), (0, 0, 7))  # records that come before the second release
FORM = (
    "<data id='{code}' version='1'><kind>{kind}</kind><town>{town}</town><day>2025-05-04</day>"
    "<meta><instanceID>{number}</instanceID></meta></data>"
)


def workbook() -> bytes:
    sheets: dict[str, tuple[dict[str, str], ...]] = {
        "survey": (
            {"type": "select_one kind", "name": "kind", "label": "Kind", "required": "yes"},
            {"type": "text", "name": "town", "label": "Town"},
            {"type": "date", "name": "day", "label": "Day"},
        ),
        "choices": tuple({"list_name": "kind", "name": kind, "label": kind.title()} for kind in KINDS),
        "settings": ({"form_id": CODE, "form_title": "Tables", "version": "1"},),
        "register": (
            {"setting": "title", "label::English (en)": "Tables to attack"},
            {"setting": "date", "name": "day"},
            {"setting": "place", "name": "town"},
            {"setting": "statistic", "name": "kind"},
            {"setting": "threshold", "value": str(THRESHOLD)},
            {"setting": "access", "roles": "desk_officer", "value": "read create", "to": "everywhere"},
            {"setting": "access", "roles": "head_of_structure", "value": "read publish", "to": "everywhere"},
        ),
    }
    return as_xlsx(Book({name: _sheet(name, rows) for name, rows in sheets.items()}))


def _sheet(name: str, rows: tuple[dict[str, str], ...]) -> Sheet:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Sheet(name, columns, tuple(Row(at, row) for at, row in enumerate(rows, start=2)))


@pytest.fixture
def register(open_as) -> None:
    """Loaded and published by who keeps registers; the administrator gives its rights."""
    keeper, administrator = in_english(open_as(KEEPER)), in_english(open_as(ADMINISTRATOR))
    keeper.goto("/registers/load/")
    file = {"name": "tables.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()}
    keeper.locator("input[name=workbook]").set_input_files(file)
    keeper.locator("main form button.primary").click()
    keeper.wait_for_url(f"**/registers/{CODE}/versions/1/")
    post(keeper, f"/registers/{CODE}/versions/1/publish/", {})
    administrator.goto(f"/registers/{CODE}/about/")
    post(administrator, f"/registers/{CODE}/rights/", {})


def test_two_releases_tell_nobody_what_they_hide(open_as, register):
    keeper, head, stranger = in_english(open_as(KEEPER)), in_english(open_as(HEAD)), in_english(open_as(None))
    record(keeper, FIRST, "first")
    first = publish(head, CODE, "First release")
    record(keeper, MORE, "more")
    second = publish(head, CODE, "Second release")

    shown = [numbers(stranger, address) for address in (first, second)]
    assert shown[0]["K27", "fraud"] is None  # 2 records
    assert all(any(count is None for count in one.values()) for one in shown)
    assert all(any(count is not None for count in one.values()) for one in shown)
    truth = [np.array(FIRST), np.array(FIRST) + np.array(MORE)]
    for state, cell in product((0, 1), product(TOWNS, KINDS)):
        true = int(truth[state][TOWNS.index(cell[0]), KINDS.index(cell[1])])
        said = shown[state][cell]
        assert said in (None, true)
        if said is None:
            low, high = attacked(shown, {(state, cell): 1})
            assert low <= true <= high
            assert high - low >= THRESHOLD, (state, cell, low, high)
    for cell, came in zip(product(TOWNS, KINDS), np.array(MORE).ravel(), strict=True):
        if 0 < came < THRESHOLD:
            low, high = attacked(shown, {(1, cell): 1, (0, cell): -1})
            assert high - low >= THRESHOLD, ("difference", cell, low, high)


def record(keeper: Page, counts: Any, name: str) -> None:
    """Records come by the same way as from the form's own page."""
    keeper.goto(f"/registers/{CODE}/")
    for at, (town, kind) in enumerate(product(TOWNS, KINDS)):
        for number in range(int(np.array(counts).ravel()[at])):
            xml = FORM.format(code=CODE, kind=kind, town=town, number=f"uuid:{name}-{at}-{number}")
            part = {"name": "i.xml", "mimeType": "text/xml", "buffer": xml.encode()}
            post(keeper, f"/registers/{CODE}/new/", {"xml_submission_file": part})
