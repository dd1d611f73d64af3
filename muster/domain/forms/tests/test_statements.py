import pytest

from muster.domain.forms.model import Kind
from muster.domain.forms.settings import Access, Deadline, Key, Link, Measure, Move, Settings, State, Warning
from muster.domain.forms.statements import MOVES, STATES, read_settings
from muster.domain.forms.tests.samples import STATEMENT, book, form, place, problem, problems, settings, statement

FORM = form(
    ("text", "number", "N"),
    ("date", "day", "D"),
    ("dateTime", "moment", "M"),
    ("select_one towns", "town", "T"),
    ("select_multiple towns", "towns", "T"),
    ("acknowledge", "read", "R"),
    ("decimal", "weight", "W"),
    ("integer", "count", "C"),
    ("geopoint", "point", "P"),
    ("image", "picture", "P"),
    ("note", "remark", "R"),
    ("begin group", "victim", "V"),
    ("text", "name", "N"),
    ("date", "born", "B"),
    ("end group", "", ""),
    ("begin repeat", "officer", "O"),
    ("text", "name", "N"),
    ("text", "badge", "B"),
    ("date", "since", "S"),
    ("end repeat", "", ""),
    choices=[("towns", "p", "Prizren"), ("towns", "g", "Gjakova")],
    settings=[["form_title", "form_id"], ["Cases", "cases"]],
)
OPEN = statement("state", "open", "Open", "first")
AT_WORK = statement("state", "at_work", "At work")
CLOSED = statement("state", "closed", "Closed", "last")
STANDING = (OPEN, AT_WORK, CLOSED)  # rows 2 to 4
BOTH = {"en": "L", "sq": "L"}


def said(*row, **named):
    return settings(FORM, *STANDING, statement(*row, **named))


def test_a_form_without_the_sheet_is_a_register_with_its_title_alone():
    for without in (book(survey=[]), book(register=[]), book(register=[STATEMENT])):
        assert read_settings(without, FORM) == Settings({"": "Cases"}, states=STATES, moves=MOVES)


def test_what_a_register_does_not_say_is_as_it_is_usual():
    usual = settings(FORM)
    assert (usual.unit, usual.marking, usual.retention, usual.threshold) == ("", "internal", 5, 5)
    assert usual.first.code == "open"
    assert [move.code for move in usual.moves_from("open")] == ["close"]
    assert [move.code for move in usual.moves_from("closed")] == ["reopen"]
    assert all(set(one.labels) == {"en", "sq", "sr"} for one in (*usual.states, *usual.moves))


RIGHT = {
    "title": (statement("title", label="L"), "titles", BOTH),
    "purpose": (statement("purpose", label="L"), "purpose", BOTH),
    "legal basis": (statement("legal_basis", label="L"), "legal_basis", BOTH),
    "unit": (statement("unit", value="prizren"), "unit", "prizren"),
    "unit of the mission": (statement("unit"), "unit", ""),
    "marking": (statement("marking", value="confidential"), "marking", "confidential"),
    "retention": (statement("retention", value="10"), "retention", 10),
    "retention since": (statement("retention", value="10", since="day"), "retention_since", "day"),
    "record name": (
        statement("record_name", value="${number}, ${victim/born}: ${town}"),
        "record_name",
        "${number}, ${victim/born}: ${town}",
    ),
    "record name by paths": (statement("record_name", value="Born ${born}"), "record_name", "Born ${victim/born}"),
    "date": (statement("date", "day"), "date", "day"),
    "date of a moment": (statement("date", "${moment}"), "date", "moment"),
    "place": (statement("place", "town"), "place", "town"),
    "personal": (statement("personal", "number", value="victim"), "personal", {"number": "victim"}),
    "personal group": (statement("personal", "victim", value="staff"), "personal", {"victim": "staff"}),
    "personal repeat": (statement("personal", "officer", value="staff"), "personal", {"officer": "staff"}),
    "key": (statement("key", "number", value="number"), "keys", (Key("number", "number", False),)),
    "key in a repeat": (
        statement("key", "officer/name", value="person", to="required"),
        "keys",
        (Key("officer/name", "person", True),),
    ),
    "move": (
        statement("move", "close", "L", "comment approval", "open at_work", "closed", "desk_officer reader"),
        "moves",
        (Move("close", BOTH, ("open", "at_work"), "closed", ("desk_officer", "reader"), True, True),),
    ),
    "move from anywhere": (
        statement("move", "close", "L", to="closed"),
        "moves",
        (Move("close", BOTH, ("open", "at_work", "closed"), "closed", (), False, False),),
    ),
    "deadline": (
        statement("deadline", "answer", "L", "15", "day", "closed at_work"),
        "deadlines",
        (Deadline("answer", BOTH, 15, False, "day", ("closed", "at_work")),),
    ),
    "deadline in working days": (
        statement("deadline", "answer", "L", "3 working", "made", "closed"),
        "deadlines",
        (Deadline("answer", BOTH, 3, True, "", ("closed",)),),
    ),
    "statistic": (statement("statistic", "town"), "statistics", ("town",)),
    "statistic of several": (statement("statistic", "towns", "L"), "statistics", ("towns",)),
    "measure": (statement("measure", "weight", "L", to="kg"), "measures", (Measure("weight", BOTH, "sum", "kg"),)),
    "measure of a mean": (statement("measure", "count", value="mean"), "measures", (Measure("count", {}, "mean", ""),)),
    "threshold": (statement("threshold", value="10"), "threshold", 10),
    "access": (
        statement("access", value="read export", since="restricted", to="organisation", roles="reader desk_officer"),
        "access",
        (Access(("reader", "desk_officer"), ("read", "export"), "organisation", "restricted"),),
    ),
    "access in the unit": (
        statement("access", value="read", roles="reader"),
        "access",
        (Access(("reader",), ("read",), "unit", "internal"),),
    ),
    "warning": (
        statement("warning", "often", "L", "3 in 12 months", "badge"),
        "warnings",
        (Warning("often", BOTH, "officer/badge", 3, 12),),
    ),
    "warning of a kind": (
        statement("warning", "often", "L", "2 in 12 months of town=p", "badge"),
        "warnings",
        (Warning("often", BOTH, "officer/badge", 2, 12, "town", "p"),),
    ),
    "warning of the most": (
        statement("warning", "most", "L", "top 2.5%", "badge"),
        "warnings",
        (Warning("most", BOTH, "officer/badge", top=2.5),),
    ),
    "link": (statement("link", "weapon", "L", "firearms"), "links", (Link("firearms", "weapon", BOTH),)),
    "return": (
        statement("return", "unodc_ids", value="date=day quantity=weight badge=officer/badge"),
        "returns",
        {"unodc_ids": {"date": "day", "quantity": "weight", "badge": "officer/badge"}},
    ),
}


