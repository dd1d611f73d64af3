"""What the reporting organisation's part was, from the verb that stands with its name."""

from __future__ import annotations

import re

from muster.domain.extraction.actors import Actors
from muster.domain.extraction.model import Reading
from muster.domain.extraction.signs import Passage, Sentence

VERBS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("donated", re.compile(r"\b(?:donated|handed over|procured|purchased)\b")),
    (
        "supported",
        re.compile(
            r"\b(?:supported|assisted|helped|contributed|funded|financed|sponsored|enabled|aided|advised|"
            r"support|assistance|gave support)\b"
        ),
    ),
    (
        "co_organized",
        re.compile(
            r"\b(?:co-?organi[sz]ed|co-?hosted|jointly (?:organi[sz]ed|held|hosted)|co-?chaired|"
            r"co-?facilitated)\b"
        ),
    ),
    ("participated", re.compile(r"\b(?:attended|participated|took part|joined|contributed to)\b")),
    (
        "organized",
        re.compile(
            r"\b(?:organi[sz]ed|facilitated|held|hosted|convened|gathered|brought together|launched|"
            r"arranged|invited|ran|concluded|facilitation|organi[sz]ing|completed)\b"
        ),
    ),
    (
        "conducted",
        re.compile(
            r"\b(?:conducted|delivered|provided|trained|monitor\w*|observed|assessed|carried out|gave|"
            r"developed|implemented|commenced|published|printed|drafted|contracted|recruited|taught|"
            r"produced|reviewed|presented|prepared|established|mentored|continued|undertook)\b"
        ),
    ),
)
EVENTS_HELD = ("workshop", "seminar", "conference", "roundtable", "meeting", "event", "campaign", "study_visit")


def read_role(
    passage: Passage, actors: Actors, kind: Reading[str], partners: Reading[tuple[str, ...]]
) -> Reading[str | None]:
    for sentence in passage.sentences[:3]:
        found = _role(sentence, actors)
        if found:
            return _refined(found, kind.value, bool(partners.value))
    passive = re.search(r"\b(?:was|were)\s+(?:\w+\s+)?(?:organi[sz]ed|held|conducted)\b", passage.opener.text)
    if passive and kind.value in EVENTS_HELD and not partners.value:
        spans = passage.opener.flow.spans(passage.opener.start + passive.start(), passage.opener.start + passive.end())
        return Reading("organized", spans, 0.45, "passive, no one named")
    return Reading(None, (), 0.6, "no part said")


def _role(sentence: Sentence, actors: Actors) -> Reading[str | None] | None:
    text = sentence.text
    for match in actors.named_in(text):
        window = (match.end(), min(len(text), match.end() + 140))
        if re.search(r"\bby\s+(?:the\s+)?$", text[: match.start()]):
            window = (max(0, match.start() - 90), match.start())
        hits = [
            (verb.start(), role, verb) for role, pattern in VERBS for verb in [pattern.search(text, *window)] if verb
        ]
        if hits:
            _, role, verb = min(hits, key=lambda hit: hit[0])
            spans = sentence.flow.spans(sentence.start + verb.start(), sentence.start + verb.end())
            return Reading(role, spans, 0.8, f"“{verb[0]}”")
    return None


def _refined(found: Reading[str | None], kind: str, partners: bool) -> Reading[str | None]:
    role = found.value
    if kind == "donation" and role in ("conducted", "organized"):
        role = "donated"
    elif role == "conducted" and kind in EVENTS_HELD:
        role = "organized"
    if partners and role in ("organized", "conducted") and kind in (*EVENTS_HELD, "training", "exercise"):
        role = "co_organized" if role == "organized" else role
    return Reading(role, found.spans, found.confidence, found.reason)
