"""What stands on a PDF page: runs of text with their place, and the rectangles and lines drawn there.

All lengths are points (1/72 inch), measured from the page's lower left corner as the page is shown.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

_HYPHENS = "\x02\ufffe"  # how pdfium marks a hyphen at a line's end
_WORD = re.compile(f"[^ \t\r\n\x00{_HYPHENS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_NARROW, _WIDE = -0.35, 1.0  # of the type size: gaps that keep words in one fragment


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is set."""

    size: float
    bold: bool
    turned: bool  # not written from left to right


@dataclass(slots=True)
class Fragment:
    """Words on one baseline with no wide gap between them."""

    text: str
    x0: float
    x1: float
    y: float  # of the baseline
    style: Style
    spaced: bool = True  # the file has a space before it
    raised: str = ""  # a superscript the text begins with, such as a footnote's number

    @property
    def size(self) -> float:
        """Type size."""
        return self.style.size

    @property
    def bottom(self) -> float:
        """Lower edge of its letters."""
        return self.y - 0.22 * self.style.size

    @property
    def top(self) -> float:
        """Upper edge of its letters."""
        return self.y + 0.78 * self.style.size


@dataclass(frozen=True, slots=True)
class Rect:
    """A drawn rectangle or line."""

    x0: float
    y0: float
    x1: float
    y1: float
    filled: bool = False

    @property
    def width(self) -> float:
        """Horizontal extent."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Vertical extent."""
        return self.y1 - self.y0


@dataclass(slots=True)
class Page:
    """One page before its lines are put in order."""

    number: int
    width: float
    height: float
    fragments: list[Fragment] = field(default_factory=list)
    drawn: list[Rect] = field(default_factory=list)
    pictures: float = 0.0  # share of the page that pictures cover
    unmapped: int = 0  # characters whose letters the file does not tell
    characters: int = 0
    drawings_skipped: bool = False

    def upright_lines(self) -> list[Rect]:
        """Drawn vertical lines: they part the cells of tables. None when there are too many to be a table's."""
        lines = [rect for rect in self.drawn if rect.width <= 3 and rect.height >= 8]
        return lines if len(lines) <= 300 else []


class _Glyphs:
    """The text layer of one loaded page."""

    def __init__(self, page: Any, turn: Turn) -> None:
        self._page = pdfium.FPDFText_LoadPage(page)
        if not self._page:
            raise ValueError("no text layer")
        self._turn = turn
        self._styles: dict[int, Style] = {}
        self._doubles = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(value) for value in self._doubles]

    def close(self) -> None:
        pdfium.FPDFText_ClosePage(self._page)

    def text(self) -> str:
        """Every character of the page, one for each of pdfium's indexes."""
        count = pdfium.FPDFText_CountChars(self._page)
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._page, 0, count, buffer)
        if written == count + 1:
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
            if len(text) == count:
                return text
        return "".join(self._letter(index) for index in range(count))

    def _letter(self, index: int) -> str:
        code = pdfium.FPDFText_GetUnicode(self._page, index)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"

    def handle(self, index: int) -> int:
        """Identifies the text object that a character belongs to; 0 for what pdfium made up."""
        made = pdfium.FPDFText_GetTextObject(self._page, index)
        return ctypes.cast(made, ctypes.c_void_p).value or 0

    def origin(self, index: int) -> tuple[float, float]:
        """Where the character's baseline begins."""
        x, y = self._doubles[0], self._doubles[1]
        pdfium.FPDFText_GetCharOrigin(self._page, index, self._refs[0], self._refs[1])
        return self._turn.point(x.value, y.value)

    def box(self, index: int) -> tuple[float, float, float, float]:
        """The character's ink: x0, y0, x1, y1."""
        left, right, bottom, top = self._doubles
        pdfium.FPDFText_GetCharBox(self._page, index, *self._refs)
        return self._turn.box(left.value, bottom.value, right.value, top.value)

    def style(self, index: int, handle: int) -> Style:
        """Size, weight and direction; the same for all characters of a text object."""
        known = self._styles.get(handle)
        if known is None:
            known = self._read_style(index)
            if handle:
                self._styles[handle] = known
        return known

    def _read_style(self, index: int) -> Style:
        matrix = pdfium.FS_MATRIX()
        size = pdfium.FPDFText_GetFontSize(self._page, index)
        turned = False
        if pdfium.FPDFText_GetMatrix(self._page, index, matrix):
            size *= math.hypot(matrix.c, matrix.d) or 1.0
            a, b = self._turn.direction(matrix.a, matrix.b)
            turned = abs(b) > 0.2 * abs(a) or a < 0
        size = abs(size) if math.isfinite(size) else 0.0
        return Style(round(min(max(size, 1.0), 500.0), 1), self._bold(index), turned)

    def _bold(self, index: int) -> bool:
        flags = ctypes.c_int()
        name = ctypes.create_string_buffer(96)
        pdfium.FPDFText_GetFontInfo(self._page, index, name, 96, ctypes.byref(flags))
        if pdfium.FPDFText_GetFontWeight(self._page, index) >= 600 or flags.value & (1 << 18):
            return True
        return bool(_BOLD.search(name.value.decode("latin-1")))


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is turned when it is shown: quarter turns clockwise, and its stored box."""

    quarters: int
    left: float
    bottom: float
    right: float
    top: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A stored point as shown."""
        x, y = x - self.left, y - self.bottom
        wide, high = self.right - self.left, self.top - self.bottom
        return ((x, y), (y, wide - x), (wide - x, high - y), (high - y, x))[self.quarters]

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A stored box as shown."""
        (xa, ya), (xb, yb) = self.point(x0, y0), self.point(x1, y1)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """A stored direction of writing as shown."""
        return ((a, b), (b, -a), (-a, -b), (-b, a))[self.quarters]


def read_page(page: Any, number: int, max_drawings: int) -> Page:
    """Everything on one loaded page (a raw pdfium page handle)."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    turn = Turn(max(pdfium.FPDFPage_GetRotation(page), 0) % 4, box.left, box.bottom, box.right, box.top)
    x0, y0, x1, y1 = turn.box(box.left, box.bottom, box.right, box.top)
    found = Page(number, max(x1 - x0, 1.0), max(y1 - y0, 1.0))
    glyphs = _Glyphs(page, turn)
    _read_drawings(page, turn, found, max_drawings)
    try:
        _read_fragments(glyphs, found)
    finally:
        glyphs.close()
    return found


