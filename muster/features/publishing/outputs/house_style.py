"""The Word template that comes with Muster; `python -m muster.features.publishing.outputs.house_style` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

DEFAULT = Path(__file__).with_name("house.docx")
ACCENT, QUIET = RGBColor(0x0B, 0x3D, 0x66), RGBColor(0x4A, 0x55, 0x61)
BODY, SANS = "Cambria", "Calibri"  # what every Word has; a mission's template brings its own
HEADINGS = {"Heading 1": 24, "Heading 2": 15, "Heading 3": 12}  # points


def build() -> Any:
    """The template as a python-docx document."""
    document = Document()
    _page(document)
    _styles(document)
    _cover(document)
    _running(document)
    document.add_paragraph("{{ body }}")
    return document


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(30)
    section.top_margin, section.bottom_margin = Mm(30), Mm(26)
    section.different_first_page_header_footer = True


def _styles(document: Any) -> None:
    normal: Any = document.styles["Normal"]
    _letters(normal, BODY, 10.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.2
    for name, points in HEADINGS.items():
        style: Any = document.styles[name]
        _letters(style, SANS, points, bold=True, colour=ACCENT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(points), Pt(points / 2.5)
        style.paragraph_format.keep_with_next = True
    document.styles["Heading 1"].paragraph_format.page_break_before = True
    _letters(document.styles["Title"], SANS, 32, bold=True, colour=ACCENT)
    _letters(document.styles["Subtitle"], SANS, 15, colour=ACCENT)
    _letters(document.styles["Caption"], SANS, 9, bold=True, colour=ACCENT)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    for name, size, bold, colour in (
        ("Box Title", 11, True, ACCENT),
        ("Box", 10, False, None),
        ("Table Text", 8.5, False, None),
        ("Note", 8.5, False, QUIET),
        ("Cover Text", 11, False, QUIET),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _letters(style, SANS, size, bold=bold, colour=colour)
        style.paragraph_format.space_after = Pt(2 if name == "Table Text" else 4)
        style.paragraph_format.line_spacing = 1.0
    document.styles["Box Title"].paragraph_format.keep_with_next = True
    document.styles["Note"].paragraph_format.space_before = Pt(3)
    document.styles["Note"].paragraph_format.space_after = Pt(9)


def _letters(style: Any, font: str, size: float, *, bold: bool = False, colour: RGBColor | None = None) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), bold, False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for part in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{part}"), font)
    if colour is not None:
        style.font.color.rgb = colour


def _cover(document: Any) -> None:
    document.add_paragraph("{{ mission }}", style="Cover Text").paragraph_format.space_after = Pt(150)
    title = document.add_paragraph("{{ title }}", style="Title")
    borders = title._p.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        title._p.pPr.remove(borders)
    document.add_paragraph("{{ subtitle }} · {{ period }}", style="Subtitle").paragraph_format.space_after = Pt(24)
    document.add_paragraph("{{ notice }}", style="Cover Text").paragraph_format.space_after = Pt(200)
    document.add_paragraph("{{ standing }}", style="Cover Text")
    document.add_paragraph("{{ dated }}", style="Cover Text")
    document.add_paragraph("{{ status_neutral }}", style="Note").add_run().add_break(WD_BREAK.PAGE)


def _running(document: Any) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.text, head.style = "{{ title }}\t{{ standing }}", document.styles["Note"]
    foot = section.footer.paragraphs[0]
    foot.text, foot.style = "{{ mission }} · {{ period }}\t", document.styles["Note"]
    for paragraph in (head, foot):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(150), WD_TAB_ALIGNMENT.RIGHT)
    add_field(foot.add_run(), "PAGE")


def add_field(run: Any, code: str, shown: str = "1") -> None:
    """A Word field in a run, with what is shown until Word computes it."""
    for kind in ("begin", None, "separate"):
        if kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run._r.append(text)
            continue
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
    for at, line in enumerate(shown.split("\n")):
        if at:
            run.add_break()
        run.add_text(line)
    end = OxmlElement("w:fldChar")
    end.set(qn("w:fldCharType"), "end")
    run._r.append(end)


if __name__ == "__main__":
    build().save(DEFAULT)
