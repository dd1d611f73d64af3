"""What the page of a form answers to what it hands in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muster.features.registers.actions import hand_in
from muster.features.registers.models import Record
from muster.features.registers.searched import mark
from muster.features.registers.tests.conftest import REGISTER

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(publish):
    keys = (("who", "person"), ("case", "number"))
    more = tuple({"setting": "key", "name": name, "value": how} for name, how in keys)
    return publish(register=(*REGISTER, *more)).register


@pytest.fixture
def send(client, officer, filled):
    """`send(address, answers, number)` as the page does; `more` is sent beside."""

    def sent(address, answers, number, replaces="", **more):
        client.force_login(officer)
        xml = SimpleUploadedFile("xml_submission_file", filled(answers, number, replaces), "text/xml")
        return client.post(address, {"xml_submission_file": xml, **more})

    return sent


NEW = "/registers/cases/new/"


def test_a_new_record_with_the_number_of_another_is_asked_about(record, send):
    answer = send(NEW, {"case": "0017 / 2026"}, "uuid:second")
    assert answer.status_code == 409
    (same,) = answer.json()["same"]
    assert (same["said"], same["url"]) == ("0017 / 2026", reverse("registers:record", args=[record.pk]))
    assert Record.objects.get() == record
    assert send(NEW, {"case": "0017 / 2026"}, "uuid:second", all_the_same="yes").status_code == 200
    assert Record.objects.count() == 2


def test_another_number_is_not_asked_about(record, send):
    assert send(NEW, {"case": "18/2026"}, "uuid:second").status_code == 200


def test_what_was_handed_in_before_is_not_the_same_as_itself(record, send):
    assert send(NEW, {"case": "18/2026"}, "uuid:second").status_code == 200
    assert send(NEW, {"case": "18/2026"}, "uuid:second").status_code == 200


def test_a_number_that_was_looked_for_is_not_asked_about_again(record, register, send, officer):
    address = f"{NEW}?searched={mark(officer, register, {'case': '17/2026'})}"
    assert send(address, {"case": "17/2026"}, "uuid:second").status_code == 200


def test_a_record_that_the_person_does_not_see_is_not_told(record, client, other_officer, filled):
    client.force_login(other_officer)
    xml = SimpleUploadedFile("xml_submission_file", filled({"case": "17/2026"}, "uuid:second"), "text/xml")
    assert client.post(NEW, {"xml_submission_file": xml}).status_code == 200


def test_who_comes_second_is_told_what_the_other_changed(record, send, officer, filled):
    hand_in(officer, filled({"case": "17/2026", "kind": "fraud"}, "uuid:theirs", "uuid:first"))
    address = reverse("registers:change", args=[record.pk])
    answer = send(address, {"case": "19/2026"}, "uuid:mine", "uuid:first", version="1")
    assert answer.status_code == 409
    assert "Kind: Theft → Fraud." in answer.json()["since"]


def test_what_is_wrong_is_said_with_and_without_the_name_of_its_field(record, send):
    (problem,) = send(NEW, {"day": "2026-05-04"}, "uuid:second").json()["problems"]
    assert (problem["sentence"], problem["said"]) == ("Case: An answer is needed.", "An answer is needed.")
