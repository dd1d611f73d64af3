import json

from muster.domain.extraction.command import main
from muster.domain.extraction.extract import extract
from muster.domain.extraction.model import Extraction
from muster.domain.extraction.render import to_html, to_jsonl, to_table
from muster.domain.extraction.tests.told import report

SOURCE = report(
    "On 5 and 6 May, the Mission organized a workshop on <b>night</b> patrols in Prizren for 20 officers of the LP."
)
FIELDS = (
    "lines category theme kind column start end dates sessions places participants women men role partners title "
    "also_lines"
)


def test_json_lines_carry_the_fields_by_name():
    (row,) = map(json.loads, to_jsonl(extract(SOURCE, year=2016)).splitlines())
    assert set(FIELDS.split()) <= set(row)
    assert (row["theme"], row["start"], row["places"], row["participants"]) == (
        "Hate Crime",
        "2016-05-05",
        ["Prizren"],
        20,
    )


def test_the_table_has_a_line_an_activity():
    table = to_table(extract(SOURCE, year=2016))
    assert "5–6 May 2016" in table
    assert len(table.splitlines()) == 2


def test_the_page_is_escaped_and_stands_alone():
    page = to_html(SOURCE, extract(SOURCE, year=2016), "report.txt")
    assert "&lt;b&gt;night" in page
    assert "<b>night" not in page
    assert "{{" not in page
    assert "http" not in page


def test_drafts_go_to_json_and_back():
    written = extract(SOURCE, year=2016).to_json()
    assert Extraction.from_json(json.loads(json.dumps(written))).to_json() == written


def test_the_command_reads_a_file(tmp_path, capsys):
    path = tmp_path / "report.txt"
    path.write_text(SOURCE.text, "utf-8")
    assert main([str(path), "--year", "2016"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "workshop"


def test_the_command_names_a_file_that_it_cannot_read(tmp_path, capsys):
    assert main([str(tmp_path / "nothing.pdf"), "--year", "2016"]) == 1
    assert "nothing.pdf" in capsys.readouterr().err
