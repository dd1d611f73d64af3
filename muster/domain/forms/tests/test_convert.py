import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.domain.forms.book import Book, Row, Sheet
from muster.domain.forms.convert import to_xform
from muster.domain.forms.problems import BadForm
from muster.domain.forms.tests.samples import CHOICE, QUESTION, book, converted, place, problem

TEXT = ("text", "a", "A")


def test_a_form_is_converted_with_its_code_version_and_title():
    made = converted(TEXT, settings=[["form_id", "version", "form_title"], ["stops", "3", "Stops"]])
    assert (made.form.code, made.form.version, made.form.title) == ("stops", "3", "Stops")
    assert made.xml.startswith("<?xml")
    assert (made.remarks, made.itemsets) == ((), "")


def test_settings_count_in_whatever_row_they_stand():
    assert converted(TEXT, settings=[["form_id", "version"], [], [], ["stops", "3"]]).form.code == "stops"


@pytest.mark.parametrize("sheets", [{}, {"survey": []}, {"survey": [QUESTION]}, {"A": [QUESTION, TEXT], "B": []}])
def test_a_workbook_without_questions_is_refused(sheets):
    sheets = sheets or {"choices": [CHOICE]}
    assert problem(to_xform, book(**sheets)).sentence == "There is no sheet “survey” with questions."


@pytest.mark.parametrize("more", [{}, {"register": [["setting"], ["title"]]}])
def test_a_workbook_of_one_sheet_is_its_survey_whatever_it_is_called(more):
    assert to_xform(book(Sheet1=[QUESTION, TEXT], **more)).form.by_path.keys() == {"a"}


def test_a_form_without_an_id_is_called_as_who_loads_it_says():
    assert to_xform(book(survey=[QUESTION, TEXT]), "bus stops").form.code == "bus stops"
    named = book(survey=[QUESTION, TEXT], settings=[["form_id"], ["stops"]])
    assert to_xform(named, "bus stops").form.code == "stops"


@pytest.mark.parametrize("settings", [[], [["form_title"], ["Stops"]], [["form_title", "version"], ["Stops", ""]]])
def test_a_form_that_says_no_version_has_another_one_whenever_it_is_changed(settings):
    one, again, other = (
        to_xform(book(survey=[QUESTION, (*TEXT[:2], label)], settings=settings)).form for label in ("A", "A", "B")
    )
    assert one.version == again.version != other.version
    assert len(one.version) == 8
    assert one.title == ("Stops" if settings else "form")


@pytest.mark.parametrize(("setting", "value"), [("omit_instanceID", "yes"), ("instance_xmlns", "1234")])
def test_a_setting_with_which_no_form_could_be_filled_in_is_refused_with_its_place(setting, value):
    found = problem(converted, TEXT, settings=[["form_id", setting], ["stops", value]])
    assert place(found) == ("settings", 2, setting)


def test_filled_in_forms_may_have_a_namespace():
    settings = [["form_id", "instance_xmlns"], ["stops", "http://example.org/stops"]]
    assert converted(TEXT, settings=settings).form.by_path.keys() == {"a"}


EMPTY = ((), (), ("text", "first", "First"), ())  # rows 2 to 5
WRONG = {
    "unknown type": ([("nonsense", "c", "C")], ("survey", 6, "type")),
    "bad name": ([("text", "c d", "C")], ("survey", 6, "name")),
    "no name": ([("text", "", "C")], ("survey", 6, "")),
    "no type": ([("", "c", "C")], ("survey", 6, "")),
    "name twice": ([("text", "first", "C")], ("survey", 6, "name")),
    "no such field": ([("text", "c", "${nobody}")], ("survey", 6, "label")),
    "group not ended": ([("begin group", "g", "G"), ("text", "c", "C")], ("survey", 6, "")),
    "group not begun": ([("text", "c", "C"), ("end group", "", "")], ("survey", 7, "")),
    "repeat ended as group": ([("begin repeat", "g", "G"), ("end group", "", "")], ("survey", 7, "")),
    "no such list": ([("select_one other", "c", "C")], ("survey", 6, "")),
    "nothing said": ([("text", "c", "")], ("survey", 6, "")),
    "of another workbook": ([("include", "c", "C")], ("survey", 6, "type")),
    "calculates nothing": ([("calculate", "c", "")], ("survey", 6, "")),
}


