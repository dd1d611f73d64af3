"""Organisations named as co-organisers, partners, hosts or donors of an activity; never those that only attended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from muster.domain.extraction import words
from muster.domain.extraction.actors import Actors
from muster.domain.extraction.gazetteer import countries
from muster.domain.extraction.model import Reading, Span
from muster.domain.extraction.signs import Passage, Sentence

_GIVES = r"(?:funded|financed|co-?funded|co-?financed|sponsored|donated|co-?sponsored)"
_HOLDS = (
    r"(?:planned|prepared|convened|opened|developed|designed|co-?ordinated|completed|co-?hosted|"
    r"co-?organi[sz]ed|organi[sz]ed|hosted|supported|jointly organi[sz]ed|facilitated|implemented|"
    r"delivered|provided|conducted|led|run|held|initiated|co-?facilitated|carried out|trained|taught|launched|"
    r"staged|unveiled)"
)
WITH = re.compile(
    r"\b(?:in|under|through|with)\s+(?:a\s+)?(?:close\s+|direct\s+|full\s+|joint\s+|strong\s+|"
    r"strategic\s+|the\s+)*(?:co-?operation|cooperation|co-?ordination|coordination|collaboration|"
    r"partnership|conjunction|consultation)(?:\s+(?:and|or)\s+[\w-]+)?\s+(?:with|between)\s+"
    r"|\b(?:[Jj]ointly|[Tt]ogether|in tandem|hand in hand)\s+with\s+|\bco-?operat(?:ed|ing)"
    r"\s+with\s+|\bpartner(?:ed|ing)\s+with\s+|\bco-?(?:organi[sz]ed|hosted|led|chaired)"
    r"\s+with\s+|\b(?:held|organi[sz]ed|conducted|developed|prepared|drawn up|implemented|delivered)"
    r"(?:\s+the\s+\w+)?\s+with\s+(?=the\s+[A-Z]|NGO\b|[A-Z]{2,})|\bteamed up with\s+",
    re.I,
)
BY = re.compile(
    rf"\b{_HOLDS}(?:\s+and\s+\w+ed)?(?:\s+(?:jointly|financially|in part|partly|also))?(?:\s+(?:at|"
    r"in)\s[^,.;]{3,40})?\s+by\s+",
    re.I,
)
EVENT_BY = re.compile(rf"(?:^(?:jointly\s+)?|\b{words.AUXILIARY}\s+(?:\w+ly\s+)?){_HOLDS}\b", re.I)
OF_ORG = re.compile(
    r"\b(?:workshop|conference|seminar|course|training|meeting|forum|programme)"
    r"s?\s+of\s+(?=(?:the\s+)?[A-Z])|\b[Aa]t the initiative of\s+"
)
FUNDED_BY = re.compile(
    rf"\b(?:{_GIVES}|made possible by (?:a |the )?(?:contribution|donation|grant)s? (?:of|from|by)|"
    r"with a contribution (?:of|from|by)|with (?:financial )?funds from|with funding from|"
    r"thanks to (?:the )"
    r"?(?:funding|contribution|donation)s? (?:of|from))(?:\s+(?:jointly|in part|partly))?(?:\s+by)"
    r"?\s+",
    re.I,
)
WITH_SUPPORT = re.compile(
    r"\b[Ww]ith\s+(?:the\s+)?(?:\w+\s+){0,2}?(?:support|assistance|help|contributions?|backing|"
    r"sponsorship|expertise)\s+(?:and\s+\w+\s+)?(?:of|from|provided by)\s+"
    r"|\b[Ss]upported\s+by\s+",
    re.I,
)
HELPED = re.compile(
    r"\b(?:supported|assisted|supporting|assisting|helped)\s+(?:the\s+)?(?:work of\s+(?:the\s+)?|"
    r"efforts of\s+(?:the\s+)?)?(?=(?:[\w’'&/.-]+\s+){1,9}?(?:in|with|to)\s+(?:[\w-]+ing\b|"
    r"the (?:organi[sz]ation|facilitation|conduct|development|implementation|revision|drafting|"
    r"establishment|preparation|delivery|finali[sz]ation)|organi[sz]e|develop|conduct|hold|mark|"
    r"draft|host))",
)
RECEIVED_FROM = re.compile(
    r"\breceived\s+(?:[\w-]+\s+){0,3}?training\s+(?:[\w-]+\s+){0,3}?from\s+|"
    r"\bvisited\s+(?=the [A-Z]|[A-Z][\w-]+(?:\s[A-Z][\w-]+)*\s(?:in|Office|Headquarters)\b)|"
    r"\bvisit to\s+(?=the [A-Z][\w-]+\s[A-Z])"
)
_LEAD = (
    r"(?:(?:the|its|their|these|those|a|an|both|various|other|several|local|relevant|"
    r"representatives (?:of|from)|members of|staff of|experts (?:of|from)|officials (?:of|from)|"
    r"colleagues from|trainers from|(?:senior )?officers (?:of|from)|partners from|"
    r"specialists from|counterparts from|instructors from|lecturers from|the Government of)\s+)*"
)
_NAME_WORD = r"(?:[A-ZÀ-ÞŠŽČĆĐÇ][\w’'./&-]*|“[^”]{2,40}”|\"[^\"]{2,40}\"|\d+(?=\s[A-Z]))"
_LOWER = r"(?:of|for|the|on|against|in|to|de|di|del|du|des|la|and|&|at|with|under|from|der|für)"
_LOWER_ORG = (
    r"(?:(?:[a-z]+\s){1,3}?(?:police|customs|government)|(?:[a-z]+\s){0,3}?(?:coast guard|border guard|"
    r"association(?:\s+of\s+[a-z]+(?:\s[a-z]+)?)?|ministr(?:y|ies)(?:\s+of\s+[a-z ]{4,30})?|"
    r"municipalit(?:y|ies)|embass(?:y|ies)|sister mission|field operations|"
    r"harbour master|prosecutor[’']?s[’']? office|university|chamber of commerce|red cross))"
    r"(?=\s*(?:[,.;]|$|and\s|in\s|on\s|from\s|which\s|to\s|\x00))"
)
NAME = re.compile(
    rf"(?P<lead>{_LEAD})(?P<name>(?<=the\s){_LOWER_ORG}|(?<=its\s){_LOWER_ORG}|(?:neighbouring\s+|"
    r"non-governmental\s+organi[sz]ation\s+|civil\s+society\s+organi[sz]ation\s+|"
    rf"international\s+|national\s+|local\s+|regional\s+|future\s+)?{_NAME_WORD}(?:\s+{_NAME_WORD}|"
    rf"\s+(?!and\s+(?:the\s)){_LOWER}\s+(?:(?:the|de)\s+)?{_NAME_WORD}|\s\([A-Z][\w/&-]*\)|"
    r"\s+(?:field operations?|directorates?|department|authorities|embassy|office|unit|"
    r"representatives|co-?ordinators?|association|government|police|academy|institute|service|"
    r"staff|prosecutors?|inspectorate|for community policing(?: and [\w-]+)?|in [A-Z]\w+)\b)*)"
)
SEPARATOR = re.compile(
    r"\s*(?:,\s*(?:and\s+|as well as\s+|along with\s+)?|\s+and\s+|\s+as well as\s+|"
    r"\s+along with\s+|\s*;\s*)(?:(?:with|by|of|from|the support of)\s+)?(?=(?:the|its|these|a|an|"
    r"representatives|members|experts|staff|local|other)\s|[A-ZÀ-ÞŠŽČĆĐÇ“\"])"
)
HEADS = re.compile(
    r"\b(?:Ministry|Ministries|Office|Agency|Directorate|Committee|Council|Service|Police|Academy|"
    r"Institute|University|Embassy|Association|Centre|Center|Inspectorate|Government|Foundation|"
    r"Union|Organi[sz]ation|Secretariat|Prosecution|Prosecutor(?:’s|'s|s’)|Court|Commission|"
    r"Mission|Presence|College|"
    r"School|Network|Bureau|Department|Federation|Administration|NGOs?|Delegation|Programme|Force|"
    r"Fund|Consortium|Operations|Interpol|Group|Faculty|Customs|Committees|Forum|Initiative|"
    r"Chamber|Chairmanship|Sector|Branch|Division|Board|Authority|Kingdom|Guardia|Ombuds\w+|Unit|Guard|Troops)\b"
)
NOT_NAMES = re.compile(
    r"^(?:\d+|January|February|March|April|May|June|July|August|September|October|November|"
    r"December|English|Kosovo|Albania|Europe|Internet|OSCE|Annex|Article|Law|Strategy|Action Plan|"
    r"Project|Programme|Phase|Chapter|International Day|World Day|During|On|From|In|The|This|"
    r"These|Participants?|For|It|They|VERLT|THB|Hate|Cybercrime|Head|Minister|Ambassador|Deputy|"
    r"Mr|Ms|Dr)\b(?!\s(?:Police|Government|Embassy|Customs|Correctional|Academy|Secretariat|"
    r"Mission|Presence|Security|Office|Centre|Agency|Force|Border|field operations?|"
    r"Programme Office|Project|Co-?ordinator|Gender|Strategic))"
)
ACRONYM = re.compile(r"\b[A-Z][a-z]{0,2}[A-Z]{1,}[A-Za-z]*\b")
WELL_KNOWN = (
    "Europol",
    "Interpol",
    "Frontex",
    "Eurojust",
    "Carabinieri",
    "Microsoft",
    "Ombudsperson",
    "Ombudsman",
    "Germany",
    "Italy",
    "Norway",
    "Sweden",
    "Switzerland",
    "United States",
    "Republic of Korea",
    "Finland",
    "Austria",
    "Japan",
)
# "The Ministry of Justice and the Mission organized": what a clause begins with, up to its actor.
BEFORE_ACTOR = re.compile(r"(?:^|\x00?,\s)(?:[Tt]he\s+)?(?P<first>[A-Z][^,.;]{2,110}?)(?:,)?\s+and\s+(?:the\s+)?$")
ACTS = re.compile(rf"\s+(?:\w+ly\s+|also\s+|jointly\s+)?{words.DID}\b")
PRODUCED = re.compile(
    r"\b(?:prepared|developed|drafted|produced|printed|identified|established|created|signed|"
    r"designed|pre-selected|selected)\s+(?:by (?:the )?\w+\s+)?(?:also\s+)?$"
)
STANDING = re.compile(r"\b(?:which|that|who) (?:is|are) (?:\w+ )?$")
OWN = re.compile(
    r"(?:Unit|Section|Cell|Department|Office|Centre|Mission|Presence|Programme Office)"
    r"(?:$|[’']s\b|\s(?:in|with|on|from|at)\s)"
    r"|Field Offices?\b"
)
OWN_WITH = re.compile(r"^(?:Unit|Section|Department|Office|Centre|Mission|Presence) with (?:the )?")
TAIL = re.compile(r"\s+(?:representatives|staff|officials|experts|members|officers|authorities|management)$")


@dataclass(frozen=True, slots=True)
class Partner:
    name: str
    span: Span


def read_partners(passage: Passage, actors: Actors) -> Reading[tuple[str, ...]]:
    found: dict[str, Partner] = {}
    for sentence in passage.lead:
        for match in (*FUNDED_BY.finditer(sentence.text), *WITH_SUPPORT.finditer(sentence.text)):
            for partner in _listed(sentence, match.end(), actors):
                found.setdefault(partner.name, partner)
    for sentence in passage.sentences:
        if "plans" in sentence.signs:
            continue
        for partner in _in_sentence(sentence, passage, actors):
            found.setdefault(partner.name, partner)
    partners = [one for one in found.values() if not _said_again(one, found)]
    reason = "named as a partner" if partners else "no partner said"
    return Reading(tuple(one.name for one in partners), tuple(one.span for one in partners), 0.75, reason)


def _said_again(partner: Partner, found: Mapping[str, Partner]) -> bool:
    """Whether a fuller name of the same organisation was found too."""
    return any(partner.name != name and partner.name in name for name in found)


def _in_sentence(sentence: Sentence, passage: Passage, actors: Actors) -> Iterator[Partner]:
    first = sentence is passage.opener
    event_by = not first and "refers back" in sentence.signs and bool(EVENT_BY.search(sentence.text[:150]))
    for pattern in (WITH, BY, FUNDED_BY, WITH_SUPPORT, HELPED, RECEIVED_FROM, OF_ORG):
        if not first and pattern in (BY, HELPED, RECEIVED_FROM, OF_ORG) and not (pattern is BY and event_by):
            continue
        for match in pattern.finditer(sentence.text):
            if _standing(sentence.text[: match.start()]):
                continue
            if not first and PRODUCED.search(sentence.text[: match.start()]):
                continue
            yield from _listed(sentence, match.end(), actors, single=pattern is RECEIVED_FROM)
    if first:
        yield from _beside_actor(sentence, actors)
        yield from _helped_by_actor(sentence, actors)


def _standing(before: str) -> bool:
    """Whether "traffic policing, which is supported by …" names nobody who had a part; donors of a project have."""
    said = STANDING.search(before)
    return bool(said) and not re.search(r"\b(?:project|programme|initiative)\b", before, re.I)


NOT_ACTING = re.compile(r"(?<!composed )(?<!consisting )(?<!made up )\b(?:of|from|between|by|with)\s+(?:the\s+)?$")
ACT_TOGETHER = re.compile(rf"\s+(?:also\s+|jointly\s+|had\s+)?{words.DID}\b|\s+to jointly\b")


def _beside_actor(sentence: Sentence, actors: Actors) -> Iterator[Partner]:
    """The Mission and the Ministry organized; the Ministry and the Mission organized."""
    for match in actors.named_in(sentence.text):
        together = re.match(
            r"(?:,|\s+and|\s+jointly with|\s+with)\s+(?=the\s+[A-Z]|[A-Z])", sentence.text[match.end() :]
        )
        if together and not NOT_ACTING.search(sentence.text[: match.start()]):
            listed = list(_listed(sentence, match.end() + together.end(), actors))
            if listed and ACT_TOGETHER.match(_after(sentence, listed[-1])):
                yield from listed
        acts = re.match(rf"\s+(?:also\s+|jointly\s+|had\s+)?{words.DID}\b", sentence.text[match.end() :])
        if acts and (before := BEFORE_ACTOR.search(sentence.text[: match.start()])):
            listed = list(_listed(sentence, before.start("first"), actors))
            if listed and before["first"].startswith(listed[0].name.split(" (")[0][:12]):
                yield from listed


def _helped_by_actor(sentence: Sentence, actors: Actors) -> Iterator[Partner]:
    """With the assistance of the Mission, the Office of … held four meetings: who held them."""
    lead = HELPED_BY.match(sentence.text) if "helped by the actor" in sentence.signs else None
    listed = list(_listed(sentence, lead.end(), actors)) if lead else []
    if listed and re.match(rf"\s+(?:also\s+|jointly\s+)?{words.DID}\b", _after(sentence, listed[-1])):
        yield from listed


HELPED_BY = re.compile(r"With the (?:\w+ ){0,2}(?:support|assistance|help) of [^,]{3,60},\s(?=the\s[A-Z]|[A-Z])")


def _after(sentence: Sentence, partner: Partner) -> str:
    """The text behind a partner's name."""
    for offset in range(len(sentence.text)):
        if sentence.flow.source(sentence.start + offset) >= partner.span[1]:
            return " " + sentence.text[offset:].lstrip()
    return ""


