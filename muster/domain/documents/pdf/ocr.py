"""Character recognition of pages that are only pictures, by the tesseract command line where it is installed."""

from __future__ import annotations

import csv
import ctypes
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import itemgetter
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
_POOR = 60.0  # percent of confidence below which a page's words are said to be doubtful
_WORD = 5  # the level of a word among tesseract's rows
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Recognition:
    """What was read, and with which languages; pages that took too long, and pages read with little confidence."""

    languages: str
    rows: list[Row] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    poor: list[int] = field(default_factory=list)


@cache
def installed_languages() -> tuple[str, ...]:
    """Those of English, Albanian and Serbian that tesseract can read here; empty without tesseract."""
    return tuple(language for language in _LANGUAGES if language in _installed())


@cache
def _installed() -> frozenset[str]:
    """Everything that tesseract has data for; `osd` is its knowledge of which way is up."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    return frozenset(done.stdout.split())


def forget_what_is_installed() -> None:
    """Look again for tesseract and its languages."""
    installed_languages.cache_clear()
    _installed.cache_clear()


def recognise_pages(document: Any, pages: list[Page], budget: Budget, progress: Progress | None) -> Recognition | None:
    """Rows of the given pages; None where tesseract is not installed or not wanted."""
    languages = "+".join(installed_languages()) if budget.limits.ocr else ""
    if not languages:
        return None
    found = Recognition(languages)
    for done, page in enumerate(pages):
        if progress is not None:
            progress(done, len(pages))
        budget.extend(budget.limits.ocr_seconds_per_page)
        _recognise(document, page, found, budget)
    return found


def _recognise(document: Any, page: Page, found: Recognition, budget: Budget) -> None:
    """Add what one page says."""
    place = f"page {page.number}"
    layout = "1" if "osd" in _installed() else "3"  # pages lie on their side in scanners
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "page.pgm"
        image.write_bytes(_portable_graymap(document, page, place))
        told = ["-l", found.languages, "--dpi", str(_DOTS_PER_INCH), "--psm", layout, "tsv"]
        command = [str(shutil.which("tesseract")), str(image), "stdout", *told]
        try:
            seconds = budget.limits.ocr_seconds_per_page
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            found.unread.append(page.number)
            return
    budget.tick(place)
    words = _words(done.stdout.decode("utf-8", errors="replace"))
    found.rows += _rows(words, page)
    if words and sum(float(word["conf"]) for word in words) < _POOR * len(words):
        found.poor.append(page.number)


def _words(table: str) -> list[dict[str, str]]:
    """The words of tesseract's table, each with its place in the layout and its confidence in percent."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if row["level"] == str(_WORD) and (row["text"] or "").strip()]


def _rows(words: list[dict[str, str]], page: Page) -> list[Row]:
    """One row a line; the first line of each paragraph opens it."""
    rows: list[Row] = []
    paragraph = None
    places = ("block_num", "par_num", "line_num")
    for (block, par, _line), group in groupby(words, key=itemgetter(*places)):
        text = " ".join(word["text"].strip() for word in group)
        row = Row(text, page.number, 0, page.width, page.height, 10, False, 0, role=LineRole.BODY)
        row.opens, paragraph = (block, par) != paragraph, (block, par)
        rows.append(row)
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
