"""One door for every format: a file in, its text out."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .limits import Budget, Limits
from .model import SourceText
from .sentences import Note, UnreadableDocument, plain_name
from .sniff import ENDINGS, Kind, sniff

Progress = Callable[[int, int], None]  # pages done, pages in all


def read(
    document: bytes | str | os.PathLike[str],
    name: str,
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> SourceText:
    """The text of a file given as its bytes or its path; `name` is what people call it.

    Raises `UnreadableDocument` and nothing else, whatever the file holds. Not for several threads at once: the PDF
    library is not made for it. What comes from strangers is read in a process of its own (features/intake).
    """
    try:
        limits = limits or Limits()
        data = document if isinstance(document, bytes) else _load(Path(document), limits)
        limits.check_size(len(data))
        if not data:
            raise UnreadableDocument("empty")
        kind = sniff(data)
        source = _reader(kind)(data, Budget(limits), progress)
    except UnreadableDocument as refusal:
        raise refusal.named(name) from refusal.__cause__
    except MemoryError:
        raise UnreadableDocument("too-much-memory", limit=_memory_limit()).named(name) from None
    return _with_label_note(source, kind, name)


def _load(path: Path, limits: Limits) -> bytes:
    try:
        limits.check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument("missing", reason=error.strerror or "not readable") from error


def _reader(kind: Kind) -> Callable[[bytes, Budget, Progress | None], SourceText]:
    """Each format's library is loaded only when such a file comes."""
    if kind is Kind.PDF:
        from .pdf import read_pdf

        return read_pdf
    if kind is Kind.DOCX:
        from .docx import read_docx

        return lambda data, budget, progress: read_docx(data, budget)
    if kind is Kind.HTML:
        from .html import read_html

        return lambda data, budget, progress: read_html(data, budget)
    from .text import read_text

    return lambda data, budget, progress: read_text(data, budget)


def _with_label_note(source: SourceText, kind: Kind, name: str) -> SourceText:
    ending = Path(name.lower()).suffix
    known = {suffix for suffixes in ENDINGS.values() for suffix in suffixes} | {".doc", ".rtf", ".odt"}
    if ending not in known or ending in ENDINGS[kind] or (kind is Kind.HTML and ending in ENDINGS[Kind.TEXT]):
        return source
    note = Note("mislabelled", file=plain_name(name), kind=kind.value, ending=ending)
    return replace(source, notes=(note, *source.notes))


def _memory_limit() -> int:
    import resource

    soft, _hard = resource.getrlimit(resource.RLIMIT_AS)
    return 0 if soft == resource.RLIM_INFINITY else soft // 1_000_000