@pytest.mark.parametrize(("row", "name", "value"), RIGHT.values(), ids=RIGHT)
def test_a_statement_says_what_the_register_is(row, name, value):
    assert getattr(settings(FORM, *STANDING, row), name) == value


def test_states_are_kept_in_their_order():
    read = settings(FORM, *STANDING)
    assert [(state.code, state.first, state.last) for state in read.states] == [
        ("open", True, False),
        ("at_work", False, False),
        ("closed", False, True),
    ]
    assert isinstance(read.state("at_work"), State)
    assert read.state("gone") is None
    assert read.moves == ()


WRONG = {
    "no such setting": (statement("titel", label="L"), "setting"),
    "no setting": (statement("", label="L"), "setting"),
    "title without words": (statement("title"), "label"),
    "purpose without words": (statement("purpose"), "label"),
    "legal basis without words": (statement("legal_basis"), "label"),
    "marking that is none": (statement("marking", value="secret"), "value"),
    "marking without one": (statement("marking"), "value"),
    "retention without years": (statement("retention"), "value"),
    "retention of no years": (statement("retention", value="0"), "value"),
    "retention for ever": (statement("retention", value="101"), "value"),
    "retention of a part": (statement("retention", value="1.5"), "value"),
    "retention since no field": (statement("retention", value="5", since="end"), "from"),
    "retention since no day": (statement("retention", value="5", since="number"), "from"),
    "retention since many days": (statement("retention", value="5", since="since"), "from"),
    "record name without one": (statement("record_name"), "value"),
    "record name of no field": (statement("record_name", value="${nobody}"), "value"),
    "record name of a group": (statement("record_name", value="${victim}"), "value"),
    "record name of a note": (statement("record_name", value="${remark}"), "value"),
    "record name of a repeat": (statement("record_name", value="${badge}"), "value"),
    "record name of two": (statement("record_name", value="${name}"), "value"),
    "date of no field": (statement("date", "when"), "name"),
    "date without a field": (statement("date"), "name"),
    "date of a text": (statement("date", "number"), "name"),
    "date in a repeat": (statement("date", "since"), "name"),
    "place of a day": (statement("place", "day"), "name"),
    "place of several": (statement("place", "towns"), "name"),
    "place in a repeat": (statement("place", "badge"), "name"),
    "personal of nobody": (statement("personal", "number"), "value"),
    "personal of somebody else": (statement("personal", "number", value="neighbour"), "value"),
    "personal of no field": (statement("personal", "nobody", value="victim"), "name"),
    "personal of a note": (statement("personal", "remark", value="victim"), "name"),
    "key of no kind": (statement("key", "number"), "value"),
    "key of another kind": (statement("key", "number", value="animal"), "value"),
    "key that is a day": (statement("key", "born", value="person"), "name"),
    "key of a group": (statement("key", "victim", value="person"), "name"),
    "key that is needed otherwise": (statement("key", "number", value="number", to="always"), "to"),
    "state without words": (statement("state", "waiting"), "label"),
    "state of a bad name": (statement("state", "Waiting here", "L"), "name"),
    "state without a name": (statement("state", "", "L"), "name"),
    "state that is neither": (statement("state", "waiting", "L", "middle"), "value"),
    "state twice": (statement("state", "open", "L"), "name"),
    "move from nowhere": (statement("move", "go", "L", since="open gone", to="closed"), "from"),
    "move to nowhere": (statement("move", "go", "L", since="open", to="gone"), "to"),
    "move to no state": (statement("move", "go", "L", since="open"), "to"),
    "move to two states": (statement("move", "go", "L", since="open", to="at_work closed"), "to"),
    "move without words": (statement("move", "go", to="closed"), "label"),
    "move that needs more": (statement("move", "go", "L", "comment stamp", "open", "closed"), "value"),
    "move of a bad name": (statement("move", "1go", "L", to="closed"), "name"),
    "deadline of no days": (statement("deadline", "answer", "L", "soon"), "value"),
    "deadline of weeks": (statement("deadline", "answer", "L", "2 weeks"), "value"),
    "deadline without days": (statement("deadline", "answer", "L"), "value"),
    "deadline since no field": (statement("deadline", "answer", "L", "5", "end"), "from"),
    "deadline since a number": (statement("deadline", "answer", "L", "5", "count"), "from"),
    "deadline until no state": (statement("deadline", "answer", "L", "5", "day", "gone"), "to"),
    "deadline without words": (statement("deadline", "answer", value="5"), "label"),
    "statistic of a day": (statement("statistic", "day"), "name"),
    "statistic of no field": (statement("statistic", "colour"), "name"),
    "measure of a choice": (statement("measure", "town"), "name"),
    "measure otherwise": (statement("measure", "weight", value="median"), "value"),
    "threshold of one": (statement("threshold", value="1"), "value"),
    "threshold in words": (statement("threshold", value="five"), "value"),
    "access for nobody": (statement("access", value="read"), "roles"),
    "access to nothing": (statement("access", roles="reader"), "value"),
    "access to do what is none": (statement("access", value="read delete", roles="reader"), "value"),
    "access that reaches otherwise": (statement("access", value="read", to="region", roles="reader"), "to"),
    "access up to no marking": (statement("access", value="read", since="secret", roles="reader"), "from"),
    "warning at no number": (statement("warning", "often", "L", "often", "badge"), "value"),
    "warning at none": (statement("warning", "often", "L", "0 in 12 months", "badge"), "value"),
    "warning in no time": (statement("warning", "often", "L", "3 in 0 months", "badge"), "value"),
    "warning of no field": (statement("warning", "often", "L", "3 in 12 months of colour=red", "badge"), "value"),
    "warning of nobody": (statement("warning", "often", "L", "3 in 12 months"), "from"),
    "warning without words": (statement("warning", "often", value="3 in 12 months", since="badge"), "label"),
    "link to nothing": (statement("link", "weapon", "L"), "value"),
    "link to what has no code": (statement("link", "weapon", "L", "The firearms"), "value"),
    "link without words": (statement("link", "weapon", value="firearms"), "label"),
    "return to nobody": (statement("return", "eurostat", value="date=day"), "name"),
    "return without pairs": (statement("return", "iccs", value="date"), "value"),
    "return of no field": (statement("return", "iccs", value="date=when"), "value"),
    "return of two fields": (statement("return", "iccs", value="name=name"), "value"),
}


