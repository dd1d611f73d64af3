import pytest

from muster.domain.forms.book import Book, Row, Sheet
from muster.domain.forms.convert import to_xform
from muster.domain.forms.model import Choice, Kind
from muster.domain.forms.tests.samples import CHOICE, QUESTION, book, converted, form
from muster.domain.forms.xform import language_code, read_xform

YES_NO = [("yn", "y", "Yes"), ("yn", "n", "No")]

KINDS = {
    "text": Kind.TEXT,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "range": Kind.INTEGER,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.MOMENT,
    "today": Kind.DATE,
    "start": Kind.MOMENT,
    "username": Kind.TEXT,
    "hidden": Kind.TEXT,
    "select_one yn": Kind.ONE,
    "select_multiple yn": Kind.MANY,
    "rank yn": Kind.RANK,
    "geopoint": Kind.POINT,
    "start-geopoint": Kind.POINT,
    "geotrace": Kind.LINE,
    "geoshape": Kind.AREA,
    "image": Kind.FILE,
    "audio": Kind.FILE,
    "video": Kind.FILE,
    "file": Kind.FILE,
    "barcode": Kind.BARCODE,
    "acknowledge": Kind.CONFIRMED,
    "note": Kind.NOTE,
}
UNASKED = {"today", "start", "username", "hidden", "start-geopoint"}


@pytest.mark.parametrize(("kind", "meant"), KINDS.items())
def test_a_question_is_of_the_kind_that_its_answer_is(kind, meant):
    found = form((kind, "a", "A"), choices=YES_NO).by_path["a"]
    assert (found.kind, found.asked) == (meant, kind not in UNASKED)


def test_a_range_with_steps_below_one_is_a_decimal():
    made = form(("range", "a", "A", "start=0 end=1 step=0.1"), head=["parameters"])
    assert made.by_path["a"].kind == Kind.DECIMAL


def test_what_is_worked_out_is_not_asked():
    made = form(("text", "a", "A", ""), ("calculate", "b", "", "${a}"), head=["calculation"])
    assert (made.by_path["b"].kind, made.by_path["b"].asked) == (Kind.TEXT, False)


def test_a_text_that_cannot_be_changed_but_has_a_value_is_no_note():
    made = form(
        ("text", "a", "A", "yes", "from the start", ""),
        ("text", "b", "B", "yes", "${a}", ""),
        ("text", "c", "C", "yes", "", "${a}"),
        ("note", "d", "D", "", "", ""),
        head=["read_only", "default", "calculation"],
    )
    assert [one.kind for one in made.fields] == [Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.NOTE]


def test_a_point_taken_in_the_background_is_not_asked():
    made = form(("text", "a", "A", ""), ("background-geopoint", "b", "", "${a}"), head=["trigger"])
    assert [(one.name, one.asked) for one in made.fields] == [("a", True), ("b", False)]


def test_repeats_in_repeats_know_the_innermost_that_they_are_in():
    made = form(
        ("begin group", "case", "Case"),
        ("begin repeat", "person", "Person"),
        ("text", "name", "Name"),
        ("begin group", "more", "More"),
        ("begin repeat", "phone", "Telephone"),
        ("text", "number", "Number"),
        ("end repeat", "", ""),
        ("end group", "", ""),
        ("end repeat", "", ""),
        ("end group", "", ""),
        ("text", "after", "After"),
    )
    assert [(one.path, one.kind, one.repeat) for one in made.fields] == [
        ("case", Kind.GROUP, ""),
        ("case/person", Kind.REPEAT, ""),
        ("case/person/name", Kind.TEXT, "case/person"),
        ("case/person/more", Kind.GROUP, "case/person"),
        ("case/person/more/phone", Kind.REPEAT, "case/person"),
        ("case/person/more/phone/number", Kind.TEXT, "case/person/more/phone"),
        ("after", Kind.TEXT, ""),
    ]
    assert made.by_path["case/person"].labels == {"": "Person"}
    assert made.by_path["case/person/more/phone"].labels == {"": "Telephone"}


