"""The colours of charts: each role has one value of its own in `LIGHT`, which the other palettes replace."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "ink": "#1a1f26",
    "quiet": "#545d69",
    "line": "#d5dae0",
    "surface": "#ffffff",
    "on": "#fefefe",  # text on a series
    "first": "#0b5b93",
    "second": "#b4530a",
    "third": "#5f6975",
}
DARK: Mapping[str, str] = {
    "ink": "#e8ebef",
    "quiet": "#a7b0bc",
    "line": "#353d47",
    "surface": "#1c2127",
    "on": "#0c1a26",
    "first": "#74b9ee",
    "second": "#f2a65e",
    "third": "#a9b3bf",
}
PRINT: Mapping[str, str] = {**LIGHT, "ink": "#000000", "quiet": "#3a4048", "line": "#b8bec6"}
SERIES = tuple(LIGHT[role] for role in ("first", "second", "third"))
