"""Start, end and listed dates of an activity.

The opening sentence says when, if it can; else the first sentence that says when something was held. A day of
completion alone gives an end and no start; a day of beginning alone gives a start and no end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muster.domain.extraction.dates import DateMention, Precision
from muster.domain.extraction.model import DateRange, Reading, Span
from muster.domain.extraction.signs import DID, HELD, PAST, Passage, Sentence

COMPLETES = re.compile(r"\b(?:concluded|completed|finali[sz]ed|ended|finished|graduated|closed)\b")
BEGINS = re.compile(r"\b(?:commenced|began|begun|started|initiated)\b")
AGREED = re.compile(r"\bconcluded (?:an?|the|their) (?:\w+ ){0,2}?(?:agreement|protocol|memorandum|contract|MoU)\b")
LASTED = re.compile(
    r"\b(?:last(?:ed|s)|ran|continued|went on|was (?:shown|open)|remained (?:open|on display))"
    r"\b[^.;]{0,40}\b(?:until|to|till)\s+$"
)
ASIDE = re.compile(
    r"(?:\b(?:since|dated|signed|adopted|endorsed|approved|of|after|prior to|following|for|born|"
    r"entered into force)"
    r"\s+(?:the\s+)?(?:on\s+|in\s+)?)$"
)
NAMED = re.compile(
    r"(?:Strateg(?:y|ies)|Plans?|Programme|Agenda|Resolution|Decision|Protocol|Report|Assessment)"
    r"\s*$|[“\"‘]\s*$"
)
# What a relative clause says of something older or other: "the posts, which were reopened in November".
OF_ANOTHER = re.compile(
    r"\b(?:which|that|who)\b[^,;.]{0,90}\b(?:re-?opened|established|founded|created|modernized|"
    r"built|introduced|(?:entered|came) into force|admitted|appointed|joined|ratified)\b"
    r"(?:\s+by\s+[^,;.]{2,40})?\s+(?:on|in)?\s*$"
    r"|(?<!was )(?<!were )(?<!been )\b(?:endorsed|adopted|approved|signed) by [^.;]{3,80}?(?:\s(?:in|on))?\s+$"
)
PART = re.compile(
    r"\b(?:module|phase|stage|part|component|round|session|course|training|workshop|seminar|event|"
    r"meeting|camp|group|programme|campaign|project|one|second|third|latter|other)s?\b"
)


MADE = ("assessment", "publication", "legislation", "strategy_review", "infrastructure", "monitoring", "other")
HANDED_IN = re.compile(
    r"\b(?:reports?|stud(?:y|ies)|analys[ie]s|assessments?|audit|survey|findings|results|drafts?|documents?|text|"
    r"strateg(?:y|ies)|plans?|guidelines?|guides?|hand-?books?|manuals?|reviews?|recommendations|curricul(?:um|a)|"
    r"comments|opinion|proposals?|commentary|rulebook|law)\b[^.;]{0,90}?\b"
    r"(?:(?:was|were|been) (?:\w+ly |also |then )?)?(?:submitted|presented|handed|delivered|published|printed|"
    r"completed|finali[sz]ed|sent|shared|discussed|launched|released|issued|available)\b|"
    r"\breceiv(?:ed|ing) the (?:\w+ )?(?:document|reports?|drafts?|text|analysis|findings|recommendations)\b|"
    r"\bsubmitted (?:the|its|their|an?) (?:\w+ )?(?:reports?|drafts?|text|proposals?|recommendations|comments)\b"
)
WHOLE_YEAR = re.compile(r"(?:[Tt]hroughout|[Dd]uring|[Oo]ver|[Aa]cross)\b")
TOOK_PLACE = re.compile(
    r"(?:The|These|They|All|Both)\b[^.;]{0,60}?\b(?:took place|(?:was|were) (?:held|organi[sz]ed|conducted))\b"
)
NOT_WHEN = re.compile(r"\b(?:had|by|before|until|since|after|prior to|following)\b[^,;]{0,40}$")


@dataclass(frozen=True, slots=True)
class When:
    start: Reading[str | None]
    end: Reading[str | None]
    dates: Reading[tuple[DateRange, ...]]


@dataclass(frozen=True, slots=True)
class _Said:
    sentence: Sentence
    mention: DateMention

    def spans(self) -> tuple[Span, ...]:
        offset = self.sentence.start
        return self.sentence.flow.spans(offset + self.mention.start, offset + self.mention.end)

    def completes(self) -> bool:
        """Whether this day is the last of something longer."""
        return self._verb_near(COMPLETES) and not AGREED.search(self.sentence.text)

    def bounds(self) -> bool:
        """Whether the day is only the latest one: by 30 September, before 1 September."""
        return bool(re.search(r"\b(?:by|before|until)\s+(?:the end of\s+)?$", self.sentence.text[: self.mention.start]))

    def begins(self) -> bool:
        return self._verb_near(BEGINS)

    def _verb_near(self, verb: re.Pattern[str]) -> bool:
        """Whether the date’s verb is one of these: right before it, or the first behind “On 5 May,”."""
        text = self.sentence.text
        if re.search(verb.pattern + r"(?:\s+\w+){0,2}?(?:\s+(?:on|in))?\s*$", text[: self.mention.start]):
            return True
        earlier = list(DID.finditer(text, 0, self.mention.start))
        if (
            earlier
            and verb.match(text, earlier[-1].start())
            and "," not in text[earlier[-1].end() : self.mention.start]
        ):
            return len(earlier) == 1 or earlier[-1].end() > self.mention.start - 20
        following = DID.search(text, self.mention.end)
        leads = re.match(r"\s*,", text[self.mention.end :])
        return bool(leads and following and verb.match(text, following.start()))


def read_when(passage: Passage, year: int, kind: str = "") -> When:
    """When it was; of what was made (by its kind), the day on which it was handed in is the last."""
    said = _chosen(passage, year, kind)
    if not said:
        empty: Reading[str | None] = Reading(None, (), 0.8, "no date said")
        return When(empty, empty, Reading((), (), 0.8, "no date said"))
    ranges = _ranges(said)
    low, high = min(first for first, _ in ranges), max((last for _, last in ranges), key=_latest)
    start, end = _open_ended(said, low, high)
    if kind in MADE and low == high and _only_over(said[0], passage.opener):
        start = None  # the day on which it was handed in is the last of the work
    lasted = _lasted_until(passage, end)
    if lasted:
        said, end = [*said, lasted], lasted.mention.last
    handed_in = _handed_in(passage, year, end) if kind in MADE else None
    if handed_in:
        said, end = [*said, handed_in], handed_in.mention.last
    confidence = 0.96 if said[0].mention.precision is Precision.DAY else 0.85
    if said[0].sentence is not passage.opener:
        confidence -= 0.15
    spans = tuple(span for one in said for span in one.spans())
    reason = f"{said[0].mention.precision.name.lower()} in the text"
    listed = tuple(ranges) if len(ranges) > 1 and not _from_then_on(said) else ()
    return When(
        Reading(start, spans if start else (), confidence, reason),
        Reading(end, spans if end else (), confidence, reason),
        Reading(listed, spans if listed else (), confidence, reason),
    )


def _lasted_until(passage: Passage, end: str | None) -> _Said | None:
    """The day on which something that had begun before was over: "It lasted until 30 September"."""
    for sentence in passage.sentences:
        for mention in sentence.dates:
            if LASTED.search(sentence.text[: mention.start]) and mention.last > (end or ""):
                return _Said(sentence, mention)
    return None


def _from_then_on(said: Sequence[_Said]) -> bool:
    """One thing that began on a day and was over on another: "started on 5 September and lasted until 30 November"."""
    return said[0].begins() and len(said) > 1 and (said[-1].completes() or said[-1].bounds())


def _handed_in(passage: Passage, year: int, end: str | None) -> _Said | None:
    """The later day on which a report, a draft or findings were delivered."""
    for sentence in passage.sentences:
        if sentence is passage.opener or "plans" in sentence.signs:
            continue
        for said in _in_force(sentence, year):
            exact = said.mention.precision >= Precision.MONTH and not said.bounds()
            later = _latest(said.mention.last) > _latest(end or "") or said.mention.last.startswith(end or "?")
            if exact and later and _handed(said):
                return said
    return None


def _handed(said: _Said) -> bool:
    """Whether the day is the one of delivery: the first behind the verb, or what the sentence begins with."""
    done = HANDED_IN.search(said.sentence.text)
    others = [mention.start for mention in said.sentence.dates if done and mention.start > done.start()]
    return bool(done) and said.mention.start == min(others, default=said.mention.start)


OVER = re.compile(
    r"\b(?:submitted|adopted|approved|endorsed|completed|finali[sz]ed)\s+(?:(?:by|to) [^,.;]{2,40} )?(?:on\s+)?$|"
    r"\bsubmitted [^,.;]{3,40} on\s+$|\bpresented [^,.;]{3,60} to [^,.;]{3,50} on\s+$"
)


def _only_over(said: _Said, opener: Sentence) -> bool:
    """Whether a day only says by when the work was over: adopted on 31 March, submitted to the Minister on 29 June.

    In the opening sentence, it is the work's end only behind the verb that says what the work was.
    """
    over = OVER.search(said.sentence.text[: said.mention.start])
    if over is None or said.mention.precision is not Precision.DAY:
        return False
    return said.sentence is not opener or DID.search(said.sentence.text, 0, over.start()) is not None


def _delivered(said: _Said) -> bool:
    """Whether the day is that of a delivery, or of what came of it."""
    done = HANDED_IN.search(said.sentence.text)
    return done is not None and (said.mention.start > done.start() or _handed(said))


def _latest(text: str) -> str:
    """Ordered by the last day that a date of this precision may mean."""
    return text + "~" * (10 - len(text))


def _open_ended(said: Sequence[_Said], low: str, high: str) -> tuple[str | None, str | None]:
    first, last = said[0], said[-1]
    single = low == high
    if len(said) > 1 and last.completes() and first.mention.first <= last.mention.first <= _latest(first.mention.last):
        return first.mention.first, last.mention.last  # conducted in the second half of the year, finalized in December
    if single and first.mention.precision is Precision.DAY and (first.completes() or first.bounds()):
        return None, high
    if single and first.mention.precision is Precision.DAY and first.begins():
        return low, None
    if len(said) > 1 and last.completes() and last.mention.precision is Precision.DAY:
        return low, last.mention.last
    if len(said) > 1 and first.completes() and first.mention.precision is Precision.DAY:
        return min((one.mention.first for one in said[1:]), default=low), first.mention.last
    return low, high


def _ranges(said: Sequence[_Said]) -> list[DateRange]:
    best = max(one.mention.precision for one in said)
    ranges = [
        item
        for one in said
        for item in one.mention.ranges
        if one.mention.precision == best or one.completes() or len(said) == 1
    ]
    distinct = sorted(set(ranges))
    inside = [item for item in distinct if any(_within(item, other) for other in distinct if other != item)]
    return [item for item in distinct if item not in inside]


def _within(item: DateRange, other: DateRange) -> bool:
    return other[0] <= item[0] and _latest(item[1]) <= _latest(other[1])


def _chosen(passage: Passage, year: int, kind: str) -> list[_Said]:
    """The mentions that date the activity."""
    opener = list(_usable(passage.opener, year))
    later = [
        said
        for sentence in passage.sentences
        if sentence is not passage.opener
        for said in _usable(sentence, year)
        if _says_held(said) and not (kind in MADE and _delivered(said))
    ]
    whole = [said for said in opener if said.mention.precision is Precision.YEAR and _throughout(said)]
    if whole and len(opener) == 1 and not any(TOOK_PLACE.match(said.sentence.text) for said in later):
        return whole
    exact = [said for said in opener if said.mention.precision >= Precision.MONTH]
    if any(said.mention.precision is Precision.DAY for said in exact):
        return _with_parts(exact, later)
    days = [said for said in later if said.mention.precision is Precision.DAY and not exact]
    if days:
        same = [said for said in days if said.sentence is days[0].sentence]
        return _with_parts(same, days[1:])
    found = exact or opener[:1] or [said for said in later if said.mention.precision >= Precision.PART] or later[:1]
    found = found or _worked(passage, year, kind)
    return found or [said for sentence in passage.context for said in _usable(sentence, year)][:1]


def _throughout(said: _Said) -> bool:
    mention = said.mention
    return bool(WHOLE_YEAR.match(said.sentence.text[mention.start : mention.end]))


def _worked(passage: Passage, year: int, kind: str) -> list[_Said]:
    """Where nothing says when it was held: when those who worked on it did so."""
    working = [
        said
        for sentence in passage.sentences
        if sentence is not passage.opener and not {"plans", "background", "told of before"} & set(sentence.signs)
        for said in _usable(sentence, year)
        if PAST.search(sentence.text)
        and not NOT_WHEN.search(sentence.text[: said.mention.start])
        and not re.match(r"\s+alone\b", sentence.text[said.mention.end :])
    ]
    exact = [said for said in working if said.mention.precision >= Precision.MONTH]
    before = [said for said in exact if not (kind in MADE and _delivered(said))]
    found = before or exact or working
    return _run_on(found) if found else []


def _with_parts(exact: list[_Said], later: list[_Said]) -> list[_Said]:
    """The opening's days, with those of the further modules, phases or groups that the text goes through."""
    days = [said for said in exact if said.mention.precision is Precision.DAY]
    kept = _run_on(days)
    if days[0].completes():
        kept += [said for said in exact if said not in kept and said.mention.precision is Precision.MONTH]
    parts = [
        said
        for said in later
        if said.mention.precision is Precision.DAY and PART.search(said.sentence.text[: said.mention.start][-70:])
    ]
    return kept + [said for said in parts if said.mention.first >= kept[0].mention.first]


