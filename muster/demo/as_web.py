"""A demonstration report as a web page."""

from __future__ import annotations

from html import escape

from muster.demo.source import Block, Report
from muster.demo.words import disclaimer, mission_name, notes_heading

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
<header><p>{mission}</p></header>
<main>
<h1>{title}</h1>
{body}
</main>
<footer><p>{disclaimer}</p></footer>
</body>
</html>
"""


def html(report: Report) -> bytes:
    notes: list[str] = []
    body = [shown(block, notes) for block in report.blocks]
    if notes:
        items = "".join(f"<li>{escape(note)}</li>" for note in notes)
        body.append(f"<h2>{notes_heading(report.language)}</h2>\n<ol>{items}</ol>")
    return PAGE.format(
        language=report.language,
        title=escape(report.title),
        mission=escape(mission_name(report.language)),
        body="\n".join(body),
        disclaimer=escape(disclaimer(report.language)),
    ).encode()


def shown(block: Block, notes: list[str]) -> str:
    """One block; its footnotes are added to `notes`."""
    if block.kind == "heading":
        return f"<h{block.level + 1}>{running(block, notes)}</h{block.level + 1}>"
    if block.kind == "item":
        return f"<ul><li>{running(block, notes)}</li></ul>"
    if block.kind == "table":
        return f"<table>{''.join(map(table_row, block.rows))}</table>"
    if block.kind == "box":
        paragraphs = "".join(f"<p>{escape(row[0])}</p>" for row in block.rows)
        return f"<aside><h4>{running(block, notes)}</h4>{paragraphs}</aside>"
    return f"<p>{running(block, notes)}</p>"


def running(block: Block, notes: list[str]) -> str:
    text = ""
    for piece in block.pieces:
        text += escape(piece.text)
        if piece.note is not None:
            notes.append(piece.note)
            text += f"<sup>{len(notes)}</sup>"
    return text


def table_row(row: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
