from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.domain.forms.answers import (
    BadInstance,
    answers_of,
    can_stand,
    every,
    files_of,
    instance_id,
    joined,
    parsed,
    parted,
    text_of,
    to_xml,
    without_namespaces,
)
from muster.domain.forms.model import Kind
from muster.domain.forms.tests.samples import form

FORM = form(
    ("text", "text", "T"),
    ("integer", "whole", "W"),
    ("decimal", "part", "P"),
    ("date", "day", "D"),
    ("time", "time", "T"),
    ("dateTime", "moment", "M"),
    ("select_one yn", "one", "O"),
    ("select_multiple yn", "many", "M"),
    ("rank yn", "rank", "R"),
    ("geopoint", "point", "P"),
    ("geotrace", "line", "L"),
    ("geoshape", "area", "A"),
    ("image", "picture", "P"),
    ("barcode", "code", "C"),
    ("acknowledge", "read", "R"),
    ("note", "note", "N"),
    ("begin group", "case", "C"),
    ("text", "number", "N"),
    ("begin repeat", "person", "P"),
    ("text", "name", "N"),
    ("begin group", "more", "M"),
    ("decimal", "weight", "W"),
    ("begin repeat", "phone", "T"),
    ("text", "number", "N"),
    ("image", "picture", "P"),
    ("end repeat", "", ""),
    ("end group", "", ""),
    ("end repeat", "", ""),
    ("end group", "", ""),
    choices=[("yn", "y", "Yes"), ("yn", "n", "No"), ("yn", "u", "Unknown")],
)


def answered(kind, text):
    (path,) = [one.path for one in FORM.fields if one.kind == kind and "/" not in one.path][:1]
    return answers_of(FORM, parsed(f"<data><{path}>{text}</{path}></data>".encode())).get(path)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, " a &amp; b ", "a & b"),
        (Kind.TEXT, "a<!-- not this -->b", "ab"),
        (Kind.TEXT, "<![CDATA[<b>]]>", "<b>"),
        (Kind.TEXT, "", None),
        (Kind.INTEGER, "12", 12),
        (Kind.INTEGER, "-12", -12),
        (Kind.INTEGER, "+12", 12),
        (Kind.INTEGER, "999999999999999999", 10**18 - 1),
        (Kind.DATE, "2026-01-09", "2026-01-09"),
        (Kind.MOMENT, "2026-01-09T23:30:00.000+02:00", "2026-01-09T23:30:00.000+02:00"),
        (Kind.ONE, "y", "y"),
        (Kind.MANY, "n y", ["n", "y"]),
        (Kind.RANK, "u n  y", ["u", "n", "y"]),
        (Kind.POINT, "42.66 21.16 600 5", [42.66, 21.16, 600.0, 5.0]),
        (Kind.POINT, "42.66 -21", [42.66, -21.0, 0.0, 0.0]),
        (Kind.LINE, "1 2 0 0; 3 4 0 0", [[1.0, 2.0, 0.0, 0.0], [3.0, 4.0, 0.0, 0.0]]),
        (Kind.AREA, "1 2; 3 4; 1 2;", [[1.0, 2.0, 0.0, 0.0], [3.0, 4.0, 0.0, 0.0], [1.0, 2.0, 0.0, 0.0]]),
        (Kind.FILE, "a.png", "a.png"),
        (Kind.CONFIRMED, "OK", "OK"),
        (Kind.NOTE, "something", None),
    ],
)
def test_an_answer_is_kept_as_json_holds_it(kind, text, value):
    assert answered(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.INTEGER, "+-5"),
        (Kind.INTEGER, "1.5"),
        (Kind.INTEGER, "٥"),
        (Kind.INTEGER, "1_000"),
        (Kind.INTEGER, "9" * 19),
        (Kind.DECIMAL, "twelve"),
        (Kind.DECIMAL, "1_000"),
        (Kind.DECIMAL, "1,5"),
        (Kind.DECIMAL, "NaN"),
        (Kind.DECIMAL, "Infinity"),
        (Kind.DECIMAL, "1e400"),
        (Kind.DECIMAL, "1e" + "9" * 30),
        (Kind.POINT, "42.66"),
        (Kind.POINT, "nan nan"),
        (Kind.POINT, "inf 0"),
        (Kind.POINT, "1e999 0"),
        (Kind.POINT, "1 2 3 4 5"),
        (Kind.POINT, "Prizren"),
        (Kind.LINE, "1 2; somewhere"),
    ],
)
def test_what_is_not_of_its_kind_stays_the_text_that_was_sent(kind, text):
    assert answered(kind, text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", "0.1"),
        ("1.50", "1.50"),
        ("1200000.000001", "1200000.000001"),
        ("-0.30", "-0.30"),
        ("1.2E3", "1200"),
        ("1E-7", "0.0000001"),
        (".5", "0.5"),
        ("3.14159265358979323846264338327950288", "3.14159265358979323846264338327950288"),
    ],
)
def test_a_decimal_keeps_every_digit(text, value):
    assert answered(Kind.DECIMAL, text) == value


