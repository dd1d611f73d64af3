"""Character recognition of pages that are only pictures, by the tesseract command line where it is installed."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from ..limits import Budget
from ..model import LineRole
from ..sentences import UnreadableDocument
from .glyphs import Page
from .rows import Row

_LANGUAGES = ("eng", "sqi", "srp", "srp_latn")
_DOTS_PER_INCH = 200
_MAX_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was read, and with which languages."""

    rows: list[Row]
    languages: str


@cache
def installed_languages() -> tuple[str, ...]:
    """Those of English, Albanian and Serbian that tesseract can read here; empty without tesseract."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    return tuple(language for language in _LANGUAGES if language in done.stdout.split())


def recognise_pages(document: Any, pages: list[Page], budget: Budget) -> Recognition | None:
    """Rows of the given pages; None where tesseract is not installed or not wanted."""
    languages = "+".join(installed_languages()) if budget.limits.ocr else ""
    if not languages:
        return None
    rows: list[Row] = []
    for page in pages:
        budget.extend(budget.limits.ocr_seconds_per_page)
        rows += _recognise(document, page, languages, budget)
    return Recognition(rows, languages)


def _recognise(document: Any, page: Page, languages: str, budget: Budget) -> list[Row]:
    place = f"page {page.number}"
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "page.pgm"
        image.write_bytes(_portable_graymap(document, page, place))
        command = [str(shutil.which("tesseract")), str(image), "stdout", "-l", languages, "--psm", "3"]
        seconds = budget.limits.ocr_seconds_per_page
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise UnreadableDocument("too-slow", place, seconds=f"{seconds:g}") from error
    budget.tick(place)
    return _rows(done.stdout.decode("utf-8", errors="replace"), page)


def _rows(text: str, page: Page) -> list[Row]:
    """One row a line; an empty line between paragraphs shows where the next one opens."""
    rows: list[Row] = []
    opens = True
    for number, line in enumerate(text.replace("\f", "\n").split("\n")):
        if line.strip():
            height = page.height - 12.0 * number
            row = Row(line.strip(), page.number, 0, page.width, height, 10, False, 0, role=LineRole.BODY)
            row.opens = opens
            rows.append(row)
        opens = not line.strip()
    return rows


def _portable_graymap(document: Any, page: Page, place: str) -> bytes:
    """The page as a grey picture (PGM)."""
    scale = _DOTS_PER_INCH / 72
    while page.width * page.height * scale * scale > _MAX_PIXELS:
        scale /= 2
    wide, high = max(int(page.width * scale), 1), max(int(page.height * scale), 1)
    handle = pdfium.FPDF_LoadPage(document, page.number - 1)
    bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_Gray, None, 0)
    if not handle or not bitmap:
        raise UnreadableDocument("damaged", place)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, handle, 0, 0, wide, high, 0, pdfium.FPDF_GRAYSCALE)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        data = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * high)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
        pdfium.FPDF_ClosePage(handle)
    lines = b"".join(data[row * stride : row * stride + wide] for row in range(high))
    return b"P5 %d %d 255\n" % (wide, high) + lines
