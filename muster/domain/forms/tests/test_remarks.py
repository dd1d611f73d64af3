from muster.domain.forms.convert import to_xform
from muster.domain.forms.remarks import remarks_on
from muster.domain.forms.settings import SHEET
from muster.domain.forms.statements import read_settings
from muster.domain.forms.tests.samples import QUESTION, STATEMENT, book, statement

HEAD = (*QUESTION, "calculation", "default")
STATED = [
    statement("title", label="Cases"),
    statement("state", "open", "Open", "first"),
    statement("state", "closed", "Closed", "last"),
    statement("move", "close", "Close", since="open", to="closed"),
]


def remarked(questions, *statements):
    """Place and sentence of every remark."""
    taken = book(survey=[HEAD, *questions], **{SHEET: [STATEMENT, *STATED, *statements]})
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
