"""The body of a Word document: paragraphs, lists, tables, text boxes, footnotes, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ..composing import Composer, row_role
from ..model import LineRole
from ..xmlparts import attribute, local
from .styles import Numbering, Styles, child, number, value

_REMOVED = frozenset({"del", "moveFrom"})
_INLINE = "ins moveTo hyperlink smartTag sdt sdtContent fldSimple customXml dir bdo r ruby rubyBase"
_FORMULA = "oMath oMathPara e sup sub num den f sSup sSub"
_TRANSPARENT = frozenset(f"{_INLINE} {_FORMULA}".split())
_SIGNS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "softHyphen": "\u00ad", "cr": "\n"}
_OFF = ("0", "false", "off")
Notes = dict[str, dict[str, etree._Element]]


@dataclass(slots=True)
class _Content:
    """What the runs of a paragraph hold."""

    page: int  # on which its text begins
    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, etree._Element]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text, soft breaks as `\\n`."""
        return "".join(self.pieces)


class Body:
    """Reads block after block into a composer."""

    def __init__(self, composer: Composer, styles: Styles, numbering: Numbering, notes: Notes) -> None:
        self.title: str | None = None
        self.first_heading: str | None = None
        self.tracked = False
        self.rendered = False  # the file says where its pages ended when it was last laid out
        self._composer = composer
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._note_count = 0
        self._page = 1
        self._just_broken = False  # a break by hand that the layout is going to repeat

    def read(self, parent: etree._Element, role: LineRole = LineRole.BODY) -> None:
        """All blocks inside `parent`."""
        for block in parent:
            name = local(block)
            if name == "p":
                self._paragraph(block, role)
            elif name == "tbl":
                self._table(block)
            elif name in _REMOVED:
                self.tracked = True
            elif name == "AlternateContent":
                self.read(_alternative(block), role)
            elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
                self.read(block, role)

    def _paragraph(self, paragraph: etree._Element, role: LineRole) -> None:
        settings = child(paragraph, "pPr")
        if value(settings, "pageBreakBefore") not in _OFF and child(settings, "pageBreakBefore") is not None:
            self._break_page()
        content = self._content(paragraph)
        text = self._label(settings, content.text) + content.text
        own_role, level = self._role(settings, role, content.text)
        for index, line in enumerate(text.split("\n")):
            self._composer.add(line, content.page, own_role, level=level, opens=index == 0)
        self._attached(content)
        if not self.rendered and child(settings, "sectPr") is not None:
            kind = value(child(settings, "sectPr"), "type")
            if kind not in ("continuous", "nextColumn"):
                self._break_page()

    def _role(self, settings: etree._Element | None, role: LineRole, text: str) -> tuple[LineRole, int | None]:
        style = value(settings, "pStyle")
        if role is not LineRole.BODY or not text.strip():
            return role, None
        if self._styles.is_contents(style):
            return LineRole.FURNITURE, None
        shown = " ".join(text.split())
        if self._styles.is_title(style):
            self.title = self.title or shown
            return LineRole.HEADING, 1
        outline = number(value(settings, "outlineLvl"))
        level = outline + 1 if outline is not None and outline < 9 else None
        level = level or (self._styles.heading_level(style) if outline is None else None)
        if level is None:
            return LineRole.BODY, None
        self.first_heading = self.first_heading or shown
        return LineRole.HEADING, level

    def _label(self, settings: etree._Element | None, text: str) -> str:
        """The number or bullet of a list item, with a space; an empty paragraph shows none."""
        list_id, level = value(settings, "numPr", "numId"), number(value(settings, "numPr", "ilvl"))
        for style in self._styles.chain(value(settings, "pStyle")):
            list_id = style.list_id if list_id is None else list_id
            level = style.list_level if level is None else level
        if list_id in (None, "0") or not text.strip():
            return ""
        label = self._numbering.label(str(list_id), level or 0)
        return f"{label} " if label else ""

    def _attached(self, content: _Content) -> None:
        """Text boxes and footnotes, right after the paragraph they hang on."""
        for box in content.boxes:
            self.read(box, LineRole.BOX)
        for number_shown, note in content.notes:
            inside = [self._content(one) for one in note.iter() if local(one) == "p"]
            text = " ".join(one.text.replace("\n", " ").strip() for one in inside).strip()
            if text:
                self._composer.add(f"{number_shown} {text}", content.page, LineRole.FOOTNOTE)

    def _content(self, paragraph: etree._Element) -> _Content:
        content = _Content(self._page)
        self._runs(paragraph, content)
        return content

    def _runs(self, parent: etree._Element, content: _Content) -> None:
        for one in parent:
            name = local(one)
            if name == "t":
                self._text(one.text or "", content)
            elif name in _SIGNS:
                content.pieces.append(_SIGNS[name])
            elif name in ("br", "lastRenderedPageBreak"):
                self._break(one, name, content)
            elif name in _REMOVED:
                self.tracked = True
            elif name in _TRANSPARENT:
                self.tracked = self.tracked or name in ("ins", "moveTo")
                if not (name == "r" and _hidden(one)):
                    self._runs(one, content)
            else:
                self._hanging(one, name, content)

    def _text(self, text: str, content: _Content) -> None:
        if text.strip():
            self._just_broken = False
            if not content.text.strip():
                content.page = self._page
        content.pieces.append(text)

    def _break(self, element: etree._Element, name: str, content: _Content) -> None:
        if name == "lastRenderedPageBreak":
            self._page += not self._just_broken
            self._just_broken = False
        elif attribute(element, "type") == "page":
            self._break_page()
        elif attribute(element, "type") != "column":
            content.pieces.append("\n")

    def _break_page(self) -> None:
        self._page += 1
        self._just_broken = True

    def _hanging(self, element: etree._Element, name: str, content: _Content) -> None:
        """Text boxes and notes of a run; of alternative forms only the first."""
        if name == "AlternateContent":
            self._runs(_alternative(element), content)
        elif name in ("drawing", "pict", "object"):
            content.boxes += _boxes(element)
        elif name in ("footnoteReference", "endnoteReference"):
            note = self._notes[name.removesuffix("Reference")].get(attribute(element, "id") or "")
            if note is not None:
                self._note_count += 1
                content.notes.append((str(self._note_count), note))

    def _table(self, table: etree._Element) -> None:
        rows = [(row, _cells(row)) for row in _children(table, "tr") if child(row, "trPr", "del") is None]
        if all(len(cells) == 1 for _row, cells in rows):
            for _row, cells in rows:
                self.read(cells[0], LineRole.BOX)  # a frame drawn as a table
            return
        for _row, cells in rows:
            page, texts, attached = 0, [], []
            for cell in cells:
                inside = [self._content(one) for one in _paragraphs(cell)]
                texts.append(" ".join(" ".join(one.text.split()) for one in inside if one.text.strip()))
                page = page or min((one.page for one in inside if one.text.strip()), default=0)
                attached += inside
            self._composer.add("\t".join(texts), page or self._page, row_role(texts))
            for content in attached:
                self._attached(content)


