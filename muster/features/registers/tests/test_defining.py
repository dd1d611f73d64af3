import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from muster.domain.forms.book import Book, Row, Sheet, as_xlsx
from muster.domain.forms.comparing import Change, differences
from muster.domain.forms.model import Kind
from muster.domain.forms.problems import BadForm, Problem
from muster.features.accounts.models import Assignment, Permission, Role
from muster.features.registers.actions import load_version, publish_version
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Record, Register
from muster.features.registers.queries.links import nowhere
from muster.features.registers.showing import KINDS, sentence
from muster.features.registers.tests.conftest import REGISTER, SURVEY, workbook
from muster.ui.wording import said

pytestmark = pytest.mark.django_db
SHEET = ("value", "roles", "name", "value")  # of what is wrong, row by row
PLAIN = {"type": "text", "label": "Plain"}


def places(bad):
    return [(one.sheet, one.row, one.column) for one in bad.value.problems]


def test_a_register_is_what_its_workbook_says(register):
    settings = definition_of(register.current).settings
    assert str(register) == "Cases"
    assert register.unit.code == "north"
    assert settings.of_whom("person/who") == "victim"
    assert [state.code for state in settings.states] == ["open", "done"]


def test_roles_may_with_its_records_what_the_workbook_says_and_no_more(register, publish):
    given = Permission.objects.filter(kind="cases")
    assert {(one.role.code, one.verb, one.reach) for one in given} == {
        *(("officer", verb, "unit") for verb in ("read", "create", "change", "identify")),
        ("reader", "read", "organisation"),
    }
    publish(version="2", register=REGISTER[:-1])
    assert set(given.values_list("role__code", flat=True)) == {"officer"}


def test_who_keeps_registers_gives_nobody_rights(person, unit):
    desk = person("desk_officer", unit)
    publish_version(desk, load_version(desk, workbook(), "cases.xlsx"))
    assert not Permission.objects.filter(kind="cases").exists()


def test_rights_that_wait_name_who_gives_them_and_stand_on_their_first_page(person, unit, client):
    desk, administrator = person("desk_officer", unit), person("administrator")
    version = load_version(desk, workbook(), "cases.xlsx")
    client.force_login(administrator)
    assert "Rights that wait for you" not in client.get("/").text
    client.force_login(desk)
    assert "the rights that this version names are not yours to give" in client.get("/registers/cases/versions/1/").text
    published = client.post(f"/registers/cases/versions/{version.number}/publish/", follow=True).text
    assert "The roles do not have the rights to the records yet" in published
    assert "Give these rights" not in published
    assert administrator.full_name in published
    assert "Rights that wait for you" not in client.get("/").text
    client.force_login(administrator)
    assert 'href="/registers/cases/about/"' in client.get("/").text
    assert "Give these rights" in client.get("/registers/cases/about/").text
    assert "do not have the rights" not in client.post("/registers/cases/rights/", follow=True).text
    assert "Rights that wait for you" not in client.get("/").text


def test_a_version_warns_of_rights_only_where_it_names_others_than_are_given(register, person, unit, client):
    desk, not_given = person("desk_officer", unit), "the rights that this version names are not yours to give"
    client.force_login(desk)
    load_version(desk, workbook(version="2"), "cases.xlsx")
    assert not_given not in client.get("/registers/cases/versions/2/").text
    load_version(desk, workbook(version="3", register=REGISTER[:-1]), "cases.xlsx")
    assert not_given in client.get("/registers/cases/versions/3/").text


def test_rights_that_nobody_may_give_say_so(person, unit, client):
    desk, only = person("desk_officer", unit), person("administrator")
    Assignment.objects.create(person=only, role=Role.objects.get(code="officer"), start=date(2000, 1, 1))
    publish_version(desk, load_version(desk, workbook(), "cases.xlsx"))
    client.force_login(only)
    assert "Nobody can give them now" in client.get("/registers/cases/about/").text
    assert client.post("/registers/cases/rights/").status_code == 403


@pytest.mark.parametrize("role", ["officer", "reader", "auditor"])
def test_others_load_nothing(role, person, unit):
    with pytest.raises(PermissionDenied):
        load_version(person(role, unit), workbook(), "cases.xlsx")
    assert not Register.objects.exists()