@pytest.mark.parametrize(("row", "column"), WRONG.values(), ids=WRONG)
def test_a_statement_that_is_wrong_is_refused_with_its_cell(row, column):
    found = problem(settings, FORM, *STANDING, (), row)
    assert place(found) == ("register", 6, column)
    assert found.sentence % found.fields


TWICE = {
    "title": statement("title", label="L"),
    "marking": statement("marking", value="public"),
    "retention": statement("retention", value="5"),
    "personal": statement("personal", "number", value="victim"),
    "key": statement("key", "number", value="number"),
    "move": statement("move", "close", "L", to="closed"),
    "deadline": statement("deadline", "answer", "L", "5"),
    "statistic": statement("statistic", "town"),
    "measure": statement("measure", "weight"),
    "warning": statement("warning", "often", "L", "3 in 12 months", "badge"),
    "link": statement("link", "weapon", "L", "firearms"),
    "return": statement("return", "iccs", value="date=day"),
}


@pytest.mark.parametrize("row", TWICE.values(), ids=TWICE)
def test_what_is_said_twice_is_refused_where_it_is_said_again(row):
    found = problem(settings, FORM, *STANDING, row, (), row)
    assert (found.row, found.sentence) == (7, "“%(name)s” is said twice.")


def test_of_whom_a_field_tells_is_not_said_twice_by_its_name_and_by_its_path():
    rows = statement("personal", "badge", value="staff"), statement("personal", "officer/badge", value="victim")
    assert place(problem(settings, FORM, *rows)) == ("register", 3, "name")