@given(st.decimals(-(10**20), 10**20, allow_nan=False, places=9) | st.decimals(allow_nan=False, allow_infinity=False))
def test_no_amount_is_rounded(amount):
    assert Decimal(answered(Kind.DECIMAL, str(amount))) == amount


def test_repeats_are_lists_of_answers_by_paths_that_begin_below_them():
    xml = b"""<data xmlns:o="urn:x"><case><number>7</number>
      <person><name>Filan</name><more><weight>70.50</weight><phone><number>1</number></phone><phone/></more></person>
      <person><name>Filane</name></person></case><unknown>x</unknown><o:text>ns</o:text></data>"""
    assert answers_of(FORM, parsed(xml)) == {
        "text": "ns",
        "case/number": "7",
        "case/person": [
            {"name": "Filan", "more/weight": "70.50", "more/phone": [{"number": "1"}, {}]},
            {"name": "Filane"},
        ],
    }


BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">]><data><text>&a;</text></data>'


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"no xml",
        b"<data><text>cut o",
        b"<data>\x00</data>",
        b"<!DOCTYPE data><data/>",
        BOMB,
        b'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><data><text>&f;</text></data>',
        b"<a>" * 5000 + b"</a>" * 5000,
    ],
    ids=["empty", "text", "cut off", "zero", "doctype", "entity", "file", "deep"],
)
def test_what_is_no_instance_is_refused(xml):
    with pytest.raises(BadInstance):
        parsed(xml)


@pytest.mark.parametrize(
    "meta",
    [
        "<meta><instanceID> uuid:1 </instanceID></meta>",
        ('<o:meta xmlns:o="http://openrosa.org/xforms"><o:instanceID>uuid:1</o:instanceID></o:meta>'),
    ],
)
def test_the_id_of_an_instance_is_found_in_whatever_namespace(meta):
    root = parsed(f"<data>{meta}</data>".encode())
    assert (instance_id(root), instance_id(root, "deprecatedID")) == ("uuid:1", "")


def test_an_instance_is_the_same_whatever_namespaces_a_device_writes():
    xml = (
        b'<o:data xmlns:o="urn:x" xmlns:p="urn:y" id="f"><text p:form="1">a</text>'
        b"<p:meta><p:instanceID>uuid:1</p:instanceID></p:meta></o:data>"
    )
    root = parsed(xml)
    plain = parsed(without_namespaces(root).encode())
    assert [one.tag for one in plain.iter()] == ["data", "text", "meta", "instanceID"]
    assert (plain.get("id"), instance_id(plain), answers_of(FORM, plain)) == ("f", "uuid:1", {"text": "a"})
    assert root.tag == "{urn:x}data"


def test_an_instance_is_written_with_its_form_and_its_ids():
    root = parsed(to_xml(FORM, {"text": "a"}, "uuid:2", "uuid:1"))
    assert (root.tag, root.get("id"), root.get("version")) == (FORM.root, FORM.code, FORM.version)
    assert (instance_id(root), instance_id(root, "deprecatedID")) == ("uuid:2", "uuid:1")


def test_elements_stand_in_the_order_of_the_form():
    root = parsed(to_xml(FORM, {"case/number": "7", "text": "a"}, "uuid:1"))
    outside = [one.path for one in FORM.fields if "/" not in one.path]
    assert [one.tag for one in root] == [*outside, "meta"]


def test_small_numbers_of_places_are_written_without_exponents():
    assert b"<point>0.00001 2.0 0.0 0.0</point>" in to_xml(FORM, {"point": [1e-05, 2.0, 0.0, 0.0]}, "uuid:1")


def test_characters_that_xml_cannot_have_are_marked_as_lost():
    written = to_xml(FORM, {"text": "a\x0bb\x00\ud800"}, "uuid:1")
    assert answers_of(FORM, parsed(written)) == {"text": "a�b��"}


def test_every_answer_is_found_with_its_field_in_repeats_too():
    answers = {
        "whole": 1,
        "gone": "x",
        "case/person": [{"name": "Filan", "more/phone": [{"number": "1"}, {"number": "2"}]}, {"name": "Filane"}],
    }
    assert [(field.path, value) for field, value in every(FORM, answers)] == [
        ("whole", 1),
        ("case/person/name", "Filan"),
        ("case/person/more/phone/number", "1"),
        ("case/person/more/phone/number", "2"),
        ("case/person/name", "Filane"),
    ]


def test_files_are_found_wherever_they_are_answered():
    answers = {"picture": "a.png", "text": "b.png", "case/person": [{"more/phone": [{"picture": "c.png"}]}]}
    found = files_of(FORM, answers)
    assert {name: field.path for name, field in found.items()} == {
        "a.png": "picture",
        "c.png": "case/person/more/phone/picture",
    }


