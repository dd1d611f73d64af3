"""Releases of statistics: published in the browser, read as the public does, and attacked with what it was given."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from playwright.sync_api import Page, expect
from scipy.optimize import linprog

COUNTING = 120_000  # milliseconds that the worker may take
ALL = "*"  # where a total has no value of a field
MOST = 1000  # records that a stranger would think of for one cell
Cell = tuple[str, str]
Shown = Mapping[Cell, int | None]  # the numbers of one release by place and kind; None where one is hidden


def publish(head: Page, code: str, title: str) -> str:
    """A table of kinds by municipality, released in the browser; the address of its public page."""
    head.goto(f"/statistics/{code}/?by=place&by=f:kind")
    head.get_by_role("link", name="Publish this table").click()
    for language in ("en", "sq", "sr"):
        head.locator(f"input[name=title_{language}]").fill(title)
    head.locator("input[name=start]").fill("2025-01")
    head.locator("input[name=end]").fill("2025-12")
    head.get_by_role("button", name="Prepare a release with it").click()
    head.get_by_role("button", name="Count and protect").click()
    expect(head.get_by_text("So it would be published.")).to_be_visible(timeout=COUNTING)
    expect(head.get_by_text("small number").first).to_be_attached()
    head.get_by_role("checkbox", name="I have looked at the numbers").check()
    head.get_by_role("button", name="Publish", exact=True).click()
    link = head.get_by_role("link", name="As the public sees it")
    expect(link).to_be_visible()
    return str(link.get_attribute("href"))


def numbers(stranger: Page, address: str) -> Shown:
    """What the public page, its JSON and its CSV say alike."""
    stranger.goto(address)
    expect(stranger.get_by_text("is a number that is hidden")).to_be_visible()
    told = stranger.context.request.get(f"{address}release.json").json()["tables"][0]
    found = {tuple(one["position"]): one["records"] for one in told["numbers"]}
    rows = list(csv.reader(io.StringIO(stranger.context.request.get(f"{address}1.csv").text().lstrip("\ufeff"))))[1:]
    assert [row[2] for row in rows] == ["" if count is None else str(count) for count in found.values()]
    assert stranger.locator(".hidden-number").count() == sum(count is None for count in found.values())
    return found


def attacked(shown: Sequence[Shown], weights: Mapping[tuple[int, Cell], float]) -> tuple[float, float]:
    """Between what a weighted sum of cells, by (release, cell), must lie for whoever sees all these releases and knows
    that between them records only came."""
    cells = sorted({cell for one in shown for cell in one if ALL not in cell})
    unknown = list(product(range(len(shown)), cells))
    rows, values = [], []
    for number, one in enumerate(shown):
        for (place, kind), count in one.items():
            if count is not None:
                rows.append([float(at == number and place in (ALL, p) and kind in (ALL, k)) for at, (p, k) in unknown])
                values.append(count)
    later = len(unknown) - len(cells)
    grown = np.eye(later, len(unknown)) - np.eye(later, len(unknown), len(cells))  # each cell, less itself one later
    target = np.array([weights.get(one, 0.0) for one in unknown])
    ends = []
    for sign in (1, -1):
        solved = linprog(sign * target, grown, np.zeros(later), np.array(rows), np.array(values), (0, MOST))
        assert solved.success
        ends.append(sign * solved.fun)
    return round(ends[0], 6), round(ends[1], 6)