def _run_on(said: Sequence[_Said]) -> list[_Said]:
    """The first, and those that a list goes on to: in Osh on 16 February, in Batken on 12 April, and in Talas on …"""
    kept = [said[0]]
    for other in said[1:]:
        if other.sentence is kept[-1].sentence and _coordinated(kept[-1], other):
            kept.append(other)
    return kept


def _coordinated(first: _Said, other: _Said) -> bool:
    between = first.sentence.text[first.mention.end : other.mention.start]
    return (
        len(between) < 90
        and bool(re.search(r"(?:\band|,|;)\s+(?:[^.;:]+\s)?(?:on|from|between|in)?\s*$", between))
        and not re.search(rf"[.:]|\bwhich\b|\bthat\b|\band {DID.pattern}", between)
    )


def _usable(sentence: Sentence, year: int) -> list[_Said]:
    """The dates of a sentence that can be an activity’s; those of its circumstances only if there is no other."""
    said = list(_in_force(sentence, year))
    return [one for one in said if one.mention.start >= sentence.main] or said


def _in_force(sentence: Sentence, year: int) -> Iterator[_Said]:
    for mention in sentence.dates:
        before = sentence.text[: mention.start]
        if mention.year != year and int(mention.last[:4]) != year:
            continue
        if (
            ASIDE.search(before)
            and not re.search(r"\b(?:was|were|been)\s+(?:\w+ly\s+)?\w+\s+(?:on\s+|in\s+)?$", before)
            and not re.search(r"\bevenings? of\s+$|\bperiod of\s+$|\bmonths? of\s+$", before)
        ):
            continue
        if NAMED.search(before) or OF_ANOTHER.search(before):
            continue
        yield _Said(sentence, mention)


def _says_held(said: _Said) -> bool:
    """Whether a sentence that carries on says when the thing itself took place."""
    text = said.sentence.text
    held = HELD.search(text) or re.search(
        r"\b(?:held|concluded|completed|finali[sz]ed|ran|organi[sz]ed|launched|delivered|conducted|hand-?over|ceremony)\b",
        text,
    )
    return bool(held) and "plans" not in said.sentence.signs