@pytest.mark.parametrize(("questions", "where"), WRONG.values(), ids=WRONG)
def test_an_error_names_the_row_that_the_workbook_shows_with_empty_rows_above_it(questions, where):
    found = problem(converted, *EMPTY, *questions, choices=[("yn", "y", "Y")])
    assert place(found) == where
    assert "[row" not in found.sentence % found.fields  # the place says it


def test_an_error_names_its_row_after_three_hundred_empty_ones():
    assert place(problem(converted, TEXT, *[()] * 300, ("text", "a", "Again"))) == ("survey", 303, "name")


def test_two_columns_that_mean_the_same_are_named():
    found = problem(converted, (*TEXT, "1", "2"), head=["relevant", "bind::relevant"])
    assert place(found) == ("survey", 1, "bind::relevant")


@pytest.mark.parametrize("wrong", [("yn", "y", "Again"), ("yn", "", "Nameless")])
def test_an_error_among_the_choices_names_its_row(wrong):
    rows = [("yn", "y", "Yes"), (), (), wrong]
    assert place(problem(converted, ("select_one yn", "a", "A"), choices=rows)) == ("choices", 5, "name")


def test_attributes_that_no_filled_in_form_could_be_read_with_are_refused():
    declared = [["form_id", "namespaces"], ["stops", 'a="http://example.org/a"']]
    found = problem(converted, (*TEXT, "x"), head=["instance::a:b"], settings=declared)
    assert place(found) == ("survey", 1, "instance::a:b")
    assert converted((*TEXT, "x"), head=["instance::b"]).form.by_path.keys() == {"a"}


@pytest.mark.parametrize("head", ["bind::a b", "instance::a b"])
def test_a_column_that_makes_no_xml_is_refused(head):
    found = problem(converted, (*TEXT, "x"), head=[head])
    assert found.sheet == "survey"
    assert "cannot have" in found.sentence


@pytest.mark.parametrize(
    ("sheets", "sheet"),
    [
        ({"survey": [("typ", "name"), ("text", "a")]}, "survey"),
        ({"survey": [QUESTION, ("select_one yn", "a", "A")]}, "choices"),
        ({"survey": [QUESTION, TEXT], "settings": [["name"], ["a b"]]}, "settings"),
    ],
)
def test_an_error_of_a_sheet_names_the_sheet(sheets, sheet):
    assert problem(to_xform, book(**sheets)).sheet == sheet


def test_a_sentence_of_the_converter_may_have_any_characters_in_it():
    with pytest.raises(BadForm, match="100%"):
        converted(("100% (of) %s", "a", "A"))


@pytest.mark.parametrize(("name", "meant"), [("setings", "settings"), ("choice", "choices"), ("registers", "register")])
def test_a_sheet_whose_name_has_a_slip_is_not_passed_over(name, meant):
    found = problem(to_xform, book(survey=[QUESTION, TEXT], **{name: [["a"], ["b"]]}))
    assert (found.sheet, found.fields["meant"]) == (name, meant)


def test_what_the_converter_finds_worth_saying_is_handed_on():
    made = to_xform(book(survey=[("type", "name", "label::Shqip (sq)", "hint::English (en)"), (*TEXT, "H")]))
    told = [(one.sheet, one.sentence % one.fields) for one in made.remarks]
    assert [sheet for sheet, said in told if "missing on the sheet" in said] == ["survey", "survey"]


def test_a_remark_names_the_row_that_it_is_about():
    made = to_xform(book(survey=[QUESTION, TEXT, (), ("begin_repeat", "g", ""), ("text", "b", "B"), ("end_repeat",)]))
    assert [(one.sheet, one.row) for one in made.remarks] == [("survey", 4)]


