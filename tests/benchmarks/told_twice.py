"""How well tellings of one activity are found: the annotated chapters of the corpus, each activity told three times.

    python -m tests.benchmarks.told_twice [--errors] [--chapters FOLDER]

The weekly telling is the annotated passage. The monthly one loses words, sometimes the number and the partners; the
annual one states only the month, tells it in half the words, under a title put otherwise. Everything else in the same
chapter, told in the same way by the same unit, is what it must not be taken for.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from muster.domain.matching import THRESHOLD, Told, candidate_pairs, compare
from muster.domain.names import search_key
from muster.domain.periods import parse_partial
from muster.domain.reference.codes import code_list

CORPUS = Path(__file__).resolve().parents[1] / "extraction_corpus"
OTHERWISE = {
    "training": "course",
    "workshop": "training workshop",
    "meeting": "discussion",
    "conference": "regional conference",
    "donation": "handover",
    "police": "law enforcement",
    "officers": "staff",
    "campaign": "awareness campaign",
    "visit": "study trip",
}
FILLER = "the mission continued to support its counterparts and provided expertise to national institutions"


def tellings(chapter: Path, chance: random.Random) -> Iterator[Told]:
    """Three tellings of every activity of a chapter; keys are 3 n, 3 n + 1, 3 n + 2."""
    themes = {entry.names["en"]: code for code, entry in code_list("themes").items()}
    lines = chapter.with_suffix(".txt").read_text().splitlines()
    gold = chapter.with_suffix(".gold.jsonl").read_text().splitlines()
    for number, line in enumerate(gold):
        fields = json.loads(line)
        text = " ".join(lines[fields["lines"][0] - 1 : fields["lines"][1]])
        weekly = _told(3 * number, fields, text, themes)
        yield weekly
        yield _monthly(weekly, chance)
        yield _annual(weekly, chance)


def _told(key: int, fields: dict, text: str, themes: dict[str, str]) -> Told:
    start = parse_partial(fields["start"]) if fields["start"] else None
    end = parse_partial(fields["end"]) if fields["end"] else None
    year = parse_partial("2016")
    theme = themes.get(fields["theme"] or "", "A99")
    return Told(
        key=key,
        unit=1,
        period_start=(start or end or year)[0],
        period_end=(end or start or year)[1],
        theme=theme,
        category=code_list("themes")[theme].category,
        kind=fields["kind"],
        title=fields["title"],
        narrative=text,
        start=start[0] if start else None,
        end=end[1] if end else None,
        precision=(start or end or (0, 0, ""))[2],
        sessions=fields["sessions"] if fields["sessions"] != 1 else None,
        participants=fields["participants"],
        women=fields["women"],
        men=fields["men"],
        places=frozenset(map(search_key, fields["places"])),
        partners=frozenset(map(search_key, fields["partners"])),
        documents=frozenset({1}),
    )


def _monthly(told: Told, chance: random.Random) -> Told:
    people = told.participants
    rounded = people and chance.choice([people, people, None, round(people, -1)])
    return replace(
        told,
        key=told.key + 1,
        title=_put_otherwise(told.title, chance, 0.85),
        narrative=_thinned(told.narrative, chance, 0.7),
        participants=rounded or None,
        women=chance.choice([told.women, None]),
        men=chance.choice([told.men, None]),
        partners=chance.choice([told.partners, frozenset()]),
        documents=frozenset({2}),
    )


def _annual(told: Told, chance: random.Random) -> Told:
    start, end = told.start and parse_partial(str(told.start)[:7]), told.end and parse_partial(str(told.end)[:7])
    coarse = told.precision == "day" and start and end and chance.random() < 0.6
    return replace(
        told,
        key=told.key + 2,
        title=_put_otherwise(told.title, chance, 0.65),
        narrative=f"{FILLER} {_thinned(told.narrative, chance, 0.5)}",
        start=start[0] if coarse else told.start,
        end=end[1] if coarse else told.end,
        period_start=start[0] if coarse else told.period_start,
        period_end=end[1] if coarse else told.period_end,
        precision="month" if coarse else told.precision,
        sessions=None,
        participants=chance.choice([told.participants, None]),
        women=None,
        men=None,
        kind=chance.choice([told.kind, told.kind, told.kind, "other"]),
        documents=frozenset({3}),
    )


def _put_otherwise(title: str, chance: random.Random, kept: float) -> str:
    words = [OTHERWISE.get(word.lower(), word) if chance.random() < 0.5 else word for word in title.split()]
    words = [word for word in words if chance.random() < kept] or words
    if chance.random() < 0.3:
        words = words[len(words) // 2 :] + words[: len(words) // 2]
    return " ".join(words)


def _thinned(text: str, chance: random.Random, kept: float) -> str:
    return " ".join(word for word in text.split() if chance.random() < kept)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--errors", action="store_true")
    asked.add_argument("--chapters", type=Path, default=CORPUS)
    chosen = asked.parse_args()
    chance = random.Random(2016)
    right, wrong, not_compared, ours = [], [], 0, 0
    for path in sorted(chosen.chapters.glob("*.gold.jsonl")):
        told = list(tellings(path.with_name(path.name.removesuffix(".gold.jsonl")), chance))
        of_one = {pair for number in range(0, len(told), 3) for pair in combinations(range(number, number + 3), 2)}
        compared = {(one.key, other.key): (compare(one, other), one, other) for one, other in candidate_pairs(told)}
        not_compared += len(of_one - compared.keys())
        for pair, found in compared.items():
            (right if pair in of_one else wrong).append(found)
        ours += len(of_one)
    print(f"{ours} pairs of one activity; {not_compared} were never compared; {len(wrong):,} others were")
    for threshold in (0.2, 0.35, 0.5, 0.65, 0.8, 0.9):
        found = sum(match.score >= threshold for match, _, _ in right)
        taken = sum(match.score >= threshold for match, _, _ in wrong)
        mark = "  <- proposed from here" if threshold == THRESHOLD else ""
        print(f"  from {threshold:.2f}: precision {found / max(found + taken, 1):.3f}  recall {found / ours:.3f}{mark}")
    if chosen.errors:
        _print_errors(right, wrong)
    found = sum(match.proposed for match, _, _ in right)
    taken = sum(match.proposed for match, _, _ in wrong)
    return 0 if found / ours > 0.85 and found / (found + taken) > 0.85 else 1


def _print_errors(right: list, wrong: list) -> None:
    worst = sorted((found for found in right if not found[0].proposed), key=lambda found: found[0].score)[:12]
    for match, one, other in [*sorted(wrong, key=lambda found: -found[0].score)[:15], *worst]:
        print(f"\n{match.score:.2f} {one.title} | {other.title}")
        print("   ", "; ".join(f"{reason.name} {reason.weight:+}" for reason in match.reasons))


if __name__ == "__main__":
    sys.exit(main())
