"""A short title: the words of the opening sentence that say what it was, at most twelve."""

from __future__ import annotations

import re

from muster.domain.extraction import words
from muster.domain.extraction.activities import Passage, new_event
from muster.domain.extraction.model import Reading
from muster.domain.reference.codes import code_list

LONGEST = 12
SHORTEST = 3  # words that a title keeps when a phrase that did not fit is cut off
STOPS = re.compile(
    r"[.;:]\s|[.;:]$|,\s|\s[–—]\s|\x00"
    r"|\s(?:which|who|that|where|with the (?:aim|purpose|goal|objective)|in order|aimed|aiming|"
    r"focus\w+|was|were|has|"
    r"had|attended|held|organi[sz]ed|facilitated|took place|provided by|in co-operation|in cooperation|jointly|"
    r"together with)\b"
)
LEADING = re.compile(r"^(?:(?:an?|the|another|one|also|its|additional|annual|first|second|third)\s+(?!of\b))+", re.I)
ARTICLE = re.compile(r"^(?:(?:an?|the|another|also|its|their|and)\s+)+", re.I)
VERB = re.compile(rf"\b{words.DID}\s+|\bcontinued to (?:monitor|observe)\s+")
GERUND = re.compile(rf"\b(?:in|with|by|of|to)\s+(?:jointly\s+)?{words.DOING}(?:\s+and\s+\w+ing)?\s+")
CIRCUMSTANCE = re.compile(r"^(?:[Oo]n|[Ff]rom|[Bb]etween|[Ii]n|[Dd]uring|[Tt]hroughout)?\s*\x00+,?\s*")
PREPOSITION = re.compile(
    r"\s(?:of|and|in|for|to|with|on|by|from|at|as|between|against|into|including|during|under|"
    r"through|within|among)\s"
)
HEADLESS = re.compile(r"(?:in|by|to|on|at|for|with|of)\b", re.I)
PASSIVE = re.compile(rf"\b{words.AUXILIARY}\s+(?:\w+ly\s+|also\s+)?$")
MOVES = ("met", "visited", "travelled", "went", "gathered", "received", "attended", "participated")
NAMES_IT = {
    "donation": ("Donation of", re.compile(r"\b(?:donat|hand(?:ed|ing) over|hand-?over)\w*", re.I)),
    "monitoring": ("Monitoring of", re.compile(r"\bmonitor|\bobserv", re.I)),
    "assessment": (
        "Assessment of",
        re.compile(r"\b(?:assess|survey|analys|stud|evaluat|review|audit|research)", re.I),
    ),
    "strategy_review": ("Review of", re.compile(r"\b(?:review|revision|revis|amendment|evaluation)", re.I)),
}


def make_title(passage: Passage, kind: str) -> Reading[str]:
    """The event's noun phrase, else what follows the verb, else the sentence's own words."""
    sentence = passage.opener
    text = sentence.masked
    start = _start(text, sentence.main, kind)
    start, end = _trimmed(text, start, _end(text, start))
    title = LEADING.sub("", sentence.text[start:end]) if kind not in ("strategy_review",) else sentence.text[start:end]
    title = _named(ARTICLE.sub("", title).strip(' ,“”"‘’.('), kind)
    spans = sentence.flow.spans(sentence.start + start, sentence.start + max(end, start + 1))
    return Reading(title[:1].upper() + title[1:], spans, 0.6, "opening words")


def _start(text: str, main: int, kind: str) -> int:
    lead = CIRCUMSTANCE.match(text[main:])
    main += lead.end() if lead else 0
    verb = VERB.search(text, main)
    gerund = GERUND.search(text, verb.end() if verb else main)
    event = new_event(text[main:])
    at = main + event.start() if event else len(text)
    if verb and (PASSIVE.search(text[main : verb.start()]) or (verb[0].strip() in MOVES and at > verb.end() + 60)):
        return main
    if gerund and gerund.end() <= at and gerund.end() - main < 140:
        return gerund.end()
    if kind in NAMES_IT and verb:
        return verb.end()
    if event and verb and verb.end() <= at and at - verb.end() < 90:
        return verb.end()
    if event:
        return at - len(re.split(r"[,;:\x00]\s*|\b(?:the|in|of|with|for|a|an|to|by)\s", text[main:at])[-1])
    return verb.end() if verb and verb.end() - main < 160 else main


def _end(text: str, start: int) -> int:
    """Where the title ends: at a new clause, else after twelve words, back to the last whole phrase."""
    stop = STOPS.search(text, start + 14)
    end = stop.start() if stop else len(text)
    chosen = list(re.finditer(r"\S+", text[start:end]))
    if len(chosen) <= LONGEST:
        return end
    end = start + chosen[LONGEST - 1].end()
    phrases = [match.start() for match in PREPOSITION.finditer(text[start:end] + " ")]
    whole = [cut for cut in phrases if len(text[start : start + cut].split()) >= SHORTEST]
    return start + whole[-1] if whole else end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without small words left hanging at the end, and without dates."""
    hanging = re.compile(
        r"(?:\s+(?:of|the|and|in|for|to|a|an|with|on|by|from|its|at|as|or|their|between|also|\x00+))+\s*$"
    )
    match = hanging.search(text[start:end])
    return start, start + match.start() if match and match.start() > 0 else end


def _named(title: str, kind: str) -> str:
    """Put the kind in front where the words taken do not say it: Donation of 300 books."""
    if HEADLESS.match(title):
        return f"{code_list('kinds')[kind].label()} {title[:1].lower()}{title[1:]}"
    if kind in NAMES_IT and title and " received " not in title:
        name, said = NAMES_IT[kind]
        if not said.search(title):
            return f"{name} {title}"
    return title
