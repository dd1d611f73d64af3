"""Where sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muster.domain.extraction.model import Span

BREAK = re.compile(r"[.!?…][\"”’»)\]]*\s+(?=[\"“‘«(\[]*[A-ZÀ-ÞŠŽČĆĐ0-9])")
NOT_AN_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|No|Nos|Art|St|vs|e\.g|i\.e|etc|cf|approx|incl|resp|Gen|Col|Lt|Maj|"
    r"Capt|Sgt|Amb|Dep|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|para|Vol|Ed|p|pp|U\.S|U\.K|U\.N)|\b[A-Z])\.$"
)
# An initial or abbreviation in front of the usual opening words of a sentence ends one.
OPENS_SURELY = re.compile(r"\s+(?:The|On|In|From|During|This|These|It|Participants|A|An|As|Between)\s")


def sentences(text: str) -> Iterator[Span]:
    """The spans of the sentences of a paragraph."""
    start = 0
    for match in BREAK.finditer(text):
        stop = match.start() + 1
        if NOT_AN_END.search(text, max(start, stop - 12), stop) and not OPENS_SURELY.match(text, stop):
            continue
        yield start, match.start() + len(match[0].rstrip())
        start = match.end()
    if text[start:].strip():
        yield start, len(text.rstrip())
