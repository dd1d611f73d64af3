"""What the history of a record says: how each thing came, and in which order it was done."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from muster.features.accounts.models import Permission, Role
from muster.features.registers.actions import hand_in, tables
from muster.features.registers.actions.moving import move_record
from muster.features.registers.actions.noting import add_note, add_task
from muster.features.registers.models import Record
from muster.features.registers.queries.history import history
from muster.features.registers.tables import jobs
from muster.features.registers.tests.working import WORK
from muster.features.sign_in.actions import make_token

pytestmark = pytest.mark.django_db
VERBS = ("read", "create", "change", "identify", "mark")
ANSWERS = {"case": "18/2026", "day": "2026-05-04", "kind": "theft"}


@pytest.fixture
def register(publish):
    return publish(register=WORK).register


@pytest.fixture
def by_token(person, officer):
    """The headers of somebody who comes by a token."""

    def headers(purpose):
        limits = {"read register", *(f"{verb} record" for verb in VERBS)}
        made = {"person": officer, "unit": None, "last_day": timezone.localdate() + timedelta(days=30)}
        token = make_token(person("administrator"), purpose=purpose, limits=sorted(limits), **made)
        return {"Authorization": f"Bearer {token}"}

    return headers


def ways(officer, record):
    return [one.way for one in history(officer, record).entries]


def told(officer, record):
    return [[one.what for one in entry.done] for entry in history(officer, record).entries]


def test_what_a_device_sent_says_so_and_by_which_token(filled, officer, reader, by_token, client):
    form = SimpleUploadedFile("form.xml", filled(ANSWERS, "uuid:field"))
    sent = {"xml_submission_file": form}
    taken = Client().post("/registers/openrosa/submission", sent, headers=by_token("Telephone of the north patrol"))
    assert taken.status_code == 201, taken.content
    record = Record.objects.get()
    assert ways(officer, record) == ["From a device: Telephone of the north patrol"]
    client.force_login(reader)
    page = client.get(f"/registers/records/{record.pk}/history/").text
    assert "· From a device: Telephone of the north patrol</p>" in page, "also to who does not see personal answers"

    hand_in(officer, filled({**ANSWERS, "kind": "fraud"}, "uuid:desk", "uuid:field"))
    record = move_record(officer, Record.objects.get(), 2, "hand_in")
    assert ways(officer, record) == ["", "", "From a device: Telephone of the north patrol"]


def test_what_a_program_did_says_so(register, officer, by_token):
    headers = by_token("Crime statistics")
    sent = {"data": json.dumps({"answers": ANSWERS}), "content_type": "application/json", "headers": headers}
    made = Client().post("/api/registers/cases/records", **sent)
    assert made.status_code == 201, made.content
    record = Record.objects.get()
    sent["data"] = json.dumps({"version": 1, "text": "Counted."})
    assert Client().post(f"/api/registers/records/{record.pk}/notes", **sent).status_code == 201
    assert ways(officer, record) == ["Token: Crime statistics", "By a program: Crime statistics"]
    role = Role.objects.get(code="officer")
    Permission.objects.create(role=role, subject="record", kind="cases", verb="mark", reach="unit", marking=2)
    sent["data"] = json.dumps({"marking": "restricted", "tlp": "", "version": 1})
    marked = Client().put(f"/api/registers/records/{record.pk}/marking", **sent)
    assert marked.status_code == 200, marked.content
    assert ways(officer, record)[0] == "Token: Crime statistics"


def test_what_a_table_brought_says_so(register, filled, officer):
    hand_in(officer, filled(ANSWERS, "uuid:desk"))
    register.refresh_from_db()
    load = tables.take_table(officer, register, SimpleUploadedFile("cases.csv", b"case,day\n19/2026,2026-05-04\n"))
    jobs.read_table(load.pk)
    load.refresh_from_db()
    tables.start_loading(officer, load)
    jobs.load_table(load.pk)
    by_form, by_table = Record.objects.order_by("pk")
    assert (ways(officer, by_form), ways(officer, by_table)) == ([""], ["From a table"])


def test_what_was_done_in_one_transaction_stands_in_the_order_in_which_it_was_done(record, officer, head_of_structure):
    add_task(officer, record, 1, "Ask the station", officer, None)
    record = move_record(officer, record, 1, "hand_in")
    add_note(officer, record, 2, "It waits.")
    record = move_record(head_of_structure, record, 2, "send_back", "The kind is wrong.")
    record = move_record(officer, record, 3, "hand_in")
    newest_first = [
        ["Hand in", "State"],
        ["Return for correction", "State"],
        ["Note"],
        ["Hand in", "State"],
        ["Task", "By"],
        ["Recorded"],
    ]
    assert told(officer, record) == newest_first
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pgh_created_at) FROM registers_recordevent")
        assert cursor.fetchone() == (1,), "or nothing would have to be put in order"


ADA, BEN, CAL = ({"who": f"{name} Person", "age": age} for name, age in (("Ada", 30), ("Ben", 40), ("Cal", 50)))


def gone(place, name, age):
    """What is told of a row that is no more."""
    return [f"{place} › Name (no longer there): {name} Person → –", f"{place} › Age (no longer there): {age} → –"]


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ([ADA, BEN, CAL], [BEN, CAL], gone("Person 1", "Ada", 30)),
        ([ADA, CAL], [ADA, BEN, CAL], ["Person 2 › Name: Ben Person", "Person 2 › Age: 40"]),
        ([ADA, BEN], [{**ADA, "age": 31}, BEN], ["Person 1 › Age: 30 → 31"]),
        ([ADA, BEN, CAL], [{**BEN, "age": 41}, CAL], [*gone("Person 1", "Ada", 30), "Person 1 › Age: 40 → 41"]),
        ([ADA, ADA, BEN], [ADA, BEN], gone("Person 2", "Ada", 30)),
        ([ADA], [], gone("Person 1", "Ada", 30)),
        ([ADA, BEN], [BEN, CAL], [*gone("Person 1", "Ada", 30), "Person 2 › Name: Cal Person", "Person 2 › Age: 50"]),
        ([ADA, BEN], [BEN, ADA], ["Rows in another order"]),
        ([ADA], [BEN], ["Person 1 › Name: Ada Person → Ben Person", "Person 1 › Age: 30 → 40"]),
    ],
)
def test_rows_are_told_as_what_they_are_wherever_they_stand(filled, officer, before, now, said):
    hand_in(officer, filled({"case": "18/2026", "person": before}, "uuid:first"))
    record = hand_in(officer, filled({"case": "18/2026", "person": now}, "uuid:second", "uuid:first")).record
    assert [str(one) for one in history(officer, record).entries[0].done] == said
