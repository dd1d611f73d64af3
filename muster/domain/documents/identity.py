"""Whether two documents are the same: their bytes, their text, or nearly their text.

The text's fingerprint counts words and not their order, so that a PDF and the Word file it was made from agree:
case, white space, hyphens, running heads, marks of footnotes and the place of boxes do not matter. One changed
number does.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections import Counter
from dataclasses import dataclass

from .model import LineRole, SourceText

_HYPHEN_END = re.compile(r"[-\u00ad]\n\s*")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_WORD = re.compile(r"\w+")
_NOTE_MARK = re.compile(r"(?<=[^\W\d])\d{1,2}$")
_NOTE_NUMBER = re.compile(r"^\s*\d{1,3}\b")
_SHINGLE = 3  # words
_KEPT = 400  # hashes of a sketch: similarity is known to about 0.05
_ROWS = 6  # hashes of a band
_BANDS = 21  # of texts 0.8 alike 99 in 100 share a band, of texts 0.5 alike 28, of texts 0.3 alike 2


def file_hash(data: bytes) -> str:
    """SHA-256 of the file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def text_fingerprint(source: SourceText) -> str:
    """Equal for documents of the same words; 64 hexadecimal digits."""
    counts = sorted(Counter(_words(source)).items())
    return hashlib.sha256(repr(counts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest hashes of a text's runs of three words: small enough to keep with every document."""

    hashes: tuple[int, ...]


def sketch(source: SourceText) -> Sketch:
    """The sketch of a document (bottom-k minhash, Broder 1997)."""
    return Sketch(tuple(sorted(_runs(source))[:_KEPT]))


def bands(source: SourceText) -> tuple[int, ...]:
    """Numbers of which nearly equal texts have one in common, so that a database's index finds one by the other.

    One-permutation minhash (Li, Owen, Zhang 2012), cut into bands (locality-sensitive hashing, Indyk, Motwani 1998).
    """
    least: list[int | None] = [None] * (_ROWS * _BANDS)
    for one in _runs(source):
        rest, at = divmod(one, len(least))
        known = least[at]
        least[at] = rest if known is None else min(rest, known)
    cut = ((at, least[at : at + _ROWS]) for at in range(0, len(least), _ROWS))
    return tuple(zlib.crc32(repr((at, band)).encode()) for at, band in cut if band.count(None) <= _ROWS // 2)


def _runs(source: SourceText) -> set[int]:
    """The hashes of a text's runs of three words."""
    words = _words(source)
    runs = {" ".join(words[at : at + _SHINGLE]) for at in range(max(len(words) - _SHINGLE + 1, 1))}
    return {zlib.crc32(run.encode()) for run in runs}


def similarity(a: SourceText | Sketch, b: SourceText | Sketch) -> float:
    """The share of runs of three words that two documents have in common (Jaccard), from 0 to 1."""
    first = a if isinstance(a, Sketch) else sketch(a)
    second = b if isinstance(b, Sketch) else sketch(b)
    union = sorted({*first.hashes, *second.hashes})[:_KEPT]
    both = set(first.hashes) & set(second.hashes)
    return sum(1 for one in union if one in both) / len(union) if union else 1.0


def _words(source: SourceText) -> list[str]:
    kept = [source.text[line.start : line.end] for line in source.lines if line.role is not LineRole.FURNITURE]
    roles = [line.role for line in source.lines if line.role is not LineRole.FURNITURE]
    pairs = zip(kept, roles, strict=True)
    shown = [_NOTE_NUMBER.sub("", text) if role is LineRole.FOOTNOTE else text for text, role in pairs]
    text = _HYPHEN_END.sub("", unicodedata.normalize("NFKC", "\n".join(shown)).casefold())
    words = _WORD.findall(_HYPHEN.sub("", text))
    return [_NOTE_MARK.sub("", word) for word in words]