def test_whoever_keeps_another_unit_s_registers_loads_nothing_here(person, other_unit, unit):
    with pytest.raises(PermissionDenied):
        load_version(person("desk_officer", other_unit), workbook(), "cases.xlsx")


def test_what_the_converter_does_not_take_is_named_with_its_place(keeper):
    wrong = (*SURVEY, {"type": "text", "name": "x", "label": "X", "relevant": "${nobody} = 1"})
    with pytest.raises(BadForm) as bad:
        load_version(keeper, workbook(survey=wrong), "cases.xlsx")
    assert places(bad) == [("survey", 10, "relevant")]
    assert "nobody" in str(bad.value)


def test_what_the_engine_does_not_support_is_named_with_its_place(keeper):
    wrong = (*SURVEY, {"type": "calculate", "name": "x", "calculation": "later-than(${day}, 3)"})
    with pytest.raises(BadForm, match="later-than") as bad:
        load_version(keeper, workbook(survey=wrong), "cases.xlsx")
    assert places(bad) == [("survey", 10, "calculation")]


def test_what_the_engine_says_of_an_expression_names_its_row_and_column(keeper):
    for column, wrong in (
        ("relevant", "round(1, 2, 3) = 1"),
        ("constraint", "substr() = 1"),
        ("calculation", "substr()"),
    ):
        with pytest.raises(BadForm) as bad:
            load_version(keeper, workbook(survey=(*SURVEY, {**PLAIN, "name": "x", column: wrong})), "cases.xlsx")
        assert places(bad) == [("survey", 10, column)]


def test_what_the_engine_says_of_a_question_names_its_row(keeper):
    filtered = {"type": "select_one kind", "name": "x", "label": "X", "choice_filter": "round(1, 2, 3) = 1"}
    counted = {"type": "begin_repeat", "name": "x", "label": "X", "repeat_count": "1 + "}
    begun = {"type": "calculate", "name": "x", "calculation": "1", "default": "round(1, 2, 3)"}
    near = {"type": "geopoint", "name": "x", "label": "X", "body::accuracyThreshold": "near"}
    after = ({**PLAIN, "name": "y"}, {"type": "end_repeat"})
    for wrong, column in (
        (filtered, "choice_filter"),
        (counted, "repeat_count"),
        (begun, "default"),
        (near, "body::accuracyThreshold"),
    ):
        rows = (*SURVEY, wrong, *(after if wrong is counted else after[:1]))
        with pytest.raises(BadForm, match=f"“{re.escape(wrong[column].strip())}” of “x”") as bad:
            load_version(keeper, workbook(survey=rows), "cases.xlsx")
        assert places(bad) == [("survey", 10, column)]


def test_an_expression_that_cannot_be_read_is_quoted_as_the_workbook_has_it(keeper):
    wrong = {**PLAIN, "name": "x", "relevant": "${day} > ("}
    with pytest.raises(BadForm, match=re.escape("The expression “${day} > (” of “x” cannot be read")) as bad:
        load_version(keeper, workbook(survey=(*SURVEY, wrong)), "cases.xlsx")
    assert places(bad) == [("survey", 10, "relevant")]


def test_a_function_that_is_not_known_is_named_at_every_question(keeper):
    one = {"type": "calculate", "name": "x", "calculation": "later(1)"}
    with pytest.raises(BadForm) as bad:
        load_version(keeper, workbook(survey=(*SURVEY, one, {**PLAIN, "name": "y", "relevant": "later(2)"})), "c.xlsx")
    assert places(bad) == [("survey", 10, "calculation"), ("survey", 11, "relevant")]
    assert [one.fields["places"] for one in bad.value.problems] == ["x", "y"]


def test_all_that_is_wrong_with_the_form_and_with_the_sheet_is_named_at_once(keeper):
    form = (*SURVEY, {**PLAIN, "name": "x", "relevant": "1 + "})
    sheet = (
        {"setting": "unit", "value": "nowhere"},
        {"setting": "access", "roles": "wizard", "value": "read"},
        {"setting": "date", "name": "when"},
        {"setting": "threshold", "value": "none", "role": "x"},
    )
    with pytest.raises(BadForm) as bad:
        load_version(keeper, workbook(survey=form, register=sheet), "cases.xlsx")
    rows = [("register", 1, "role"), *(("register", at, column) for at, column in enumerate(SHEET, start=2))]
    assert places(bad) == [*rows, ("survey", 10, "relevant")]