def test_a_repeat_of_a_stated_number_is_one_and_its_count_is_not_asked():
    made = form(
        ("begin repeat", "r", "R", "3"), ("text", "a", "A", ""), ("end repeat", "", "", ""), head=["repeat_count"]
    )
    assert made.by_path["r"].kind == Kind.REPEAT
    assert [one.path for one in made.fields if one.asked and one.kind == Kind.TEXT] == ["r/a"]


def test_a_group_without_a_label_is_a_group():
    made = form(("begin group", "g", ""), ("text", "a", "A"), ("end group", "", ""))
    assert (made.by_path["g"].kind, dict(made.by_path["g"].labels)) == (Kind.GROUP, {})


def test_fields_of_one_name_are_told_apart_by_their_paths_and_what_is_below_a_path_is_found():
    made = form(
        ("begin group", "g", "G"),
        ("text", "a", "A"),
        ("end group", "", ""),
        ("text", "a", "A"),
        ("text", "gg", "GG"),
    )
    assert [one.path for one in made.by_name["a"]] == ["g/a", "a"]
    assert [one.path for one in made.below("g")] == ["g", "g/a"]


def test_metadata_of_the_instance_is_no_field():
    assert [one.path for one in form(("text", "a", "A")).fields] == ["a"]


def test_choices_come_in_the_order_of_the_list():
    made = form(("select_one yn", "a", "A"), choices=YES_NO)
    assert made.by_path["a"].choices == "yn"
    assert made.lists == {"yn": (Choice("y", {"": "Yes"}), Choice("n", {"": "No"}))}


def test_a_list_that_depends_on_another_answer_is_the_whole_list():
    questions = [("select_one yn", "first", "First", ""), ("select_one yn", "a", "A", "name != ${first}")]
    made = form(*questions, head=["choice_filter"], choices=YES_NO)
    assert made.by_path["a"].choices == "yn"
    assert len(made.lists["yn"]) == 2


@pytest.mark.parametrize(("kind", "meant"), [("select_one", Kind.ONE), ("select_multiple", Kind.MANY)])
@pytest.mark.parametrize("file", ["towns.csv", "towns.xml", "towns.geojson"])
def test_a_list_in_a_file_is_needed_beside_the_form(kind, meant, file):
    made = form((f"{kind}_from_file {file}", "a", "A"))
    found = made.by_path["a"]
    assert (found.kind, found.file, made.files) == (meant, file, (file,))
    assert found.choices not in made.lists


def test_a_file_that_is_looked_up_in_is_needed_beside_the_form():
    made = form(
        ("text", "a", "A", ""),
        ("calculate", "b", "", "pulldata('towns', 'name', 'code', ${a})"),
        head=["calculation"],
    )
    assert made.files == ("towns.csv",)


def test_the_record_that_was_saved_last_is_no_file():
    made = form(("text", "a", "A", "${last-saved#a}"), head=["default"])
    assert made.files == ()


def test_pictures_and_sounds_of_questions_and_choices_are_needed_beside_the_form():
    read = book(
        survey=[
            ["type", "name", "label::English (en)", "media::image", "media::audio::Shqip (sq)"],
            ["select_one yn", "a", "A", "map.png"],
            ["text", "b", "B", None, "say.mp3"],
        ],
        choices=[[*CHOICE[:2], "label::English (en)", "media::image"], ["yn", "y", "Yes", "yes.png"]],
    )
    made = to_xform(read).form
    assert made.files == ("map.png", "say.mp3", "yes.png")


LANGUAGES = ["type", "name", "label::English (en)", "label::Shqip (sq)", "label::Srpski (sr)"]