def test_a_sentence_without_a_row_is_placed_by_what_it_quotes():
    for kind, parameters in (("image", "max-pixels=a"), ("audio", "quality=loud")):
        found = problem(converted, TEXT, (kind, "b", "B", parameters), head=("parameters",))
        assert (found.sheet, found.row, found.column) == ("survey", 3, "parameters")
    found = problem(converted, TEXT, ("text", "1a", "A"))
    assert (found.sheet, found.row, found.column) == ("survey", 3, "name")


@pytest.mark.parametrize("column", ["bind::nodeset", "body::ref"])
def test_a_column_that_the_converter_fills_itself_is_refused(column):
    found = problem(converted, (*TEXT, "/data/b"), head=(column,))
    assert (found.sheet, found.row, found.column) == ("survey", 1, column)


def test_a_column_that_no_attribute_can_be_called_is_named():
    with pytest.raises(BadForm) as bad:
        to_xform(book(survey=[(*QUESTION, "bind::a b"), (*TEXT, "x")]))
    assert [(one.sheet, one.row, one.column) for one in bad.value.problems] == [("survey", 1, "bind::a b")]


def test_groups_nested_beyond_reason_are_refused():
    deep = 2_000
    questions = [("begin group", f"g{number}", "G") for number in range(deep)]
    found = problem(converted, *questions, TEXT, *[("end group", "", "")] * deep)
    assert (place(found), found.sentence) == (("survey", 0, ""), "Groups are nested too deeply.")


def test_old_external_choices_become_a_file():
    made = converted(
        ("select_one_external towns", "a", "A", "x=1"),
        head=["choice_filter"],
        external_choices=[[*CHOICE, "x"], ["towns", "p", "Prizren", "1"]],
    )
    assert "Prizren" in made.itemsets


def test_sheets_that_are_not_of_the_converter_are_left_alone():
    assert converted(TEXT, register=[["setting"], ["title"]], notes=[["x"], ["y"]]).form.by_path.keys() == {"a"}


TYPES = (
    "text,integer,calculate,note,image,range,audit,start,hidden,acknowledge,photo,osm,entity,select_one yn,rank yn,"
    "select_multiple yn or_other,select_one_from_file a.csv,select_one ${a},select_one_external yn,csv-external,"
    "begin group,end group,begin repeat,end repeat,background-geopoint,background-audio,select_one,nonsense"
)
WORDS = (
    "yes;no;1;${a};${b};${last-saved#a};. > 3;(;{;';today();start=1 end=x;randomize=true;seed=1;quality=bad;a=b;x y;"
    "pulldata('x','y','z',${a});<b>;x:y;table-list;search('a');current()/../a;%;%(said)s"
)
COLUMNS = (
    "label,label::Shqip (sq),hint,calculation,relevant,choice_filter,repeat_count,parameters,appearance,trigger,"
    "default,required,read_only,bind::x,bind::a b,instance::a:b,media::image,constraint,save_to"
)
cells = st.dictionaries(st.sampled_from(COLUMNS.split(",")), st.sampled_from(WORDS.split(";")), max_size=3)
questions = st.tuples(st.sampled_from(TYPES.split(",")), cells)


@settings(max_examples=150, deadline=None)
@given(st.lists(questions, min_size=1, max_size=4))
def test_any_form_is_converted_or_refused_as_a_whole(asked):
    rows = [
        Row(number, {"type": kind, "name": "abcd"[number - 2], "label": "L", **more})
        for number, (kind, more) in enumerate(asked, start=2)
    ]
    choices = Sheet("choices", CHOICE, (Row(2, dict(zip(CHOICE, ("yn", "y", "Y"), strict=True))),))
    made = Book({"survey": Sheet("survey", ("type", "name", *COLUMNS.split(",")), tuple(rows)), "choices": choices})
    try:
        taken = to_xform(made)
    except BadForm as error:
        said = [one.sentence % one.fields for one in error.problems]
    else:
        said = [taken.xml]
    assert all(said)
