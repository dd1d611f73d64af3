"""Where a sentence leaves the activity being told and opens another one."""

from __future__ import annotations

import re

from muster.domain.extraction import words
from muster.domain.extraction.dates import Precision
from muster.domain.extraction.numbers import NUMBER
from muster.domain.extraction.signs import (
    COUNTED,
    COUNTED_EVENT,
    EVENT_FIRST,
    HANDED,
    Passage,
    Sentence,
    new_event,
    same_matter,
)

OPENS = 2.75  # the least weight of a sentence that opens an activity
OPENS_AMID = 3.0  # … while another activity is being told
OPENS_UNDATED = 2.75  # … without a date of its own
OPENS_ADDED = 2.25  # … with a word that adds it: also, another, moreover
PEOPLE_FIRST = re.compile(rf"^(?:[Ii]n total,?\s+|[Aa]ltogether,?\s+)?{COUNTED.pattern}", re.I)
SAME_COPIES = re.compile(
    r"\bcopies of (?:the|this) (?:document|report|strategy|publication|hand-?book|brochure|manual|"
    r"guide|material)\s+(?:was|were|has|have)\b"
)
BEGUN = re.compile(r"\b(?:commenced|began|started|initiated) (?:an?|the|its|with)\b")
ENDED = re.compile(r"\b(?:concluded|completed|ended|finished|graduated)\b")
DATED_FIRST = re.compile(
    r"(?:[Oo]n|[Ff]rom|[Bb]etween|[Ii]n|[Dd]uring|[Aa]lso in|[Ll]ater in|[Aa]t the (?:beginning|"
    r"end) of)\s+$|^$"
)
DEFINITE = re.compile(
    r"(?:The|This|These|Those|Its|Their|Both|Most|Some|All|A (?:report|list|plan|summary|"
    r"certificate)|Participants|Certificates|Recommendations|Results)\b"
)
ACTOR_FIRST = re.compile(rf"The\s+(?:{words.ACTORS}|[A-Z]{{2,}})\b")
WORKERS = re.compile(
    rf"(?:An?|The|{NUMBER}|Researchers|Experts|Consultants|Facilitators|Multidisciplinary)\s+(?:[\w’'-]+\s+){{0,3}}?"
    r"(?:groups?|teams?|committee|commission|jury|panel|institute|company|experts?|consultants?|researchers|"
    r"facilitators|auditors|advis[eo]rs?|of the)\b",
    re.I,
)


def opens_amid(sentence: Sentence, current: Passage) -> bool:
    """Whether a sentence leaves the activity being told and opens another."""
    signs = set(sentence.signs)
    if _hands_over(sentence, current):
        return True
    if "refers back" in signs and not (_counts_own_events(signs) or _leads_to_another(sentence, current)):
        return False
    if sentence.weight < OPENS_ADDED or SAME_COPIES.search(sentence.text):
        return False
    if {"day", "month"} & signs:
        return _opens_with_its_date(sentence, current)
    return _opens_without_date(sentence, current)


def _counts_own_events(signs: set[str]) -> bool:
    """Whether those told of before go on to something new: "The new trainers delivered 14 courses in May"."""
    acted, dated = {"done by the actor", "helped by the actor"} & signs, {"day", "month"} & signs
    return bool(acted and dated) and {"new event", "counted thing"} <= signs


def _leads_to_another(sentence: Sentence, current: Passage) -> bool:
    """Whether those told of before went on to another sort of event on later days: "The best were sent to a camp"."""
    days = [mention.first for mention in sentence.dates if mention.precision is Precision.DAY]
    told = [mention.last for earlier in current.sentences for mention in earlier.dates]
    event = new_event(sentence.text)
    later = bool(days and told) and min(days) > max(told)
    return bool(later and event and not same_matter(current.opener.text, event[0]))


def _helps_what_was_told(sentence: Sentence, current: Passage) -> bool:
    """Whether the actor only lent a hand to what others held: "The Centre covered the travel of nine participants"."""
    by_others = not {"done by the actor", "helped by the actor"} & set(current.opener.signs)
    hand = "new event" not in sentence.signs and bool(ACTOR_FIRST.match(sentence.text))
    return by_others and hand and len(current.sentences) == 1


