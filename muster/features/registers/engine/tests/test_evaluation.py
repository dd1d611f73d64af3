"""What the engine says of filled forms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from muster.features.registers import engine
from muster.features.registers.engine import Change, Violation
from muster.features.registers.engine.tests.xforms import answered, asks, choices, form

ITEXT = """<itext><translation lang="English (en)"><text id="m"><value>Too large</value></text></translation>
<translation lang="Shqip (sq)"><text id="m"><value>Tepër e madhe</value></text></translation></itext>"""
ROWS = (
    "<n/><r jr:template=''><a/><b/></r><r><a/><b/></r><t/>",
    [
        'nodeset="/data/n" type="int"',
        'nodeset="/data/r/a" type="int" required="true()"',
        'nodeset="/data/r/b" calculate="../a * 2"',
        'nodeset="/data/t" calculate="count(/data/r)"',
    ],
)


def repeat(attributes: str = "") -> str:
    return f'<group ref="/data/r"><repeat nodeset="/data/r" {attributes}><input ref="/data/r/a"/></repeat></group>'


def test_a_good_instance_is_valid_and_stays_as_it_was():
    source = form("<a/>", ['nodeset="/data/a" type="int" required="true()"'], asks("a"))
    found = engine.evaluate(source, answered("<a>4</a>"))
    assert found.is_valid
    assert (found.changes, found.unknown, found.files) == ((), (), {})
    assert "<a>4</a>" in found.instance
    assert found.meta == {"instanceID": "uuid:1"}


def test_a_missing_answer_and_a_broken_constraint_are_told_with_their_messages():
    binds = [
        'nodeset="/data/a" type="int" constraint=". &lt; 5" jr:constraintMsg="jr:itext(\'m\')"',
        'nodeset="/data/b" required="true()"',
    ]
    source = form("<a/><b/>", binds, asks("a", "b"), more=ITEXT)
    found = engine.evaluate(source, answered("<a>9</a><b/>"))
    assert set(map(repr, found.violations)) == {
        repr(Violation("constraint", "/data/a", "", {"English (en)": "Too large", "Shqip (sq)": "Tepër e madhe"})),
        repr(Violation("required", "/data/b", "", {})),
    }


def test_a_calculation_that_is_required_may_come_to_nothing():
    binds = ['nodeset="/data/b" required="true()" calculate="if( /data/a = 1, 5, null)"']
    assert engine.evaluate(form("<a/><b/>", binds, asks("a")), answered("<a>2</a><b/>")).is_valid


def test_a_message_in_one_language_only_has_no_name():
    binds = ['nodeset="/data/a" type="int" constraint=". &lt; 5" jr:constraintMsg="Too large"']
    (found,) = engine.evaluate(form("<a/>", binds, asks("a")), answered("<a>9</a>")).violations
    assert found.messages == {"": "Too large"}


def test_what_does_not_apply_is_left_out_and_told():
    binds = ['nodeset="/data/b" relevant="/data/a = 1" required="true()"']
    source = form("<a/><b/>", binds, asks("a", "b"))
    found = engine.evaluate(source, answered("<a>2</a><b>secret</b>"))
    assert found.changes == (Change("irrelevant", "/data/b", "secret", ""),)
    assert "<b" not in found.instance
    assert found.is_valid


def test_calculations_are_worked_out_again():
    source = form("<a/><b/>", ['nodeset="/data/b" calculate="/data/a * 2"'], asks("a"))
    found = engine.evaluate(source, answered("<a>4</a><b>9</b>"))
    assert found.changes == (Change("calculated", "/data/b", "9", "8"),)
    assert "<b>8</b>" in found.instance
    assert engine.evaluate(source, answered("<a>4</a>")).changes == ()


def test_what_was_worked_out_from_the_clock_or_by_chance_is_taken_as_it_was_sent():
    binds = [
        'nodeset="/data/a" calculate="random()"',
        'nodeset="/data/b" calculate="/data/a * 2"',
        'nodeset="/data/c" calculate="format-date(today(), \'%Y\')" type="string"',
    ]
    found = engine.evaluate(form("<a/><b/><c/>", binds), answered("<a>0.25</a><b>0.5</b><c>1999</c>"))
    assert found.changes == ()
    assert "<a>0.25</a><b>0.5</b><c>1999</c>" in found.instance


def test_a_constraint_that_asks_for_the_day_gets_the_one_of_the_caller():
    binds = ['nodeset="/data/a" type="date" constraint=". &lt;= today()"']
    source = form("<a/>", binds, asks("a"))
    moments = [datetime(2016, 4, day, 12, tzinfo=UTC) for day in (5, 7)]
    found = [engine.evaluate(source, answered("<a>2016-04-06</a>"), now=moment).is_valid for moment in moments]
    assert found == [False, True]


def test_each_row_of_a_repeat_has_its_own_place():
    source = form(*ROWS, repeat())
    found = engine.evaluate(
        source, answered("<n/><r><a>1</a><b>2</b></r><r><a/><b/></r><r><a>3</a><b>1</b></r><t>3</t>")
    )
    assert [(one.code, one.reference) for one in found.violations] == [("required", "/data/r[2]/a")]
    assert found.changes == (Change("calculated", "/data/r[3]/b", "1", "6"),)
    assert found.instance.count("<r>") == 3
    assert "<t>3</t>" in found.instance


def test_rows_beyond_their_number_are_told():
    source = form(*ROWS, repeat('jr:count="/data/n"'))
    found = engine.evaluate(source, answered("<n>1</n><r><a>1</a><b>2</b></r><r><a>7</a><b>14</b></r><t>1</t>"))
    assert found.changes == (Change("rows", "/data/r", "2", "1"),)


def test_a_choice_that_is_not_offered_is_refused_and_the_others_stay():
    body = choices("a", "red", "blue") + choices("b", "x", "y", "z", kind="select")
    source = form("<a/><b/>", ['nodeset="/data/a" required="true()"', 'nodeset="/data/b"'], body)
    found = engine.evaluate(source, answered("<a>green</a><b>z x</b>"))
    assert found.violations == (Violation("choice", "/data/a", "green", {}),)
    (found,) = engine.evaluate(source, answered("<a>red</a><b>z q</b>")).violations
    assert (found.code, found.reference, found.sent) == ("choice", "/data/b", "z q")


def test_the_words_of_a_choice_may_be_asked_for_and_others_are_not_missed():
    body = choices("a", "red", "blue").replace("<item>", "<label>Which &gt; <output value='1 > 0'/>?</label><item>", 1)
    binds = ['nodeset="/data/a"', 'nodeset="/data/b" calculate="jr:choice-name(/data/a, \'/data/a\')"']
    found = engine.evaluate(form("<a/><b/>", binds, body), answered("<a>red</a><b>Red</b>"))
    assert (found.violations, found.changes) == ((), ())
    source = form("<a/><c/>", [binds[0], 'nodeset="/data/c" required="true()"'], body + asks("c"))
    (found,) = engine.evaluate(source, answered("<a>red</a><c/>")).violations
    assert (found.code, found.reference) == ("required", "/data/c")


def test_choices_from_a_table_are_filtered_by_other_answers():
    table = "name,label,country\npr,Prishtinë/Priština,xk\ntr,Tiranë,al\n"
    body = """<input ref="/data/a"/><select1 ref="/data/b">
    <itemset nodeset="instance('places')/root/item[country = /data/a]">
    <value ref="name"/><label ref="label"/></itemset></select1>"""
    more = '<instance id="places" src="jr://file-csv/places.csv"/>'
    source = form("<a/><b/>", ['nodeset="/data/a"', 'nodeset="/data/b"'], body, more, {"places.csv": table})
    assert engine.evaluate(source, answered("<a>xk</a><b>pr</b>")).is_valid
    (found,) = engine.evaluate(source, answered("<a>xk</a><b>tr</b>")).violations
    assert (found.code, found.sent) == ("choice", "tr")


@pytest.mark.parametrize(
    ("kind", "bad", "good"),
    [
        ("int", "abc", "007"),
        ("decimal", "1,5", "1.50"),
        ("date", "31.12.2016", "2016-12-31"),
        ("dateTime", "yesterday", "2016-12-31T10:00:00.000+01:00"),
        ("geopoint", "here", "42.66 21.16 0 0"),
    ],
)
def test_an_answer_that_is_not_of_its_kind_is_refused(kind, bad, good):
    source = form("<a/>", [f'nodeset="/data/a" type="{kind}"'], asks("a"))
    assert engine.evaluate(source, answered(f"<a>{good}</a>")).is_valid
    (found,) = engine.evaluate(source, answered(f"<a>{bad}</a>")).violations
    assert (found.code, found.reference, found.sent) == ("type", "/data/a", bad)


def test_elements_that_the_form_does_not_have_are_named():
    source = form("<g><a/></g><b/>", ['nodeset="/data/g/a"', 'nodeset="/data/b"'], asks("g/a", "b"))
    sent = "<g><a>1</a><x>2</x></g><b>1</b><b>2</b><y><z/></y>"
    found = engine.evaluate(source, answered(sent, "<instanceID>uuid:1</instanceID><userID>7</userID>"))
    assert set(found.unknown) == {"/data/g/x", "/data/b", "/data/y"}
    assert found.meta["userID"] == "7"


def test_files_are_named_whether_they_have_come_or_not():
    source = form(
        "<a/>", ['nodeset="/data/a" type="binary" required="true()"'], '<upload ref="/data/a" mediatype="image/*"/>'
    )
    found = engine.evaluate(source, answered("<a>face.jpg</a>"))
    assert found.is_valid
    assert found.files == {"/data/a": "face.jpg"}
    assert [one.code for one in engine.evaluate(source, answered("<a/>")).violations] == ["required"]


def test_a_change_of_what_was_sent_gets_a_new_name_and_keeps_the_old_one():
    source = form("<a/>", ['nodeset="/data/a"'], asks("a"))
    found = engine.evaluate(source, answered("<a>1</a>"), edit=True)
    assert "deprecatedID>uuid:1<" in found.instance
    assert "instanceID>uuid:1<" not in found.instance


@pytest.mark.parametrize(
    ("instance", "code"),
    [
        ("<data", "not-xml"),
        ("<data id='test'/><data/>", "not-xml"),
        ("<!DOCTYPE data><data id='test'/>", "doctype"),
        ("<data id='test'>" + "<a>" * 200 + "</a>" * 200 + "</data>", "too-deep"),
        ("<data id='other'/>", "other-form"),
        ("<other id='test'/>", "other-form"),
    ],
)
def test_what_is_no_instance_of_the_form_is_refused_with_a_sentence(instance, code):
    with pytest.raises(engine.BadInstance) as refused:
        engine.evaluate(form("<a/>", (), asks("a")), instance)
    assert refused.value.code == code
    assert "%" not in str(refused.value)


def test_a_bad_form_is_refused_when_something_is_to_be_evaluated():
    with pytest.raises(engine.FormRefused, match=r"frobnicate\(\)"):
        engine.evaluate(form("<a/>", ['nodeset="/data/a" calculate="frobnicate()"']), answered("<a/>"))
