import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from muster.core.identity import SYSTEM, acting_as, of_person
from muster.core.models import AuditEntry, Marking, Place
from muster.domain.counting.period import Period
from muster.domain.forms.answers import to_xml
from muster.domain.returns import RECEIVERS
from muster.features.registers.actions import hand_in
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Record, Register
from muster.features.registers.queries.returns import prepared
from muster.features.registers.tests.conftest import REGISTER, SURVEY

pytestmark = pytest.mark.django_db
DRUGS = (
    *SURVEY,
    {"type": "begin_repeat", "name": "drugs", "label": "Drug"},
    {"type": "text", "name": "drug", "label": "Drug"},
    {"type": "decimal", "name": "quantity", "label": "Quantity"},
    {"type": "text", "name": "unit", "label": "Unit"},
    {"type": "end_repeat"},
    {"type": "text", "name": "code", "label": "Code"},
    {"type": "date", "name": "destroyed", "label": "Destroyed"},
    {"type": "text", "name": "event", "label": "Event"},
)
IDS = "drug=drug quantity=quantity unit=unit agency=who reference=kind"
OFFICER = {"setting": "access", "roles": "officer", "value": "read create change personal export", "from": "restricted"}
STATED = (
    *(row for row in REGISTER if row.get("roles") != "officer"),
    OFFICER,
    {"setting": "return", "name": "unodc_ids", "value": IDS},
    {"setting": "return", "name": "iccs", "value": "code=code date=day"},
    {"setting": "return", "name": "salw_roadmap", "value": "event=event destroyed=destroyed"},
)
YEAR = Period.of_year(2026)
OF_YEAR = "?since=2026-01-01&until=2026-12-31"


@pytest.fixture
def register(publish):
    return Register.objects.get(pk=publish(survey=DRUGS, register=STATED).register_id)


@pytest.fixture
def recorded(filled, officer):
    def made(day, by=officer, **answers):
        number = f"uuid:{Record.objects.count()}-{by.pk}"
        return hand_in(by, filled({"case": number[5:], "day": day, **answers}, number)).record

    return made


@pytest.fixture
def seizure(recorded):
    drugs = [{"drug": "herb", "quantity": "1500", "unit": "G"}, {"drug": "mdma", "quantity": "3", "unit": "TABLET"}]
    return recorded("2026-05-04", person=[{"who": "A. Person"}], kind="theft", drugs=drugs)


def made_by(viewer, register, receiver, period=YEAR):
    viewer.known_grants = None
    with acting_as(of_person(viewer.pk)):
        made = prepared(viewer, register, RECEIVERS[receiver], period)
        return made, [row for table in made.result.tables for row in rows_of(table)]


def rows_of(table):
    return [dict(zip((one.name for one in table.columns), row, strict=True)) for row in table.rows]


def test_single_seizures_without_any_personal_field(register, seizure, officer):
    made, rows = made_by(officer, register, "unodc_ids")
    assert [(row["drug"], str(row["kg_equivalent"])) for row in rows] == [("herb", "1.5"), ("mdma", "None")]
    assert rows[0]["reference"] == "Theft"
    assert (rows[0]["agency"], made.personal) == ("", ("agency",))
    assert "A. Person" not in str(rows)


def test_records_are_of_a_period_by_every_day_that_the_receiver_counts_by(register, recorded, officer):
    recorded("2025-05-04", event="seized", destroyed="2026-12-31")
    recorded("2025-05-04", event="seized", destroyed="2027-01-01")
    made, rows = made_by(officer, register, "salw_roadmap")
    assert {row["topic"]: row["value"] for row in rows if "goal" in row}["destroyed"] == 1
    assert made.result.records == 1


def test_one_counts_what_one_sees(register, recorded, officer, person, other_unit, unit):
    stranger = person("officer", other_unit)
    recorded("2026-05-04", code="0502")
    recorded("2026-05-04", by=stranger, code="0101")
    made, rows = made_by(officer, register, "iccs")
    assert [row["iccs_code"] for row in rows] == ["05", "0502"]
    assert [one.pk for one in made.units] == [unit.pk]
    _made, others = made_by(stranger, register, "iccs")
    assert [row["iccs_code"] for row in others] == ["01", "0101"]


def test_the_page_shows_the_table_and_what_is_missing(register, seizure, recorded, client, officer):
    empty = recorded("2026-06-01")
    client.force_login(officer)
    page = client.get(f"/registers/cases/returns/unodc_ids/{OF_YEAR}").text
    assert "kg_equivalent" in page
    assert "1.5" in page
    assert "3 TABLET cannot be said in kilograms" in page
    assert f"/registers/records/{empty.pk}/" in page
    assert "No drug is recorded." in page
    assert "A. Person" not in page
    assert "Individual drug seizures" in client.get("/registers/cases/returns/").text


@pytest.mark.parametrize(("until", "told"), [(date.today(), False), (date.today() + timedelta(days=1), True)])
def test_a_period_that_is_not_over_is_told(until, told, register, client, officer):
    client.force_login(officer)
    page = client.get(f"/registers/cases/returns/unodc_ids/?since=2026-01-01&until={until}").text
    assert ("The period is not over" in page) is told


def test_places_have_their_names(publish, officer, client):
    Place.objects.update_or_create(code="K27", defaults={"name": "Prishtinë/Priština"})
    more = (*DRUGS, {"type": "select_one_from_file municipalities.csv", "name": "town", "label": "Town"})
    told = tuple(row | {"value": f"{IDS} place=town"} if row.get("name") == "unodc_ids" else row for row in STATED)
    version = publish(survey=more, register=told)
    answers = {
        "case": "1",
        "day": "2026-05-04",
        "town": "K27",
        "drugs": [{"drug": "herb", "quantity": "1", "unit": "G"}],
    }
    hand_in(officer, to_xml(definition_of(version).form, answers, "uuid:named"))
    client.force_login(officer)
    page = client.get(f"/registers/cases/returns/unodc_ids/{OF_YEAR}").text
    assert ">Prishtinë/Priština</td>" in page