def _alternative(element: etree._Element) -> etree._Element:
    """The first of alternative forms of the same content; the others repeat it."""
    choices = [one for one in element if local(one) == "Choice"]
    return next((one for one in choices if len(one)), element[0] if len(element) else element)


def _boxes(element: etree._Element) -> list[etree._Element]:
    """Text box contents below a drawing, each once; boxes inside boxes are read with the outer one."""
    found: list[etree._Element] = []
    waiting = [element]
    while waiting:
        one = waiting.pop()
        if local(one) == "txbxContent":
            found.append(one)
        elif local(one) == "AlternateContent":
            waiting.append(_alternative(one))
        else:
            waiting.extend(reversed(list(one)))
    return found


def _hidden(run: etree._Element) -> bool:
    hidden = child(run, "rPr", "vanish")
    return hidden is not None and attribute(hidden, "val") not in _OFF


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children by local name, also inside content controls and insertions."""
    for one in parent:
        if local(one) == name:
            yield one
        elif local(one) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _children(one, name)


def _cells(row: etree._Element) -> list[etree._Element]:
    return list(_children(row, "tc"))


def _paragraphs(cell: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs of a cell, those of tables inside it too; text boxes hang on their paragraph."""
    for one in cell:
        if local(one) == "p":
            yield one
        elif local(one) not in _REMOVED:
            yield from _paragraphs(one)
