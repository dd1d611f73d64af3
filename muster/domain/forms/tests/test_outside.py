import csv

import pytest

from muster.domain.forms.model import Choice
from muster.domain.forms.outside import choices_in, columns_in

NAMES = ("name", "label")
CSV = "name,label,kind\na,Apple,fruit\nb,,\n,nobody,\n"
XML = """<root><item><name>a</name><label>Apple</label></item><other/><item><name>b</name><label/></item>
<item><label>nobody</label></item></root>"""
GEOJSON = """{"type": "FeatureCollection", "features": [
  {"id": "f1", "properties": {"title": "Bridge", "height": 7}},
  {"id": "f2", "properties": {"id": "own", "title": "Gate"}},
  {"id": 3, "properties": null},
  {"properties": {"title": "nobody"}}]}"""


@pytest.mark.parametrize(
    ("file", "text", "columns", "found"),
    [
        ("a.csv", CSV, NAMES, [("a", {"": "Apple"}), ("b", {})]),
        ("a.CSV", CSV, ("kind", "name"), [("fruit", {"": "a"})]),
        ("a.csv", 'name,label\n"a, b","Two\nlines",more\n', NAMES, [("a, b", {"": "Two\nlines"})]),
        ("a.xml", XML, NAMES, [("a", {"": "Apple"}), ("b", {})]),
        ("a.geojson", GEOJSON, ("id", "title"), [("f1", {"": "Bridge"}), ("own", {"": "Gate"}), ("3", {})]),
        ("a.geojson", GEOJSON, ("height", "title"), [("7", {"": "Bridge"})]),
    ],
)
def test_the_choices_of_a_file_are_read_by_their_columns(file, text, columns, found):
    assert choices_in(file, text, columns) == tuple(Choice(*one) for one in found)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.csv", ""),
        ("a.xml", "<root><item>"),
        ("a.geojson", "{"),
        ("a.geojson", "[]"),
        ("a.geojson", '{"features": ["a"]}'),
        ("a.geojson", '{"features": 7}'),
        ("a.geojson", "[" * 100_000),
        ("a.png", "name,label\na,A"),
    ],
)
def test_a_file_that_cannot_be_read_has_no_choices(file, text):
    assert choices_in(file, text, NAMES) == ()


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        ("a.csv", CSV, ("name", "label", "kind")),
        ("a.csv", "", ()),
        ("a.xml", XML, ("name", "label")),
        ("a.geojson", GEOJSON, ("id", "title", "height")),
        ("a.geojson", "no JSON", ()),
    ],
)
def test_the_columns_of_a_file_are_those_of_all_its_choices(file, text, found):
    assert columns_in(file, text) == found


def test_a_head_that_cannot_be_read_names_no_columns():
    before = csv.field_size_limit(10)
    try:
        assert columns_in("a.csv", f"{'a' * 20},label\na,A\n") == ()
    finally:
        csv.field_size_limit(before)
