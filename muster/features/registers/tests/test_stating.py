"""What the pages of a version say of its sheet, and of what changes with it."""

import pytest

from muster.features.registers.actions import load_version
from muster.features.registers.beside import Beside
from muster.features.registers.stating import changes, stated
from muster.features.registers.tests.conftest import CHOICES, REGISTER, SURVEY, workbook

pytestmark = pytest.mark.django_db
MORE = (
    {"setting": "move", "name": "end", "label::English (en)": "End", "from": "open", "to": "done", "roles": "officer"},
    {"setting": "move", "name": "back", "label::English (en)": "Back", "value": "comment approval", "to": "open"},
    {"setting": "key", "name": "who", "value": "person", "to": "required"},
    {"setting": "statistic", "name": "kind"},
    {"setting": "measure", "name": "age", "value": "mean", "to": "years"},
    {"setting": "link", "name": "same", "label::English (en)": "Earlier case", "value": "cases"},
    {
        "setting": "warning",
        "name": "often",
        "label::English (en)": "Often",
        "from": "who",
        "value": "3 in 12 months of kind=theft",
    },
    {"setting": "return", "name": "iccs", "value": "date=day"},
)
WORKS = {
    ("state", "Open"): "the first one",
    ("state", "Done"): "the work ends with it",
    ("move", "End"): "from “Open” to “Done”; by: Programme officer",
    ("move", "Back"): (
        "from “Open”, “Done” to “Open”; by whoever may change the record; with a comment;"
        " as an approval, by somebody else than who wrote it last"
    ),
    ("deadline", "Answer"): "10 days from “Day”, until it is “Done”",
    ("key", "Name"): "as a person; nothing is recorded without looking",
    ("statistic", "Kind"): "",
    ("measure", "Age"): "mean of “Age” (years)",
    ("link", "Earlier case"): "Cases",
    ("warning", "Often"): "3 records within 12 months name the same in “Name” (Kind: Theft)",
}


@pytest.fixture
def changed(register, keeper):
    """What the current version and another one have apart, by what is called so."""

    def compared(**more):
        beside, version = Beside(), load_version(keeper, workbook(version="2", **more), "cases.xlsx")
        found = changes(beside.of(register.current), beside.of(version))
        return {
            key: " ".join(one.says for one in found if (one.what, one.called) == key)
            for key in ((one.what, one.called) for one in found)
        }

    return compared


def test_a_version_says_how_its_register_works(publish, client, keeper):
    version = publish(register=(*REGISTER, *MORE))
    found = {(one.setting, one.called): one.says for one in stated(Beside().of(version))}
    assert {key: found.get(key) for key in WORKS} == WORKS
    client.force_login(keeper)
    for address in ("/registers/cases/about/", "/registers/cases/versions/1/"):
        page = client.get(address).text
        assert "How it works" in page
        assert all(one in page for one in ("Earlier case", "mean of “Age” (years)", "10 days from “Day”"))


def test_a_version_that_says_the_same_changes_nothing(changed, client, keeper):
    assert changed() == {}
    client.force_login(keeper)
    assert "It asks and says the same as the current version." in client.get("/registers/cases/versions/2/").text


def test_every_statement_that_is_new_or_gone_is_told(changed):
    less = tuple(row for row in REGISTER if row["setting"] != "deadline" and row.get("roles") != "reader")
    found = changed(register=(*less, *MORE, {"setting": "threshold", "value": "9"}))
    assert found["Deadline", "Answer"] == "Gone: 10 days from “Day”, until it is “Done”"
    assert found["Rights of a role", "Reader"].startswith("Gone: ")
    assert found["Smallest count that is shown", ""] == "Before: 5. From now on: 9."
    kinds = {what for what, _called in found}
    assert kinds >= {
        *("Move", "Looked for before recording", "Counted in tables by", "Measured in tables"),
        *("Link", "Early warning", "Return"),
    }
    assert found["Counted in tables by", "Kind"] == "New"


def test_a_state_that_is_gone_says_what_is_asked_first(changed):
    states = tuple(row for row in REGISTER if row.get("name") != "done" and row["setting"] != "deadline")
    assert changed(register=states)["State of a record", "Done"] == (
        "Gone. As long as records stand in it, this version cannot be published: move them on before."
    )


def test_without_the_sheet_all_rights_end_and_the_page_says_so(changed, client, keeper):
    gone = [key for key, says in changed(register=()).items() if says.startswith("Gone")]
    assert {called for what, called in gone if what == "Rights of a role"} == {"Programme officer", "Reader"}
    client.force_login(keeper)
    assert "This version names no rights of roles" in client.get("/registers/cases/versions/2/").text


def test_fields_and_choices_are_called_as_people_read_them(changed):
    other = ({**CHOICES[0], "label": "Stealing"}, {**CHOICES[1], "name": "scam", "label": "Scam"})
    found = changed(choices=other, survey=(*SURVEY, {"type": "text", "name": "more", "label": "More of it"}))
    assert found["Question", "Kind"] == (
        "Choices that are called otherwise: “Theft” → “Stealing”. New choices: Scam."
        " Choices that are gone: Fraud. Records that say them stay so."
    )
    assert found["Question", "More of it"] == "New. Records that are there do not answer it."


def test_a_choice_that_is_called_otherwise_is_told(changed):
    assert changed(choices=({**CHOICES[0], "label": "Stealing"}, CHOICES[1])) == {
        ("Question", "Kind"): "Choices that are called otherwise: “Theft” → “Stealing”."
    }


def test_words_that_change_in_another_language_alone_are_told_with_it(changed):
    rows = ({**REGISTER[0], "label::Shqip (sq)": "Çështjet"}, *REGISTER[1:])
    assert changed(register=rows) == {("Title", ""): "Its words in other languages change."}


def test_a_question_that_is_called_otherwise_in_another_language_names_it(publish, keeper):
    old, new = ({**SURVEY[1], "label::Shqip (sq)": name} for name in ("Dita", "Data"))
    before = publish(survey=(SURVEY[0], old, *SURVEY[2:]))
    after = load_version(keeper, workbook(version="2", survey=(SURVEY[0], new, *SURVEY[2:])), "cases.xlsx")
    (one,) = changes(Beside().of(before), Beside().of(after))
    assert (one.called, one.says) == ("Day", "Called otherwise: “Dita (sq)” before, “Data (sq)” now.")
