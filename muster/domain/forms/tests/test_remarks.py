import pytest

from muster.domain.forms.convert import to_xform
from muster.domain.forms.remarks import remarks_on
from muster.domain.forms.settings import SHEET
from muster.domain.forms.statements import read_settings
from muster.domain.forms.tests.samples import CHOICE, QUESTION, STATEMENT, book, statement

HEAD = (*QUESTION, "calculation", "default")
STATED = [
    statement("title", label="Cases"),
    statement("state", "open", "Open", "first"),
    statement("state", "closed", "Closed", "last"),
    statement("move", "close", "Close", since="open", to="closed"),
]


def remarked(questions, *statements, head=HEAD, choices=()):
    """Place and sentence of every remark."""
    sheets = {"choices": [CHOICE, *choices]} if choices else {}
    taken = book(survey=[head, *questions], **sheets, **{SHEET: [STATEMENT, *STATED, *statements]})
    form = to_xform(taken).form
    found = remarks_on(taken, form, read_settings(taken, form))
    return [(one.sheet, one.row, one.column, one.sentence % one.fields) for one in found]


def telling(name, told):
    return (
        f"“{name}” is worked out from “{told}”, which tells of a person, and is not personal itself:"
        " whoever sees a record sees it."
    )


def test_a_state_without_a_way_to_it_is_remarked():
    lost = statement("state", "lost", "Lost")
    why = "No moves lead from the first state to “lost”: no record will ever be in it."
    assert remarked([("text", "case", "Case")], lost) == [("register", 6, "name", why)]


def test_what_is_worked_out_from_personal_answers_is_remarked_be_it_by_way_of_others():
    questions = [
        ("text", "first", "First name"),
        ("begin group", "whose", "Whose"),
        ("text", "last", "Last name"),
        ("end group", "", ""),
        ("calculate", "whole", "", "concat(${first}, ' ', ${last})"),
        ("calculate", "loud", "", "translate(${whole}, 'abc', 'ABC')"),
        ("text", "again", "Again", "", "${last}"),
    ]
    assert remarked(questions, statement("personal", "whose", value="victim")) == [
        ("survey", 6, "calculation", telling("whole", "last")),
        ("survey", 7, "calculation", telling("loud", "whole")),
        ("survey", 8, "default", telling("again", "last")),
    ]


def test_what_is_personal_itself_or_counts_people_alone_is_not():
    questions = [
        ("begin repeat", "victim", "Victim"),
        ("text", "name", "Name"),
        ("calculate", "initial", "", "substr(${name}, 0, 1)"),
        ("end repeat", "", ""),
        ("calculate", "victims", "Victims", "count(${victim})"),
    ]
    whose = [statement("personal", f"victim/{name}", value="victim") for name in ("name", "initial")]
    assert remarked(questions, *whose) == []


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        ("requierd", "required"),
        ("Relevent", "relevant"),
        ("lable::Shqip (sq)", "label::Shqip (sq)"),
        ("constraint mesage::Shqip (sq)", "constraint_message::Shqip (sq)"),
    ],
)
def test_a_misspelt_column_is_remarked_with_the_one_that_it_is_nearly(column, meant):
    why = f"No form knows the column “{column}”: is “{meant}” meant?"
    found = remarked([("text", "case", "Case", "yes")], head=("type", "name", "label::English (en)", column))
    assert found == [("survey", 1, column, why)]


@pytest.mark.parametrize("column", ["our remarks", "label2"])
def test_a_column_of_ones_own_is_remarked_as_one_that_nothing_is_done_with(column):
    why = f"No form knows the column “{column}”: nothing is done with it."
    found = remarked([("text", "case", "Case", "x")], head=("type", "name", "label", column))
    assert found == [("survey", 1, column, why)]


def test_columns_that_forms_know_are_not_remarked_however_they_are_written():
    known = (
        *("type", "name", "label::English (en)", "Hint :: English (en)", "guidance_hint", "media::image::English (en)"),
        *("Required", "Required Message::English (en)", "Read only", "relevance", "appearance", "default", "trigger"),
        *("constraint", "jr:count", "choice_filter", "parameters", "save_to", "audio", "bind::odk:length", "big-image"),
        *("body::accuracyThreshold", "control::rows", "instance::tag", "autoplay", "intent", "", "#adm1"),
    )
    assert remarked([("text", "case", "Case")], head=known) == []
    assert (
        remarked([("text", "case", "Case")], head=("type", "name", "label:English (en)", "bind:jr:noAppErrorString"))
        == []
    )


def test_a_required_text_that_is_always_shown_is_remarked():
    questions = [
        ("integer", "a", "A"),
        ("begin group", "g", "G", "", "${a} > 1"),
        ("note", "b", "B", "yes", ""),
        ("end group",),
        ("note", "c", "C", "yes", "${a} > 2"),
        ("note", "d", "D", "", ""),
        ("note", "e", "E", "TRUE", ""),
    ]
    why = "This text is required and always shown, so no form can be sent: say when it applies."
    assert remarked(questions, head=(*QUESTION, "required", "relevant")) == [("survey", 8, "required", why)]


MEASURED = [
    ("text", "amount", "Amount"),
    ("calculate", "double", "Double", "${amount} * 2"),
    ("integer", "pieces", "Pieces"),
]


def test_texts_that_people_write_are_remarked_where_they_are_to_be_added_up():
    stated = [statement("measure", name) for name in ("amount", "double", "pieces")]
    why = "“amount” is a text that people write: what of it is no number is left out of every amount."
    assert remarked(MEASURED, *stated) == [("register", 6, "name", why)]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (("text", "where", "Where"), True),
        (("select_one towns", "where", "Where"), True),
        (("select_one codes", "where", "Where"), False),
        (("select_one_from_file municipalities.csv", "where", "Where"), False),
        (("calculate", "where", "", "if(true(), 'K27', '')"), False),
    ],
)
def test_a_place_that_is_no_municipality_is_remarked(question, told):
    choices = [("towns", "p", "Prizren"), ("codes", "K27", "Prizren")]
    found = remarked([question], statement("place", "where"), choices=choices)
    assert [one[:3] for one in found] == ([("register", 6, "name")] if told else [])
    assert all("where” names no municipality by its code, such as K27" in one[3] for one in found)


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        ("bind::requierd", "bind::required"),
        ("control::apearance", "control::appearance"),
        ("bind::jr:preload", ""),
        ("bind::required", ""),
        ("control::appearance", ""),
    ],
)
def test_what_stands_behind_two_colons_is_looked_at_too(column, meant):
    found = remarked([("text", "case", "Case", "x")], head=(*QUESTION, column))
    assert [one[3] for one in found] == [f"No form knows the column “{column}”: is “{meant}” meant?"] * bool(meant)
