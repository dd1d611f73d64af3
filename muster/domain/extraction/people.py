"""How many took part: a total that the text states, women and men where it tells them apart.

Numbers of things, days, copies or cases are never people. Where the text counts only some of the groups, or counts
per event, there is no total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from muster.domain.extraction import words
from muster.domain.extraction.model import Reading, Span
from muster.domain.extraction.numbers import NUMBER, to_int
from muster.domain.extraction.signs import Passage, Sentence

_NOT_BETWEEN = (
    r"(?!(?:were|was|are|is|had|which|who|that|of|from|for|with|in|on|to|at|by|between|\d|days?|"
    r"weeks?|hours?|months?|years?|copies|"
    r"cases|per|euros?|workshops|courses|trainings|seminars|meetings|sessions|roundtables|events|"
    r"modules|committees|councils|districts|municipalities|regions|cities|towns|villages|stations|"
    r"units|countries|institutions|agencies|teams|schools|organi[sz]ations|participating|camps|groups|classes|"
    r"stages|rounds|courts|prisons|where|whose|when)\b|" + NUMBER + ")"
)
# Whoever is named by what they do: passport controllers, conscripts are not, typists are. Things that do are left out.
_AGENTS = (
    r"(?!(?:computers?|scanners?|printers?|projectors?|detectors?|sensors?|monitors?|folders?|posters?|papers?|letters?|"
    r"newsletters?|numbers?|orders?|borders?|quarters|headquarters|matters?|covers?|registers?|chapters?|centers?|"
    r"trailers?|factors?|indicators?|errors?|doors?|corridors?|sectors?|vectors?|routers?|servers?|containers?|"
    r"counters?|barriers?|offers?|powers?|layers?|offenders?|perpetrators?|suspects?|prisoners?|lists|checklists|"
    r"specifiers?|generators?|radiators?|analyzers?|readers?|transmitters?|speakers?|others|stickers?|drawers?|"
    r"shelters?|parameters?|metres?|meters?|kilometers?|hours|years|tours|colours|labours)\b)"
    r"[a-z]{3,}(?:[^e]ers|eers|ors|ists|icians)"
)
GROUP = re.compile(
    rf"(?P<about>\b{words.ABOUT}\s+)?(?P<number>{NUMBER})"
    rf"\s+(?:\([^()]{{1,40}}\)\s+)?(?P<noun>(?:{_NOT_BETWEEN}[\w’'/.&-]+,?\s+)"
    rf"{{0,7}}?(?:{words.PEOPLE}|(?P<agents>{_AGENTS}))(?:\s+{words.PEOPLE})*)"
    r"\b(?!\s+(?:groups?|stations?|academ\w+|services?|schools?|union|unit|departments?|"
    r"directorates?|camps?|clubs?|teams?|offices?|days?|centres?|cars?|vehicles?|dogs?)\b)",
    re.I,
)
SPLIT = re.compile(
    rf"(?P<women>{NUMBER})\s+(?:(?:were|of them|of whom were|young|police|adult)\s+)?(?:women|"
    rf"female|girls)(?:\s+\w+)?(?:\s+and\s+|\s*,\s*|\s*/\s*)(?P<men>{NUMBER})\s+(?:were\s+|"
    r"young\s+|police\s+)?(?:men|male|boys)"
    rf"|(?P<men2>{NUMBER})\s+(?:(?:were|of them|young|police)\s+)?(?:men|male|boys)(?:\s+\w+)"
    rf"?(?:\s+and\s+|\s*,\s*|\s*/\s*)(?P<women2>{NUMBER})\s+(?:were\s+|young\s+|police\s+)"
    r"?(?:women|female|girls)",
    re.I,
)
WOMEN_OF = re.compile(
    r"(?:of (?:whom|which|them|these)|including|among (?:whom|them)|\()\s*,?\s*(?:at least |"
    rf"about |around |some |were )?(?P<women>{NUMBER})\s+(?:of (?:whom|them) )?(?:were |are )"
    r"?(?:women|female)"
    rf"|(?P<women2>{NUMBER})\s+of\s+(?:whom|them|the participants)\s+(?:were\s+|are\s+)?(?:women|female)",
    re.I,
)
MEN_OF = re.compile(
    rf"(?:of (?:whom|which|them|these)|including|among (?:whom|them)|\()\s*,?\s*(?P<men>{NUMBER})"
    r"\s+(?:were |are )?(?:men|male)\b",
    re.I,
)
GENDERED = re.compile(r"\b(?:women|men|girls|boys|female|male)\b", re.I)
WOMEN_ONLY = re.compile(r"\b(?:women|female|policewom[ae]n)\b", re.I)
MEN_ONLY = re.compile(r"^(?:men|male)\b", re.I)
MIXED = re.compile(r"\b(?:and|or)\b|\bmen\b|\bmale\b", re.I)

PER_EVENT = re.compile(
    r"\b(?:each|every|per)\s+(?:of the |\w+\s+){0,2}?(?:workshop|training|course|seminar|session|"
    r"event|meeting|roundtable|webinar|lecture|briefing|conference|camp|visit|exercise|town|"
    r"village|school|municipality|region|location|group|one|day|module|class)s?\b|\beach\s*[.,;]|"
    r"\bper\s+(?:session|course|training|event)\b|^.{0,40}\b(?:in|at|of) each\b",
    re.I,
)
FROM_EACH = re.compile(
    rf"(?P<number>{NUMBER})\s+[\w-]+(?:\s+[\w-]+)?\s+from (?:each|both) (?:of the )"
    rf"?(?P<sides>(?:two )?police service|side|country|service|(?P<count>{NUMBER}))",
    re.I,
)
CAME_VERB = re.compile(
    r"\b(?:attend(?:ed|ing|ees)?|participat(?:ed|ing|ion)|took part|gather(?:ed|ing)|br(?:ought|"
    r"inging)|host(?:ed|ing)|involv(?:ed|ing)|train(?:ed|ing)|benefit(?:ed|ing|ted)"
    r"|received|completed|compris(?:ed|ing)|join(?:ed|ing)|visited|taught|certified|briefed|"
    r"graduated|learned|enrolled|came|showed up|familiari[sz]ed|assembled|attracted|mentored|"
    r"targeted|targeting|went through|"
    r"convened"
    r"|composed|consist(?:s|ed|ing)|discussed|exchanged|debated|competed|practi[sc]ed|reach(?:ed|ing)|enabled|united|invited|instructed|coached|"
    r"shown|acquired|gained|improved|enhanced|welcomed|engag(?:ed|ing)|covered|saw|included)\b",
    re.I,
)
FEW = 6  # a handful in a later sentence mostly are experts, winners or spokespersons
SURELY_CAME = re.compile(
    r"\b(?:attend|participa|took part|gather|train|complet|graduat|certif|taught|learn|came|join|instruct|brief|enrol|"
    r"pass|benefit|shown|reach|involv|visitors|br(?:ought|inging)|host|attract|welcom|saw|compris|consist)",
    re.I,
)
SOME_OF_THEM = re.compile(
    r"\s+(?:of them |participants )?"
    r"(?:were (?:certified|selected|elected|chosen|promoted|recommended)|passed|failed|were later)\b"
)
IN_TURN = re.compile(
    r"(?:The|These|Those)\s+(?:\w+\s+)?(?:trainers|multipliers|graduates|participants)\s[^.;]{0,40}\btrained\b"
)
ALTERNATIVES = re.compile(rf"{NUMBER}\s+(?:and|or|to|to\s+\w+)\s+(?:{words.ABOUT}\s+)?$", re.I)
ONE_AND_OTHER = re.compile(
    r"\b(?:first|former|one)\b[^.;]{0,60}\band\s+(?:the\s+)?(?:second|other|latter|another)\s+(?:\w+\s+){0,3}$", re.I
)
ALL_OF_THEM = re.compile(
    rf"\b(?:[Tt]he|[Aa]ll|[Oo]f the)\s+(?:the\s+)?(?P<number>{NUMBER})\s+(?:participants|trainees|attendees|graduates|"
    r"students|cadets|officers|guests|delegates|learners|women)\b",
    re.I,
)
EACH_OF_THEM = re.compile(
    r"\b[Ee]ach(?:\s+(?:workshop|training|course|seminar|session|event|meeting|group|module|"
    r"roundtable|class|of (?:them|these|which|the \w+)))?(?:\s+(?:with|of|for|was|were|"
    r"attended by|gathered|gathering|included|hosted|consisted of|comprised|had|trained|involving|"
    r"lasting \w+ days for))*\s*(?:around |some |about |over |up to )?$"
)
LEADS_IN = re.compile(
    r"(?:The|Its|Their|(?:The |Their )?(?:participants|trainees|group|audience|students),|In total,?|"
    r"Altogether,?|Overall,?|All|As a result,?|Some|[^,]{0,30}\x00+,)\s*"
)
IN_TOTAL = re.compile(
    rf"[,(]\s*(?P<number>{NUMBER})\s+(?:people\s+|persons\s+)?in (?:total|all)\b|\btotal(?:ling|ed)"
    rf"?\s+(?:of\s+)?(?P<number2>{NUMBER})\b(?=\s*[,.)])"
    r"|,\s(?P<number4>" + NUMBER + r") in number\b"
    r"|\b(?:attendance|participation|turnout|number of participants)\s+(?:of\s+)"
    rf"(?:{words.ABOUT}\s+)?(?P<number3>{NUMBER})\b"
)
ANOTHER_GROUP = re.compile(
    r"(?:\s+(?:in|from|of) [^,.;]{2,40}?)?\s*(?:,|and|as well as|along with|alongside|together with|,\s*and)"
    rf"\s+(?:{words.ABOUT}\s+)?"
    rf"{NUMBER}(?!\s+of\s+(?:them|whom|which|these))\s+(?:(?:[\w’'/-]+\s+){{0,4}}?{words.PEOPLE}|"
    r"connected|online|others|more|from the)\b"
    rf"|[^.;]{{0,60}}?\b(?:along with|alongside|together with|as well as|accompanied by|joined by)"
    rf"\s+(?:{words.ABOUT}\s+)?(?:an?\s|{NUMBER}\s)"
    rf"|[^.;]{{0,50}}?\s(?:in|from) [A-Z][\w’/-]+(?:,| and) (?:and )?{NUMBER} (?:in|from) "
    rf"|[^.;]{{0,60}}?,?\s(?:while|whereas)\s+(?:another\s+)?{NUMBER}\s+(?:attended|completed|took|"
    r"joined|participated)\b",
    re.I,
)
WHILE = re.compile(r",?\s(?:while|whereas|and the (?:second|third|other|latter))\b")
ALL_WOMEN = re.compile(
    rf"(?P<number>{NUMBER})\s+[\w ]{{3,40}}, (?:all|all of them|exclusively|only) (?:women|female)", re.I
)
CAME_BEFORE = re.compile(
    r"(?:\b(?:at which|in which|during which|where|for|with|to|taken by|completed by|passed by|attended by|joined by|"
    r"participation of|participation from|attendance of|presence of|group of|total of|"
    r"delegation of|team of|composed of|consisting of|training of|provided|gave|offered|equipped|"
    r"supported|assisted|enabled|allowed|sent|placed|saw|included)\s+(?:the\s+|all\s+)?)$",
    re.I,
)
FOR_THEM = re.compile(
    r"\b(?:for|attended by|gathered|brought together|train(?:ed|ing of)|participation of|targeting|group of)\s+"
    rf"(?:the\s+|all\s+)?(?:{words.ABOUT}\s+)?$"
)
ELSEWHERE = re.compile(
    r"\b(?:arrest(?:ed|s)|killed|detained|victims? of|convicted|sentenced|prosecuted|"
    r"children removed|indict|injured|reported|were identified|recruit(?:ed)? (?:a total|\d)|"
    r"since (?:19|20)\d\d|employ(?:s|ed)|staff members in the|population|residents of|inhabitants|"
    r"elected|appointed|trafficked|deployed|contracted|hired|delivered by|conducted by|led by|"
    r"provided by|given by|facilitated by|taught by|moderated by|speakers|together with|"
    r"accompanied by|assisted by|supported by)\s*(?:the\s+)?(?:its\s+)?$",
    re.I,
)
TOTAL = re.compile(r"\b(?:a total of|in total|altogether|overall|total number|in all)\b", re.I)
PART_OF = re.compile(
    r"\b(?:including|among (?:them|whom)|of whom|(?<!course )of which|such as|comprising)\s+(?:at least |"
    r"about |around |some |also )?$",
    re.I,
)
STAFF = re.compile(
    r"\b(?:experts?|trainers?|instructors?|facilitators?|speakers?|lecturers?|mentors?|"
    r"advis[eo]rs?|consultants?)$",
    re.I,
)


STAFF_CAME = re.compile(
    r"\b(?:for|to|training of|gathered|brought together|attended by|hosted|train(?:ed|ing)|participation of|"
    r"group of|with)\s+$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Count:
    """People counted somewhere in a passage."""

    sentence: Sentence
    start: int
    end: int
    number: int
    noun: str
    total: bool
    rank: float

    def spans(self) -> tuple[Span, ...]:
        return self.sentence.flow.spans(self.sentence.start + self.start, self.sentence.start + self.end)


@dataclass(frozen=True, slots=True)
class People:
    participants: Reading[int | None]
    women: Reading[int | None]
    men: Reading[int | None]


def read_people(passage: Passage, kind: str) -> People:
    """The people counted. Who answers a survey or is shown a new device has not taken part in an event."""
    if kind in NOT_ATTENDED:
        attended = [sentence for sentence in passage.sentences if ATTENDED.search(sentence.text)]
        if not attended:
            nothing: Reading[int | None] = Reading(None, (), 0.85, f"by kind: {kind}")
            return People(nothing, nothing, nothing)
        passage = replace(passage, sentences=attended, opening=0)
    counts = [count for sentence in passage.sentences for count in _counts(sentence, passage)]
    women, men = _women_and_men(passage)
    total = _total(counts, passage)
    if women.value is None and men.value is None:
        women, men = _all_of_one_kind(counts, total, women, men)
    return People(total, women, men)


ATTENDED = re.compile(
    r"\b(?:attended|participated|(?:core|working|expert) groups? of|"
    r"[Ii]t involved|brought together|took part|gathered|participants|came)\b"
)
NOT_ATTENDED = ("donation", "publication", "assessment", "monitoring", "legislation", "infrastructure", "other")


def _counts(sentence: Sentence, passage: Passage) -> Iterator[Count]:
    """Groups of people who, as the sentence has it, came."""
    if _of_before(sentence):
        return
    told_apart: list[Span] = []
    if GENDERED.search(sentence.masked):
        patterns = (SPLIT, WOMEN_OF, MEN_OF)
        told_apart = [match.span() for pattern in patterns for match in pattern.finditer(sentence.masked)]
    for match in GROUP.finditer(sentence.masked):
        before, after = sentence.masked[: match.start()], sentence.masked[match.end() :]
        if any(low <= match.start("number") < high for low, high in told_apart):
            continue
        total = bool(TOTAL.search(before[-25:]) or TOTAL.search(match[0]) or TOTAL.search(after[:15]))
        if (
            _others(match, before, after)
            or _after_it(sentence, passage, after)
            or not (total or _came(match, before, after))
        ):
            continue
        few = to_int(match["number"]) < FEW and sentence is not passage.opener
        if few and not SURELY_CAME.search(before[-60:] + match[0] + after[:90]):
            continue
        number, rank = to_int(match["number"]), _rank(match, sentence, passage, total)
        yield Count(sentence, match.start(), match.end(), number, match["noun"], total, rank)


def _came(match: re.Match[str], before: str, after: str) -> bool:
    """Whether the words around a group say that it came."""
    return bool(
        CAME_BEFORE.search(before)
        or not before.strip(" \x00,")
        or LEADS_IN.fullmatch(before)
        or CAME_VERB.search(before[-60:])
        or CAME_VERB.search(after[:90])
        or match["noun"].lower().endswith("participants")
    )


def _others(match: re.Match[str], before: str, after: str) -> bool:
    """Whether a number counts something else: a plan, a part, people elsewhere, one of several events."""
    elsewhere = any(
        pattern.search(before) for pattern in (words.PLANS, ELSEWHERE, PART_OF, ONE_AND_OTHER, ALTERNATIVES)
    )
    agents = match["agents"] and not FOR_THEM.search(before)
    per_event = PER_EVENT.search(re.split(rf";|,\s{NUMBER}", after[:160])[0]) or EACH_OF_THEM.search(before)
    return bool(elsewhere or agents or per_event or _not_people(match, before, after))


def _of_before(sentence: Sentence) -> bool:
    """Whether a sentence tells of an earlier year: not where that year only dates what "had been signed in 2009"."""
    if "told of before" in sentence.signs:
        return True
    had = re.search(r"\b(?:that|which) (?:had|has|have|was|were)\b", sentence.text)
    return "earlier year" in sentence.signs and not (had and had.start() < sentence.dates[0].start)


def _after_it(sentence: Sentence, passage: Passage, after: str) -> bool:
    """Whether a later sentence counts only those who passed, or those whom the participants trained in turn."""
    return sentence is not passage.opener and bool(SOME_OF_THEM.match(after) or IN_TURN.match(sentence.text))


def _not_people(match: re.Match[str], before: str, after: str) -> bool:
    noun = match["noun"].lower()
    if (
        STAFF.search(noun)
        and not STAFF_CAME.search(before)
        and not re.match(
            r"[^.;]{0,100}?\b(?:attended|participated|took part|were (?:trained|taught|certified)|received|discussed|"
            r"visited|travelled|completed|graduated|learned)\b",
            after,
        )
    ):
        return True
    if re.match(
        r"(?:and\s+\w+\s+)?(?:copies|laws|euros?|years?|cases|per cent|reports|projects|drafted)\b", after.lstrip()
    ):
        return True
    if re.search(
        r"\b(?:age[ds]?|aged between|article|paragraph|phase|level|no\.?|number|ISO|EUR|USD|€|\$|law|"
        r"resolution|chapter|version|top)\s*$",
        before,
        re.I,
    ):
        return True
    return bool(re.search(r"\b(?:year|month|day|week|hour|module|per)s?\b", noun)) or noun == "police"


def _rank(match: re.Match[str], sentence: Sentence, passage: Passage, total: bool) -> float:
    rank = 2.0 * total + (0.5 if sentence is passage.opener else 0.0)
    noun = match["noun"].lower()
    if re.search(r"participants?$|representatives$|trainees$|attendees$|people$", noun):
        rank += 0.75
    if re.search(
        r"\b(?:gather|attended by|brought together|host|took part|participat|trained|for|to)"
        r"\w*\s+(?:around |some |over |about |more than |a total of )?$",
        sentence.text[: match.start()],
    ):
        rank += 0.75
    if re.match(r"[^.;\d]{0,60}?\b(?:took part|attended|participated|were trained)\b", sentence.text[match.end() :]):
        rank += 0.75
    if STAFF.search(noun) and not re.search(r"\bfor\s+(?:\w+\s+)?$", sentence.text[: match.start()]):
        rank -= 0.5
    return rank


def _total(counts: Sequence[Count], passage: Passage) -> Reading[int | None]:
    nothing: Reading[int | None] = Reading(None, (), 0.8, "no total said")
    each = _from_each(passage)
    if each:
        return each
    if stated := _in_total(passage) or _all_of_them(counts, passage):
        return stated
    if not counts:
        return nothing
    best = max(counts, key=lambda count: (count.rank, -count.sentence.start, -count.start))
    if best.total:
        return Reading(best.number, best.spans(), 0.93, "a stated total")
    together = _beside(best, counts)
    if together is not None:
        return together
    others = {count.number for count in counts if count.rank >= best.rank} - {best.number}
    return Reading(best.number, best.spans(), 0.72 if others else 0.9, "people counted")


def _in_total(passage: Passage) -> Reading[int | None] | None:
    """Members of the working group, 26 in total."""
    for sentence in passage.sentences:
        match = IN_TOTAL.search(sentence.masked)
        if match and (match["number3"] or re.search(words.PEOPLE, sentence.masked[: match.start()], re.I)):
            spans = sentence.flow.spans(sentence.start + match.start(), sentence.start + match.end())
            return Reading(to_int(next(number for number in match.groups() if number)), spans, 0.85, "a stated total")
    return None


def _all_of_them(counts: Sequence[Count], passage: Passage) -> Reading[int | None] | None:
    """The 16 participants: the sum of the groups that were counted before."""
    for sentence in passage.sentences:
        match = ALL_OF_THEM.search(sentence.masked)
        groups = [count.number for count in counts if count.sentence is passage.opener]
        if match and sentence is not passage.opener and len(groups) > 1 and sum(groups) == to_int(match["number"]):
            spans = sentence.flow.spans(sentence.start + match.start("number"), sentence.start + match.end())
            return Reading(sum(groups), spans, 0.9, "a stated total")
    return None


def _beside(best: Count, counts: Sequence[Count]) -> Reading[int | None] | None:
    """Groups counted side by side: no total, unless the text adds them itself."""
    text = best.sentence.masked
    another = ANOTHER_GROUP.match(text[best.end :])
    if another and not _breakdown(best, text[best.end : best.end + 120]):
        return Reading(None, (), 0.6, "groups counted, no total said")
    if any(
        WHILE.search(text[min(one.end, best.end) : max(one.start, best.start)])
        for one in counts
        if one is not best and one.sentence is best.sentence
    ):
        return Reading(None, (), 0.6, "groups counted, no total said")
    for other in counts:
        if other.sentence is best.sentence and other.end < best.start:
            between = text[other.end : best.start]
            if re.search(r"(?:\band|,|along with|alongside|together with|as well as)\s+(?:\w+\s+)?$", between) and (
                len(between) < 60 or (len(between) < 140 and between.endswith("and ") and "." not in between)
            ):
                return Reading(None, (), 0.6, "groups counted, no total said")
    return None


def _breakdown(best: Count, following: str) -> bool:
    """Whether the numbers that follow tell the counted people apart: 36 participants, 12 from … and 24 from …"""
    if re.match(r"\s*and\b", following):
        return False
    numbers = [to_int(match[0]) for match in re.finditer(NUMBER, following.split(".")[0], re.I)]
    return any(sum(numbers[:count]) == best.number for count in range(2, len(numbers) + 1))


def _from_each(passage: Passage) -> Reading[int | None] | None:
    """Six analysts from each police service: times two, where the text speaks of two."""
    for sentence in passage.sentences[:3]:
        if " from " not in sentence.text:
            continue
        match = FROM_EACH.search(sentence.text)
        if match and re.match(
            rf"[^.;]{{0,60}}?\b(?:and|as well as) {NUMBER} from\b", sentence.text[match.end() :], re.I
        ):
            return Reading(None, (), 0.6, "groups counted, no total said")
        if match and "each" in match[0].lower():
            sides = to_int(match["count"]) if match["count"] else 2
            spans = sentence.flow.spans(sentence.start + match.start(), sentence.start + match.end())
            if match["count"] or "service" in match["sides"] or "side" in match["sides"]:
                return Reading(to_int(match["number"]) * sides, spans, 0.6, "number from each side")
    return None


def _women_and_men(passage: Passage) -> tuple[Reading[int | None], Reading[int | None]]:
    nothing: Reading[int | None] = Reading(None, (), 0.9, "not said")
    if not GENDERED.search(passage.text):
        return nothing, nothing
    for sentence in passage.sentences:
        both = SPLIT.search(sentence.text)
        if both:
            spans = sentence.flow.spans(sentence.start + both.start(), sentence.start + both.end())
            women, men = both["women"] or both["women2"], both["men"] or both["men2"]
            return Reading(to_int(women), spans, 0.95, "both said"), Reading(to_int(men), spans, 0.95, "both said")
    all_women = _one_part(passage, ALL_WOMEN, nothing)
    if all_women.value is not None:
        return all_women, nothing
    return _one_part(passage, WOMEN_OF, nothing), _one_part(passage, MEN_OF, nothing)


def _one_part(passage: Passage, pattern: re.Pattern[str], nothing: Reading[int | None]) -> Reading[int | None]:
    for sentence in passage.sentences:
        match = pattern.search(sentence.text)
        if match:
            name = next(name for name, value in match.groupdict().items() if value)
            spans = sentence.flow.spans(sentence.start + match.start(name), sentence.start + match.end())
            return Reading(to_int(match[name]), spans, 0.9, "part of the participants")
    return nothing


def _all_of_one_kind(
    counts: Sequence[Count], total: Reading[int | None], women: Reading[int | None], men: Reading[int | None]
) -> tuple[Reading[int | None], Reading[int | None]]:
    """Sixty female officers are sixty women, also where others came whom the text does not count."""
    if total.value is None and total.reason.startswith("groups"):
        groups = [count for count in counts if WOMEN_ONLY.search(count.noun) and not MIXED.search(count.noun)]
        return (
            (Reading(groups[0].number, groups[0].spans(), 0.8, "a group of women"), men)
            if len(groups) == 1
            else (women, men)
        )
    for count in counts:
        following = count.sentence.text[count.end : count.end + 12]
        if count.number == total.value and not MIXED.search(count.noun) and not MIXED.match(following.strip()):
            if WOMEN_ONLY.search(count.noun):
                return Reading(count.number, count.spans(), 0.9, "all women"), men
            if MEN_ONLY.search(count.noun):
                return women, Reading(count.number, count.spans(), 0.9, "all men")
    return women, men
