"""How many events an activity had: a number that the text says, or as many as it lists dates for, else one.

"A series of meetings" says more than one but not how many, so there is no number.
"""

from __future__ import annotations

import re

from muster.domain.extraction.model import DateRange, Reading
from muster.domain.extraction.numbers import NUMBER, to_int
from muster.domain.extraction.signs import Passage, Sentence, new_event, same_matter
from muster.domain.extraction.words import ADDS, any_of

PLURAL = any_of(
    r"trainings|training (?:courses|sessions|programmes|events|workshops|seminars|activities|"
    r"modules)|courses|workshops|seminars"
    r"|conferences|round-?tables|round tables|meetings|sessions|briefings|lectures|(?:study |"
    r"exchange )?visits|study (?:tours|trips)|(?:simulation |simulating )?exercises"
    r"|simulations|drills|campaigns|events|forums|fora|camps|competitions|tournaments|webinars|"
    r"consultations|debates|ceremonies"
    r"|symposia|retreats|classes|open days|focus groups|summer schools|presentations|hearings|"
    r"discussions|tours|trips"
    r"|editions|talks|town halls|fairs|visits|contests|rounds|patrols|inspections"
)
_MODIFIERS = (
    r"(?:(?!(?:of|from|for|with|in|on|to|at|by|between|participants|officers|members|"
    r"police officers|spots|posters|leaflets|copies|brochures|books|new|"
    r"representatives|were|was|held|had|represented)\b)[\w’'/()-]+,?\s+){0,6}?"
)
NUMBERED = re.compile(
    rf"(?:\b[Aa] total of\s+|\b[Aa] series of\s+)?(?P<number>{NUMBER})"
    rf"\s+{_MODIFIERS}(?P<events>{PLURAL})\b",
    re.I,
)
OF_SERIES = re.compile(
    r"\b(?:the )?(?P<place>first|second|third|fourth|fifth|final|last)\s+(?:of|in a series of|"
    rf"in the series of)\s+(?:the\s+)?{NUMBER}",
    re.I,
)
EACH_OF = re.compile(rf"^[^.]{{0,30}}?\bin each of (?:the |these |its )?(?P<number>{NUMBER})\b", re.I)
_PLACE = r"[A-Z][\w’/-]*(?:\s[A-Z][\w’/-]*)*"
IN_EACH_PLACE = re.compile(
    r"[^.]{0,30}?\bin each of the (?:\w+ )?(?:towns|cities|municipalities|regions|districts|"
    r"villages)(?: of)?\s+"
    rf"(?P<places>{_PLACE}(?:(?:,\s+and\s+|,\s+|\s+and\s+){_PLACE})*)"
)
MANY = re.compile(
    r"\b(?:a (?:new |second )?series of|a number of|several|various|numerous|regular|monthly|"
    r"weekly|quarterly|multiple|a set of|a cycle of|two-monthly|bi-?monthly)\s+(?:[\w’'/-]+\s+)"
    rf"{{0,6}}?{PLURAL}\b",
    re.I,
)
BARE = re.compile(
    r"\b(?:organi[sz]ed|co-?organi[sz]ed|held|hosted|conducted|delivered|facilitated|provided|"
    r"supported|implemented|ran|organizing|facilitating|conducting|launched)\s+(?:also\s+|"
    r"jointly\s+)?(?!a\b|an\b|the\b|one\b(?!-)|its\b|this\b|these\b|those\b)(?:[\w’'-]+\s+)"
    rf"{{0,4}}?{PLURAL}\b"
    r"|\b(?:trained|taught|instructed|briefed) (?:in|during|at|through) (?:[\w’'-]+\s+){0,4}?"
    rf"{PLURAL}\b"
    rf"|^The (?:[\w’'-]+\s+){{0,3}}?{PLURAL}(?:\s+(?:on|of|for|in) [^.,]{{3,60}}|\s+“[^”]+”)?"
    r" (?:were held|took place)\b"
    r"|^(?!The|These|Those|Both|All)(?:[A-Z][\w’'-]*\s+)?(?:[\w’'-]+\s+)"
    rf"{{0,3}}?{PLURAL}\s+(?:[^.]{{0,80}}\s)?(?:were|have been)\b",
    re.I,
)


