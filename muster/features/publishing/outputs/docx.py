"""Word in house style: a template's placeholders are filled, the report's body is set with the template's styles."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import vl_convert
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from muster.domain.publishing.content import Block, Book, Box, Chapter, Figure, Heading, Paragraph, Row, Table
from muster.domain.publishing.emphasis import Run
from muster.features.publishing.composing import Made
from muster.features.publishing.models import HouseTemplate
from muster.features.publishing.outputs.footnotes import add_footnote
from muster.features.publishing.outputs.house_style import DEFAULT, add_field

LANGUAGES = {"en": "en-GB", "sq": "sq-AL", "sr": "sr-Cyrl-RS", "sr-latn": "sr-Latn-RS"}
PIXEL, TALLEST = 0.28, 215.0  # millimetres: of a chart's pixel where it fits; of its height, with its caption on a page
BODY = "[[report body]]"  # stands where the template has {{ body }} until the body is set
ACCENT, TINT, TOTAL = "0B3D66", "EEF3F8", "DBE6F0"
WIDTHS = {
    "matrix": (50, 26, 18, 27, 14, 15),
    "budget": (86, 32, 32),
    "abbreviations": (30, 120),
    "contacts": (36, 34, 54, 26),
}
NUMBERS = {"matrix", "budget"}  # tables whose cells stand to the right


def render(made: Made) -> bytes:
    """The report as .docx, in the mission's template where there is one."""
    kept = HouseTemplate.objects.first()
    template = DocxTemplate(io.BytesIO(bytes(kept.content)) if kept else str(DEFAULT))
    template.render({**placeholders(made.book), "body": BODY}, SandboxedEnvironment(autoescape=True))
    document = Document(_saved(template))
    _set_body(document, made)
    _describe(document, made.book)
    return _saved(document).getvalue()


def _saved(document: Any) -> io.BytesIO:
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out


def _set_body(document: Any, made: Made) -> None:
    """Set the report at the end of the document, then move it to where the template wants it."""
    mark = next((each for each in document.paragraphs if BODY in each.text), None)
    before = set(document.element.body)
    _Setter(document, made).set()
    if mark is None:
        return
    for element in [each for each in document.element.body if each not in before]:
        mark._p.addprevious(element)
    mark._p.getparent().remove(mark._p)


def placeholders(book: Book) -> dict[str, str]:
    """What a template may ask for besides `body`."""
    published = book.state == "published"
    words = book.words
    return {
        "title": book.title,
        "subtitle": book.subtitle,
        "mission": book.mission,
        "period": book.period,
        "dated": f"{words['published' if published else 'draft']} {book.dated} · {words['edition']} {book.edition}",
        "edition": str(book.edition),
        "notice": book.notice,
        "standing": "" if published else words["draft_notice"],
        "status_neutral": words["status_neutral"],
        "language": book.language,
    }


