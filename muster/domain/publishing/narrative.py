"""Paragraphs drawn from the register: the entries' own words, cleaned and put in order, nothing added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PARAGRAPH_LENGTH = 600  # characters; a paragraph takes in further short entries up to this length


@dataclass(frozen=True, slots=True)
class Piece:
    """What one or several entries say in the same words."""

    entries: tuple[int, ...]
    text: str


def sentence(text: str) -> str:
    """The words with line ends and marks of lists undone, every paragraph with a capital first and a full stop last."""
    return " ".join(filter(None, map(_sentence, re.split(r"\n\s*\n", text))))


def _sentence(text: str) -> str:
    unmarked = re.sub(r"(?m)^\s*[-–•*]\s+", "", text)
    joined = " ".join(re.sub(r"(?<=\w)-\s*\n\s*(?=[a-zà-žа-я])", "", unmarked).split())
    if not joined:
        return ""
    whole = joined if re.search(r"[.!?…][”\"’')\]]*$", joined) else f"{joined.rstrip(' ,;:')}."
    return whole[0].upper() + whole[1:]


def told(narrative: str, title: str, when: str, where: Sequence[str]) -> str:
    """An entry's narrative; where it has none, its title with the date and places that it states."""
    if narrative.strip():
        return sentence(narrative)
    stated = ", ".join(part for part in (when, *where) if part)
    return sentence(f"{title.strip().rstrip('.')} ({stated})" if stated else title)


def once(pieces: Iterable[Piece]) -> list[Piece]:
    """Entries told by the same words stand once, with all their entries."""
    by_text: dict[str, tuple[int, ...]] = {}
    for piece in pieces:
        if piece.text:
            by_text[piece.text] = by_text.get(piece.text, ()) + piece.entries
    return [Piece(entries, text) for text, entries in by_text.items()]


def paragraphs(pieces: Iterable[Piece], limit: int = PARAGRAPH_LENGTH) -> list[Piece]:
    """Short entries that follow each other, put into paragraphs of at most `limit` characters."""
    made: list[Piece] = []
    for piece in once(pieces):
        if made and len(made[-1].text) + len(piece.text) < limit:
            made[-1] = Piece(made[-1].entries + piece.entries, f"{made[-1].text} {piece.text}")
        else:
            made.append(piece)
    return made
