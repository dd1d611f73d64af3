"""Which outputs there are, and what their files are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from muster.domain.names import search_key
from muster.domain.publishing.content import Book
from muster.features.publishing.composing import Made
from muster.features.publishing.outputs import docx, html, pdf

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "svg": "image/svg+xml",
}
RENDERERS: Mapping[str, Callable[[Made], bytes]] = {"pdf": pdf.render, "docx": docx.render, "html": html.render}


def render(made: Made, output: str) -> bytes:
    """The report as `pdf`, `docx` or `html`."""
    return RENDERERS[output](made)


def file_name(book: Book, output: str) -> str:
    """`annual-report-2025-en-1.pdf`: title, language, edition, in letters that every disk takes."""
    words = re.sub(r"[^a-z0-9]+", "-", search_key(book.title)).strip("-")[:80]
    return f"{words}-{book.language}-{book.edition}.{output}"
