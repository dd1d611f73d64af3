"""A record that an earlier version of its register filled in keeps, and says, what the current one does not ask."""

import json

import pytest

from muster.features.registers.actions import hand_in
from muster.features.registers.models import Record
from muster.features.registers.tests.conftest import CHOICES, REGISTER, SURVEY

pytestmark = pytest.mark.django_db
WITHOUT_DAY = tuple(row for row in SURVEY if row.get("name") != "day")
UNDATED = tuple(row for row in REGISTER if row["setting"] not in ("date", "retention", "deadline"))
WITHOUT_AGE = tuple(row for row in SURVEY if row.get("name") != "age")


@pytest.fixture
def page(record, client, officer):
    client.force_login(officer)
    return lambda what="": client.get(f"/registers/records/{record.pk}/{what}").text


def change(client, record, **answers):
    sent = {"version": Record.objects.get().version, "answers": answers}
    address = f"/api/registers/records/{record.pk}"
    return client.patch(address, data=json.dumps(sent), content_type="application/json")


def test_what_is_no_longer_asked_for_stays_on_the_page_and_in_the_history(record, publish, page, client):
    publish(version="2", survey=WITHOUT_DAY, register=UNDATED)
    assert change(client, record, case="18/2026").status_code == 200
    told = page()
    assert told.index("No longer asked for") < told.index('<dt class="depth-0">Day</dt><dd>4 May 2026</dd>')
    assert "<s>17/2026</s> → 18/2026" in told
    assert "4 May 2026</s>" not in told


def test_a_record_with_a_choice_that_is_gone_is_changed_by_its_own_version(record, publish, page, client):
    publish(version="2", choices=CHOICES[1:])
    assert "It is changed by version 1" in page("change/")
    assert 'version="1"' in page("instance.xml")
    assert change(client, record, case="18/2026").status_code == 200
    kept = Record.objects.get()
    assert (kept.form.stated, kept.data["kind"], kept.data["case"]) == ("1", "theft", "18/2026")


def test_a_record_with_a_field_that_its_rows_have_no_more_is_changed_by_its_own_version(record, publish, page):
    publish(version="2", survey=WITHOUT_AGE)
    assert 'version="1"' in page("instance.xml")


@pytest.mark.parametrize("gone", ["age", "who"])
def test_what_its_rows_no_longer_say_stays_where_a_device_of_the_new_version_changes_it(
    record, publish, filled, officer, page, gone
):
    asked = tuple(row for row in SURVEY if row.get("name") != gone)
    publish(version="2", survey=asked, register=tuple(row for row in REGISTER if row.get("name") != gone))
    row = {"who": "A. Person", "age": 30}
    answers = {"case": "18/2026", "person": [{name: row[name] for name in row if name != gone}]}
    hand_in(officer, filled(answers, "uuid:second", "uuid:first", version="2"))
    kept = Record.objects.get()
    assert kept.form.stated == "2"
    assert [kept.data["person"], kept.personal.data["person"]] == [[{"age": 30}], [{"who": "A. Person"}]]
    told = page()
    assert f"<dd>{row[gone]}</dd>" in told[told.index("No longer asked for") :]
    assert f"{row[gone]}</s>" not in told


def test_a_record_that_the_current_version_can_hold_is_changed_by_it(record, publish, page, client):
    publish(version="2", choices=({"list_name": "kind", "name": "piracy", "label": "Piracy"}, *CHOICES))
    assert "It is changed by version" not in page("change/")
    assert 'version="2"' in page("instance.xml")
    assert change(client, record, kind="piracy").status_code == 200
    assert Record.objects.get().form.stated == "2"
