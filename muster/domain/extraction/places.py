"""Where an activity took place, as the text writes it: cities and municipalities, a country only where no city is said.

Where participants come from, where an institution has its seat and what an agreement is called are not venues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muster.domain.extraction.dates import MONTHS
from muster.domain.extraction.flow import Flow
from muster.domain.extraction.gazetteer import countries, is_city, is_no_place
from muster.domain.extraction.model import Reading, Span
from muster.domain.extraction.signs import HELD, PAST, Passage, Sentence

_CAP = r"[A-ZÀ-ÞŠŽČĆĐÇ][\w’'-]*"
NAME = rf"{_CAP}(?:\s{_CAP}){{0,3}}(?:/{_CAP}(?:\s{_CAP}){{0,2}})?(?:\s\({_CAP}\))?"
LIST = (
    rf"{NAME}(?:(?:\s*,?\s*(?:on\s+|from\s+)?\x00+)?"
    r"(?:\s*,\s*(?:and\s+|as well as\s+)?|\s+and\s+|\s+as well as\s+|\s*;\s*)(?:in\s+|"
    rf"the\s+|the city of\s+)?{NAME})*"
)
AREA = (
    r"(?:ports?|border crossing(?: point)?s?|crossing points?|checkpoints?|headquarters|"
    r"academ(?:y|ies)|(?:police )?stations?|cit(?:y|ies)|towns?|municipalit(?:y|ies)|regions?|"
    r"districts?|villages?|provinces?|oblasts?|cantons?|directorates|settlements?|communes?|"
    r"areas?|resort|branches|streets?|centres?)"
)
INSIDE = re.compile(
    r"\b(?P<prep>[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Tt]o|[Aa]cross|[Tt]hroughout|[Aa]round|"
    r"left for|departed for|visited)"
    r"\s+(?P<mid>(?:the\s+)?(?:both\s+|nearby\s+|northern\s+|southern\s+|western\s+|eastern\s+|"
    rf"central\s+|downtown\s+)?(?:(?:\w+\s+){{0,2}}{AREA}\s+of\s+)?)(?P<list>{LIST})"
)
AREA_OF = re.compile(rf"\b{AREA}\s+of\s+(?P<list>{LIST})")
AREAS_BEHIND = re.compile(
    rf"\b(?:of|in|across|at)\s+(?:the\s+)?(?P<list>{LIST})\s+(?:provinces|regions|districts|oblasts|municipalities|"
    r"counties|cantons|(?:border\s+)?crossing points|border posts|checkpoints|airport|airports|port|ports)\b"
)
PART_OF = re.compile(rf"\b(?:districts?|areas?|stations?|schools?|suburbs?)(?: each)? of (?P<list>{LIST})")
DATED_NEXT = re.compile(r"\s+(?:on\s+|from\s+|between\s+)?\x00")
ALONE = re.compile(
    r"\s*(?:$|[.,;\x00]|(?:on|from|with|to|for|where|which|at|under|by|aimed|between|during|"
    r"bringing)\b)"
)
ITEM = re.compile(NAME)
FROM = re.compile(
    r"(?<!-)\b(?:from|representing|between|request(?:s|ed)?|invited?|originat\w+|citizens of|serving|"
    r"employed|working|based|deployed|stationed)\s"
    r"(?:(?!\b(?:visited|attended|took|gathered|participated|received|met|travelled|went|held|"
    r"\w+ed)\b)[^,.;\x00]){0,70}$"
)
DIRECTLY_FROM = re.compile(r"\bfrom\s+(?:the\s+)?$")
UNIT_OF = re.compile(
    r"\bfrom\s+(?:the\s+)?(?:\w+\s+){0,4}?(?:[Dd]irectorates?|[Ss]tations?|[Dd]epartments?|"
    r"[Cc]ent(?:re|er)s?|[Oo]ffices?|[Uu]nits?|[Rr]egions?|[Mm]unicipalit(?:y|ies)|"
    r"[Rr]egional\s\w+)\s*$"
)
SEAT = re.compile(
    r"\b(?:Mission|Presence|Office|Centre|Co-?ordinator|Embassy|Delegation|authorities|"
    r"counterparts|colleagues|agreement|based|interested|involved|institutions|entitled|published|"
    r"translated)\s*$"
)
ABROAD_NOT = re.compile(
    r"\b(?:Mission|Presence|Office|Centre|Co-?ordinator|Embassy|Delegation|authorities|"
    r"counterparts|colleagues|developments|situation|agreement|based|interested|involved|"
    r"specialized|experts?|positions|trained|training|course|degree|studies|conflict|operations?|"
    r"presence|crime|violence|trafficking|policing|gaps|redress|institutions|published|printed|"
    r"available|police services?|partners|teams)\s*$"
)
VISITS = re.compile(
    r"\b(?:br(?:ought|inging)|visit(?:ed|s)?|trip|tour|travel(?:led)?|sent|delegation|went|invit\w+|attend\w*|"
    r"participat\w*)\b",
    re.I,
)
HELD_THERE = re.compile(
    r"\b(?:received (?:[\w-]+ )*training|conducted|held|organi[sz]ed|delivered|visited|hosted|"
    r"took place|travelled|implemented|facilitated|ran|gathered)\b"
)
EVENT_IN = re.compile(
    r"The\s+(?:[\w-]+\s+){0,3}?(?:course|training|workshop|seminar|conference|event|meeting|"
    r"exercise)s?\s+in\s+[A-Z]"
)
LANGUAGES = re.compile(
    r"^(?:English|Albanian|Serbian|Russian|Ukrainian|Uzbek|Kyrgyz|Tajik|Turkmen|Kazakh|Armenian|"
    r"Azerbaijani|French|German|Romanian|Macedonian|Bosnian|Croatian|Montenegrin|Turkish|Roma|"
    r"Romani)$"
)
ORGANISATION_WORDS = re.compile(
    r"\b(?:Police|Academy|Ministry|Institute|University|Agency|Council|Committee|Service|"
    r"Department|Directorate|Law|Act|Code|Strategy|Plan|Programme|Project|Secretariat|"
    r"Prosecutor\w*|Court|Union|Human|Rights|Order|Crime|Security|Border|Customs|Training|Public|"
    r"Republic|Conference|Strategic|Team|Day|Week|Western|Balkans?|Europe|Asia|Caucasus|States?|"
    r"Presence|Mission|Office|Field|Criminal|Management|Network|Beings|Internal|Affairs|Government|Region|District|Unit|Centre|"
    r"Center|College|School|Faculty|Forum|Group|Association|OSCE|EU|UN|Participants?|Framework|"
    r"Convention|Phase|Force|Drugs|Minister|Director|Head|Parliament|Persons|Children|Women|Weapons|"
    r"Arms|Terrorism|Corruption|Prosecution|Assembly|Presidency)\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    spans: tuple[Span, ...]
    known: bool


def read_places(
    passage: Passage, host: str | None, notes: Sequence[Flow], dated: Sequence[Span] = ()
) -> Reading[tuple[str, ...]]:
    """The venues; `notes` are the footnotes that the opening sentence points at, `dated` the words that say when."""
    found = [place for note in notes for place in _in_note(note)] if notes else []
    if not found:
        found = list(_venues(passage, dated))
    if not found:
        found = list(_elsewhere_said(passage))
    if not found:
        found = list(_units(passage.opener))
    if not found:
        found = list(_countries(passage, host))
    found = [place for place in found if place.known or place.name != host]
    distinct = {place.name: place for place in reversed(found)}
    ordered = sorted((place for place in found if distinct.get(place.name) is place), key=lambda place: place.spans)
    confidence = 0.9 if all(place.known for place in ordered) else 0.7
    reason = "named as the venue" if ordered else "no venue said"
    return Reading(
        tuple(place.name for place in ordered), tuple(place.spans[0] for place in ordered), confidence, reason
    )


def _venues(passage: Passage, dated: Sequence[Span]) -> Iterator[Place]:
    for sentence in passage.sentences:
        says_when = any(low <= start < high for low, high in sentence.spans() for start, _ in dated)
        if sentence is not passage.opener and not (
            (
                says_when
                or HELD.search(sentence.text)
                or HELD_THERE.search(sentence.text)
                or EVENT_IN.match(sentence.text)
            )
            and "plans" not in sentence.signs
        ):
            continue
        yield from _in_sentence(sentence)


def _elsewhere_said(passage: Passage) -> Iterator[Place]:
    """Cities that the other sentences say things were done in, where none says that it was held."""
    for sentence in passage.sentences:
        done = PAST.search(sentence.text) and not {"plans", "background", "told of before"} & set(sentence.signs)
        if sentence is not passage.opener and done:
            yield from (place for place in _in_sentence(sentence) if place.known)


def _in_sentence(sentence: Sentence) -> Iterator[Place]:
    text = sentence.masked
    for match in INSIDE.finditer(text):
        before = text[: match.start()]
        of_area = "of" in match["mid"]
        dated = bool(DATED_NEXT.match(text[match.end() :]))  # … in Kyiv on 8 December
        leads = _leads_to(match["prep"], before)
        if not leads and ((SEAT.search(before) and not dated) or _comes_from(before)):
            continue
        if match["prep"] == "to" and not (VISITS.search(before[-120:])):
            continue
        alone = (
            bool(ALONE.match(text[match.end() :]))
            and match["prep"].lower() in ("in", "near")
            and "new event" in sentence.signs
        )
        sure = (
            of_area
            or alone
            or bool(
                HELD.search(before[-60:])
                or re.search(r"\b(?:held|met|took place|premises|gathered|work|crossings?|posts?|points?)\s*$", before)
            )
        )
        yield from _items(sentence, match.start("list"), match["list"], sure)
    for match in AREA_OF.finditer(text):
        if not _comes_from(text[: match.start()]) and not re.search(
            r"\b[Ii]n\s+(?:the\s+)?(?:\w+\s+){0,2}$|\bfrom [^,.;]{0,30}$", text[: match.start()]
        ):
            yield from _items(sentence, match.start("list"), match["list"], sure=True)
    for pattern, sure in ((AREAS_BEHIND, True), (PART_OF, False)):
        for match in pattern.finditer(text):
            if not _comes_from(text[: match.start()]):
                yield from _items(sentence, match.start("list"), match["list"], sure)


def _leads_to(prep: str, before: str) -> bool:
    """Whether people are brought there, wherever they come from: invited to Gori, visited Trieste."""
    return prep in ("to", "visited", "left for", "departed for") and not re.search(r"\bfrom\s+[^,.;]{0,30}$", before)


def _comes_from(before: str) -> bool:
    """Whether what stands before says where people come from."""
    return bool(DIRECTLY_FROM.search(before) or FROM.search(before[-90:]))


def _items(sentence: Sentence, offset: int, listed: str, sure: bool) -> Iterator[Place]:
    """The places of a list; one known city among them vouches for the names beside it."""
    flow = sentence.flow
    sure = sure or any(is_city(_plain(match[0])) for match in ITEM.finditer(listed))
    for match in ITEM.finditer(listed):
        name = _place_name(match[0], sure)
        if name:
            start = sentence.start + offset + match.start()
            yield Place(name, flow.spans(start, start + len(name)), is_city(_plain(name)))


def _plain(name: str) -> str:
    return re.sub(r"\s\(.*\)$|\s(?:North|South)$", "", name)


def _place_name(name: str, sure: bool) -> str | None:
    """The part of a capitalised name that is a place: all of it, or known words at its front."""
    if name in countries() or name.lower() in MONTHS or is_no_place(name) or LANGUAGES.match(name):
        return None
    plain = _plain(name)
    if is_city(plain):
        return name
    words = name.split()
    for count in range(len(words) - 1, 0, -1):
        front = " ".join(words[:count])
        if is_city(_plain(front)) and not front.isupper():
            return front
    unknown = (
        not re.search(r"-[a-z]+$", name)
        and not ORGANISATION_WORDS.search(name)
        and not name.isupper()
        and words[0].lower() not in MONTHS
    )
    dual = bool(re.fullmatch(r"[A-ZÀ-Ž][^\W\d_]{3,}/[A-ZÀ-Ž][^\W\d_]{3,}", name))
    return name if unknown and len(name) > 3 and (dual or (sure and len(words) <= 2)) else None


def _units(sentence: Sentence) -> Iterator[Place]:
    """Where the units are that an event was for, if no venue is said."""
    for match in INSIDE.finditer(sentence.text):
        before = sentence.text[: match.start()]
        if UNIT_OF.search(before) and not re.search(r"\brequest\b[^,;.]*$", before):
            yield from _items(sentence, match.start("list"), match["list"], sure=False)


VENUES = re.compile(r"\b(?:held|located|took place|organi[sz]ed|conducted) in\b[^.;]*$")


def _in_note(note: Flow) -> Iterator[Place]:
    """Every known place of a footnote that lists venues."""
    for match in ITEM.finditer(note.text):
        name = _place_name(match[0], sure=bool(VENUES.search(note.text[: match.start()])))
        if name:
            yield Place(name, note.spans(match.start(), match.start() + len(name)), True)


ABROAD = re.compile(
    r"\b(?:[Ii]n|[Tt]o)\s+(?P<name>(?:the\s+(?:former\s+)?)?[A-Z]\w+(?:\s(?:and\s|of\s)?[A-Z]\w+)"
    r"{0,4})"
)


def _countries(passage: Passage, host: str | None) -> Iterator[Place]:
    for sentence in passage.sentences:
        if sentence is not passage.opener and not HELD.search(sentence.text):
            continue
        for match in ABROAD.finditer(sentence.text):
            name = _country(match["name"])
            before = sentence.masked[: match.start()]
            to = match[0].lower().startswith("to ")
            if (
                not name
                or (host and name.startswith(host))
                or ABROAD_NOT.search(before)
                or (_comes_from(before) and not to)
            ):
                continue
            if to and not VISITS.search(before[-80:]):
                continue
            start = sentence.start + match.start("name") + match["name"].index(name)
            yield Place(name, sentence.flow.spans(start, start + len(name)), True)


def _country(text: str) -> str | None:
    words = text.removeprefix("the ").split()
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        if name in countries():
            return name
    return None
