"""A version that calls a field personal holds for the records that are there: their answers are moved apart."""

import pytest
from django.db import connection

from muster.core import audit, jobs
from muster.core.identity import acting_as, of_person
from muster.features.registers.actions import hand_in, renewing
from muster.features.registers.models import Handover, Key, Personal, Record, Register, Renewal
from muster.features.registers.tests.conftest import REGISTER

pytestmark = pytest.mark.django_db
PERSONAL = (
    *REGISTER,
    {"setting": "personal", "name": "case", "value": "victim"},
    {"setting": "personal", "name": "age", "value": "victim"},
)
NAMED = tuple(row if row["setting"] != "record_name" else {**row, "value": "${kind}"} for row in PERSONAL)


def renew(version, person):
    renewing.renew(version.register_id, version.pk, person.pk)


def rows(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.fixture
def reader(person, unit):
    return person("reader", unit)


@pytest.fixture
def second(record, publish):
    return publish(version="2", register=NAMED)


def test_answers_that_become_personal_move_apart(record, second, keeper, client, reader):
    renew(second, keeper)
    record.refresh_from_db()
    assert record.data == {"day": "2026-05-04", "kind": "theft", "person": [{}]}
    assert Personal.objects.get().data == {"case": "17/2026", "person": [{"who": "A. Person", "age": 30}]}
    assert "17" not in record.name
    assert "17" not in record.search
    assert record.version == 1
    client.force_login(reader)
    assert "17/2026" not in client.get("/registers/cases/").text
    assert "17/2026" not in client.get(f"/registers/records/{record.pk}/").text


def test_earlier_versions_of_a_record_that_say_it_are_seen_by_who_sees_names(record, publish, keeper, reader, officer):
    statement = "SELECT data::text || name FROM registers_recordevent WHERE pgh_obj_id = %s"
    with acting_as(of_person(reader.pk)):
        assert "17/2026" in rows(statement, record.pk)[0][0]
    second = publish(version="2", register=NAMED)
    with acting_as(of_person(reader.pk)):  # at once, before the job comes to it
        assert rows(statement, record.pk) == []
    renew(second, keeper)
    with acting_as(of_person(reader.pk)):
        assert [said for (said,) in rows(statement, record.pk) if "17/2026" in said or "30" in said] == []
        assert len(rows(statement, record.pk)) == 1
    with acting_as(of_person(officer.pk)):
        assert len(rows(statement, record.pk)) == 2
    audit.seal()
    assert audit.findings() == []


def test_before_the_job_comes_to_it_the_page_keeps_it_back(record, second, client, reader, officer):
    client.force_login(reader)
    assert "<dd>30</dd>" not in client.get(f"/registers/records/{record.pk}/").text
    client.force_login(officer)
    assert "<dd>30</dd>" in client.get(f"/registers/records/{record.pk}/").text


def test_forms_of_an_earlier_version_that_come_late_are_parted_by_the_current_one(second, filled, officer):
    late = hand_in(officer, filled({"case": "20/2026", "person": [{"age": 7}]}, "uuid:late", version="1")).record
    assert late.data == {"person": [{}]}
    assert late.name == ""
    assert late.personal.data == {"case": "20/2026", "person": [{"age": 7}]}


def test_a_field_that_is_no_longer_personal_stays_apart_until_the_record_is_saved_again(
    record, second, publish, keeper, filled, officer
):
    renew(second, keeper)
    third = publish(version="3")
    renew(third, keeper)
    assert "case" in Personal.objects.get().data
    again = {"case": "17/2026", "person": [{"who": "A. Person", "age": 30}]}
    hand_in(officer, filled(again, "uuid:again", "uuid:first", version="3"))
    assert Record.objects.get().data["case"] == "17/2026"
    assert Personal.objects.get().data == {"person": [{"who": "A. Person"}]}


def test_the_job_goes_on_where_it_stopped_and_may_come_twice(register, publish, filled, officer, keeper, monkeypatch):
    for number in range(5):
        hand_in(officer, filled({"case": f"{number}/2026"}, f"uuid:{number}"))
    second = publish(version="2", register=NAMED)
    monkeypatch.setattr(renewing, "AT_ONCE", 2)
    real, done = renewing._renewed, []

    def killed(key, *rest):
        if len(done) == 3:
            raise InterruptedError
        done.append(key)
        real(key, *rest)

    monkeypatch.setattr(renewing, "_renewed", killed)
    with pytest.raises(InterruptedError):
        renew(second, keeper)
    assert (Renewal.objects.get().done, Renewal.objects.get().ended_at) == (2, None)
    monkeypatch.setattr(renewing, "_renewed", real)
    renew(second, keeper)
    assert [one.data for one in Record.objects.all()] == [{}] * 5
    assert (Renewal.objects.get().done, Renewal.objects.get().total) == (5, 5)
    assert Renewal.objects.get().ended_at
    events = rows("SELECT count(*) FROM registers_recordevent")
    renew(second, keeper)
    Renewal.objects.update(after=0, done=0, ended_at=None)
    renew(second, keeper)
    assert rows("SELECT count(*) FROM registers_recordevent") == events


def test_a_job_of_a_version_that_is_no_longer_current_does_nothing(record, second, publish, keeper):
    publish(version="3")
    renew(second, keeper)
    assert Record.objects.get().data["case"] == "17/2026"


def test_publishing_puts_the_job_in_the_queue_where_something_changes_for_records(record, publish):
    lock = f"register-{record.register_id}"
    publish(version="2")
    assert not jobs.queued([lock])
    publish(version="3", register=NAMED)
    assert jobs.queued([lock])


def test_new_keys_are_made_of_records_that_are_there(record, publish, keeper):
    keyed = publish(version="2", register=(*REGISTER, {"setting": "key", "name": "who", "value": "person"}))
    renew(keyed, keeper)
    assert Key.objects.get().said == "A. Person"
    renew(publish(version="3"), keeper)
    assert not Key.objects.exists()


def test_the_page_of_the_register_says_how_far_it_is(record, second, keeper, client):
    client.force_login(keeper)
    page = client.get("/registers/cases/about/").text
    assert "Records follow the new version: 0 of 1." in page
    renew(second, keeper)
    assert "Records follow" not in client.get("/registers/cases/about/").text
    assert Register.objects.get().renewal.ended_at


def test_an_offer_is_not_called_by_what_is_personal_now(record, publish, keeper, officer, unit, other_unit):
    Handover.objects.create(
        record=record, register=record.register, called=record.name, kind="referral", from_unit=unit,
        to_unit=other_unit, reason="To look at", by=officer,
    )  # fmt: skip
    renew(publish(version="2", register=NAMED), keeper)
    assert "17" not in Handover.objects.get().called
