"""What somebody is given about themselves: everything that names them, nothing of others, and it is written down."""

import io
import json
import re
import zipfile
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from muster.core.identity import acting_as, of_person
from muster.features.activities.models import Activity
from muster.features.protection.actions.people import add_person
from muster.features.protection.actions.requests import register
from muster.features.protection.records import find
from muster.features.protection.searching import find as search
from tests.protection.conftest import NAME, entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(protector):
    told = {"reference": "R-7", "kind": "access", "subject": NAME, "received": timezone.localdate()}
    return register(protector, {**told, "identity": "Passport, at the door"})


def test_somebody_is_found_across_data_sets_in_every_spelling(protector, document, entry, asked):
    with acting_as(of_person(protector.pk)):
        hits = {hit.mark: hit for hit in search(protector, ["Арта Красниqи"])}
    assert {mark.split()[0] for mark in hits} >= {"document", "activity", "partner", "request"}
    found = hits[f"document {document.pk}"]
    assert {"Arta Krasniqi", "ARTA KRASNIQI", "Krasniqi, Arta"} <= found.spellings
    assert any("trained Arta Krasniqi and others" in passage for passage in found.passages)


def test_what_the_searcher_may_not_see_is_not_found(protector, document, entry):
    Activity.objects.filter(pk=entry.pk).update(marking=3)
    with acting_as(of_person(protector.pk)):
        assert "activity" not in {hit.code for hit in search(protector, [NAME])}


def test_a_name_in_a_longer_word_is_nobody(protector, entry):
    Activity.objects.filter(pk=entry.pk).update(title="Artakrasniqization", narrative="", partners=[], partner_keys=[])
    with acting_as(of_person(protector.pk)):
        assert f"activity {entry.pk}" not in {hit.mark for hit in search(protector, [NAME])}


def test_nothing_is_given_before_the_identity_was_checked(client, protector, entry):
    told = {"reference": "R-6", "kind": "access", "subject": NAME, "received": timezone.localdate()}
    asked = register(protector, told)
    client.force_login(protector)
    sent = {"names": NAME, "record": [f"activity {entry.pk}"]}
    answer = client.post(reverse("protection:export", args=[asked.pk]), sent)
    assert answer.status_code == 400
    assert "before their identity was checked" in answer.content.decode()
    assert not entries("disclose").exists()
    client.post(reverse("protection:identity", args=[asked.pk]), {"identity": " ", "seen": asked.version})
    assert "Say how their identity" in client.get(reverse("protection:request", args=[asked.pk])).content.decode()
    client.post(reverse("protection:identity", args=[asked.pk]), {"identity": "Passport", "seen": asked.version})
    assert "Passport" in client.get(reverse("protection:request", args=[asked.pk])).content.decode()
    assert client.post(reverse("protection:export", args=[asked.pk]), sent)["Content-Type"] == "application/zip"


def test_a_search_stands_in_no_address_and_in_the_trail(client, protector, entry, asked):
    client.force_login(protector)
    page = client.post(reverse("protection:search", args=[asked.pk]), {"names": NAME})
    assert f"activity {entry.pk}" in page.content.decode()
    found = entries("search").filter(subject="activity").get()
    assert found.person == protector.pk
    assert found.detail["terms"] == {"name": [NAME]}
    assert found.detail["justification"]["reference"] == asked.reference


def test_a_name_of_signs_finds_nothing(client, protector, entry, asked):
    client.force_login(protector)
    page = client.post(reverse("protection:search", args=[asked.pk]), {"names": "..."})
    assert "Nothing names them" in page.content.decode()
    looked = entries("search").get(subject="personal_data")
    assert (looked.person, looked.detail["found"]) == (protector.pk, 0)


def test_the_person_is_given_what_is_kept_with_purpose_and_whom_to_complain_to(
    client, protector, officer, document, entry, asked
):
    with acting_as(of_person(officer.pk)):
        add_person(
            officer,
            find("activity", entry.pk),
            {"name": NAME, "category": "VICTIM", "note": "Told by Blerim Gashi", "basis": "FACT"},
        )
    Activity.objects.filter(pk=entry.pk).update(narrative=f"{NAME} and Блерим Гаши were trained.")
    client.force_login(protector)
    picked = {"names": NAME, "record": [f"activity {entry.pk}"], "others": "Blerim Gaši"}
    answer = client.post(reverse("protection:export", args=[asked.pk]), picked)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="R-7.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        page, data = archive.read("data.html").decode(), json.loads(archive.read("data.json"))
    (record,) = data["records"]
    assert record["data_set"] == "Activities"
    assert record["roles"][0]["category"] == "Victim"
    assert "Блерим" not in page + json.dumps(data, ensure_ascii=False)
    for words in ("To count and report", "AIP", "Victim", "Fact", "and ███████████ were trained"):
        assert words in page
    assert "Reports handed in" not in page
    exported = entries("export").filter(subject="activity", key=str(entry.pk)).last()
    assert exported.detail["justification"]["text"] == "request of a data subject"
    disclosed = entries("disclose").get()
    assert (disclosed.subject, disclosed.detail["recipient"]) == ("activity", NAME)


def test_the_page_of_what_was_found_makes_what_the_person_is_given(client, protector, entry, asked):
    client.force_login(protector)
    page = client.post(reverse("protection:search", args=[asked.pk]), {"names": f"{NAME}\r\n{NAME} & sons"})
    names = re.search(r'<textarea name="names">(.*?)</textarea>', page.content.decode(), re.DOTALL)
    sent = {"names": unescape(names[1]), "record": [f"activity {entry.pk}"]}
    assert sent["names"] == f"{NAME}\n{NAME} & sons"
    answer = client.post(reverse("protection:export", args=[asked.pk]), sent)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="R-7.zip"'


@pytest.mark.parametrize("received", ["1900-01-01", "0202-11-20", "9999-12-31"])
def test_a_request_was_received_on_a_day_that_can_be(client, protector, received):
    client.force_login(protector)
    told = {"reference": "R-8", "kind": "access", "subject": NAME, "received": received}
    assert client.post(reverse("protection:new_request"), told).status_code == 400


@pytest.mark.parametrize("language", ["sq", "sr-latn", "sr"])
def test_a_day_is_filled_in_as_browsers_take_it(client, protector, language):
    protector.language = language
    protector.save()
    client.force_login(protector)
    page = client.get(reverse("protection:new_request"))
    assert f'value="{timezone.localdate().isoformat()}"' in page.content.decode()


def test_a_reference_that_is_taken_is_said_plainly(client, protector, asked):
    client.force_login(protector)
    told = {"reference": asked.reference, "kind": "access", "subject": NAME, "received": timezone.localdate()}
    answer = client.post(reverse("protection:new_request"), told)
    assert "Another request has this reference." in answer.content.decode()


def test_nothing_is_made_of_nothing(client, protector, entry, asked):
    client.force_login(protector)
    address = reverse("protection:export", args=[asked.pk])
    again = client.post(address, {"names": NAME})
    assert (again.status_code, again.context["hits"] != []) == (400, True), "what was found is still there to pick from"
    assert "Pick at least one record." in again.content.decode()
    assert client.post(address, {}).status_code == 400
    assert not entries("disclose").exists()
