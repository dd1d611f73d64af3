"""The activities of a document as groups of sentences: where each opens and which sentences carry it on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from muster.domain.documents.model import LineRole
from muster.domain.extraction.actors import Actors
from muster.domain.extraction.dates import DateMention, Precision, date_mentions
from muster.domain.extraction.flow import Flow
from muster.domain.extraction.headings import Section
from muster.domain.extraction.numbers import NUMBER
from muster.domain.extraction.opening import OPENS, opens_amid
from muster.domain.extraction.sentences import sentences
from muster.domain.extraction.signs import WEIGHTS, Passage, Sentence, new_event, same_matter, weigh

OPENS_RESCUED = 1.75  # … in a paragraph that tells of nothing else, but says when and by whom
OPENS_UNTOLD = 2.0  # … in such a paragraph that only says by whom
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


LONGEST_PASSAGE = 60  # sentences; what goes on beyond is no report on one activity


def _grouped(told: Sequence[Sentence], section: Section | None, context: list[Sentence]) -> Iterator[Passage]:
    current: Passage | None = None
    lead: list[Sentence] = []
    for sentence in told:
        opens = sentence.weight >= OPENS if current is None else opens_amid(sentence, current)
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
            if len(current.sentences) < LONGEST_PASSAGE:
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
