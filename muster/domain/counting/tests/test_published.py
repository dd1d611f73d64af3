import csv
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.domain.counting.matrix import THEMES
from muster.domain.counting.published import PublishedError, read_published
from muster.domain.reference.codes import code_list

FIELD_REPORTS = Path(__file__).resolve().parents[5] / "shared" / "field-reports"


def file_of(rows, **more):
    return json.dumps({"source": "Report 2015", "matrix": {"general": rows, **more}}).encode()


def row(theme="Hate Crime", **counts):
    return {"theme": theme, "information_exchange": 1, "training": 2, "analysis": 3, **counts}


def findings(content):
    with pytest.raises(PublishedError) as caught:
        read_published(content)
    return [(finding.code, finding.place) for finding in caught.value.findings]


@pytest.mark.skipif(not FIELD_REPORTS.exists(), reason="the field reports are not here")
def test_the_published_matrix_of_2016_adds_up():
    """Every printed total (columns, categories, rows, all) is the sum of its cells, so nothing is remarked."""
    published = read_published((FIELD_REPORTS / "published-2016.json").read_bytes())
    matrix = published.matrix
    assert list(matrix.sums().counts.values()) == [457, 322, 266]
    assert [matrix.sums(category).total for category in ("general", "threats")] == [693, 352]
    assert matrix.total == 1045
    assert published.totals["all"] == 1045
    assert published.remarks == ()
    assert matrix.category_shares() == {"general": 66, "threats": 34}
    assert published.shares["Mission in Kosovo"] == {"general": 83, "threats": 17}


def test_totals_that_do_not_add_up_are_kept_and_pointed_out():
    content = file_of([row(published_total=7)], published_totals={"training": 2, "all": 9})
    published = read_published(content)
    assert published.row_totals == {"A10": 7}
    assert published.totals == {"training": 2, "all": 9}
    remarks = {(remark.code, remark.place): remark.params for remark in published.remarks}
    assert remarks["row_total", "A10"] == {"printed": 7, "summed": 6}
    assert remarks["total", "all"] == {"printed": 9, "summed": 6}
    assert ("total", "training") not in remarks
    assert len(remarks["themes_missing", ""]["themes"]) == 22


def test_every_mistake_is_named_with_its_place():
    rows = [row("Hat Crime"), row(), row(), row("Cybercrime"), row("Anti-Corruption", training=-1, analysis="x")]
    assert findings(file_of(rows)) == [
        ("unknown_theme", "general, 1"),
        ("theme_twice", "general, 3"),
        ("wrong_category", "general, 4"),
        ("negative", "general, 5"),
        ("not_a_count", "general, 5"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "not_utf8"),
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "no_matrix"),
        (b'{"matrix": {}}', "no_rows"),
        (b'{"matrix": {"other": []}}', "unknown_category"),
        (b"theme,training\n", "no_column"),
        (b" " * 2_000_000, "too_large"),
        (file_of([row(training=True)]), "not_a_count"),
        (file_of([row(training=1.5)]), "not_a_count"),
        (file_of([row(training="1" * 30)]), "not_a_count"),
        (file_of(["x"]), "unknown_theme"),
    ],
)
def test_what_is_no_matrix_is_refused(content, code):
    assert findings(content)[0][0] == code


def test_a_csv_that_cannot_be_parted_names_its_line():
    usual = csv.field_size_limit(100)
    try:
        assert findings(b"theme\n" + b"x" * 200) == [("not_csv", "2")]
    finally:
        csv.field_size_limit(usual)


def test_a_csv_is_read_by_names_in_any_language_and_by_code():
    albanian = code_list("themes")["B08"].label("sq")
    lines = [
        "theme,information_exchange,training,analysis,published_total",
        "A10,22,78,17,117",
        f"{albanian},11,14,7,",
        "total,33,92,24,150",
    ]
    published = read_published("\n".join(lines).encode("utf-8-sig"))
    assert published.matrix.row("A10").total == 117
    assert published.matrix.row("B08").total == 32
    assert published.totals == {"information_exchange": 33, "training": 92, "analysis": 24, "all": 150}
    assert ("total", "all") in {(remark.code, remark.place) for remark in published.remarks}


def test_a_mistake_in_a_csv_names_its_line():
    content = b"theme,information_exchange,training,analysis\nA10,1,2,3\n\nA99,1,many,3\n"
    assert findings(content) == [("not_a_count", "4")]


@given(st.dictionaries(st.sampled_from(list(THEMES)), st.tuples(*[st.integers(0, 999)] * 3), min_size=1))
def test_what_is_written_is_read(counts):
    rows = {"general": [], "threats": []}
    for theme, (exchange, training, analysis) in counts.items():
        told = {"theme": theme, "information_exchange": exchange, "training": training, "analysis": analysis}
        rows[THEMES[theme]].append({**told, "published_total": exchange + training + analysis})
    published = read_published(json.dumps({"matrix": rows}).encode())
    assert {theme: tuple(published.matrix.row(theme).counts.values()) for theme in counts} == counts
    assert all(remark.code == "themes_missing" for remark in published.remarks)


@settings(max_examples=300)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(content):
    with suppress(PublishedError):
        assert read_published(content).matrix.total >= 0
