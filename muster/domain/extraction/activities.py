"""Which sentences tell of one activity: where it opens, what carries it on, where the next one opens.

A sentence is weighed by what it says: when, who did what, an event or a thing made, people counted; and against it:
plans, summaries, statistics, words that refer back. The weights are in `WEIGHTS`; the sum is the reason given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from muster.domain.documents.model import LineRole
from muster.domain.extraction import words
from muster.domain.extraction.actors import Actors
from muster.domain.extraction.dates import DateMention, Precision, date_mentions
from muster.domain.extraction.flow import Flow
from muster.domain.extraction.headings import Section
from muster.domain.extraction.numbers import NUMBER
from muster.domain.extraction.sentences import sentences

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
    "someone acted": 1.0,
    "summary": -2.0,
    "sums up": -4.0,  # "The Mission carried out 36 activities"
}
OPENS = 2.75  # the least weight of a sentence that opens an activity
OPENS_AMID = 3.0  # … while another activity is being told
OPENS_UNDATED = 2.75  # … without a date of its own
OPENS_RESCUED = 1.75  # … in a paragraph that tells of nothing else, but says when and by whom
OPENS_UNTOLD = 2.0  # … in such a paragraph that only says by whom
OPENS_ADDED = 2.25  # … with a word that adds it: also, another, moreover

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
PEOPLE_FIRST = re.compile(rf"^(?:[Ii]n total,?\s+|[Aa]ltogether,?\s+)?{COUNTED.pattern}", re.I)
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
SAME_COPIES = re.compile(
    r"\bcopies of (?:the|this) (?:document|report|strategy|publication|hand-?book|brochure|manual|"
    r"guide|material)\s+(?:was|were|has|have)\b"
)
TOGETHER = re.compile(r"\b[Ii]n (?:close |direct )?(?:co-?operation|collaboration|partnership|co-?ordination) with\b")
BEGUN = re.compile(r"\b(?:commenced|began|started|initiated) (?:an?|the|its|with)\b")
ENDED = re.compile(r"\b(?:concluded|completed|ended|finished|graduated)\b")
AFTERWARDS = re.compile(r"(?:Following|After|Upon)\b")
BREAKS_OFF = re.compile(r"[.;:]|\b(?:which|who|that|will|would|shall|intends?|plans?)\b|^[’']s?\s[^,]*,")
DATED_FIRST = re.compile(
    r"(?:[Oo]n|[Ff]rom|[Bb]etween|[Ii]n|[Dd]uring|[Aa]lso in|[Ll]ater in|[Aa]t the (?:beginning|"
    r"end) of)\s+$|^$"
)
DEFINITE = re.compile(
    r"(?:The|This|These|Those|Its|Their|Both|Most|Some|All|A (?:report|list|plan|summary|"
    r"certificate)|Participants|Certificates|Recommendations|Results)\b"
)
ACTOR_FIRST = re.compile(rf"The\s+(?:{words.ACTORS}|[A-Z]{{2,}})\b")
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
WORKERS = re.compile(
    rf"(?:An?|The|{NUMBER}|Researchers|Experts|Consultants|Facilitators|Multidisciplinary)\s+(?:[\w’'-]+\s+){{0,3}}?"
    r"(?:groups?|teams?|committee|commission|jury|panel|institute|company|experts?|consultants?|researchers|"
    r"facilitators|auditors|advis[eo]rs?|of the)\b",
    re.I,
)
REPEATED = re.compile(r"\b(?:was|were) repeated\b")
HANDED = re.compile(r"\b(?:handed over|donated)\b(?! (?:the )?(?:certificates|diplomas))")
CIRCUMSTANCE = re.compile(
    r"(?:Following|After|Ahead of|Prior to|Before|As (?:a|an|part)|In (?:line|order|its|"
    r"the framework|the context|response|"
    r"view|addition|parallel|preparation|support)|Based|Aiming|Within|With|To\b|Upon|Building|"
    r"Through|Under|Responding|Resulting|Given|Due|Further|Continuing|Having|Supported|"
    r"At the request|Recogni[sz]ing|Besides|Apart|Given)\b"
)
TO_THE_POINT = re.compile(
    r"(?:on|from|between|in|during)\s+(?:\d|early|late|mid|January|February|March|April|May|June|"
    rf"July|August|September|October|November|December)|(?:{NUMBER})\s|an?\s|some\s|around\s"
)
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
    if SUMS_UP.search(sentence.masked) and not any(one.precision >= Precision.MONTH for one in sentence.dates):
        yield "sums up"
    if words.BACKGROUND.search(text):
        yield "background"
    if words.STAFFING.search(text):
        yield "staffing"
    if not done and not PAST.search(text):
        yield "nothing done"


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
        rest = text[match.end() : match.end() + 140]
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


def passages(flows: Iterable[Flow], sections: Sequence[Section], actors: Actors, year: int) -> Iterator[Passage]:
    """The activities of a document as groups of sentences, in reading order."""
    context: list[Sentence] = []
    told_flows = [flow for flow in flows if flow.role is not LineRole.FOOTNOTE]
    summaries = _summaries(told_flows, sections, year)
    for flow in told_flows:
        section = _section_at(sections, flow.lines[0].number)
        told = _weighed(flow, section, actors, year, summary=id(flow) in summaries)
        if not told:
            continue
        context = context if flow.bullet else []
        yield from _grouped(told, section, context)
        if not flow.bullet and told[-1].text.endswith(":"):
            context = [told[-1]]


def chosen_passage(flows: Iterable[Flow], sections: Sequence[Section], actors: Actors, year: int) -> Passage | None:
    """All sentences as one activity, whatever they weigh; the one that weighs most says what was done."""
    told = [
        sentence
        for flow in flows
        for sentence in _weighed(flow, _section_at(sections, flow.lines[0].number), actors, year)
    ]
    if not told:
        return None
    opening = max(range(len(told)), key=lambda number: told[number].weight)
    return Passage(_section_at(sections, told[0].flow.lines[0].number), told, opening)


def _summaries(flows: Sequence[Flow], sections: Sequence[Section], year: int) -> set[int]:
    """First paragraphs of sections whose later ones give days: what they say without a date is told again."""
    firsts: dict[int, Flow] = {}
    found: set[int] = set()
    for flow in flows:
        section = _section_at(sections, flow.lines[0].number)
        if section is None or flow.role is not LineRole.BODY:
            continue
        first = firsts.setdefault(section.lines[0], flow)
        if id(first) not in found and first is not flow and _says_a_day(flow.text, year):
            found.add(id(first))
    return found


def _says_a_day(text: str, year: int) -> bool:
    return any(mention.precision is Precision.DAY for mention in date_mentions(text, year))


def _section_at(sections: Sequence[Section], line: int) -> Section | None:
    above = [section for section in sections if section.lines[1] < line]
    return above[-1] if above else None


def _weighed(
    flow: Flow, section: Section | None, actors: Actors, year: int, *, summary: bool = False
) -> list[Sentence]:
    told: list[Sentence] = []
    for start, end in sentences(flow.text):
        text = flow.text[start:end]
        dates = date_mentions(text, year) or _same_day(text, told)
        sentence = Sentence(flow, start, end, text, dates, masked=_masked(text, dates), main=_main_clause(text, actors))
        weigh(
            sentence,
            actors,
            year,
            box=flow.role is LineRole.BOX,
            introduction=bool(section and section.background),
            summary=summary,
        )
        told.append(sentence)
    return told


def _same_day(text: str, told: Sequence[Sentence]) -> list[DateMention]:
    """The date that "on the same day" repeats."""
    again = re.search(r"\b[Oo]n the same day\b", text)
    days = [mention for sentence in told for mention in sentence.dates if mention.precision is Precision.DAY]
    return [replace(days[-1], start=again.start(), end=again.end())] if again and days else []


def _masked(text: str, dates: Sequence[DateMention]) -> str:
    for mention in dates:
        text = text[: mention.start] + "\x00" * (mention.end - mention.start) + text[mention.end :]
    return text


def _main_clause(text: str, actors: Actors) -> int:
    """Where a sentence that opens with a circumstance comes to its point: at a date or an actor."""
    if not CIRCUMSTANCE.match(text):
        return 0
    for comma in re.finditer(r",\s+", text[:260]):
        rest = text[comma.end() :]
        if TO_THE_POINT.match(rest) or actors.pattern.match(rest.removeprefix("the ")):
            return comma.end()
    return 0


def _grouped(told: Sequence[Sentence], section: Section | None, context: list[Sentence]) -> Iterator[Passage]:
    current: Passage | None = None
    lead: list[Sentence] = []
    for sentence in told:
        opens = sentence.weight >= OPENS if current is None else _opens_amid(sentence, current)
        if opens:
            during = [current.opener] if current and "refers back" in sentence.signs else context
            if current:
                yield current
            current = Passage(section, [*_told_first(lead, sentence), sentence], 0, during, lead)
            lead = []
        elif current and _told_amid(current, sentence):
            begun = current.sentences.pop()
            yield current
            current = Passage(section, [begun, sentence], 0, context)
        elif current:
            current.sentences.append(sentence)
        else:
            lead.append(sentence)
    current = current or _rescued(told, section, context)
    if current:
        yield current


def _told_amid(current: Passage, sentence: Sentence) -> bool:
    """Whether the sentence before brought in another event, which this one goes on to date."""
    before, told = current.sentences[-1], [mention.ranges for one in current.sentences for mention in one.dates]
    if before is current.opener or not {"day", "refers back"} <= set(sentence.signs) or not told:
        return False
    days = [mention.ranges for mention in sentence.dates if mention.precision is Precision.DAY]
    held = {"took place", "done by the actor", "helped by the actor"} & set(sentence.signs)
    event = new_event(before.text)
    brought = {"new event", "people counted"} <= set(before.signs) and not before.dates
    return bool(
        held and brought and event and not set(days) & set(told) and same_matter(event[0], sentence.text[:60])
    ) and not same_matter(current.opener.text, sentence.text[:60])


def _told_first(lead: Sequence[Sentence], sentence: Sentence) -> list[Sentence]:
    """The event that a sentence goes on to tell of: "66 officers attended one of three workshops. They were held …"."""
    against = {"plans", "background", "vague", "introduction", "refers back", "told of before", "staffing"}
    if not lead or "refers back" not in sentence.signs or against & set(lead[-1].signs):
        return []
    tells = "new event" in lead[-1].signs and {"people counted", "took place", "someone acted"} & set(lead[-1].signs)
    return [lead[-1]] if tells else []


def _rescued(told: Sequence[Sentence], section: Section | None, context: list[Sentence]) -> Passage | None:
    """A paragraph none of whose sentences says enough alone: what was done in one, when or by whom in another."""
    best = max(told, key=_own_weight)
    signs = set(best.signs)
    if AGAINST & signs or "summary" in signs:
        return None
    acted = any(ACTED_ON & set(sentence.signs) for sentence in told)
    dated = {"day", "month"} & signs or any({"day", "month", "year"} & set(sentence.signs) for sentence in told)
    least = OPENS_RESCUED if acted and dated else OPENS_UNTOLD if acted else OPENS
    says = WHAT & signs if acted else WHAT & signs and "day" in signs
    if _own_weight(best) < least or not says:
        return None
    return Passage(section, list(told[list(told).index(best) :]), 0, context)


ACTED_ON = {"done by the actor", "helped by the actor"}
AGAINST = {"plans", "vague", "introduction", "box", "background", "told of before", "staffing", "nothing done"}
WHAT = {"new event", "took place", "someone acted", "strong verb", "thing made", "counted thing", "monitored"}


def _own_weight(sentence: Sentence) -> float:
    """The weight without what binds it to others: in a paragraph of its own, nobody else can tell it."""
    return sentence.weight - WEIGHTS["refers back"] * sentence.signs.count("refers back")


def _opens_amid(sentence: Sentence, current: Passage) -> bool:
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


def same_matter(told: str, text: str) -> bool:
    """Whether two sentences name the same sort of event or thing."""
    return any(matter.search(told) and matter.search(text) for matter in MATTERS)


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
    dates_it = not told and len(current.sentences) < 3 and not {"done by the actor", "new event"} & set(sentence.signs)
    return bool(
        (first and not told) or ends or working or dates_it or said_when or (same and "adds" not in sentence.signs)
    )