@pytest.mark.parametrize(
    ("parameters", "head", "missing", "column"),
    [
        ("value=kode", "code,label", "kode", "parameters"),
        ("label=emri", "name,code", "emri", "parameters"),
        ("", "name,code", "label", "type"),
        ("", "code,label", "name", "type"),
    ],
)
def test_a_list_beside_the_form_has_the_columns_that_the_form_names(keeper, parameters, head, missing, column):
    town = {"type": "select_one_from_file towns.csv", "name": "town", "label": "Town", "parameters": parameters}
    book, towns = workbook(survey=(*SURVEY, town)), f"{head}\n1,2\n".encode()
    with pytest.raises(BadForm, match=f"The file “towns.csv” has no column “{missing}”, but: ") as bad:
        load_version(keeper, book, "cases.xlsx", {"towns.csv": towns})
    assert places(bad) == [("survey", 10, column)]


def test_kinds_are_told_in_words_of_the_reader():
    with translation.override("sq"):
        told = sentence(Problem("%(name)s: %(kinds)s", {"name": "a", "kinds": (Kind.DATE, Kind.MOMENT)}))
        assert told == f"a: {KINDS[Kind.DATE]}, {KINDS[Kind.MOMENT]}"


NOWHERE = "There is no register “%(name)s” yet: the link is offered as soon as there is one."


def remarks(version):
    return [(sheet, row, column, said(remark)) for sheet, row, column, remark in version.remarks]


def test_a_state_that_no_record_comes_to_is_remarked(keeper):
    states = [{"setting": "state", "name": name, "label": name, "value": "first" * (name == "a")} for name in "abcd"]
    moves = [
        {"setting": "move", "name": f"{one}{other}", "label": "L", "from": one, "to": other}
        for one, other in ("ab", "cd", "dc")
    ]
    version = load_version(keeper, workbook(register=(*states, *moves)), "cases.xlsx")
    found = [(row, column) for sheet, row, column, text in remarks(version) if "no record will ever be" in text]
    assert found == [(4, "name"), (5, "name")]


def test_a_link_to_a_register_is_remarked_as_long_as_that_is_not_there(keeper, client):
    links = [{"setting": "link", "name": f"to_{code}", "label": "L", "value": code} for code in ("cases", "weapons")]
    version = load_version(keeper, workbook(register=links), "cases.xlsx")
    assert list(nowhere(version)) == [["register", 3, "value", [NOWHERE, {"name": "weapons"}]]]
    client.force_login(keeper)
    page = f"/registers/cases/versions/{version.number}/"
    assert "There is no register “weapons” yet" in client.get(page).text
    load_version(keeper, workbook(form_id="weapons"), "weapons.xlsx")
    assert list(nowhere(version)) == []
    assert "There is no register" not in client.get(page).text


def test_a_register_that_is_called_otherwise_than_its_form_is_remarked(keeper):
    version = load_version(keeper, workbook(form_id="1 bad id"), "cases.xlsx")
    found = [one for one in remarks(version) if one[0] == "settings"]
    assert [one[:3] for one in found] == [("settings", 2, "form_id")]
    assert "called “1-bad-id”" in found[0][3]
    assert not [one for one in remarks(load_version(keeper, workbook(), "cases.xlsx")) if one[0] == "settings"]


def test_what_the_converter_remarks_is_shown_with_the_version(keeper, client):
    rows = (*SURVEY, {"type": "begin_repeat", "name": "more"}, {**PLAIN, "name": "x"}, {"type": "end_repeat"})
    version = load_version(keeper, workbook(survey=rows), "cases.xlsx")
    client.force_login(keeper)
    page = client.get(f"/registers/cases/versions/{version.number}/").text
    assert "A group or a repeat has no label." in page
    assert '<td class="number" data-label="Row">10</td>' in page
    plain = load_version(keeper, workbook(version="2"), "cases.xlsx")
    assert 'id="remarks"' in page
    assert ('id="remarks"' in client.get(f"/registers/cases/versions/{plain.number}/").text) is bool(plain.remarks)


