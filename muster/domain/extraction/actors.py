"""Whose report this is, and the abbreviations that it defines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from muster.domain.extraction.words import ACTORS

DEFINITION = re.compile(
    r"\((?:the\s+|hereinafter\s+|hereafter\s+|[“\"‘'])"
    r"*([A-Z][A-Za-z]{0,3}[A-Z&/-]*[A-Za-z/-]{0,8}s?)[”\"’']?\)"
)
SMALL = {"of", "the", "and", "for", "on", "in", "to", "against", "with", "at", "de", "&", "from", "that", "into"}
_BODY = (
    r"(?:Mission|Presence|Programme Office|Project Co-?ordinator|Centre|Office|Secretariat|Unit|"
    r"Department|Section|Monitoring Mission)"
    r"(?:\s+(?:in|to)\s+[A-Z]\w+(?:\s+and\s+[A-Z]\w+)?)?"
)
SELF_NAME = re.compile(
    rf"\b(?P<full>OSCE\s+(?:[A-Z][\w-]+\s+){{0,4}}?{_BODY})\s+\((?:hereafter |hereinafter )"
    r"?(?:the\s+)?[“\"]?(?P<short>[A-Z]\w+)[”\"]?\)"
    rf"|\b(?P<full2>{_BODY})\s+\((?:hereafter |hereinafter )?the\s+[“\"]?(?P<short2>[A-Z]\w+)[”\"]?\)"
    rf"|(?:^|\n|\.\s)The\s+(?P<full3>(?:[A-Z][\w-]+\s+){{0,4}}?{_BODY})\s+\((?P<short3>[A-Z]\w+)\)"
)
_UNIT = (
    r"(?:Field Office|Regional Office|Regional Centre|Department|Division|Section|Unit|Bureau|Team|Secretariat|Mission|"
    r"Presence|Office|Centre)"
)
SELF_UNIT = re.compile(
    rf"\b(?P<full>{_UNIT}\s+(?:for|of|on|in|to)\s+[^().;:]{{3,70}}?)\s+\((?:hereafter |hereinafter )?the\s+"
    rf"[“\"]?(?P<short>{_UNIT})[”\"]?\)"
)
TITLE = re.compile(
    rf"^(?P<full>(?:The\s+)?(?:OSCE\s+)?(?P<short>{_UNIT})(?:\s[^:–—.,;]{{2,60}}?)?)(?=\s*(?:[:–—,.]|$))", re.M
)
OPENING = 4000  # characters in which a report says whose it is
HOST = re.compile(
    r"\b(?:Mission|Presence|Office|Centre|Co-?ordinator)\s+(?:in|to)\s+((?:[A-Z][a-z]+)"
    r"(?:\s+and\s+[A-Z][a-z]+)?)"
)


@dataclass(frozen=True, slots=True)
class Actors:
    """The names under which the reporting organisation acts, and where it is."""

    pattern: re.Pattern[str]
    host: str | None = None  # the place in its name: Kosovo, Bishkek
    name: str | None = None
    short: tuple[str, ...] = ()  # what the document calls it: Mission, SPU
    abbreviations: Mapping[str, str] = field(default_factory=dict)

    def named_in(self, text: str) -> Iterator[re.Match[str]]:
        """Where the actor is named; "Forensic Centre" and "Prosecutor’s Office" are somebody else."""
        for match in self.pattern.finditer(text):
            before = BEFORE.search(text, 0, match.start())
            if before is None or match[0].isupper() or before[1] in NOT_ANOTHER:
                yield match


BEFORE = re.compile(r"([A-Z][\w’'-]*)\s$")
NOT_ANOTHER = {
    "The",
    "OSCE",
    "An",
    "A",
    "Both",
    "While",
    "In",
    "By",
    "With",
    "For",
    "When",
    "As",
    "And",
    "This",
    "Supported",
    "At",
}


def find_actors(texts: Iterable[str], head: str = "") -> Actors:
    """Read the document's own names for its actor from its whole text and its first lines, `head`."""
    joined = "\n".join(texts)
    said = list(SELF_NAME.finditer(joined, 0, OPENING))
    names = [match["short"] or match["short2"] or match["short3"] for match in said[:3]]
    names += [
        word
        for match in said[:1]
        for word in re.findall(r"Unit|Department|Section", match["full"] or match["full2"] or match["full3"])
    ]
    if any("Department" in (match["full"] or match["full2"] or match["full3"]) for match in said[:1]):
        names += ["Unit", "Section", "Cell", "Special Representative"]  # a headquarters' chapter goes through its units
    name = (said[0]["full"] or said[0]["full2"] or said[0]["full3"]) if said else None
    unit = None if said else _unit(joined, head)
    if unit:
        names, name = [unit["short"]], unit["full"].removeprefix("The ").strip()
    own = "|".join(re.escape(name) for name in dict.fromkeys(names))
    pattern = re.compile(
        rf"\b(?:{own + '|' if own else ''}{ACTORS})(?!\w|-(?!(?:led|supported|facilitated|organi[sz]ed|"
        r"sponsored|funded|run|backed)\b))"
    )
    hosts = Counter(HOST.findall(joined[:6000])) or Counter(HOST.findall(joined))
    host = hosts.most_common(1)[0][0] if hosts else None
    return Actors(pattern, host, name, tuple(dict.fromkeys(names)), abbreviations(joined))


