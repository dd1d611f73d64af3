import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muster.domain.forms.given import misshapen
from muster.features.registers.actions import hand_in
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Door, Record, Submission
from muster.features.registers.tests.conftest import REGISTER
from muster.features.sign_in.actions import make_token

pytestmark = pytest.mark.django_db
PERSON = {"who": "A. Person", "age": 30}


@pytest.fixture
def ask(client, officer):
    """Asks the API as somebody."""

    def asked(method, path, body=None, person=officer):
        client.force_login(person)
        data = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(f"/api/registers/{path}", **data)

    return asked


def test_registers_say_what_they_ask(register, ask):
    assert [one["code"] for one in ask("get", "").json()] == ["cases"]
    told = ask("get", "cases").json()
    assert (told["title"], told["version"], told["versions"]) == ("Cases", "1", [1])
    fields = {one["path"]: one for one in told["fields"]}
    assert fields["kind"]["choices"][0] == {"name": "theft", "labels": {"": "Theft"}}
    assert (fields["person/who"]["repeat"], fields["person/who"]["personal"]) == ("person", "victim")
    assert "<h:html" in ask("get", "cases/versions/1/form.xml").text
    assert ask("get", "nothing").status_code == ask("get", "cases/versions/9/form.xml").status_code == 404


def test_a_record_is_added_as_the_form_would(register, ask):
    answers = {"case": "17/2026", "day": "2026-05-04", "kind": "theft", "person": [PERSON]}
    answer = ask("post", "cases/records", {"answers": answers, "instance": "uuid:api"})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["name"], told["answers"], told["whole"], told["version"]) == ("17/2026 Theft", answers, True, 1)
    assert Submission.objects.get().door == Door.API
    again = ask("post", "cases/records", {"answers": answers, "instance": "uuid:api"})
    assert (again.json()["id"], Record.objects.count()) == (told["id"], 1)
    other = ask("post", "cases/records", {"answers": {"case": "18"}, "instance": "uuid:api"})
    assert (other.status_code, Record.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    ("answers", "place", "says"),
    [
        ({"case": "1", "stolen": "all"}, "stolen", "no field"),
        ({"case": "1", "person": [PERSON, {"alias": "X"}]}, "person[2]/alias", "no field"),
        ({"case": "1", "person": "A"}, "person", "list of rows"),
        ({"case": ["1"]}, "case", "one value"),
        ({"kind": "theft"}, "case", "Case"),
        ({"case": "1", "person": [PERSON, {"age": 130}]}, "person[2]/age", "Below 120"),
        ({"case": "1", "kind": "piracy"}, "kind", "not among the choices"),
    ],
)
def test_what_the_form_does_not_allow_is_refused_with_its_place(answers, place, says, register, ask):
    answer = ask("post", "cases/records", {"answers": answers})
    assert answer.status_code == 422
    assert says in answer.json()["detail"][place][0]
    assert not Record.objects.exists()


def test_some_answers_change_and_the_others_stay(record, ask):
    change = {"version": 1, "answers": {"kind": None, "case": "18/2026"}, "instance": "uuid:change"}
    told = ask("patch", f"records/{record.pk}", change).json()
    assert told["answers"] == {"case": "18/2026", "day": "2026-05-04", "person": [PERSON]}
    assert told["version"] == 2
    assert (
        ask("patch", f"records/{record.pk}", change).json()["version"] == 2
    )  # the answer was lost, and it comes again


def test_who_was_slower_gets_the_difference(record, filled, officer, ask):
    hand_in(officer, filled({"case": "18/2026"}, "uuid:second", "uuid:first"))
    answer = ask("patch", f"records/{record.pk}", {"version": 1, "answers": {"case": "19/2026"}})
    assert answer.status_code == 409
    assert answer.json()["difference"] == {"case": {"stored": "18/2026", "wanted": "19/2026"}}