def test_a_cyclic_form_is_refused(keeper):
    wrong = (
        *SURVEY,
        {"type": "calculate", "name": "x", "calculation": "${y} + 1"},
        {"type": "calculate", "name": "y", "calculation": "${x} + 1"},
    )
    with pytest.raises(BadForm, match=r"in a circle: x → y → x|in a circle: y → x → y") as bad:
        load_version(keeper, workbook(survey=wrong), "cases.xlsx")
    assert places(bad) == [("survey", 10, "calculation")]
    assert not Register.objects.exists()


def test_roles_and_units_that_are_not_there_are_named_with_their_place(keeper):
    wrong = (
        {"setting": "unit", "value": "nowhere"},
        {"setting": "access", "roles": "officer wizard", "value": "read", "to": "unit"},
    )
    with pytest.raises(BadForm) as bad:
        load_version(keeper, workbook(register=wrong), "cases.xlsx")
    assert places(bad) == [("register", 2, "value"), ("register", 3, "roles")]


def test_a_missing_file_is_named(keeper):
    wrong = (*SURVEY, {"type": "select_one_from_file towns.csv", "name": "town", "label": "Town"})
    with pytest.raises(BadForm, match=r"towns\.csv") as bad:
        load_version(keeper, workbook(survey=wrong), "cases.xlsx")
    assert places(bad) == [("survey", 10, "type")]
    version = load_version(keeper, workbook(survey=wrong), "cases.xlsx", {"towns.csv": b"name,label\na,A\n"})
    assert [one.name for one in version.files.all()] == ["towns.csv"]


def test_municipalities_and_units_are_brought(keeper):
    more = (*SURVEY, {"type": "select_one_from_file municipalities.csv", "name": "town", "label": "Town"})
    assert load_version(keeper, workbook(survey=more), "cases.xlsx").files.count() == 0


def test_the_same_version_is_not_loaded_twice(register, keeper):
    with pytest.raises(BadForm, match="raise the version"):
        load_version(keeper, workbook(), "cases.xlsx")


def test_a_form_without_settings_is_a_register_of_its_file_s_name(keeper):
    plain = as_xlsx(Book({"survey": Sheet("survey", ("type", "name", "label"), (Row(2, SURVEY[0]),))}))
    version = load_version(keeper, plain, "Bus stops.xlsx")
    assert (version.register.code, version.register.form_id) == ("bus-stops", "Bus stops")
    with pytest.raises(BadForm, match="raise the version"):
        load_version(keeper, plain, "Bus stops.xlsx")
    publish_version(keeper, version)


def test_a_new_version_shows_what_changes(register, publish):
    before = definition_of(register.current)
    less = tuple(row for row in SURVEY if row.get("name") != "day")
    plain = tuple(row for row in REGISTER if row["setting"] not in ("date", "retention", "deadline"))
    more = {"type": "text", "name": "note", "label": "Note"}
    after = definition_of(publish(version="2", survey=(*less, more), register=plain))
    found = {(one.change, one.path) for one in differences(before.form, after.form, before.settings, after.settings)}
    assert {(Change.ADDED, "note"), (Change.GONE, "day")} <= found


def test_no_record_loses_its_state(record, publish):
    wrong = tuple(row for row in REGISTER if row.get("name") not in ("open", "done"))
    Record.objects.update(state="done")
    with pytest.raises(BadForm, match="done"):
        publish(version="2", register=wrong)


def test_a_column_that_a_return_does_not_ask_for_is_remarked(keeper):
    returned = {"setting": "return", "name": "iccs", "value": "code=kind dait=day"}
    version = load_version(keeper, workbook(register=(*REGISTER, returned)), "cases.xlsx")
    (found,) = (one for one in remarks(version) if one[:3] == ("register", len(REGISTER) + 2, "value"))
    assert found[3].startswith("The return has no use for “dait”; what it asks for: attempted, code, cyber, date, ")
