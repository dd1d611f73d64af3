"""A short title: the words of the opening sentence that say what it was, at most twelve."""

from __future__ import annotations

import re

from muster.domain.extraction.activities import Passage, new_event
from muster.domain.extraction.model import Reading

LONGEST = 12
STOPS = re.compile(
    r"[.;:]|,\s|\s(?:which|who|that|where|with the (?:aim|purpose|goal)|in order|aimed|aiming|was|"
    r"were|has|had|attended|held|organi[sz]ed|took place|on \d|from \d|between \d|in (?:January|"
    r"February|March|April|May|June|July|August|September|October|November|December))\b"
)
LEADING = re.compile(r"^(?:(?:an?|the|another|one|also|its|additional)\s+)+", re.I)
VERB = re.compile(
    r"\b(?:organi[sz]ed|co-?organi[sz]ed|held|hosted|conducted|delivered|provided|facilitated|"
    r"supported|assisted|donated|handed over|published|launched|developed|drafted|completed|"
    r"concluded|monitored|assessed|attended|visited|trained|produced|presented|contracted|"
    r"observed|established|implemented|commenced)\s+"
)
HANGING = re.compile(r"\s+(?:of|the|and|in|for|to|a|an|with|on|by|from|its|at|as|or|their|between)$")


def make_title(passage: Passage) -> Reading[str]:
    """The event's noun phrase, else what follows the verb, else the sentence's own opening words."""
    sentence = passage.opener
    start = _start(sentence.text)
    end = _end(sentence.text, start)
    title = LEADING.sub("", sentence.text[start:end]).strip(' ,“”"')
    title = title[:1].upper() + title[1:]
    spans = sentence.flow.spans(sentence.start + start, sentence.start + max(end, start + 1))
    return Reading(title, spans, 0.6, "opening words")


def _start(text: str) -> int:
    event = new_event(text)
    verb = VERB.search(text)
    if event and verb and verb.end() <= event.start() and event.start() - verb.end() < 90:
        return verb.end()
    if event:
        before = re.split(r"[,;:]\s|\b(?:the|in|of|with|for)\s", text[: event.start()])[-1]
        return event.start() - len(before)
    return verb.end() if verb else len(text) - len(re.sub(r"^(?:On|In|From|Between)\s[^,]{3,40},\s+", "", text))


def _end(text: str, start: int) -> int:
    stop = STOPS.search(text, start + 12)
    end = stop.start() if stop else len(text)
    chosen = list(re.finditer(r"\S+", text[start:end]))[:LONGEST]
    end = start + chosen[-1].end() if chosen else start
    while True:
        hanging = HANGING.search(text[start:end])
        if not hanging:
            return end
        end = start + hanging.start()
