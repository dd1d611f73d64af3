"""What a sentence says of an activity: who did what and when, an event or a thing made, people counted.

Each sign has a weight, and so have the signs against: plans, summaries, statistics, words that refer back. The sum of
the weights says how likely a sentence opens an activity; the signs are the reason given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from muster.domain.extraction import words
from muster.domain.extraction.actors import Actors
from muster.domain.extraction.dates import DateMention, Precision
from muster.domain.extraction.flow import Flow
from muster.domain.extraction.headings import Section
from muster.domain.extraction.numbers import NUMBER, to_int

WEIGHTS = {
    "day": 2.5,
    "month": 1.75,
    "year": 0.5,
    "earlier year": -1.0,
    "told of before": -4.0,  # "In 2011, the Mission …"
    "new event": 1.5,
    "done by the actor": 1.25,
    "helped by the actor": 1.0,
    "strong verb": 0.75,
    "took place": 1.5,
    "event first": 1.25,
    "result": 0.75,
    "thing made": 0.75,
    "people counted": 0.75,
    "adds": 0.25,
    "monitored": 1.0,
    "counted thing": 0.5,
    "refers back": -2.5,
    "plans": -2.5,
    "mentions plans": -0.5,
    "vague": -1.5,
    "background": -1.25,
    "nothing done": -2.0,
    "box": -1.0,
    "introduction": -3.5,
    "staffing": -3.0,
    "called off": -4.0,  # "… led to the postponement of one meeting"
    "someone acted": 1.0,
    "summary": -2.0,
    "sums up": -4.0,  # "The Mission carried out 36 activities"
}
DETERMINED = re.compile(
    r"(?P<det>\b(?:[Tt]he|[Tt]hese|[Tt]his|[Tt]hose|[Ii]ts|[Tt]heir|[Bb]oth|[Aa]ll|[Ee]ach|"
    r"[Ss]uch)\b)|(?P<new>\b(?:[Aa]n?|[Aa]nother|[Oo]ne|[Aa]nnual|[Ff]irst|[Ss]econd|[Tt]hird|"
    rf"[Ff]ourth|[Ff]inal|[Jj]oint|[Aa]dditional|[Ss]eries of)\b|{NUMBER})"
)
NOUN_PHRASE = re.compile(r"[,;:()]|\b(?:of|from|to|in|on|for|with|by|at|that|which|who|was|were|during|through|into)\s")
NAMED_EVENT = re.compile(r"\s+(?:called |entitled |under the title )?[“\"][A-Z]")
EVENT = re.compile(rf"\b{words.EVENTS}\b", re.I)
DELIVERABLE = re.compile(rf"\b{words.DELIVERABLES}\b", re.I)
DID = re.compile(rf"\b{words.DID}\b")
ACTED = re.compile(rf"\b(?:{words.DID}|continued (?:to \w+|its \w+|\w+ing))\b")
STRONG = re.compile(
    rf"\b(?:{words.STRONG}|{words.DOING}|(?:provided|supplied|delivered)"
    r"\s[^.;]{0,50}?\b(?:equipment|kits?|vehicles?|computers?|laptops|furniture|cameras|"
    r"software|devices|training))\b"
)
HELD = re.compile(
    r"\b(?:took place|(?:concluded|commenced|started|began|ran|closed|opened) (?:on|in|from|"
    rf"between)|(?:Conference|Meeting|Forum|Seminar|Congress)\b[^.;]{{0,120}}?\b(?:served to|dealt with|"
    rf"was (?:dedicated|devoted) to)|{words.PASSIVE}{words.HELD}|{words.AUXILIARY} (?:\w+ )?(?:trained|handed over|"
    r"donated|published|printed|assessed|developed|drafted|produced|presented|established|"
    r"finali[sz]ed|reviewed|installed|equipped|taught|certified|purchased|procured|visited|signed|"
    r"distributed|monitored|prepared|inaugurated|renovated|refurbished|created|given|provided|"
    r"introduced|awarded|offered|shown|enrolled|put into (?:practice|service|operation)|tested|"
    r"broadcast|aired|repaired|set up|selected|included|added|introduced|sent|invited|briefed|upgraded))\b"
)
COUNTED = re.compile(
    rf"(?:{words.ABOUT}\s+)?{NUMBER}\s+(?:(?!(?:between|of|from|for|with|in|on|to|at|by|days?|"
    rf"weeks?|hours?|copies)\b)[\w’'/.()-]+,?\s+){{0,6}}?{words.PEOPLE}\b",
    re.I,
)
COUNTED_THING = re.compile(
    rf"\b(?:{words.STRONG}|{words.DOING})\s+(?:a total of )?{NUMBER}\s+(?:[\w-]+\s+)"
    rf"{{0,4}}?[\w-]+s\b|(?:^|, ){NUMBER}\s+(?:[\w-]+\s+){{0,3}}{words.DELIVERABLES}\b"
)
BY_ACTOR = re.compile(
    rf"(?:^|[,–]\s|\b{words.AUXILIARY}\s)(?:[\w-]+ly |also |then |and )?(?:{words.DID})"
    r"\b[^.;]{0,120}?\b(?:by|with)\s+(?:(?:the )?(?:support|assistance|help|involvement|"
    r"facilitation) (?:of|from)\s+)?(?:the\s+)?$"
)
EVENT_FIRST = re.compile(rf"^(?:{NUMBER}|An?|Another|Several)\s+(?:[\w’'/-]+\s+){{0,6}}?{words.EVENTS}\b", re.I)
COUNTED_EVENT = re.compile(rf"{NUMBER}\s+(?:[\w’'/-]+\s+){{0,5}}?{words.EVENTS}\b", re.I)
SUMS_UP = re.compile(
    rf"{NUMBER}\s+(?:[\w-]+\s+)?(?:activities|events|initiatives|projects|actions)\b"
    r"(?!\s+(?:on|for|about|aimed|to|with|dedicated|promoting|at (?!headquarters)|in (?!total|all|the field|which)))"
)
CALLED_OFF = re.compile(
    r"\b(?:postpone(?:d|ment)|cancel(?:led|lation)|called off|did not take place|could not be held)\b"
)
TOGETHER = re.compile(r"\b[Ii]n (?:close |direct )?(?:co-?operation|collaboration|partnership|co-?ordination) with\b")
AFTERWARDS = re.compile(r"(?:Following|After|Upon)\b")
OWN_PEOPLE = re.compile(
    r"^[’']s?\s(?:[\w-]+\s){0,3}?(?:staff|officers|teams?|monitors|advis[eo]rs?|experts|trainers|observers|units?|offices?)\b"
    r"(?:,[^,]{3,60},)?"
)
BREAKS_OFF = re.compile(r"[.;:]|\b(?:which|who|that|will|would|shall|intends?|plans?)\b|^[’']s?\s[^,]*,")
MATTERS = tuple(
    re.compile(rf"\b(?:{matter})", re.I)
    for matter in (
        "train|taught|course|modul|instruct|curricul|school",
        "workshop",
        "seminar",
        "conference",
        "round-?table|round table",
        "meeting|met\\b",
        "hearing",
        "survey|interview|poll|assess|analys|audit|stud(?:y|ies)",
        "campaign",
        "exercise|simulation",
        "visit",
        "handbook|manual|guide|brochure|publication|report",
        "camp\\b|camps",
        "group",
    )
)
REPEATED = re.compile(r"\b(?:was|were) repeated\b")
HANDED = re.compile(r"\b(?:handed over|donated)\b(?! (?:the )?(?:certificates|diplomas))")
PAST = re.compile(
    rf"\b(?:{words.DID}|was|were|had|did|[a-z]+ed|went|took|gave|met|ran|drew|became|led|wrote|"
    r"spoke|saw|brought|began|made|came|left|sent|built|put|showed|found|told|set|paid|bought|"
    r"grew)\b"
)


@dataclass(slots=True)
class Sentence:
    """A sentence of a paragraph with what it says about activities."""

    flow: Flow
    start: int
    end: int
    text: str
    dates: list[DateMention]
    signs: list[str] = field(default_factory=list)
    weight: float = 0.0
    masked: str = ""  # the text with its dates blotted out, for everything that counts
    main: int = 0  # where the main clause begins, behind "Following …," and the like

    def spans(self) -> tuple[tuple[int, int], ...]:
        return self.flow.spans(self.start, self.end)

    def lines(self) -> tuple[int, int]:
        return self.flow.line_range(self.start, self.end)


@dataclass(slots=True)
class Passage:
    """The sentences that tell of one activity."""

    section: Section | None
    sentences: list[Sentence]
    opening: int = 0  # the sentence that says what was done
    context: list[Sentence] = field(default_factory=list)  # a list's introduction, which its items share
    lead: list[Sentence] = field(default_factory=list)  # what the paragraph says before

    @property
    def opener(self) -> Sentence:
        return self.sentences[self.opening]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)

    def lines(self) -> tuple[int, int]:
        ranges = [sentence.lines() for sentence in self.sentences]
        return min(first for first, _ in ranges), max(last for _, last in ranges)


def weigh(
    sentence: Sentence, actors: Actors, year: int, *, box: bool, introduction: bool, summary: bool = False
) -> None:
    """Fill in the signs of a sentence and their sum."""
    signs = list(_signs(sentence, actors, year))
    if box:
        signs.append("box")
    if introduction:
        signs.append("introduction")
    if (
        summary
        and not TOGETHER.search(sentence.text)
        and not {"day", "month", "monitored", "counted thing", "event first"} & set(signs)
    ):
        signs.append("summary")
    sentence.signs = signs
    sentence.weight = sum(WEIGHTS[sign] for sign in signs)


def _signs(sentence: Sentence, actors: Actors, year: int) -> Iterator[str]:
    text = sentence.text
    yield from _when([mention for mention in sentence.dates if mention.start >= sentence.main], year)
    done = _actor_did(text, actors)
    helped = not done and _actor_helped(text, actors)
    if helped:
        yield "helped by the actor"
    held = HELD.search(text)
    yield from _acts(text, done, bool(held), helped)
    if words.ADDS.search(text[:120]):
        yield "adds"
    if COUNTED.search(sentence.masked):
        yield "people counted"
    if (done or held) and COUNTED_THING.search(sentence.masked):
        yield "counted thing"
    if sentence.dates and not done and not held and words.SOMEONE_DID.search(text):
        yield "someone acted"
    yield from _against(sentence, bool(done or held), year)


def _acts(text: str, done: str | None, held: bool, helped: bool) -> Iterator[str]:
    """The signs that something was done."""
    event = EVENT.search(text)
    if event and new_event(text):
        yield "new event"
    if done:
        yield "done by the actor"
    if STRONG.search(done or "") or (held and not done):
        yield "strong verb"
    if held and event:
        yield "took place"
    if done and words.MONITORS.search(done):
        yield "monitored"
    if EVENT_FIRST.match(text) and not held:
        yield "event first"
    if done and held and not event:
        yield "result"
    if (DELIVERABLE.search(text) and (done or held or helped)) or HANDED.search(done or ""):
        yield "thing made"


def _when(dates: Sequence[DateMention], year: int) -> Iterator[str]:
    near = [mention for mention in dates if mention.year == year]
    best = max((mention.precision for mention in near), default=None)
    if best is not None:
        yield {Precision.DAY: "day", Precision.YEAR: "year"}.get(best, "month")
    elif dates and all(mention.year < year for mention in dates):
        yield "told of before" if min(mention.start for mention in dates) < 5 else "earlier year"


def _against(sentence: Sentence, done: bool, year: int) -> Iterator[str]:
    text = sentence.text
    told_first = sentence.start == 0
    afterwards = AFTERWARDS.match(text) and _has_own_day(sentence, year)
    if refers_back(text[sentence.main :], told_first=told_first) and not afterwards:
        yield "refers back"
    plans = words.PLANS.search(text)
    if plans and not DID.search(text[: plans.start()]) and not done:
        yield "plans"
    elif plans or words.LATER.search(text):
        yield "mentions plans"
    if words.VAGUE.search(text) and not COUNTED_EVENT.search(sentence.masked):
        yield "vague"
    if _sums_up(sentence):
        yield "sums up"
    if words.BACKGROUND.search(text) and not (done and words.MONITORS.search(text[:120])):
        yield "background"
    if CALLED_OFF.search(text):
        yield "called off"
    if words.STAFFING.search(text):
        yield "staffing"
    if not done and not PAST.search(text):
        yield "nothing done"


def _sums_up(sentence: Sentence) -> bool:
    """Whether a number of events of no kind is counted: without a date, or more of them than one activity has."""
    if not any(one.precision >= Precision.MONTH for one in sentence.dates):
        return bool(SUMS_UP.search(sentence.masked))
    done = DID_MANY.search(sentence.masked)
    if done is None or to_int(done["number"]) < MANY_EVENTS:
        return False
    return SUMS_UP.match(sentence.masked, done.start("number")) is not None


MANY_EVENTS = 20
DID_MANY = re.compile(rf"\b{words.DID}(?:(?: or | and |, )\w+ed)?\s+(?:a total of )?(?P<number>{NUMBER})")


def _has_own_day(sentence: Sentence, year: int) -> bool:
    return any(mention.precision is Precision.DAY and mention.year == year for mention in sentence.dates)


def refers_back(text: str, *, told_first: bool = False) -> bool:
    """Whether a sentence carries on what the sentences before it tell; `told_first`: it begins its paragraph."""
    text = words.LINKING.sub("", text)
    if words.IT_ACTS.match(text) or REPEATED.search(text):
        return False
    amid = not told_first and (words.REFERS_BACK_AMID.match(text) or words.HELPS_IT.match(text))
    return bool(amid or words.REFERS_BACK.match(text) or words.CARRIES_ON.match(text))


def _actor_did(text: str, actors: Actors) -> str | None:
    """The verb phrase of the reporting organisation, from its name on, if it did something."""
    it = words.IT_ACTS.search(text)
    if it:
        return text[it.start() + 2 : it.end() + 60]
    for match in actors.named_in(text):
        rest = OWN_PEOPLE.sub("", text[match.end() : match.end() + 140])
        verb = ACTED.search(rest)
        if verb and not BREAKS_OFF.search(rest[: verb.start()]):
            return rest[: verb.end() + 60]
        by = BY_ACTOR.search(text[: match.start()])
        if by:
            return by[0]
    return None


def _actor_helped(text: str, actors: Actors) -> bool:
    """Whether a sentence about others says that the actor had a part: with its support, at its invitation."""
    return any(
        words.WITH_THE_ACTOR.search(text[: match.start()])
        or re.match(
            r"(?:’s|'s)? (?:support|assistance|help|initiative|proposal|request|invitation|"
            r"advice)|-(?:led|supported|facilitated)",
            text[match.end() :],
        )
        for match in actors.named_in(text)
    )


def new_event(text: str) -> re.Match[str] | None:
    """The first event that the sentence brings in: a workshop, eight roundtables, training on …"""
    for match in EVENT.finditer(text):
        before = NOUN_PHRASE.split(text[: match.start()])[-1]
        determiners = list(DETERMINED.finditer(before))
        last = determiners[-1] if determiners else None
        if last is None:
            if match[0].lower().startswith("training") or match[0].lower().endswith("s"):
                return match
        elif (
            NAMED_EVENT.match(text, match.end())
            or _own_name(before[last.end() :], last)
            or last["new"]
            or re.search(
                r"\b(?:first|second|third|fourth|final|annual|regular|\d+(?:st|nd|rd|th))\b",
                before[last.start() :],
                re.I,
            )
        ):
            return match
    return None


def _own_name(modifiers: str, determiner: re.Match[str]) -> bool:
    """The Annual Police Experts Meeting: a definite event that its name brings in."""
    return determiner[0] in ("the", "The") and len(re.findall(r"\b[A-Z][\w-]+", modifiers)) >= 2


def same_matter(told: str, text: str) -> bool:
    """Whether two sentences name the same sort of event or thing."""
    return any(matter.search(told) and matter.search(text) for matter in MATTERS)
