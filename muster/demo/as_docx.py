"""A demonstration report as Word file: headings, lists, tables, text boxes, running head and foot."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from html import escape
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from muster.demo.source import Block, Report
from muster.demo.words import disclaimer, mission_name

TEXT_BOX = """<w:p {namespaces} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict>
<v:rect style="width:440pt;height:110pt" filled="t" fillcolor="#e8eff6" strokecolor="#1f4e79">
<v:textbox><w:txbxContent>{paragraphs}</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>"""
PARAGRAPH = "<w:p><w:r>{bold}<w:t>{text}</w:t></w:r></w:p>"
UNCHANGING = (1980, 1, 1, 0, 0, 0)  # the date of every part, so that the same report gives the same file


def docx(report: Report) -> bytes:
    document = Document()
    fill_properties(document, report)
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{mission_name(report.language)}\t\t{report.start:%Y-%m}"
    section.footer.paragraphs[0].text = disclaimer(report.language)
    document.add_heading(report.title, 0)
    for block in report.blocks:
        add(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return without_dates(buffer.getvalue())


def fill_properties(document: Any, report: Report) -> None:
    properties = document.core_properties
    properties.title, properties.author = report.title, mission_name(report.language)
    properties.language = report.language
    properties.comments = disclaimer(report.language)
    properties.created = properties.modified = datetime(report.end.year, report.end.month, report.end.day)


def add(document: Any, block: Block) -> None:
    if block.kind == "heading":
        document.add_heading(block.text, block.level)
    elif block.kind == "item":
        document.add_paragraph(block.text, style="List Bullet")
    elif block.kind == "table":
        add_table(document, block.rows)
    elif block.kind == "box":
        document.add_paragraph()._p.addnext(text_box(block))
    else:
        document.add_paragraph(block.text)


def add_table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Light Grid Accent 1")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()


def text_box(block: Block) -> Any:
    title = PARAGRAPH.format(bold="<w:rPr><w:b/></w:rPr>", text=escape(block.text))
    body = [PARAGRAPH.format(bold="", text=escape(row[0])) for row in block.rows]
    return parse_xml(TEXT_BOX.format(namespaces=nsdecls("w"), paragraphs="".join([title, *body])))


def without_dates(content: bytes) -> bytes:
    """The same archive with every part dated alike."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name, UNCHANGING)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return buffer.getvalue()
