"""Forms that the engine takes, and those that it refuses by the names of what is wrong."""

from __future__ import annotations

from itertools import pairwise

import pytest

from muster.features.registers import engine
from muster.features.registers.engine import Problem, Source
from muster.features.registers.engine.tests.xforms import asks, form


def problems(source: Source) -> list[Problem]:
    return list(engine.load(source).problems)


def test_a_form_tells_what_it_is():
    itext = '<itext><translation lang="English (en)"/><translation lang="Shqip (sq)"/></itext>'
    loaded = engine.load(form("<a/>", ['nodeset="/data/a" type="string"'], asks("a"), more=itext))
    assert (loaded.id, loaded.version) == ("test", "3")
    assert loaded.languages == ("English (en)", "Shqip (sq)")
    assert loaded.problems == ()


def test_functions_that_the_engine_does_not_have_are_named_with_their_questions():
    binds = [
        'nodeset="/data/a" calculate="frobnicate(/data/b)"',
        'nodeset="/data/b" relevant="if(strange(), 1, 2) = 1"',
    ]
    told = {one.name: one.references for one in problems(form("<a/><b/>", binds, asks("a", "b")))}
    assert told == {"frobnicate": ("/data/a",), "strange": ("/data/b",)}


def test_names_in_words_and_of_questions_are_no_functions():
    binds = ["""nodeset="/data/a" constraint=". != 'frobnicate(1)' and /data/div div 2 = 1" """]
    assert problems(form("<a/><div/>", binds, asks("a", "div"))) == []


@pytest.mark.parametrize(
    "binds",
    [
        ['nodeset="/data/a" calculate="/data/b + 1"', 'nodeset="/data/b" calculate="../a + 1"'],
        ['nodeset="/data/a" relevant="/data/b = 1"', 'nodeset="/data/b" relevant="/data/a = 1"'],
        ['nodeset="/data/a" calculate="/data/b"', 'nodeset="/data/b" relevant="string-length(/data/a) > 0"'],
    ],
)
def test_questions_that_depend_on_each_other_in_a_circle_are_named(binds):
    (problem,) = problems(form("<a/><b/>", binds, asks("a", "b")))
    assert problem.code == "cycle"
    assert set(problem.references) == {"/data/a", "/data/b"}
    assert problem.references[0] == problem.references[-1]
    assert "/data/a → /data/b" in str(engine.sentence(problem)) or "/data/b → /data/a" in str(engine.sentence(problem))


def test_a_question_that_is_worked_out_from_itself_is_a_circle():
    (problem,) = problems(form("<a/>", ['nodeset="/data/a" calculate=". + 1"'], asks("a")))
    assert problem == Problem("cycle", "", ("/data/a", "/data/a"))


def test_a_group_that_applies_by_what_is_asked_in_it_is_a_circle():
    binds = ['nodeset="/data/g" relevant="/data/g/a = 1"']
    (problem,) = problems(form("<g><a/></g>", binds, '<group ref="/data/g"><input ref="/data/g/a"/></group>'))
    assert problem.code == "cycle"


def test_words_without_quotes_that_read_like_a_path_below_the_question_are_no_circle():
    assert problems(form("<a/>", ['nodeset="/data/a" calculate="Stops-by-day"'], asks("a"))) == []


def test_neither_are_they_where_the_question_applies_at_times_only():
    binds = ['nodeset="/data/a" relevant="/data/b = 1" calculate="if( /data/b , 5, null)"']
    assert problems(form("<a/><b/>", binds, asks("b"))) == []


def test_a_constraint_on_the_answer_itself_is_no_circle():
    assert problems(form("<a/>", ['nodeset="/data/a" type="int" constraint=". &lt; 5"'], asks("a"))) == []


def test_thousands_of_questions_in_a_row_are_followed():
    names = [f"q{number}" for number in range(3000)]
    binds = [f'nodeset="/data/{name}" calculate="/data/{before} + 1"' for before, name in pairwise(names)]
    circle = [*binds, f'nodeset="/data/q0" calculate="/data/{names[-1]}"']
    (problem,) = problems(form("".join(f"<{name}/>" for name in names), circle))
    assert len(problem.references) == len(names) + 1


def test_what_only_one_app_can_do_is_named():
    body = (
        '<select1 ref="/data/a" appearance="search(\'places\')"><item><label>x</label><value>x</value></item></select1>'
    )
    (problem,) = problems(form("<a/>", ['nodeset="/data/a"'], body))
    assert (problem.code, problem.name) == ("appearance", "search()")


def test_a_kind_of_question_that_the_engine_cannot_ask_is_refused_in_its_words():
    body = '<select1 ref="/data/a"><item><label>1</label><value>1</value></item></select1>'
    (problem,) = problems(form("<a/>", ['nodeset="/data/a" type="int"'], body))
    assert problem.code == "engine"
    assert "type int" in problem.name


def test_a_list_that_is_missing_is_named():
    more = '<instance id="places" src="jr://file-csv/places.csv"/>'
    (problem,) = problems(form("<a/>", ['nodeset="/data/a"'], asks("a"), more=more))
    assert (problem.code, problem.name) == ("file", "places.csv")


@pytest.mark.parametrize("wrong", ["1 + ", "round(1, 2, 3)", "substr()"])
def test_an_expression_that_cannot_be_evaluated_is_refused_by_its_question(wrong):
    names = [f"q{number}" for number in range(9)]
    binds = [f'nodeset="/data/{name}" calculate="1 + 1" relevant="true()"' for name in names]
    binds[6] = f'nodeset="/data/q6" relevant="1 = 1" calculate="{wrong}"'
    (problem,) = problems(form("".join(f"<{name}/>" for name in names), binds))
    assert (problem.code, problem.references) == ("expression", ("/data/q6",))
    assert "/data/q6" in str(engine.sentence(problem))


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<data>", "unclosed"),
        ("<a/>", "no-form"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype"),
        ("<a>" * 200 + "</a>" * 200, "too-deep"),
    ],
)
def test_what_is_no_form_is_refused(xml, said):
    (problem,) = problems(Source(xml, {}))
    assert problem.code == "xml"
    assert said in problem.name


def test_a_new_instance_has_the_defaults_of_the_form():
    binds = [
        'nodeset="/data/a"',
        'nodeset="/data/b" calculate="/data/a * 2"',
        'nodeset="/data/u" jr:preload="property" jr:preloadParams="username"',
    ]
    made = engine.create(form("<a>4</a><b/><u/>", binds, asks("a")), user="ana")
    assert "<a>4</a><b>8</b><u>ana</u>" in made
    assert "<instanceID>uuid:" in made