def test_the_workbook_has_the_columns_of_the_receiver_and_notes(register, seizure, client, officer):
    client.force_login(officer)
    sent = client.get(f"/registers/cases/returns/unodc_ids/return.xlsx{OF_YEAR}")
    book = load_workbook(io.BytesIO(b"".join(sent.streaming_content)))
    table, notes = book["Individual drug seizures"], book["Notes"]
    heads = [cell.value for cell in table[1]]
    assert heads[:2] == ["reference", "date"]
    assert table.cell(2, heads.index("kg_equivalent") + 1).value == 1.5
    said = {row[0].value: row[1].value for row in notes.iter_rows(min_row=2)}
    assert (said["Period"], said["Records in the return"]) == ("2026-01-01 – 2026-12-31", "1")
    assert "kg_equivalent" in said["Lacking"]


def test_a_table_as_csv(register, recorded, client, officer):
    recorded("2026-05-04", code="0502")
    client.force_login(officer)
    sent = client.get(f"/registers/cases/returns/iccs/offences.csv{OF_YEAR}")
    rows = list(csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode("utf-8-sig"))))
    assert [(row["iccs_code"], row["offences"], row["victims_total"]) for row in rows] == [
        ("05", "1", "Not available"),
        ("0502", "1", "Not available"),
    ]
    assert client.get("/registers/cases/returns/iccs/return.csv").status_code == 404
    assert client.get("/registers/cases/returns/iccs/offences.xlsx").status_code == 404


def test_single_records_are_disclosed_and_that_stands_in_the_trail(register, seizure, client, officer):
    client.force_login(officer)
    list(client.get(f"/registers/cases/returns/unodc_ids/return.xlsx{OF_YEAR}").streaming_content)
    with acting_as(SYSTEM):
        entry = AuditEntry.objects.get(verb="disclose")
        assert AuditEntry.objects.filter(verb="export", subject="record").exists()
    assert (entry.person, entry.subject, entry.detail["keys"]) == (officer.pk, "record", [str(seizure.pk)])
    assert entry.detail["recipient"] == "United Nations Office on Drugs and Crime"


def test_who_takes_closed_records_away_says_why(register, seizure, client, officer):
    Record.objects.update(marking=Marking.RESTRICTED)
    client.force_login(officer)
    for address in ("", "return.xlsx", "seizures.csv"):
        asked = client.get(f"/registers/cases/returns/unodc_ids/{address}{OF_YEAR}")
        assert asked.status_code == 403
        assert "Why do you need this?" in asked.text
    with acting_as(SYSTEM):
        assert not AuditEntry.objects.filter(verb="disclose").exists()


def test_who_may_not_export_gets_counts_alone(register, seizure, client, person, unit):
    client.force_login(person("reader", unit))
    assert client.get("/registers/cases/returns/iccs/").status_code == 200
    assert client.get("/registers/cases/returns/unodc_ids/").status_code == 403
    assert client.get("/registers/cases/returns/unodc_ids/return.xlsx").status_code == 403
    assert "Individual drug seizures" not in client.get("/registers/cases/returns/").text


def test_others_do_not_get_in(register, client, person, unit):
    assert client.get("/registers/cases/returns/iccs/").status_code == 302
    client.force_login(person("", unit))
    for address in ("", "iccs/", "iccs/return.xlsx"):
        assert client.get(f"/registers/cases/returns/{address}").status_code in (403, 404)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?since=2026-12-31&until=2026-01-01", "The last day is before the first."),
        ("?since=yesterday&until=2026-01-01", "Write the first and the last day"),
        ("?since=2026-01-01", "Write the first and the last day"),
    ],
)
def test_a_period_that_is_none_is_named(query, said, register, client, officer):
    client.force_login(officer)
    for address in ("", "return.xlsx"):
        answer = client.get(f"/registers/cases/returns/iccs/{address}{query}")
        assert (answer.status_code, said in answer.text) == (422, True)


def test_the_last_year_is_offered(register, recorded, client, officer):
    recorded(f"{date.today().year - 1}-05-04", code="0502")
    client.force_login(officer)
    assert "Theft" in client.get("/registers/cases/returns/iccs/").text


@pytest.mark.parametrize(
    ("recorded_in", "offered"),
    [((-3, -2, 0), -2), ((0,), 0), ((), -1)],
    ids=["the last that is over", "this year where none is over", "last year without records"],
)
def test_a_year_with_records_is_offered(recorded_in, offered, register, recorded, client, officer):
    this = date.today().year
    for year in recorded_in:
        recorded(f"{this + year}-01-01", code="0502")
    client.force_login(officer)
    page = client.get("/registers/cases/returns/iccs/").text
    assert f'name="since" value="{this + offered}-01-01"' in page
    assert f'name="until" value="{this + offered}-12-31"' in page


def test_a_year_is_offered_by_what_the_viewer_sees(register, recorded, client, other_officer):
    recorded(f"{date.today().year - 2}-05-04", code="0502")
    client.force_login(other_officer)
    assert f'value="{date.today().year - 1}-01-01"' in client.get("/registers/cases/returns/iccs/").text


def test_what_a_register_makes_no_return_of_is_not_there(register, client, officer):
    client.force_login(officer)
    for receiver in ("odihr_hate_crime", "nobody"):
        assert client.get(f"/registers/cases/returns/{receiver}/").status_code == 404