def _opens_with_its_date(sentence: Sentence, current: Passage) -> bool:
    acted = {"done by the actor", "helped by the actor", "took place", "strong verb", "new event"} & set(sentence.signs)
    if sentence.weight < OPENS_AMID or not (acted or _led_by_date(sentence)):
        return False
    return not _completes(sentence, current) and not _outcome(sentence)


def _opens_without_date(sentence: Sentence, current: Passage) -> bool:
    signs = set(sentence.signs)
    fresh = "new event" in signs and bool({"done by the actor", "took place"} & signs)
    if _counts_what_was_told(sentence, current) or _helps_what_was_told(sentence, current):
        return False
    if "adds" in signs and (fresh or {"thing made", "done by the actor"} <= signs):
        return True
    if DEFINITE.match(sentence.text) and not ACTOR_FIRST.match(sentence.text) and "new event" not in signs:
        return False
    acts = "done by the actor" in signs or ("took place" in signs and bool(EVENT_FIRST.match(sentence.text)))
    return sentence.weight >= OPENS_UNDATED and acts and not PEOPLE_FIRST.match(sentence.text)


def _led_by_date(sentence: Sentence) -> bool:
    return any(DATED_FIRST.search(sentence.text[: mention.start]) and mention.start < 25 for mention in sentence.dates)


def _outcome(sentence: Sentence) -> bool:
    """Whether a dated sentence tells what came of the activity: "The plan was approved on 12 December"."""
    if _led_by_date(sentence) or not DEFINITE.match(sentence.text) or ACTOR_FIRST.match(sentence.text):
        return False
    told_before = re.search(r"\bhad (?:been )?\w+", sentence.text[:90])
    return bool(told_before) or not {"done by the actor", "new event"} <= set(sentence.signs)


def _hands_over(sentence: Sentence, current: Passage) -> bool:
    """Whether something is given at an event that is about something else."""
    given = HANDED.search(sentence.text) and not SAME_COPIES.search(sentence.text)
    return bool(given and "counted thing" in sentence.signs and not HANDED.search(current.opener.text))


def _counts_what_was_told(sentence: Sentence, current: Passage) -> bool:
    """Whether "Four trainings were held …" only says how many there were of what was told without a number."""
    counted = EVENT_FIRST.match(sentence.text) and not COUNTED_EVENT.search(current.opener.masked)
    further = words.ADDS.search(sentence.text[:30])
    return bool(counted and not further) and same_matter(current.opener.text, sentence.text)


WHOLE = re.compile(r"\b(?:campaign|programme|project|tour|competition|initiative)\b")
PARTS = re.compile(
    rf"(?:A total of |In total,? )?{NUMBER} (?:[\w-]+ )?(?:presentations|sessions|lectures|talks|lessons|stops|"
    rf"performances|visits)\b",
    re.I,
)


def _completes(sentence: Sentence, current: Passage) -> bool:
    """Whether the date is the one that the activity being told still lacks: the first of several, the same days."""
    told = [
        mention.ranges
        for earlier in current.sentences
        for mention in earlier.dates
        if mention.precision > Precision.YEAR
    ]
    same = any(mention.ranges in told for mention in sentence.dates)
    first = re.match(r"(?:The|Its|Their) first\b", sentence.text)
    ends = BEGUN.search(current.opener.text) and ENDED.search(sentence.text) and "adds" not in sentence.signs
    by_actor = bool(ACTOR_FIRST.match(sentence.text)) and "done by the actor" in current.opener.signs
    said_when = (
        not told
        and not by_actor
        and len(current.sentences) < 3
        and "adds" not in sentence.signs
        and same_matter(current.opener.text, sentence.text)
    )
    working = not told and "adds" not in sentence.signs and WORKERS.match(sentence.text) and not by_actor
    dates_it = (
        not told
        and "adds" not in sentence.signs
        and len(current.sentences) < 3
        and not {"done by the actor", "new event"} & set(sentence.signs)
    )
    of_the_whole = not told and not by_actor and PARTS.match(sentence.text) and WHOLE.search(current.opener.text)
    return bool(
        (first and not told)
        or of_the_whole
        or ends
        or working
        or dates_it
        or said_when
        or (same and "adds" not in sentence.signs)
    )