def _listed(sentence: Sentence, at: int, actors: Actors, *, single: bool = False) -> Iterator[Partner]:
    """The names of a list that begins at `at`."""
    text, comma = sentence.masked, False
    while True:
        match = NAME.match(text, at)
        if not match or (comma and ACTS.match(text, match.end())):
            return  # what follows a comma and then acts is the subject of the sentence
        for name, start, end in _split(text, match, actors.abbreviations):
            partner = _partner(sentence, name, start, end, actors)
            if partner:
                yield partner
        following = SEPARATOR.match(text, match.end())
        if single or not following or following.end() <= at:
            return
        at, comma = following.end(), following[0].strip() == ","


def _split(text: str, match: re.Match[str], abbreviations: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    """A run of names cut at every "and" that joins two organisations rather than two words of one name."""
    start, end = match.span("name")
    cut = start
    for joint in re.finditer(r"\s+(?:and|&)\s+", text[start:end]):
        left, right = text[cut : start + joint.start()], text[start + joint.end() : end]
        defined = re.sub(r"\s\([A-Z][\w/&-]*\)$", "", text[cut:end]) in abbreviations.values()
        if not defined and _two_organisations(left, right):
            yield left, cut, start + joint.start()
            cut = start + joint.end()
    yield text[cut:end], cut, end


MATTERS_OF = re.compile(r"\b(?:Studies|Affairs|Sciences|Issues|Matters|Rights|Crimes?|Management|Education)(?:$| of)")


def _two_organisations(left: str, right: str) -> bool:
    if f"{left.split()[-1]} and {right.split()[0]}" in countries():  # Bosnia and Herzegovina
        return False
    next_name = re.split(r"\s+(?:and|&)\s+", right)[0]
    if MATTERS_OF.search(next_name):
        return False
    if re.fullmatch(r"[A-Z]{2,}s?", left.split()[-1].strip("()")) or left.endswith(")"):
        return True
    if re.match(r"[A-Z]{2,}\b", next_name):
        return True
    headed = bool(HEADS.search(left))
    inside = bool(re.search(r"\b(?:of|for|on|against)\s+(?:the\s+)?(?:[A-Z][\w-]+\s*){1,3}$", left))
    return not (headed and inside and not HEADS.search(next_name)) and bool(HEADS.search(next_name) or headed)


def _partner(sentence: Sentence, name: str, start: int, end: int, actors: Actors) -> Partner | None:
    name = name.strip(" ,.;")
    name = OWN_WITH.sub("", name)
    short = TAIL.sub("", name)
    if re.search(r"[A-Z]", short):
        name = short
    if NOT_NAMES.match(name) or _is_actor(name, actors) or len(name) < 2:
        return None
    known = (
        HEADS.search(name)
        or ACRONYM.search(name)
        or name[0].islower()
        or any(word in actors.abbreviations for word in name.split())
    )
    if not (known or re.match(r"[A-Z][\w-]+(?:\s[A-Z][\w.-]+)+", name) or name in WELL_KNOWN):
        return None
    spans = sentence.flow.spans(sentence.start + start, sentence.start + end)
    return Partner(expanded(name, actors.abbreviations), (spans[0][0], spans[-1][1])) if spans else None


OTHERS = ("Secretariat", "ODIHR", "Gender", "OSCE", "SMM")
UNITS = ("SPMU", "TNTD", "TNTD/SPMU", "TNTD/ATU")  # of the headquarters: partners of a mission, not of each other


def _is_actor(name: str, actors: Actors) -> bool:
    """Whether the name is the reporting organisation itself; units of the same house can be partners."""
    of_the_house = any(name.startswith(f"{short}/") for short in actors.short)
    if of_the_house or (actors.name and name in actors.name) or OWN.match(name):
        return True
    own = actors.pattern.match(name)
    others = OTHERS if "Unit" in actors.short else (*OTHERS, *UNITS)
    if not own or name.split()[0] in others:
        return bool(own and name == "OSCE")
    rest = name[own.end() :]
    if own[0] in actors.short and rest.startswith(" in "):
        return True
    return not rest or bool(re.match(r"[’']s\b|\s(?:on|in the|from|at|for|during)\b", rest))


def expanded(name: str, abbreviations: Mapping[str, str]) -> str:
    """A name with its abbreviation spelled out as the document defines it: KP PSD, Kosovo Police (KP)."""
    if "(" in name:
        return name
    seat = re.search(r"\s(?:in|from) [A-Z][\w’/-]+$", name)
    if seat and (name[: seat.start()] in abbreviations.values() or name[: seat.start()] in abbreviations):
        name = name[: seat.start()]  # the Association of Women in Police in Prishtinë/Priština
    parts = name.split()
    last = parts[-1]
    if last in abbreviations and abbreviations[last] not in countries():
        return " ".join([*parts[:-1], f"{abbreviations[last]} ({last})"])
    return name
