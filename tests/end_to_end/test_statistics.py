"""Statistics that are published in the browser, attacked by a stranger with what the public page gives."""

from __future__ import annotations

import csv
import io
from itertools import product
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy.optimize import linprog

from muster.domain.forms.book import Book, Row, Sheet, as_xlsx
from tests.end_to_end.hands import in_english

CODE, THRESHOLD = "e2e-tables", 5
COUNTING = 120_000  # milliseconds that the worker may take
HEAD, KEEPER, ADMINISTRATOR = "head.dsps", "desk", "admin"
TOWNS, KINDS = ("K27", "K28", "K04"), ("theft", "fraud", "arson")
FIRST = ((6, 2, 7), (5, 6, 9), (8, 7, 6))
MORE = ((0, 1, 0), (2, 0, 6), (0, 0, 7))  # records that come before the second release
FORM = (
    "<data id='{code}' version='1'><kind>{kind}</kind><town>{town}</town><day>2026-05-04</day>"
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
    first = publish(head, "First release")
    record(keeper, MORE, "more")
    second = publish(head, "Second release")

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
            low, high = attacked(shown, state, cell)
            assert low <= true <= high
            assert high - low >= THRESHOLD, (state, cell, low, high)
    for cell, came in zip(product(TOWNS, KINDS), np.array(MORE).ravel(), strict=True):
        if 0 < came < THRESHOLD:
            low, high = attacked(shown, None, cell)
            assert high - low >= THRESHOLD, ("difference", cell, low, high)


def attacked(shown: list[dict[Any, int | None]], state: int | None, cell: Any) -> tuple[float, float]:
    """Between what a cell must lie for whoever sees both releases, and knows that records only came; with no state,
    how many came to it."""
    cells = list(product(TOWNS, KINDS))
    rows, values = [], []
    for number, one in enumerate(shown):
        for (town, kind), count in one.items():
            if count is not None:
                rows.append(
                    [float(town in ("*", t) and kind in ("*", k)) * (s == number) for s in (0, 1) for t, k in cells]
                )
                values.append(count)
    grown = np.hstack([np.eye(len(cells)), -np.eye(len(cells))])
    target = np.array([float((t, k) == cell) * _sign(s, state) for s in (0, 1) for t, k in cells])
    ends = []
    for sign in (1, -1):
        solved = linprog(sign * target, grown, np.zeros(len(cells)), np.array(rows), np.array(values), (0, 1000))
        assert solved.success
        ends.append(sign * solved.fun)
    return round(ends[0], 6), round(ends[1], 6)


def _sign(at: int, state: int | None) -> float:
    if state is None:
        return 1.0 if at else -1.0
    return float(at == state)


def record(keeper: Page, counts: Any, name: str) -> None:
    """Records come by the same way as from the form's own page."""
    keeper.goto(f"/registers/{CODE}/")
    for at, (town, kind) in enumerate(product(TOWNS, KINDS)):
        for number in range(int(np.array(counts).ravel()[at])):
            xml = FORM.format(code=CODE, kind=kind, town=town, number=f"uuid:{name}-{at}-{number}")
            part = {"name": "i.xml", "mimeType": "text/xml", "buffer": xml.encode()}
            post(keeper, f"/registers/{CODE}/new/", {"xml_submission_file": part})


def post(page: Page, address: str, fields: dict[str, Any]) -> None:
    """As a form of the page would send it."""
    token = next(one["value"] for one in page.context.cookies() if one["name"].endswith("csrftoken"))
    sent = page.context.request.post(
        address, multipart={"csrfmiddlewaretoken": token, **fields}, headers={"Referer": page.url}
    )
    assert sent.ok, (address, sent.status, sent.text()[:500])


def publish(head: Page, title: str) -> str:
    """A table of kinds by municipality, released in the browser; the address of its public page."""
    head.goto(f"/statistics/{CODE}/?by=place&by=f:kind")
    head.get_by_role("link", name="Publish this table").click()
    for language in ("en", "sq", "sr"):
        head.locator(f"input[name=title_{language}]").fill(title)
    head.locator("input[name=start]").fill("2026-01")
    head.locator("input[name=end]").fill("2026-12")
    head.get_by_role("button", name="Prepare a release with it").click()
    head.get_by_role("button", name="Count and protect").click()
    expect(head.get_by_text("So it would be published.")).to_be_visible(timeout=COUNTING)
    expect(head.get_by_text("small number").first).to_be_attached()
    head.get_by_role("button", name="Publish", exact=True).click()
    link = head.get_by_role("link", name="As the public sees it")
    expect(link).to_be_visible()
    return str(link.get_attribute("href"))


def numbers(stranger: Page, address: str) -> dict[Any, int | None]:
    """What the public page, its JSON and its CSV say alike, by town and kind; "*" for all of them."""
    stranger.goto(address)
    expect(stranger.get_by_text("is a number that is hidden")).to_be_visible()
    told = stranger.context.request.get(f"{address}release.json").json()["tables"][0]
    found = {tuple(one["position"]): one["records"] for one in told["numbers"]}
    rows = list(csv.reader(io.StringIO(stranger.context.request.get(f"{address}1.csv").text().lstrip("\ufeff"))))[1:]
    assert [row[2] for row in rows] == ["" if count is None else str(count) for count in found.values()]
    assert stranger.locator(".hidden-number").count() == sum(count is None for count in found.values())
    return found
