"""Renders the demonstration reports into the files that a mission would have on its disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from muster.demo.as_docx import docx
from muster.demo.as_pdf import pdf
from muster.demo.as_text import text
from muster.demo.as_web import html
from muster.demo.source import Report, reports

RENDERERS: dict[str, Callable[[Report], bytes]] = {"pdf": pdf, "docx": docx, "html": html, "txt": text}


def build(folder: Path) -> list[Path]:
    """Write every report into the folder, the same bytes at every run; the files in the order of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write(report, folder) for report in reports()]


def write(report: Report, folder: Path) -> Path:
    path = folder / report.file_name
    path.write_bytes(RENDERERS[report.format](report))
    return path