def test_a_sum_and_a_mean_of_one_field_are_two_measures():
    rows = statement("measure", "weight"), statement("measure", "weight", value="mean")
    assert [one.how for one in settings(FORM, *rows).measures] == ["sum", "mean"]


@pytest.mark.parametrize("row", [statement("date"), statement("return", value="date=day")])
def test_what_is_left_out_is_called_needed_and_not_unknown(row):
    assert problem(settings, FORM, *STANDING, row).sentence == "This is needed."


def test_a_wrong_word_is_told_with_the_words_that_there_are():
    found = problem(settings, FORM, statement("state", "open", "Open", "frist"))
    assert found.fields == {"value": "frist", "known": "first, last"}


def test_a_field_of_a_kind_that_cannot_be_used_is_told_with_those_that_can():
    found = problem(settings, FORM, statement("date", "town"))
    assert (found.fields["kind"], found.fields["kinds"]) == ((Kind.ONE,), (Kind.DATE, Kind.MOMENT))


def test_a_state_that_cannot_be_read_makes_no_move_to_it_wrong():
    rows = OPEN, statement("state", "waiting", "W", "middle"), statement("move", "go", "L", since="open", to="waiting")
    assert place(problem(settings, FORM, *rows)) == ("register", 3, "value")


@pytest.mark.parametrize("states", [(CLOSED,), (OPEN, statement("state", "new", "New", "first"))])
def test_exactly_one_state_is_the_first(states):
    assert place(problem(settings, FORM, *states)) == ("register", 2, "value")


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_rows():
    found = problems(
        settings, FORM, statement("marking", value="secret"), *STANDING, statement("date", "when"), statement("titel")
    )
    assert [place(one) for one in found] == [
        ("register", 2, "value"),
        ("register", 6, "name"),
        ("register", 7, "setting"),
    ]


def test_a_column_that_the_sheet_does_not_know_is_refused_so_that_no_move_loses_its_roles():
    misspelt = [*STATEMENT[:-1], "role"]
    found = problem(read_settings, book(register=[misspelt, *STANDING]), FORM)
    assert place(found) == ("register", 1, "role")


def test_a_sheet_without_the_column_of_settings_is_refused_once():
    found = problem(read_settings, book(register=[["name", "value"], ["a", "b"], ["c", "d"]]), FORM)
    assert place(found) == ("register", 1, "")


def test_words_may_be_in_any_language_or_in_none():
    head = ["setting", "label", "label::Shqip (sq)", "label::de"]
    read = read_settings(book(register=[head, ["title", "Cases", "Raste", "Fälle"]]), FORM)
    assert read.titles == {"": "Cases", "sq": "Raste", "de": "Fälle"}


TOLD = {
    "record name": (statement("record_name", value="${number} ${town}"), "value", "town"),
    "date": (statement("date", "born"), "name", "victim"),
    "place": (statement("place", "town"), "name", "town"),
    "retention": (statement("retention", value="5", since="born"), "from", "victim"),
    "deadline": (statement("deadline", "answer", "L", "5", "born"), "from", "victim"),
}


@pytest.mark.parametrize(("row", "column", "personal"), TOLD.values(), ids=TOLD)
def test_what_everybody_sees_of_a_record_is_not_personal(row, column, personal):
    assert settings(FORM, row)
    found = problem(settings, FORM, row, statement("personal", personal, value="victim"))
    assert place(found) == ("register", 2, column)
    assert "personal" in found.sentence


def test_a_field_is_personal_by_itself_or_by_a_group_that_it_is_in():
    read = settings(
        FORM, statement("personal", "victim", value="victim"), statement("personal", "badge", value="staff")
    )
    told = {one.path: read.of_whom(one.path) for one in FORM.fields}
    assert {path for path, whom in told.items() if whom == "victim"} == {"victim", "victim/name", "victim/born"}
    assert {path for path, whom in told.items() if whom == "staff"} == {"officer/badge"}
    assert read.of_whom("") is None