NOT_HELD = ("publication", "donation", "legislation", "infrastructure")


def read_sessions(
    passage: Passage, dates: Reading[tuple[DateRange, ...]], kind: str, places: int = 0
) -> Reading[int | None]:
    """How many events, `places` being how many venues were named; what was made or given is one, whatever it counts."""
    sentence = passage.opener
    if kind in NOT_HELD and len(dates.value) < 2:
        return Reading(1, (), 0.85, f"by kind: {kind}")
    numbered = _numbered(sentence) or _said_later(passage)
    if numbered:
        return numbered
    if len(dates.value) > 1:
        return Reading(len(dates.value), dates.spans, 0.85, "as many as dates listed")
    if each := _one_in_each(passage, places):
        return each
    many = MANY.search(sentence.text) or BARE.search(sentence.text)
    if many and not _in_passing(sentence.text, many):
        if told := _counted_in_the_telling(passage):
            return told
        spans = sentence.flow.spans(sentence.start + many.start(), sentence.start + many.end())
        return Reading(None, spans, 0.7, "more than one, not said how many")
    return Reading(1, (), 0.85, "one event")


def _numbered(sentence: Sentence) -> Reading[int | None] | None:
    series = re.search(r"\bseries of (?=\w)", sentence.masked)
    begin = min(sentence.main, series.start()) if series else sentence.main
    found = NUMBERED.finditer(sentence.masked, begin)
    matches = [match for match in found if _counts_events(sentence.masked, match)]
    if not matches:
        return None
    first = matches[0]
    number, end = to_int(first["number"]), first.end()
    for other in matches[1:]:
        if re.fullmatch(r"\s*(?:,|and|,\s*and|as well as)\s*", sentence.text[end : other.start()]):
            number, end = number + to_int(other["number"]), other.end()
    further = re.match(rf"[^.;]{{0,60}}?\band (?:another|a further) ({NUMBER})\b", sentence.masked[end:])
    if further:
        number += to_int(further[1])
    number *= _each_of(sentence.masked, end)
    spans = sentence.flow.spans(sentence.start + first.start(), sentence.start + end)
    return Reading(number, spans, 0.92, "a stated number of events") if number > 1 else None


def _each_of(text: str, end: int) -> int:
    """Two meetings in each of four municipalities; two for four councils "in each of their communities"."""
    each = EACH_OF.match(text[end:])
    if each:
        return to_int(each["number"])
    named = IN_EACH_PLACE.match(text[end:])
    if named:
        return 1 + len(re.findall(r",\s+and\s+|,\s+|\s+and\s+", named["places"].rstrip(", ")))
    if re.match(r"\s+in each of their\b", text[end:]):
        groups = re.findall(rf"\b({NUMBER})\s+(?:new |pilot |local )?[\w-]+s\b", text[: end - 20])
        return to_int(groups[-1]) if groups else 1
    return 1