def test_words_are_kept_by_the_code_of_their_language():
    read = book(
        survey=[
            LANGUAGES,
            ["begin repeat", "r", "Rows", "Rreshtat", "Redovi"],
            ["select_one yn", "a", "Name", "Emri", "Ime"],
            ["end repeat"],
        ],
        choices=[["list_name", *LANGUAGES[1:]], ["yn", "y", "Yes", "Po", "Da"], ["yn", "n", "No", "Jo"]],
    )
    made = to_xform(read).form
    assert made.languages == ("English (en)", "Shqip (sq)", "Srpski (sr)")
    assert made.by_path["r"].labels == {"en": "Rows", "sq": "Rreshtat", "sr": "Redovi"}
    assert made.by_path["r/a"].labels == {"en": "Name", "sq": "Emri", "sr": "Ime"}
    assert [choice.labels for choice in made.lists["yn"]] == [
        {"en": "Yes", "sq": "Po", "sr": "Da"},
        {"en": "No", "sq": "Jo"},
    ]


def test_what_is_worked_out_has_the_words_of_its_row():
    read = book(
        survey=[
            [*LANGUAGES[:4], "calculation"],
            ["begin group", "g", "Counts", "Numërimet"],
            ["integer", "a", "Men", "Burra"],
            ["calculate", "b", "All", "Gjithsej", "${a} * 2"],
            ["calculate", "c", "", "", "${b} + 1"],
            ["end group"],
        ]
    )
    made = to_xform(read).form
    assert (made.by_path["g/b"].labels, made.by_path["g/b"].asked) == ({"en": "All", "sq": "Gjithsej"}, False)
    assert made.by_path["g/c"].labels == {}


def test_words_of_no_language_are_those_of_the_form_whatever_else_it_has():
    plain = form(("text", "a", "A"))
    assert (plain.languages, plain.by_path["a"].labels) == ((), {"": "A"})
    beside = form(("text", "a", "A", "Asq"), ("text", "b", "B", ""), head=["label::Shqip (sq)"])
    assert (beside.languages, beside.by_path["a"].labels) == (("Shqip (sq)",), {"": "A", "sq": "Asq"})
    pictured = form(("text", "a", "A", "a.png"), head=["media::image"])
    assert (pictured.languages, pictured.by_path["a"].labels) == ((), {"": "A"})


def test_an_answer_put_into_a_label_is_an_ellipsis():
    made = form(("text", "a", "A"), ("text", "b", "Age of ${a}, in  years"))
    assert made.by_path["b"].labels == {"": "Age of …, in years"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("English (en)", "en"),
        ("Shqip(sq)", "sq"),
        ("Srpski (sr-Latn)", "sr-latn"),
        ("English (EN) ", "en"),
        ("sq", "sq"),
        ("Gegërisht", "Gegërisht"),
        ("Forms (all of them)", "Forms (all of them)"),
        ("default", ""),
    ],
)
def test_a_language_is_known_by_its_code(name, code):
    assert language_code(name) == code


def test_a_list_of_fifty_thousand_is_read():
    question = Row(2, dict(zip(QUESTION, ("select_one yn", "a", "A"), strict=True)))
    choices = (
        Row(number, dict(zip(CHOICE, ("yn", f"c{number}", f"Choice {number}"), strict=True)))
        for number in range(2, 50_002)
    )
    sheets = Sheet("survey", QUESTION, (question,)), Sheet("choices", CHOICE, tuple(choices))
    made = to_xform(Book({sheet.name: sheet for sheet in sheets})).form
    assert len(made.lists["yn"]) == 50_000


def test_an_xform_that_was_kept_reads_as_it_did_when_it_was_converted():
    made = converted(("select_one yn", "a", "A"), choices=YES_NO)
    assert read_xform(made.xml) == made.form


def test_the_title_is_that_of_the_form_and_its_root_the_name_that_it_states():
    sheets = {
        "survey": [QUESTION, ["text", "a", "A"]],
        "settings": [["form_title", "form_id", "name"], ["T", "t", "top"]],
    }
    made = to_xform(book(**sheets)).form
    assert (made.title, made.code, made.root, made.fields[0].path) == ("T", "t", "top", "a")
