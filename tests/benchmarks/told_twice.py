"""How well tellings of one activity are found: the annotated chapters of the corpus, each activity told three times.

    python -m tests.benchmarks.told_twice [--errors] [--chapters FOLDER]

The weekly telling is the annotated passage. The monthly one loses words, sometimes the number and the partners; the
annual one states only the month, tells it in half the words, under a title put otherwise. Everything else in the same
chapter, told in the same way by the same unit, is what it must not be taken for.

Then the same across structures: a field office tells the first two, headquarters the annual one, and for every activity
another office has one like it, elsewhere, for other people, some days off; that one must stay apart from all three.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

from muster.domain.matching import THRESHOLD, Match, Told, candidate_pairs, compare
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
STEP = 4  # keys that are kept for one activity: three tellings, and one that is only like it
HEADQUARTERS, OFFICES = 1, 5
FILLER = "the mission continued to support its counterparts and provided expertise to national institutions"


def tellings(chapter: Path, chance: random.Random) -> Iterator[Told]:
    """Three tellings of every activity of a chapter, all by one unit; keys are `STEP` n and those that follow."""
    themes = {entry.names["en"]: code for code, entry in code_list("themes").items()}
    lines = chapter.with_suffix(".txt").read_text().splitlines()
    gold = chapter.with_suffix(".gold.jsonl").read_text().splitlines()
    for number, line in enumerate(gold):
        fields = json.loads(line)
        text = " ".join(lines[fields["lines"][0] - 1 : fields["lines"][1]])
        weekly = _told(STEP * number, fields, text, themes)
        yield weekly
        yield _monthly(weekly, chance)
        yield _annual(weekly, chance)


def across(told: list[Told], chance: random.Random) -> Iterator[Told]:
    """The tellings by an office, an office and headquarters, and what another office did that is like it."""
    everywhere = sorted({place for one in told for place in one.places})
    for one in told:
        office = 2 + one.key // STEP % OFFICES
        yield replace(one, unit=HEADQUARTERS if one.key % STEP == 2 else office)
        if one.key % STEP == 0:
            yield _like_it(one, 2 + (office - 1) % OFFICES, everywhere, chance)


def _like_it(told: Told, office: int, everywhere: list[str], chance: random.Random) -> Told:
    later = timedelta(days=chance.randint(4, 25))
    elsewhere = [place for place in everywhere if place not in told.places]
    return replace(
        told,
        key=told.key + 3,
        unit=office,
        title=_put_otherwise(told.title, chance, 0.85),
        narrative=_thinned(told.narrative, chance, 0.6),
        start=told.start and told.start + later,
        end=told.end and told.end + later,
        period_start=told.period_start + later,
        period_end=told.period_end + later,
        participants=told.participants and told.participants + chance.randint(2, 15),
        women=None,
        men=None,
        places=frozenset(chance.sample(elsewhere, 1)) if elsewhere else told.places,
        documents=frozenset({4}),
    )


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


@dataclass
class Tried:
    """What came of comparing: (match, one, other) of pairs that are one activity and of others."""

    right: list[tuple[Match, Told, Told]] = field(default_factory=list)
    wrong: list[tuple[Match, Told, Told]] = field(default_factory=list)
    not_compared: int = 0

    def take(self, told: list[Told]) -> None:
        """Compare the tellings of one chapter."""
        by_key = {one.key: one for one in told}
        of_one = {pair for key in by_key if key % STEP == 0 for pair in combinations(range(key, key + 3), 2)}
        compared = set()
        for one, other in candidate_pairs(told):
            compared.add((one.key, other.key))
            found = (compare(one, other), one, other)
            (self.right if (one.key, other.key) in of_one else self.wrong).append(found)
        self.not_compared += len(of_one - compared)

    def at(self, threshold: float) -> tuple[float, float]:
        """Precision and recall of proposing from this score on."""
        found = sum(match.score >= threshold for match, _, _ in self.right)
        taken = sum(match.score >= threshold for match, _, _ in self.wrong)
        return found / max(found + taken, 1), found / (len(self.right) + self.not_compared)

    def report(self, title: str, least: tuple[float, float]) -> bool:
        """Print the figures; whether they are as good as this precision and recall."""
        ours = len(self.right) + self.not_compared
        print(f"{title}: {ours} pairs of one activity; {self.not_compared} were never compared; ", end="")
        print(f"{len(self.wrong):,} others were")
        for threshold in (0.2, THRESHOLD, 0.5, 0.65, 0.8, 0.9):
            precision, recall = self.at(threshold)
            mark = "  <- proposed from here" if threshold == THRESHOLD else ""
            print(f"  from {threshold:.2f}: precision {precision:.3f}  recall {recall:.3f}{mark}")
        return all(is_now >= wanted for is_now, wanted in zip(self.at(THRESHOLD), least, strict=True))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--errors", action="store_true")
    asked.add_argument("--chapters", type=Path, default=CORPUS)
    chosen = asked.parse_args()
    chance = random.Random(2016)
    of_one_structure, of_several = Tried(), Tried()
    for path in sorted(chosen.chapters.glob("*.gold.jsonl")):
        told = list(tellings(path.with_name(path.name.removesuffix(".gold.jsonl")), chance))
        of_one_structure.take(told)
        of_several.take(list(across(told, random.Random(2025))))
    good = [of_one_structure.report("one structure", (0.95, 0.9)), of_several.report("several structures", (0.75, 0.9))]
    if chosen.errors:
        _print_errors(of_several.right, of_several.wrong)
    return 0 if all(good) else 1


def _print_errors(right: list, wrong: list) -> None:
    worst = sorted((found for found in right if not found[0].proposed), key=lambda found: found[0].score)[:12]
    for match, one, other in [*sorted(wrong, key=lambda found: -found[0].score)[:15], *worst]:
        print(f"\n{match.score:.2f} {one.title} | {other.title}")
        print("   ", "; ".join(f"{reason.name} {reason.weight:+}" for reason in match.reasons))


if __name__ == "__main__":
    sys.exit(main())