def _counts_events(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    if LISTS.search(before):
        return False
    if (
        re.search(
            r"\b(?:in|during|after|(?:followed|preceded) by|following|at|through|from|of|since)"
            r"\s+(?:the\s+|these\s+|those\s+)?$",
            before,
        )
        and not re.search(
            r"(?:organi[sz]ation|facilitation|conduct|delivery|series|total|implementation|first|final|"
            r"last|holding|some|training|set|cycle|consist\w*|part|participated|trained|enrolled|"
            r"instructed) (?:of|in)\s+(?:the\s+|these\s+)?$",
            before,
        )
        and not TAUGHT_IN.search(before)
    ):
        return False
    place = OF_SERIES.search(text, 0, match.start("number") + 12)
    return not (place and place["place"].lower() not in ("final", "last"))


TAUGHT_IN = re.compile(
    r"\b(?:trained|taught|instructed|briefed|passed on|introduced|informed|reached|prepared)\b"
    r"[^.;]{0,140}\b(?:in|at|through)\s+$"
)
LISTS = re.compile(
    r"\b(?:lists?|listed|contain\w*|offer(?:s|ed|ing)|"
    r"(?:catalogue|calendar|list|plan|register|package|database)s? (?:of|with))\s+$"
)
COUNTS_THEM = re.compile(
    r"(?:A total of |In total, |In all, |Altogether, |The |Each of the |It consisted of |The \w+ consisted of )?"
    rf"{NUMBER}\s",
    re.I,
)


def _said_later(passage: Passage) -> Reading[int | None] | None:
    """A number of events said right after the opening: "Two such courses took place …"."""
    for sentence in passage.sentences[passage.opening + 1 : passage.opening + 3]:
        if COUNTS_THEM.match(sentence.text) and not ADDS.search(sentence.text[:30]):
            found = _numbered(sentence)
            if (
                found
                and not _of_its_parts(passage.opener, sentence)
                and re.search(r"\b(?:were|took place|held|have been|lasted|consist\w+|had)\b", sentence.text)
            ):
                return found
    return None


THE_COUNTED = re.compile(
    rf"\b(?:[Tt]he|[Aa]ll|[Ee]ach of the|[Oo]ne of(?: the)?|[Ii]n all|[Tt]hese|[Aa]ll of the)\s+(?P<number>{NUMBER})\s+"
    rf"(?:[\w’'/-]+\s+){{0,2}}?(?P<events>{PLURAL})\b"
)


def _counted_in_the_telling(passage: Passage) -> Reading[int | None] | None:
    """A number said in passing of events that the opening left uncounted: "Each of the 14 courses dealt with …"."""
    for sentence in passage.sentences:
        if {"earlier year", "told of before", "plans"} & set(sentence.signs):
            continue
        for match in THE_COUNTED.finditer(sentence.masked):
            number = to_int(match["number"])
            if number > 1 and not re.match(r"\s+(?:of|in) (?:2\d\d\d|last|previous)", sentence.text[match.end() :]):
                spans = sentence.flow.spans(sentence.start + match.start(), sentence.start + match.end())
                return Reading(number, spans, 0.8, "a number of events told later")
    return None


IN_EACH = re.compile(
    r"\bin each (?:town|city|municipality|location|region|village|"
    r"of (?:them|these \w+|the (?:towns|cities|municipalities)))\b"
)


def _one_in_each(passage: Passage, places: int) -> Reading[int | None] | None:
    """As many events as venues were named, where one took place "in each town"."""
    for sentence in passage.sentences:
        each = IN_EACH.search(sentence.text)
        if each and places > 1 and not {"plans", "told of before"} & set(sentence.signs):
            spans = sentence.flow.spans(sentence.start + each.start(), sentence.start + each.end())
            return Reading(places, spans, 0.7, "one in each")
    return None


def _of_its_parts(opener: Sentence, sentence: Sentence) -> bool:
    """Whether a later number counts what one event was made of: a course, of which two lectures were on law."""
    event = new_event(opener.text)
    one = event and not event[0].endswith("s") and A_SINGLE.search(opener.text[: event.start()])
    return bool(one) and not same_matter(opener.text, sentence.text)


A_SINGLE = re.compile(r"\b[Aa]n? (?:[\w’'/-]+ ){0,6}$")


def _in_passing(text: str, many: re.Match[str]) -> bool:
    """Whether the events are only what led to the thing told."""
    before = text[: many.start()]
    return bool(
        re.search(
            r"\b(?:[Aa]fter|[Ff]ollowing|[Bb]ased on|[Tt]hrough|preceded by|as a result of|[Dd]uring|"
            r"includ\w+|such as|consist\w+ of|from|in)\s*(?:the\s+)?$",
            before,
        )
    )
