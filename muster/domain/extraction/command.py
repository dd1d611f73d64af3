"""`muster extract`: the activities of one report, without a database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from muster.domain.documents import UnreadableDocument, read
from muster.domain.documents.model import SourceText
from muster.domain.extraction.extract import extract
from muster.domain.extraction.render import to_html, to_jsonl, to_table

YEARS = range(1973, 2101)  # from the year of the first Helsinki talks


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what a report says was done; 0 if it could be read, 1 if not."""
    chosen = _parser().parse_args(arguments)
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        source = read(chosen.file, chosen.file.name)
    except UnreadableDocument as refusal:
        print(refusal, file=sys.stderr)
        return 1
    _print(source, chosen.file.name, chosen.year, chosen.format)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "muster extract", description="Read the activities of a report: PDF, Word, HTML or text."
    )
    parser.add_argument("file", type=Path, help="the report")
    parser.add_argument("--year", type=_year, required=True, help="the reporting year, for dates that name none")
    parser.add_argument("--format", choices=("jsonl", "table", "html"), default="jsonl", help="jsonl by default")
    return parser


def _year(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) not in YEARS:
        raise argparse.ArgumentTypeError(f"“{text}” is not a year from {YEARS.start} to {YEARS.stop - 1}")
    return int(text)


def _print(source: SourceText, name: str, year: int, form: str) -> None:
    extraction = extract(source, year=year)
    written = {
        "jsonl": lambda: to_jsonl(extraction),
        "table": lambda: to_table(extraction),
        "html": lambda: to_html(source, extraction, name),
    }
    try:
        sys.stdout.write(written[form]())
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the pipe has seen enough
        sys.stderr.close()
