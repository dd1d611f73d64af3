"""The markup of a paragraph, as little as an officer can remember: `*emphasis*`, `**strong**`, `^[a footnote]`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MARKS = re.compile(r"\*\*(?P<strong>[^*\n]+)\*\*|\*(?P<emphasis>[^*\n]+)\*|\^\[(?P<note>[^\]\n]+)\]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style: plain, strong, emphasis, or note (a footnote's words at its place)."""

    text: str
    style: str = "plain"


def runs(marked: str) -> tuple[Run, ...]:
    """The runs of one paragraph; a mark that is not closed stays as it was typed."""
    found: list[Run] = []
    at = 0
    for match in MARKS.finditer(marked):
        if match.start() > at:
            found.append(Run(marked[at : match.start()]))
        style = str(match.lastgroup)
        found.append(Run(match[style], style))
        at = match.end()
    if at < len(marked):
        found.append(Run(marked[at:]))
    return tuple(found)


def plain(parts: Iterable[Run]) -> str:
    """The words alone, a footnote's in brackets."""
    return "".join(f" [{run.text}]" if run.style == "note" else run.text for run in parts)


def split_paragraphs(text: str) -> list[str]:
    """Paragraphs as typed, parted by empty lines; single line ends are spaces."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
