"""A table into a register and out again: rows a second, and the most memory that was held for it.

    python -m tests.benchmarks.register_tables [--rows 10000] [--out 200000]
    python -m tests.benchmarks.register_tables --rows 300000 --broken 10

A form of 22 questions with a relevance, constraints, a calculation and a repeat; each record has one person. In: every
row is checked by ODK's engine in two processes (the look), then all are kept in one transaction (loading). Out: as many
records as `--out` says, copied in the database, as CSV (two files in a ZIP) and as a workbook.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks._registers import KINDS, copy_records, make_register, measured, scratch


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--out", type=int, default=200_000)
    parser.add_argument("--broken", type=int, default=0, help="rows in which somebody is too old")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if not asked.here:
        return scratch("tests.benchmarks.register_tables", sys.argv[1:])
    return measure(asked.rows, asked.out, asked.broken)


def measure(rows: int, out: int, broken: int) -> int:
    import django

    from muster.core import embedded

    embedded.ensure_running()
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile

    from muster.core.identity import SYSTEM, acting_as
    from muster.features.registers.actions import tables
    from muster.features.registers.models import Record
    from muster.features.registers.tables import jobs

    with acting_as(SYSTEM), TemporaryDirectory() as folder:
        register, officer = make_register()
        path = Path(folder) / "table.xlsx"
        write_workbook(path, rows, broken)
        load = tables.take_table(officer, register, SimpleUploadedFile("table.xlsx", path.read_bytes()))
        with measured(f"{rows:,} rows looked at", rows):
            jobs.read_table(load.pk)
        load.refresh_from_db()
        if broken:
            return refused(officer, load, rows, broken)
        assert load.counts == {"new": rows}, (load.counts, load.error)
        tables.start_loading(officer, load)
        with measured(f"{rows:,} rows kept", rows):
            jobs.load_table(load.pk)
        assert Record.objects.count() == rows
    copy_records(out - rows)
    export(register, officer, out)
    return 0


def refused(officer: Any, load: Any, rows: int, broken: int) -> int:
    """1 where not the whole table is refused, or not exactly the broken rows are named."""
    from django.core.exceptions import ValidationError

    from muster.core.bringing import RowState
    from muster.features.registers.actions import tables
    from muster.features.registers.models import Record

    print(load.counts)
    wrong = [one.number for one in load.rows.filter(state=RowState.WRONG).order_by("number")]
    print("wrong:", wrong)
    try:
        tables.start_loading(officer, load)
    except ValidationError as error:
        print(error.messages[0])
        return int(
            len(wrong) != broken or load.counts != {"new": rows - broken, "wrong": broken} or Record.objects.exists()
        )
    return 1


def write_workbook(path: Path, rows: int, broken: int) -> None:
    from muster.ui.sheets import Column, Sheet, write_together

    texts = [f"text_{at}" for at in range(8)]
    numbers = [f"number_{at}" for at in range(6)]
    chance = random.Random(5)
    wrong = set(chance.sample(range(1, rows + 1), broken))
    head = ["_index", "case", "day", "kind", "second", *texts, *numbers]
    sheets = [Sheet("records", [Column(name) for name in head]), Sheet("person", [Column(name) for name in PERSON])]

    def told():
        for at in range(1, rows + 1):
            kind = chance.choice(KINDS)
            words = [f"{name} of case {at}" for name in texts]
            yield 0, [at, f"{at}/2026", "2026-05-04", kind, "fraud" if kind == "theft" else "", *words, *range(6)]
            yield 1, [at, f"A. Person {at}", 150 if at in wrong else chance.randint(1, 99)]

    with path.open("wb") as target:
        write_together(target, sheets, told())


PERSON = ["_parent_index", "who", "age"]


def export(register, officer, out: int) -> None:
    from muster.core.identity import acting_as, of_person
    from muster.features.registers.filters import Filters
    from muster.features.registers.views.exporting import as_file

    for form in ("csv", "xlsx"):
        with acting_as(of_person(officer.pk)), measured(f"{out:,} records as {form}", out):
            answer = as_file(officer, register, Filters(), form, labels=False)
            size = sum(len(piece) for piece in answer.streaming_content)
            answer.close()
        print(f"{'':44} {size / 2**20:8.1f} MB")


if __name__ == "__main__":
    sys.exit(main())