class _Setter:
    """Sets the content tree with python-docx; a style that a template lacks is left to the template's own normal."""

    def __init__(self, document: Any, made: Made) -> None:
        self.document = document
        self.made = made
        self.styles = {style.name for style in document.styles}

    def set(self) -> None:
        self._contents()
        for chapter in self.made.book.chapters:
            if chapter.blocks:
                self._paragraph(_titled(chapter), "Heading 1")
                for block in chapter.blocks:
                    self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._paragraph(block.text, f"Heading {block.level}")
            case Paragraph():
                self._runs(self._paragraph("", "Normal"), block.runs)
            case Box():
                self._box(block)
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)

    def _paragraph(self, text: str, style: str) -> Any:
        return self.document.add_paragraph(text, style=style if style in self.styles else None)

    def _runs(self, paragraph: Any, runs: Iterable[Run]) -> None:
        for each in runs:
            if each.style == "note":
                add_footnote(self.document, paragraph, each.text)
                continue
            run = paragraph.add_run(each.text)
            run.bold, run.italic = each.style == "strong" or None, each.style == "emphasis" or None

    def _contents(self) -> None:
        """A field that Word fills in with pages; until then it lists the chapters."""
        self._paragraph(self.made.book.words["contents"], "Subtitle")
        chapters = [_titled(chapter) for chapter in self.made.book.chapters if chapter.blocks]
        run = self._paragraph("", "Normal").add_run()
        add_field(run, 'TOC \\o "1-2" \\h \\z \\u', "\n".join(chapters))

    def _box(self, block: Box) -> None:
        table = self.document.add_table(rows=1, cols=1)
        cell = table.cell(0, 0)
        _shade(cell, TINT)
        title = cell.paragraphs[0]
        title.text = block.title
        self._style(title, "Box Title")
        for paragraph in block.paragraphs:
            self._runs(self._style(cell.add_paragraph(), "Box"), paragraph.runs)
        self._paragraph("", "Normal")

    def _table(self, block: Table) -> None:
        number = f"{self.made.book.words['matrix']} {block.number}. " if block.number else ""
        if block.name in NUMBERS:
            self._paragraph(f"{number}{block.caption}", "Caption")
        table = self.document.add_table(rows=0, cols=len(block.head))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        if "Table Grid" in self.styles:
            table.style = "Table Grid"
        _describe_table(table, f"{number}{block.caption}")
        for column, width in zip(table.columns, WIDTHS[block.name], strict=True):
            column.width = Mm(width)
        rows = [Row(block.head[0], block.head[1:], "head"), *block.rows]
        made = [self._row(table, block, row) for row in rows]
        _repeat(made[0])
        _keep_together(made if block.name in NUMBERS else made[:2])
        self._paragraph(block.note, "Note")

    def _row(self, table: Any, block: Table, row: Row) -> Any:
        made = table.add_row()
        _child(made._tr.get_or_add_trPr(), "w:cantSplit").set(qn("w:val"), "true")
        colour = {"head": ACCENT, "group": TINT, "total": TOTAL}.get(row.kind)
        for at, text in enumerate((row.label, *row.cells)):
            cell = made.cells[at]
            cell.width = Mm(WIDTHS[block.name][at])
            run = self._style(cell.paragraphs[0], "Table Text").add_run(text)
            run.bold = row.kind != "body" or None
            if row.kind == "head":
                _white(run)
            if at and block.name in NUMBERS:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if colour:
                _shade(cell, colour)
        return made

    def _figure(self, block: Figure) -> None:
        number = f"{self.made.book.words['figure']} {block.number}. " if block.number else ""
        self._paragraph(f"{number}{block.caption}", "Caption")
        svg = self.made.images[block.image].decode()
        png = vl_convert.svg_to_png(_on_white(svg), scale=3)
        run = self._paragraph("", "Normal").add_run()
        picture = run.add_picture(io.BytesIO(png), width=Mm(_printed_width(svg)))
        picture._inline.docPr.set("descr", f"{block.caption}. {block.alt}")

    def _style(self, paragraph: Any, name: str) -> Any:
        if name in self.styles:
            paragraph.style = name
        return paragraph


def _printed_width(svg: str) -> float:
    """Millimetres that give the letters of a chart the size of a table's, or less where it would not fit on a page."""
    root = parse_xml(svg)
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    return width * min(PIXEL, TALLEST / height)


def _on_white(svg: str) -> str:
    """Word would show what is see-through in its own way."""
    head, body = svg.split(">", 1)
    return f'{head}><rect width="100%" height="100%" fill="#ffffff"/>{body}'


def _titled(chapter: Chapter) -> str:
    return f"{chapter.number}  {chapter.title}" if chapter.number else chapter.title


def _describe(document: Any, book: Book) -> None:
    """Metadata and the language of the text."""
    about = document.core_properties
    about.title, about.author, about.subject = book.title, book.mission, f"{book.subtitle}, {book.period}"
    about.language = LANGUAGES[book.language]
    fonts = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if fonts is not None:
        _child(fonts, "w:lang").set(qn("w:val"), LANGUAGES[book.language])


def _shade(cell: Any, colour: str) -> None:
    shading = _child(cell._tc.get_or_add_tcPr(), "w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)


def _white(run: Any) -> None:
    _child(run._r.get_or_add_rPr(), "w:color").set(qn("w:val"), "FFFFFF")


def _repeat(row: Any) -> None:
    """The head row stands again on every page, and readers know it as the head."""
    _child(row._tr.get_or_add_trPr(), "w:tblHeader").set(qn("w:val"), "true")


def _keep_together(rows: Sequence[Any]) -> None:
    """On one page, where it has room for them."""
    for row in rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _describe_table(table: Any, words: str) -> None:
    """Words for readers who do not see the table, and hairlines instead of black ones."""
    properties = table._tbl.tblPr
    borders = _child(properties, "w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _line(borders, side, "single")
    for side in ("left", "right", "insideV"):
        _line(borders, side, "nil")
    _child(properties, "w:tblCaption").set(qn("w:val"), words)


def _line(borders: Any, side: str, kind: str) -> None:
    line = _child(borders, f"w:{side}")
    for name, value in (("val", kind), ("sz", "4"), ("space", "0"), ("color", "B8C4D0")):
        line.set(qn(f"w:{name}"), value)


def _child(parent: Any, tag: str) -> Any:
    found = parent.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        parent.append(found)
    return found