def _read_fragments(glyphs: _Glyphs, page: Page) -> None:
    text = glyphs.text()
    page.characters = len(text)
    open_fragment: Fragment | None = None
    borders = page.upright_lines()
    seen: set[tuple[str, int, int]] = set()
    for word in _words(glyphs, text, page):
        key = (word.text, round(word.x0), round(word.y))
        if key in seen or not (0 <= word.y <= page.height and word.x1 > 0 and word.x0 < page.width):
            continue  # bold made by printing twice; text outside the page
        seen.add(key)
        if open_fragment is not None and _continues(open_fragment, word, borders):
            _append(open_fragment, word)
        else:
            open_fragment = word
            page.fragments.append(word)


def _words(glyphs: _Glyphs, text: str, page: Page) -> Iterator[Fragment]:
    for match in _WORD.finditer(text):
        start, last = match.start(), match.end() - 1
        word = match.group().replace("\x02", "-").replace("\ufffe", "-")
        page.unmapped += sum(1 for letter in word if letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff")
        spaced = start > 0 and text[start - 1] in " \t"
        for part in _word(glyphs, word, start, last):
            part.spaced, spaced = spaced, False
            yield part


def _word(glyphs: _Glyphs, word: str, start: int, last: int) -> Iterator[Fragment]:
    """One word; two when it starts with smaller, raised type (a footnote's number set close)."""
    handle, last_handle = glyphs.handle(start), glyphs.handle(last)
    style = glyphs.style(start, handle)
    x, y = glyphs.origin(start)
    if handle != last_handle and glyphs.style(last, last_handle).size > 1.15 * style.size and word[0].isdigit():
        cut = next((i for i in range(start + 1, last + 1) if glyphs.handle(i) != handle), last)
        yield Fragment(word[: cut - start], x, glyphs.box(cut - 1)[2], y, style)
        yield from _word(glyphs, word[cut - start :], cut, last)
        return
    left, low, right, _top = glyphs.box(last)
    if style.turned:
        first = glyphs.box(start)
        yield Fragment(word, min(left, first[0]), max(right, first[2]), min(low, first[1]), style)
        return
    yield Fragment(word, x, max(right, x), y, style)


def _continues(line: Fragment, word: Fragment, borders: list[Rect]) -> bool:
    size = max(line.size, word.size)
    if line.style.turned or word.style.turned:
        return line.style.turned and word.style.turned and abs(line.x0 - word.x0) < size and bool(line.text)
    gap = word.x0 - line.x1
    if not _NARROW * size < gap < _WIDE * size or _parted(line, word, borders):
        return False
    if abs(word.y - line.y) < 0.2 * size:
        return not (line.style.bold != word.style.bold and gap > 0.6 * size)
    return abs(word.y - line.y) < 0.6 * size and min(line.size, word.size) < 0.85 * size


def _parted(line: Fragment, word: Fragment, borders: list[Rect]) -> bool:
    return any(
        line.x1 - 2 <= border.x0 and border.x1 <= word.x0 + 2 and border.y0 <= word.y <= border.y1 for border in borders
    )


def _append(line: Fragment, word: Fragment) -> None:
    """Join a word; a superscript set against its word stands there without a space."""
    gap = word.x0 - line.x1
    raised = abs(word.y - line.y) >= 0.2 * max(line.size, word.size)
    close = not word.spaced and gap < (0.12 if raised and word.size < line.size else 0.08) * line.size
    if raised and word.size > line.size and len(line.text) <= 4:
        line.raised, line.y, line.style = line.text, word.y, word.style
        close = False
    elif len(word.text) > len(line.text) and not raised:
        line.style = Style(word.size, line.style.bold and word.style.bold, line.style.turned)
    elif line.style.bold and not word.style.bold:
        line.style = Style(line.size, False, line.style.turned)
    line.text += word.text if close else f" {word.text}"
    line.x0, line.x1 = min(line.x0, word.x0), max(line.x1, word.x1)


def _read_drawings(page: Any, turn: Turn, found: Page, limit: int) -> None:
    count = pdfium.FPDFPage_CountObjects(page)
    found.drawings_skipped = count > 20 * limit
    edges = [ctypes.c_float() for _ in range(4)]
    refs = [ctypes.byref(edge) for edge in edges]
    for index in range(min(count, 20 * limit)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or not pdfium.FPDFPageObj_GetBounds(drawn, *refs):
            continue
        rect = Rect(*turn.box(*(edge.value for edge in edges)))
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            share = max(rect.width, 0) * max(rect.height, 0) / (found.width * found.height)
            found.pictures += min(share, 1.0)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            if len(found.drawn) >= limit:
                found.drawings_skipped = True
                break
            found.drawn.append(Rect(rect.x0, rect.y0, rect.x1, rect.y1, _filled(drawn)))


def _filled(path: Any) -> bool:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(mode), ctypes.byref(stroked))
    return bool(mode.value != pdfium.FPDF_FILLMODE_NONE)
