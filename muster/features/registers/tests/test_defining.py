import pytest
from django.core.exceptions import PermissionDenied

from muster.domain.forms.book import Book, Row, Sheet, as_xlsx
from muster.domain.forms.comparing import Change, differences
from muster.domain.forms.problems import BadForm
from muster.features.accounts.models import Permission
from muster.features.registers.actions import load_version, publish_version
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Record, Register
from muster.features.registers.tests.conftest import REGISTER, SURVEY, workbook

pytestmark = pytest.mark.django_db
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
    for wrong, column in ((filtered, "choice_filter"), (counted, "repeat_count"), (begun, "default"), (near, "")):
        rows = (*SURVEY, wrong, *(after if wrong is counted else after[:1]))
        with pytest.raises(BadForm, match=r"/data/x|/cases/x|x_count") as bad:
            load_version(keeper, workbook(survey=rows), "cases.xlsx")
        assert places(bad) == [("survey", 10, column)]


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
    with pytest.raises(BadForm, match=r"circle|cycl") as bad:
        load_version(keeper, workbook(survey=wrong), "cases.xlsx")
    assert [(one.sheet, one.row) for one in bad.value.problems] == [("survey", 10)]
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