def test_personal_answers_are_kept_apart_row_by_row():
    answers = {"text": "a", "case/person": [{"name": "Filan", "more/weight": "70"}, {"more/weight": "80"}]}
    plain, apart = parted(FORM, answers, lambda path: path == "case/person/name")
    assert plain == {"text": "a", "case/person": [{"more/weight": "70"}, {"more/weight": "80"}]}
    assert apart == {"case/person": [{"name": "Filan"}, {}]}


def test_a_repeat_that_is_personal_as_a_whole_leaves_nothing_behind():
    answers = {"text": "a", "case/person": [{"name": "Filan"}]}
    assert parted(FORM, answers, lambda path: path.startswith("case/person")) == (
        {"text": "a"},
        {"case/person": [{"name": "Filan"}]},
    )


line = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="￾￿"), min_size=1)
texts = line.filter(lambda text: text == text.strip())
point = st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4)
VALUES = {
    Kind.TEXT: texts,
    Kind.BARCODE: texts,
    Kind.FILE: texts,
    Kind.INTEGER: st.integers(-(10**18) + 1, 10**18 - 1),
    Kind.DECIMAL: st.decimals(-(10**12), 10**12, places=6).map(lambda number: format(number, "f")),
    Kind.DATE: st.dates().map(str),
    Kind.TIME: st.times().map(str),
    Kind.MOMENT: st.datetimes().map(lambda moment: moment.isoformat()),
    Kind.ONE: st.sampled_from("ynu"),
    Kind.MANY: st.lists(st.sampled_from("ynu"), min_size=1, unique=True),
    Kind.RANK: st.permutations("ynu").map(list),
    Kind.POINT: point,
    Kind.LINE: st.lists(point, min_size=1, max_size=3),
    Kind.AREA: st.lists(point, min_size=1, max_size=3),
    Kind.CONFIRMED: st.just("OK"),
}


def answers_in(repeat=""):
    """Of the fields whose innermost repeat it is, each answered or not."""
    optional = {}
    for one in FORM.fields:
        if one.repeat == repeat and one.kind not in (Kind.GROUP, Kind.NOTE):
            key = one.path[len(repeat) + 1 :] if repeat else one.path
            inside = one.kind == Kind.REPEAT
            optional[key] = st.lists(answers_in(one.path), min_size=1, max_size=3) if inside else VALUES[one.kind]
    return st.fixed_dictionaries({}, optional=optional)


@settings(max_examples=150, deadline=None)
@given(answers_in())
def test_answers_read_back_from_their_instance_as_they_were(answers):
    assert answers_of(FORM, parsed(to_xml(FORM, answers, "uuid:1"))) == answers


@settings(max_examples=150, deadline=None)
@given(answers_in(), st.sets(st.sampled_from([one.path for one in FORM.fields])))
def test_parted_answers_join_to_what_they_were(answers, personal):
    def is_apart(path):
        return any(path == one or path.startswith(f"{one}/") for one in personal)

    plain, apart = parted(FORM, answers, is_apart)
    assert joined(plain, apart) == answers
    assert not any(is_apart(field.path) for field, _value in every(FORM, plain))
    assert all(is_apart(field.path) for field, _value in every(FORM, apart))


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("text", {Kind.TEXT, Kind.ONE, Kind.DATE, Kind.FILE, Kind.POINT, Kind.LINE}),
        (7, {Kind.TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.ONE}),
        (["yes", "no"], {Kind.MANY, Kind.RANK}),
        ([42.5, 21.25, 0.0, 0.0], {Kind.POINT}),
        ([[42.5, 21.25, 0.0, 0.0]], {Kind.LINE, Kind.AREA}),
        ([{"name": "A"}], {Kind.REPEAT}),
    ],
)
def test_what_can_stand_in_a_field_of_another_kind(value, kinds):
    asked = set(Kind) - {Kind.NOTE, Kind.GROUP}
    found = {kind for kind in asked if can_stand(kind, value)}
    assert kinds <= found
    if isinstance(value, list):
        assert found == kinds
    assert not any(can_stand(kind, value) for kind in (Kind.NOTE, Kind.GROUP))


def test_what_cannot_stand_in_a_field_is_not_written_into_a_form():
    told = to_xml(
        FORM, {"text": ["yes", "no"], "many": [42.5, 21.25, 0.0, 0.0], "point": ["yes"], "whole": 7}, "uuid:1"
    )
    assert answers_of(FORM, parsed(told)) == {"whole": 7}


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.ONE, Kind.MANY, Kind.POINT, Kind.LINE])
def test_an_answer_of_another_kind_is_written_as_what_it_is(kind):
    said = [text_of(kind, value) for value in ("a", ["yes", "no"], [42.5, 21.25, 0.0, 0.0], [[42.5, 21.25, 0.0, 0.0]])]
    assert said == ["a", "yes no", "42.5 21.25 0.0 0.0", "42.5 21.25 0.0 0.0"]
