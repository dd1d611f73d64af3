"""A demonstration report as PDF: running heads, one or two columns, footnotes, floating boxes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files

import typst

from muster.demo.source import Report
from muster.demo.words import disclaimer, mission_name


def pdf(report: Report) -> bytes:
    data = {
        "title": report.title,
        "columns": report.columns,
        "lang": report.language[:2],
        "mission": mission_name(report.language),
        "disclaimer": disclaimer(report.language),
        "blocks": [asdict(block) for block in report.blocks],
    }
    made: bytes = typst.compile(
        (files("muster.demo") / "report.typ").read_bytes(),
        sys_inputs={"report": json.dumps(data)},
        ignore_system_fonts=True,
        timestamp=datetime(report.end.year, report.end.month, report.end.day, tzinfo=UTC),
    )
    return made
