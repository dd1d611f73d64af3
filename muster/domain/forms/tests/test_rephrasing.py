"""Sentences of the converter that a keeper meets are said in ours; each is made by the converter itself here."""

from string import Formatter

import pytest
from pyxform.errors import ErrorCode

from muster.domain.forms.convert import to_xform
from muster.domain.forms.rephrasing import _BY_CODE, UNKNOWN, rephrased
from muster.domain.forms.tests.samples import book, converted, place, problem, problems

TEXT, YES, END = ("text", "a", "A"), ("yn", "y", "Y"), ("end repeat", "", "")
ONE = ("select_one yn", "b", "B")


def with_parameters(kind, parameters):
    return [(kind, "b", "B", parameters)], {"head": ("parameters",), "choices": [YES]}


SAID = {
    "type": ([("nonsense", "c", "C")], {}, "There is no type of questions “nonsense”."),
    "no type": ([("", "c", "C")], {}, "A question has no type."),
    "no name": ([("text", "", "C")], {}, "A question or a group has no name."),
    "bad name": ([("text", "c d", "C")], {}, "This cannot be a name: begin with a letter or an underscore"),
    "twice": ([TEXT, TEXT], {}, "Several questions or groups side by side are called “a”: give each its own name."),
    "no label": ([("text", "c", "")], {}, "“c” has neither a label nor a hint."),
    "nothing calculated": ([("calculate", "c", "")], {}, "A question of the type “calculate” needs a calculation."),
    "not ended": ([("begin group", "g", "G"), TEXT], {}, "“begin group” is never ended: an “end group” is missing."),
    "not begun": ([TEXT, END], {}, "This “end repeat” ends nothing: no “begin repeat” before it is open."),
    "meta": ([("text", "meta", "M")], {}, "The name “meta” is kept for what forms say of themselves"),
    "named as the form": ([("begin repeat", "data", "D"), TEXT, END], {}, "A repeat may not be called “data”"),
    "reference": ([("note", "n", "${nobody}")], {}, "“${nobody}” is no question of the sheet “survey”."),
    "half a reference": ([("note", "n", "${a")], {}, "After “${” stand the name of a question and “}”, as in ${name}."),
    "no list": ([("select_one other", "c", "C")], {"choices": [YES]}, "The sheet “choices” has no list “other”."),
    "no choices": ([ONE], {}, "Choices are asked for, and there is no sheet “choices”"),
    "choice without name": ([ONE], {"choices": [YES, ("yn", "", "N")]}, "A choice has no name."),
    "space in a choice": (
        [("select_multiple yn", "b", "B")],
        {"choices": [("yn", "y y", "Y")]},
        "“y y” in the list “yn” has a space: where several may be chosen, names have none.",
    ),
    "two heads": (
        [(*TEXT, "1", "2")],
        {"head": ["relevant", "bind::relevant"]},
        "“relevant” and “bind::relevant” are names of the same column: keep one of them.",
    ),
    "file": (
        [("select_one_from_file a.txt", "b", "B")],
        {},
        "“a.txt” is no file of choices: the name of one ends with .",
    ),
    "pixels": (*with_parameters("image", "max-pixels=a"), "The parameter “max-pixels” must be a whole number."),
    "quality": (*with_parameters("audio", "quality=loud"), "The parameter “quality” has a value that is not known."),
    "random": (
        *with_parameters("select_one yn", "randomize=x"),
        "The parameter “randomize” is true or false, not “x”",
    ),
    "no such parameter": (*with_parameters("audio", "x=1"), "There are no parameters “x” here, but: quality."),
    "no parameter": (*with_parameters("range", "nonsense"), "Parameters are written as name=value"),
    "no number": (*with_parameters("range", "start=a end=3"), "The parameter “start” must be a number."),
    "nought": (*with_parameters("range", "step=0 start=1"), "The parameter “step” may not be 0."),
}


@pytest.mark.parametrize(("questions", "more", "sentence"), SAID.values(), ids=SAID)
def test_what_the_converter_refuses_is_said_in_a_sentence_that_is_translated(questions, more, sentence):
    found = problem(converted, *questions, **more)
    assert (found.sentence % found.fields).startswith(sentence)
    assert found.sentence != UNKNOWN


def test_every_choice_that_stands_twice_is_named_with_its_row():
    found = problems(converted, ONE, choices=[YES, YES, ("yn", "n", "N"), YES])
    assert [place(one) for one in found] == [("choices", 3, "name"), ("choices", 5, "name")]
    assert {one.sentence for one in found} == {_BY_CODE[ErrorCode.NAMES_007]}


def test_missing_columns_are_named():
    found = problem(to_xform, book(survey=[("typ", "name"), ("text", "a")]))
    assert found.sentence % found.fields == "Columns are missing: type."


def test_remarks_are_said_alike():
    questions = [
        TEXT,
        ("text", "A", "B"),
        ("begin repeat", "r", ""),
        ("image", "p", "P"),
        END,
        ("", "", "", "left"),
    ]
    remarks = converted(*questions, head=("hint",)).remarks
    assert [(one.row, one.sentence % one.fields) for one in remarks] == [
        (3, "“A” is another name but for capitals: some programs do not tell them apart."),
        (4, "A group or a repeat has no label."),
        (5, "The parameter max-pixels makes pictures smaller, so that they are sent faster."),
        (7, "A row without type, name and label is passed over."),
    ]


@pytest.mark.parametrize("said", ["", "[row : 3] A new sentence of 100%.", "Question with no typewriter"])
def test_what_is_not_known_stays_as_the_converter_says_it(said):
    sentence, fields = rephrased(said)
    assert sentence == UNKNOWN
    assert sentence % fields == f"The converter of forms says: {said.removeprefix('[row : 3] ')}"


@pytest.mark.parametrize("code", _BY_CODE, ids=lambda code: code.name)
def test_every_sentence_with_a_code_is_recognised_with_all_that_ours_names(code):
    names = [name for _literal, name, *_rest in Formatter().parse(code.value.msg) if name]
    said = code.value.format(**{name: f"<{name}>" for name in names})
    sentence, fields = rephrased(said)
    assert sentence == _BY_CODE[code]
    assert "%(" not in sentence % fields