def test_files_are_sent_listed_and_taken(register, ask, client):
    made = ask("post", "cases/records", {"answers": {"case": "1", "picture": "p.jpg"}}).json()
    at = f"records/{made['id']}/attachments"
    assert ask("get", at).json() == {"items": [], "missing": ["p.jpg"]}
    sent = client.post(f"/api/registers/{at}", {"file": SimpleUploadedFile("p.jpg", b"a picture")})
    (item,) = sent.json()["items"]
    assert (item["name"], item["path"], item["size"], sent.json()["missing"]) == ("p.jpg", "picture", 9, [])
    assert ask("get", f"{at}/{item['id']}").getvalue() == b"a picture"
    stray = client.post(f"/api/registers/{at}", {"file": SimpleUploadedFile("q.jpg", b"another")})
    assert (stray.status_code, "q.jpg" in stray.json()["detail"][0]) == (422, True)
    assert ask("get", f"{at}/0").status_code == 404


def test_a_list_has_the_filters_of_the_page(record, filled, officer, ask):
    hand_in(officer, filled({"case": "18/2026", "kind": "fraud"}, "uuid:fraud"))
    assert len(ask("get", "cases/records").json()["items"]) == 2
    found = ask("get", "cases/records?answer.kind=fraud&unit=north").json()
    assert ([one["name"] for one in found["items"]], found["after"]) == (["18/2026 Fraud"], None)
    assert ask("get", "cases/records?unit=nowhere").status_code == 422
    assert ask("get", "cases/records?after=x.1").status_code == 422


def test_names_are_for_who_sees_them(record, ask, person, unit):
    told = ask("get", f"records/{record.pk}", person=person("reader", unit)).json()
    assert (told["whole"], told["answers"]["person"]) == (False, [{"age": 30}])


def test_others_do_nothing(record, ask, person, unit, other_officer, client):
    new = {"answers": {"case": "1"}}
    reader = person("reader", unit)
    assert ask("post", "cases/records", new, reader).status_code == 403
    assert ask("patch", f"records/{record.pk}", {"version": 1, **new}, reader).status_code == 403
    assert ask("get", f"records/{record.pk}", person=other_officer).status_code == 404
    assert ask("get", "cases/export/csv", person=reader).status_code == 403
    client.logout()
    assert client.get("/api/registers/cases/records").status_code == 401


def test_a_token_without_sight_of_people_does_not_tell_whom_its_person_recorded(record, person, officer, client):
    administrator = person("administrator")
    of = {"person": officer, "purpose": "Nightly", "unit": None, "last_day": date.today() + timedelta(days=9)}

    def told(*rights):
        token = make_token(administrator, limits=["read register", "read record", *rights], **of)
        return client.get(f"/api/registers/records/{record.pk}", headers={"Authorization": f"Bearer {token}"}).json()

    assert [one.get("who") for one in told()["answers"]["person"]] == [None]
    assert told()["whole"] is False
    assert [one["who"] for one in told("identify record")["answers"]["person"]] == ["A. Person"]


def test_a_token_does_what_it_carries_and_no_more(record, person, officer, client):
    administrator = person("administrator")
    told = {"person": officer, "purpose": "Nightly", "unit": None, "last_day": date.today() + timedelta(days=9)}
    new = {"data": json.dumps({"answers": {"case": "1"}}), "content_type": "application/json"}
    for limits, statuses in ((["read record"], (200, 403)), (["create record"], (403, 201))):
        secret = make_token(administrator, limits=limits, **told)
        by = {"headers": {"Authorization": f"Bearer {secret}"}}
        listed = client.get("/api/registers/cases/records", **by)
        added = client.post("/api/registers/cases/records", **new, **by)
        assert (listed.status_code, added.status_code) == statuses


def test_nobody_records_where_they_may_not(register, ask, other_unit):
    answer = ask("post", "cases/records", {"answers": {"case": "1"}, "unit": other_unit.code})
    assert (answer.status_code, Record.objects.count()) == (403, 0)


def test_what_leaves_as_a_file_needs_its_right(record, publish, ask, officer):
    told = tuple({**row, "value": f"{row['value']} export"} if row["setting"] == "access" else row for row in REGISTER)
    publish(version="2", register=told)
    answer = ask("get", "cases/export/csv?labels=true")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert ask("get", "cases/export/pdf").status_code == 404


def test_the_shape_of_answers_is_told_by_place(register):
    form = definition_of(register.current).form
    wrong = dict(misshapen(form, {"person": [{"who": {"a": 1}, "person": 1}], "picture": 1.5, "kind": None}))
    assert list(wrong) == ["person[1]/who", "person[1]/person"]
