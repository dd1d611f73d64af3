"""The demonstration reports become files that open, and the data beside them hold together."""

import io
import json
from collections import Counter
from importlib.resources import files

import pypdfium2
import pytest
from docx import Document
from selectolax.lexbor import LexborHTMLParser

from muster.demo.files import RENDERERS, build
from muster.demo.source import Report, mission, reports

REPORTS = reports()
ROLES = {"officer", "reporting_officer", "head_of_structure", "administrator", "reader"}
ROLES |= {"auditor", "data_protection_officer", "desk_officer"}


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    build(folder)
    return folder


def pdf_text(content: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def docx_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return "\n".join(node.text or "" for node in document.element.iter() if node.tag.endswith("}t"))


def html_text(content: bytes) -> str:
    return LexborHTMLParser(content).text()


READERS = {"pdf": pdf_text, "docx": docx_text, "html": html_text, "txt": bytes.decode}


def squeezed(text: str) -> str:
    """Letters and digits only: line ends, hyphens and spaces differ from file to file."""
    return "".join(character for character in text if character.isalnum())


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_every_block_of_a_report_stands_in_its_file(report: Report, folder):
    text = squeezed(READERS[report.format]((folder / report.file_name).read_bytes()))
    for block in report.blocks:
        start = squeezed(block.text)[:30]
        assert start in text, block.text[:60]
        assert all(squeezed(cell)[:30] in text for row in block.rows for cell in row)


@pytest.mark.parametrize("format_", RENDERERS)
def test_a_report_is_rendered_to_the_same_bytes_every_time(format_, folder):
    report = next(report for report in REPORTS if report.format == format_)
    assert RENDERERS[format_](report) == (folder / report.file_name).read_bytes()


def test_headquarters_reports_every_month_and_every_field_office_several_times():
    monthly = [r for r in REPORTS if r.kind == "monthly" and r.structure == "DSPS"]
    assert [r.start.month for r in monthly] == list(range(1, 13))
    field = Counter(r.structure for r in REPORTS if r.structure != "DSPS")
    assert field == {"FO-PR": 4, "FO-MI": 5, "FO-PE": 4, "FO-GL": 4, "FO-PZ": 4}


def test_reports_by_kind_language_and_format():
    assert Counter(r.kind for r in REPORTS) == {"monthly": 29, "weekly": 4, "quarterly": 2, "annual": 2}
    assert Counter(r.language for r in REPORTS) == {"en": 33, "sq": 2, "sr-Latn": 1, "sr-Cyrl": 1}
    assert {r.format for r in REPORTS} == set(RENDERERS)
    assert {r.start.year for r in REPORTS} == {2024, 2025}


def test_the_year_has_between_250_and_300_distinct_activities():
    assert 250 <= sum(r.activities for r in REPORTS if r.start.year == 2025) <= 300


def test_structures_figures_and_accounts_of_the_mission_hold_together():
    data = mission()
    codes = [structure["code"] for structure in data["structures"]]
    assert {r.structure for r in REPORTS} == set(codes)
    assert {(f["structure"], f["year"]) for f in data["figures"]} == {(c, y) for c in codes for y in (2024, 2025)}
    assert {account["role"] for account in data["accounts"]} == ROLES
    assert {a["structure"] for a in data["accounts"] if a["role"] == "head_of_structure"} == set(codes)
    assert len({account["username"] for account in data["accounts"]}) == len(data["accounts"])
    assert all(structure["email"].endswith(".example") for structure in data["structures"])


def test_the_annual_report_gives_the_budget_of_the_mission():
    annual = next(r for r in REPORTS if r.name == "2025-annual")
    table = next(block for block in annual.blocks if block.kind == "table")
    for year, budget, staff in zip((2024, 2025), table.rows[1][1:], table.rows[2][1:], strict=True):
        funds = [f["ub"] for f in mission()["figures"] if f["year"] == year]
        assert f"{sum(fund['budget'] for fund in funds):,}" == budget
        assert sum(fund["staff_international"] + fund["staff_local"] for fund in funds) == int(staff)


def test_the_matrix_of_2024_adds_up():
    data = json.loads((files("muster.demo") / "matrix_2024.json").read_text(encoding="utf-8"))
    totals = data["matrix"]["published_totals"]
    columns = ("information_exchange", "training", "analysis")
    for category in ("general", "threats"):
        rows = data["matrix"][category]
        assert all(sum(row[column] for column in columns) == row["published_total"] for row in rows)
        assert sum(row["published_total"] for row in rows) == totals[category]
    assert sum(totals[column] for column in columns) == totals["all"] == totals["general"] + totals["threats"]
