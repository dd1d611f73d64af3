"""PDF to text, through pdfium: reading order and roles are judged by geometry and type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from ..composing import Composer, stated_title
from ..limits import Budget
from ..model import LineRole, SourceText
from ..sentences import Note, UnreadableDocument, page_list
from .frames import take_frames
from .furniture import split_furniture
from .glyphs import Fragment, Page, read_page
from .roles import assign_roles
from .rows import Row, page_rows

_TAIL = 65_536  # bytes at a file's end in which its `startxref` must stand
Progress = Callable[[int, int], None]


def read_pdf(data: bytes, budget: Budget, progress: Progress | None = None) -> SourceText:
    """The text of a PDF; scans are read by character recognition where that is installed."""
    _library()
    if data.rfind(b"startxref", max(0, len(data) - _TAIL)) < 0:
        raise UnreadableDocument("cut-off", byte=len(data))
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise _load_error()
    try:
        pages = _read_pages(document, budget, progress)
        composer = Composer(budget)
        rows = _rows(pages, budget)
        rows = _with_scans(document, pages, rows, composer, budget, progress)
        _notes(pages, composer)
        for row in rows:
            role = row.role or LineRole.BODY
            composer.add(row.text, row.page, role, level=row.level, opens=row.opens)
        return composer.finish(_title(rows) or _meta_title(document))
    finally:
        pdfium.FPDF_CloseDocument(document)


def _library() -> None:
    import pypdfium2  # noqa: F401  (importing it starts the library)


def _load_error() -> UnreadableDocument:
    code = pdfium.FPDF_GetLastError()
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return UnreadableDocument("encrypted")
    return UnreadableDocument("damaged", "its table of contents")


def _read_pages(document: Any, budget: Budget, progress: Progress | None) -> list[Page]:
    count = pdfium.FPDF_GetPageCount(document)
    limits = budget.limits
    if count > limits.max_pages:
        raise UnreadableDocument("too-many-pages", pages=count, limit=limits.max_pages)
    if count < 1:
        raise UnreadableDocument("damaged", "its list of pages")
    pages = []
    characters = 0
    for index in range(count):
        place = f"page {index + 1}"
        budget.tick(place)
        handle = pdfium.FPDF_LoadPage(document, index)
        if not handle:
            raise UnreadableDocument("damaged", place)
        try:
            pages.append(read_page(handle, index + 1, limits.max_drawings))
        except ValueError as error:
            raise UnreadableDocument("damaged", place) from error
        finally:
            pdfium.FPDF_ClosePage(handle)
        characters += pages[-1].characters
        if characters > limits.max_characters:
            raise UnreadableDocument("too-much-text", place, limit=limits.max_characters)
        if progress is not None:
            progress(index + 1, count)
    return pages


def _rows(pages: list[Page], budget: Budget) -> list[Row]:
    rows: list[Row] = []
    furniture: dict[int, tuple[list[Row], list[Row]]] = {}
    for page, (head, rest, foot) in zip(pages, split_furniture(pages), strict=True):
        budget.tick(f"page {page.number}")
        frames, outside = take_frames(page, rest)
        rows += page_rows(outside, frames, page.number)
        furniture[page.number] = (_furniture_rows(head, page), _furniture_rows(foot, page))
    assign_roles(rows)
    return _framed(rows, furniture)


def _furniture_rows(fragments: list[Fragment], page: Page) -> list[Row]:
    rows = page_rows(fragments, [], page.number)
    for row in rows:
        row.role, row.opens = LineRole.FURNITURE, True
    return rows


def _framed(rows: list[Row], furniture: dict[int, tuple[list[Row], list[Row]]]) -> list[Row]:
    """Each page's rows between its running head and foot."""
    by_page: dict[int, list[Row]] = {}
    for row in rows:
        by_page.setdefault(row.page, []).append(row)
    ordered: list[Row] = []
    for number, (head, foot) in furniture.items():
        ordered += head + by_page.get(number, []) + foot
    return ordered


def _with_scans(
    document: Any, pages: list[Page], rows: list[Row], composer: Composer, budget: Budget, progress: Progress | None
) -> list[Row]:
    """Add what character recognition reads on pages that are only pictures; raise `scan` when nothing can be read."""
    texts = {row.page for row in rows if row.role is not LineRole.FURNITURE}
    blank = [page for page in pages if page.number not in texts and page.pictures > 0.3]
    if not blank:
        return rows
    from .ocr import recognise_pages

    numbers = [page.number for page in blank]
    found = recognise_pages(document, blank, budget, progress)
    unread = numbers if found is None else found.unread
    if unread and not texts and unread == numbers:
        raise UnreadableDocument("scan", page_list(numbers))
    if unread:
        composer.notes.append(Note("pages-without-text", place=page_list(unread)))
    if found is None or unread == numbers:
        return rows
    read = [number for number in numbers if number not in unread]
    composer.notes.append(Note("ocr", place=page_list(read), languages=found.languages))
    if found.poor:
        composer.notes.append(Note("ocr-poor", place=page_list(found.poor)))
    return sorted([*rows, *found.rows], key=lambda row: row.page)


def _notes(pages: list[Page], composer: Composer) -> None:
    unmapped = [page.number for page in pages if page.unmapped > 0.05 * page.characters > 1]
    if unmapped:
        composer.notes.append(Note("unmapped", place=page_list(unmapped)))
    drawn = [page.number for page in pages if page.drawings_skipped]
    if drawn:
        composer.notes.append(Note("drawings-skipped", place=page_list(drawn).capitalize()))


def _title(rows: list[Row]) -> str | None:
    """The largest heading of the first page with the lines of its size below; a short one, such as `May 2025`, may
    have been taken for the beginning of a column.
    """
    first_page = [row for row in rows if row.page == rows[0].page and row.role is not LineRole.FURNITURE]
    heads = [row for row in first_page if row.role is LineRole.HEADING]
    if not heads:
        return None
    largest = max(row.size for row in heads)
    lines = [next(row for row in heads if row.size == largest)]
    for row in first_page[first_page.index(lines[0]) + 1 :]:
        if abs(row.size - largest) > 0.1 or not 0 < lines[-1].y - row.y <= 1.6 * largest:
            break
        lines.append(row)
    return " ".join(row.text for row in lines)


def _meta_title(document: Any) -> str | None:
    import ctypes

    buffer = ctypes.create_string_buffer(512)
    size = pdfium.FPDF_GetMetaText(document, b"Title", buffer, 512)
    if not 2 < size <= 512:
        return None
    return stated_title(buffer.raw[: size - 2].decode("utf-16-le", errors="replace"))