def _unit(text: str, head: str) -> re.Match[str] | None:
    """The unit of a larger house that reports: by its definition, else by the title, if the text calls it so."""
    match = SELF_UNIT.search(text, 0, OPENING) or TITLE.search(head)
    return match if match and len(re.findall(rf"\b[Tt]he {match['short']}\b", text)) > 1 else None


def abbreviations(text: str) -> dict[str, str]:
    """Abbreviations with the words in front of their brackets: "Police Inspectorate of Kosovo (PIK)"."""
    found: dict[str, str] = {}
    for match in DEFINITION.finditer(text):
        short = match[1]
        full = _expansion(text[max(0, match.start() - 140) : match.start()], short)
        if full and short not in found:
            found[short] = full
    return found


def _expansion(before: str, short: str) -> str | None:
    """The shortest run of words in front of the bracket whose initials spell the abbreviation."""
    words = re.split(r"\s+", re.split(r"[.;:!?]\s|\)[,;]?\s", before.rstrip())[-1].strip())
    letters = [char.lower() for char in short.rstrip("s") if char.isalpha()]
    for count in range(max(1, len(letters) // 2), min(len(words), len(letters) + 6) + 1):
        run = words[-count:]
        if run[0].lower() in SMALL or not _spells(run, letters):
            continue
        full = " ".join([*_head_before(words[:-count]), *run])
        return re.sub(r"^(?:the|a|an)\s+", "", full).strip(" ,“\"‘'")
    return None


def _head_before(words: list[str]) -> list[str]:
    """“Geneva Centre for the” before “Democratic Control of Armed Forces”: the abbreviation leaves it out."""
    if len(words) > 2 and words[-1].lower() == "the" and words[-2].lower() in ("for", "of") and words[-3][:1].isupper():
        start = len(words) - 3
        while start > 0 and words[start - 1][:1].isupper() and len(words) - start < 6:
            start -= 1
        return words[start:]
    return []


def _spells(run: list[str], letters: list[str]) -> bool:
    """Whether the letters are found in order, the first at a word's start and most at word starts."""
    text = " ".join(run).lower()
    if not letters or not text.lstrip("“\"‘'(").startswith(letters[0]):
        return False
    starts = "".join(part[0] for part in re.split(r"[\s/-]+", text) if part and part not in SMALL)
    at = 0
    for letter in letters:
        at = text.find(letter, at) + 1
        if not at:
            return False
    in_starts = sum(letter in starts for letter in letters)
    return in_starts * 2 > len(letters) and abs(len(starts) - len(letters)) <= 2
