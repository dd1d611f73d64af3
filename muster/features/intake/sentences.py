"""What is said about a document: refusals and notes of the readers, and intake's own, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop, ngettext

from muster.domain.documents import NOTES, REFUSALS

OWN = {
    "original-damaged": gettext_noop("The kept copy of {file} is damaged. Hand the same file in again to mend it."),
    "gave-up": gettext_noop(
        "{file} was begun {attempts} times and each time the worker ended. Split it, or ask for help."
    ),
    "silent": gettext_noop(
        "{file} takes too long: nothing was heard of it for {minutes} minutes. Split it into parts, or save it anew."
    ),
    "unexpected": gettext_noop("{file} met an error of Muster itself ({reason}). It was noted; try again later."),
    "other-unit": gettext_noop("The text names {unit} as its structure, which is not the one of {person}."),
    "kept-decisions": gettext_noop("Drafts that people had worked on were kept; nothing was read anew."),
    "no-drafts": gettext_noop("No activities were found in the text."),
}
PLACES = (
    (re.compile(r"page (\d+)"), gettext_noop("page {0}")),
    (re.compile(r"pages ([\d, -]+)"), gettext_noop("pages {0}")),
    (re.compile(r"(\d+) pages"), gettext_noop("{0} pages")),
    (re.compile(r"its start"), gettext_noop("its start")),
    (re.compile(r"its end"), gettext_noop("its end")),
    (re.compile(r"its text"), gettext_noop("its text")),
    (re.compile(r"its list of parts"), gettext_noop("its list of parts")),
    (re.compile(r"its list of pages"), gettext_noop("its list of pages")),
    (re.compile(r"its table of contents"), gettext_noop("its table of contents")),
    (re.compile(r"the document"), gettext_noop("the document")),
    (re.compile(r"(\d+) parts"), gettext_noop("{0} parts")),
    (re.compile(r"(.+), line (\d+)"), gettext_noop("{0}, line {1}")),
    (re.compile(r"line (\d+), more than (\d+) elements deep"), gettext_noop("line {0}, more than {1} elements deep")),
)
WORDS = ("kind", "advice")  # parameters that are words of the readers, not of the file


def sentence(code: str, params: Mapping[str, str | int]) -> str:
    """The sentence for a code with its parameters; an unknown code speaks for itself."""
    template = OWN.get(code) or REFUSALS.get(code) or NOTES.get(code)
    if template is None:
        return code
    filled = {"file": gettext("The file"), "place": "", **params}
    filled["place"] = place(str(filled["place"]))
    filled.update({name: gettext(str(filled[name])) for name in WORDS if filled.get(name)})
    try:
        return gettext(template).format(**filled)
    except (KeyError, IndexError):  # a parameter that an older version did not keep
        return gettext("The file cannot be read ({code}).").format(code=code)


def place(words: str) -> str:
    """Where in a file, in the reader's language: `page 3`, `Pages 1-4` where a sentence begins with it."""
    for pattern, template in PLACES:
        if match := pattern.fullmatch(words[:1].lower() + words[1:]):
            found = gettext(template).format(*match.groups())
            return capfirst(found) if words[0].isupper() else found
    return words


def notes(kept: Sequence[object]) -> list[str]:
    """Sentences for a document's notes: `[code, params]` each, or a sentence as it is."""
    return [sentence(*note) if isinstance(note, list) else str(note) for note in kept]


def time_left(seconds: float | None) -> str:
    """`about 2 min left`; empty where nothing is known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return gettext("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("about %(count)d min left", "about %(count)d min left", minutes) % {"count": minutes}
    return gettext("about %(count)d h left") % {"count": round(seconds / 3600)}
