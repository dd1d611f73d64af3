"""A demonstration report as plain text, as it would stand in a mail."""

from __future__ import annotations

import textwrap

from muster.demo.source import Block, Report
from muster.demo.words import disclaimer, mission_name

WIDTH = 76  # characters a line


def text(report: Report) -> bytes:
    head = [mission_name(report.language), report.title, "=" * min(WIDTH, len(report.title))]
    foot = ["--", disclaimer(report.language)]
    body = [shown(block) for block in report.blocks]
    return "\n\n".join(["\n".join(head), *body, "\n".join(foot), ""]).rstrip("\n").encode() + b"\n"


def shown(block: Block) -> str:
    if block.kind == "heading":
        return block.text.upper() if block.level == 1 else block.text
    if block.kind == "table":
        return "\n".join("\t".join(row) for row in block.rows)
    if block.kind == "item":
        return textwrap.fill(block.text, WIDTH, initial_indent="- ", subsequent_indent="  ")
    paragraphs = [block.text, *(row[0] for row in block.rows)]
    return "\n".join(textwrap.fill(paragraph, WIDTH) for paragraph in paragraphs)
