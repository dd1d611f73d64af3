"""Scores extracted activities against gold: which were found, and how often each field agrees.

An activity found belongs to at most one of the gold: pairs are taken in order of their overlap in lines, equal start
dates first, and need an overlap of half of the shorter.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from muster.domain.documents.model import SourceText
from muster.domain.extraction.extract import extract
from muster.domain.extraction.render import plain

EXACT = ("theme", "kind", "column", "start", "end", "sessions", "participants")
LISTS = ("places", "partners")
Row = Mapping[str, Any]


def chapters(folder: Path) -> list[Path]:
    """The texts of a folder that have gold beside them."""
    return sorted(path for path in folder.glob("*.txt") if path.with_suffix(".gold.jsonl").exists())


@dataclass
class Figures:
    """What came out for one chapter."""

    HEAD: ClassVar[str] = (
        "chapter              gold found    F1 theme  kind column start   end  sess people wrong places partners"
    )

    name: str
    gold: int
    found: int
    matched: int
    agreed: dict[str, tuple[int, int]] = field(default_factory=dict)
    lists: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    wrong_people: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.matched / (self.gold + self.found) if self.gold + self.found else 0.0

    def share(self, name: str) -> float:
        agreed, scored = self.agreed[name]
        return agreed / scored if scored else 1.0

    def list_f1(self, name: str) -> float:
        hits, gold, found = self.lists[name]
        return 2 * hits / (gold + found) if gold + found else 1.0

    @property
    def wrong_share(self) -> float:
        return self.wrong_people / max(1, self.matched)

    def row(self) -> str:
        shares = " ".join(f"{self.share(name):5.2f}" for name in EXACT)
        lists = "  ".join(f"{self.list_f1(name):5.2f}" for name in LISTS)
        return (
            f"{self.name:20s} {self.gold:4d} {self.found:5d} {self.f1:5.3f} {shares} {self.wrong_share:5.2f}  {lists}"
        )


def together(name: str, parts: Sequence[Figures]) -> Figures:
    """All chapters as one: counts added, so that long chapters weigh more."""

    def added(tables: Sequence[Mapping[str, tuple[int, ...]]]) -> dict[str, Any]:
        return {key: tuple(map(sum, zip(*(table[key] for table in tables), strict=True))) for key in tables[0]}

    return Figures(
        name,
        sum(part.gold for part in parts),
        sum(part.found for part in parts),
        sum(part.matched for part in parts),
        added([part.agreed for part in parts]),
        added([part.lists for part in parts]),
        sum(part.wrong_people for part in parts),
    )


def figures(chapter: Path) -> Figures:
    """Extract a chapter, whose name ends in its year, and compare."""
    year = int(chapter.stem[-4:])
    gold = [json.loads(line) for line in chapter.with_suffix(".gold.jsonl").read_text("utf-8").splitlines() if line]
    extraction = extract(SourceText.from_plain(chapter.read_text("utf-8")), year=year)
    found = [plain(draft, number) for number, draft in enumerate(extraction.activities, 1)]
    return compared(chapter.stem, gold, found)


def compared(name: str, gold: Sequence[Row], found: Sequence[Row]) -> Figures:
    matched = pairs(gold, found)
    result = Figures(name, len(gold), len(found), len(matched))
    for key in EXACT:
        scored = [(one, other) for one, other in matched if key != "participants" or one[key] is not None]
        result.agreed[key] = (sum(one[key] == other[key] for one, other in scored), len(scored))
    result.wrong_people = sum(other["participants"] not in (None, one["participants"]) for one, other in matched)
    for key in LISTS:
        counts = [_list_counts(one[key], other[key]) for one, other in matched]
        hits, wanted, given = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
        result.lists[key] = (hits, wanted, given)
    return result


def pairs(gold: Sequence[Row], found: Sequence[Row]) -> list[tuple[Row, Row]]:
    ranked = sorted(_candidates(gold, found))
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    matched = []
    for _, one, other in ranked:
        if one not in taken_gold and other not in taken_found:
            taken_gold.add(one)
            taken_found.add(other)
            matched.append((gold[one], found[other]))
    return matched


def _candidates(gold: Sequence[Row], found: Sequence[Row]) -> Iterator[tuple[float, int, int]]:
    for one, wanted in enumerate(gold):
        for other, given in enumerate(found):
            share = _overlap(wanted["lines"], given["lines"])
            if share:
                same_start = bool(wanted["start"]) and wanted["start"] == given["start"]
                yield -share - 0.5 * same_start, one, other


def _overlap(one: Sequence[int], other: Sequence[int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    shorter = min(one[1] - one[0], other[1] - other[0]) + 1
    if shared <= 0 or shared * 2 < shorter:
        return 0.0
    return shared / (max(one[1], other[1]) - min(one[0], other[0]) + 1)


def _list_counts(wanted: Sequence[str], given: Sequence[str]) -> tuple[int, int, int]:
    left, hits = list(given), 0
    for item in wanted:
        same = next((other for other in left if _same(item, other)), None)
        if same is not None:
            left.remove(same)
            hits += 1
    return hits, len(wanted), len(given)


def _same(one: str, other: str) -> bool:
    """Equal, one within the other, or one the abbreviation of the other."""
    one, other = _folded(one), _folded(other)
    return bool(one and other) and (one in other or other in one or one in _initials(other) or other in _initials(one))


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    text = "".join(char for char in text if not unicodedata.combining(char)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"^the\s+", "", re.sub(r"\([^)]*\)", " ", text))))


def _initials(folded: str) -> set[str]:
    names = [word for word in folded.split() if len(word) > 1]
    main = [word for word in names if word not in ("of", "the", "and", "for", "on")]
    return {"".join(word[0] for word in names), "".join(word[0] for word in main)}
