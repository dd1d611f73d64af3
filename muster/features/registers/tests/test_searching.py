"""Looking for a record before a new one is made: by names and numbers, across scripts, within what one may see."""

import json
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from muster.core.ciphers import cipher
from muster.core.identity import acting_as, of_person
from muster.core.models import AuditEntry, Marking
from muster.domain.forms.keys import Why
from muster.features.protection.actions.erasing import Ground, erase_record, erase_words
from muster.features.protection.records import find
from muster.features.registers.actions import hand_in
from muster.features.registers.models import Key, Record, Register
from muster.features.registers.queries.alike import search, twins
from muster.features.registers.searched import PURPOSE, mark, searched
from muster.features.registers.tests.conftest import REGISTER

pytestmark = pytest.mark.django_db
KEYS = (
    *REGISTER,
    {"setting": "key", "name": "who", "value": "person", "to": "required"},
    {"setting": "key", "name": "case", "value": "number"},
)
SEARCH, NEW = "/registers/cases/search/", "/registers/cases/new/"


@pytest.fixture
def register(publish):
    return Register.objects.get(pk=publish(register=KEYS).register_id)


@pytest.fixture
def record(register, filled, officer):
    return recorded(officer, filled, "17/2026", "Đorđe Jovanović")


def recorded(person, filled, case, *names):
    answers = {"case": case, "person": [{"who": name, "age": 30} for name in names]}
    return hand_in(person, filled(answers, f"uuid:{case}{names}")).record


def found(person, register, **answers):
    paths = {"who": "person/who", "case": "case"}
    person.known_grants = None
    with acting_as(of_person(person.pk)):
        return search(person, register, {paths[name]: said for name, said in answers.items()})


def keys_of(record):
    return set(Key.objects.filter(record=record).values_list("path", "said", "folded", "personal"))


def test_a_record_keeps_what_it_is_found_by(record, filled, officer):
    case = ("case", "17/2026", "172026", False)
    assert keys_of(record) == {case, ("person/who", "Đorđe Jovanović", "dorde jovanovic", True)}
    answers = {"case": "17/2026", "person": [{"who": "Ana Marić"}, {"who": "Agron Krasniqi"}]}
    hand_in(officer, filled(answers, "uuid:more", record.submissions.get().instance))
    assert {said for _path, said, *_rest in keys_of(record)} == {"17/2026", "Ana Marić", "Agron Krasniqi"}


@pytest.mark.parametrize(
    "name", ["Ђорђе Јовановић", "jovanovic djordje", "Đ. Jovanović", "Djordje Jovanovič", "Jovanović"]
)
def test_a_person_is_found_however_the_name_is_written(name, record, register, officer):
    (hit,) = found(officer, register, who=name)
    assert hit.record == record
    assert [(one.field.path, one.said) for one in hit.speaks] == [("person/who", "Đorđe Jovanović")]


def test_another_person_is_not(record, register, officer):
    assert found(officer, register, who="Đorđe Petrović") == []
    assert found(officer, register, who="…") == []


def test_a_number_is_found_by_itself_and_no_other_near_it(record, register, officer):
    assert [hit.record for hit in found(officer, register, case="0017 / 2026")] == [record]
    assert found(officer, register, case="18/2026") == []


@pytest.mark.parametrize(
    ("typed", "cases"),
    [
        ("2026-1", ["2026-0018", "2026-0017"]),
        ("2026 00", ["2026-0018", "2026-0017"]),
        ("2O26/001", ["2026-0018", "2026-0017"]),
        ("2026-0018", ["2026-0018"]),
        ("202", []),
        ("2026-2", []),
        ("026-0", []),
    ],
)
def test_a_number_is_found_by_its_beginning_and_marked_so(
    typed, cases, register, filled, officer, other_officer, client
):
    for case in ("2026-0017", "2026-0018", "2025-0018"):
        recorded(officer, filled, case, "Ana Marić")
    hits = found(officer, register, case=typed)
    assert [hit.record.data["case"] for hit in hits] == cases
    assert found(other_officer, register, case=typed) == []
    client.force_login(officer)
    assert client.post(SEARCH, {"key.case": typed}).text.count("(it begins so)") == (
        len(cases) if len(cases) > 1 else 0
    )


def test_the_beginning_of_a_number_makes_no_twins(publish, filled, officer):
    publish(version="2", register=(*REGISTER, {"setting": "key", "name": "case", "value": "document"}))
    record, other, same = (recorded(officer, filled, case, "Ana M.") for case in ("20261", "2026134", "2026 134"))
    with acting_as(of_person(officer.pk)):
        assert found(officer, record.register, case="20261")[-1].speaks[0].likeness.why == (Why.BEGINNING,)
        assert [hit.record for hit in twins(officer, other)] == [same]
        assert twins(officer, record) == []


def test_what_speaks_twice_comes_first(record, register, filled, officer):
    other = recorded(officer, filled, "18/2026", "Jovanović Đorđe")
    assert [hit.record for hit in found(officer, register, who="Jovanović Đorđe")] == [other, record]
    both = found(officer, register, who="Jovanović Đorđe", case="17/2026")
    assert [hit.record for hit in both] == [record, other]


def test_nobody_finds_what_they_do_not_see(record, register, person, unit, other_officer):
    assert found(other_officer, register, who="Đorđe Jovanović", case="17/2026") == []
    reader = person("reader", unit)
    assert found(reader, register, who="Đorđe Jovanović") == []
    assert [hit.record for hit in found(reader, register, case="17/2026")] == [record]
    with acting_as(of_person(reader.pk)), connection.cursor() as cursor:
        cursor.execute("SELECT said FROM registers_key")
        assert cursor.fetchall() == [("17/2026",)]


def test_whoever_sees_both_is_told_of_twins(record, register, filled, officer, client, person, unit):
    other = recorded(officer, filled, "99/2026", "Ђорђе Јовановић")
    recorded(officer, filled, "98/2026", "Đorđe Petrović")
    with acting_as(of_person(officer.pk)):
        assert [hit.record for hit in twins(officer, record)] == [other]
    client.force_login(officer)
    page = client.get(reverse("registers:record", args=[record.pk])).text
    assert "May be the same as" in page
    assert other.name in page
    client.force_login(person("reader", unit))
    assert other.name not in client.get(reverse("registers:record", args=[record.pk])).text


# The page


def test_a_search_shows_what_may_be_meant_and_why(record, register, client, officer):
    client.force_login(officer)
    page = client.post(SEARCH, {"key.person/who": "Јовановић Ђорђе"}).text
    assert record.name in page
    assert re.search("the same in the other script, words in another order", page)


def test_a_search_without_a_word_is_told_so(register, client, officer):
    client.force_login(officer)
    answer = client.post(SEARCH, {"key.case": "  "})
    assert answer.status_code == 422
    assert "Write at least one of these." in answer.text


def test_a_search_stands_in_the_trail_and_in_no_address(record, register, client, officer):
    client.force_login(officer)
    page = client.post(SEARCH, {"key.person/who": "Jovanović"}).text
    entry = AuditEntry.objects.filter(person=officer.pk, subject="record").latest("pk")
    assert entry.verb == "search"
    assert entry.detail["terms"] == {"cases/person/who": ["Jovanović"]}
    assert (entry.detail["found"], entry.detail["keys"]) == (1, [str(record.pk)])
    assert entry.detail["justification"]["code"]
    assert "Jovanov" not in "".join(re.findall(r'href="([^"]*)"', page))


def test_what_a_closed_record_says_is_not_told_in_passing(record, register, client, officer):
    Record.objects.update(marking=Marking.RESTRICTED)
    client.force_login(officer)
    page = client.post(SEARCH, {"key.person/who": "Djordje Jovanovic"}).text
    assert record.name in page
    assert "Đorđe Jovanović" not in page


def test_others_do_not_search(register, client, person, unit):
    assert client.get(SEARCH).status_code == 302
    client.force_login(person("auditor", unit))
    assert client.get(SEARCH).status_code == client.post(SEARCH, {"key.case": "17/2026"}).status_code == 403


def test_a_register_without_keys_has_no_search(publish, client, officer):
    publish()
    client.force_login(officer)
    assert client.get(SEARCH).status_code == 404
    assert client.get(NEW).status_code == 200


# Searching first


def test_the_form_opens_to_who_has_searched_with_what_they_wrote(register, client, officer):
    client.force_login(officer)
    assert client.get(NEW).url == SEARCH
    (on,) = re.findall(r'href="([^"]*searched=[^"]*)"', client.post(SEARCH, {"key.person/who": "Ana Marić"}).text)
    page = client.get(on)
    assert page.status_code == 200
    assert '"person/who": "Ana Mari\\u0107"' in page.text


def test_a_record_is_sent_by_who_has_searched(register, client, officer, filled):
    client.force_login(officer)
    sent = filled({"case": "18/2026"}, "uuid:by-page")
    refused = client.post(NEW, {"xml_submission_file": file_of(sent)})
    assert refused.status_code == 422
    assert "looks before a record is added" in refused.json()["problems"][0]["sentence"]
    assert not Record.objects.exists()
    address = f"{NEW}?searched={mark(officer, register, {})}"
    assert client.post(address, {"xml_submission_file": file_of(sent)}).status_code == 200
    assert Record.objects.get().data["case"] == "18/2026"


def file_of(content):
    return SimpleUploadedFile("i.xml", content, "text/xml")


def test_a_mark_is_of_one_person_one_register_and_one_hour(register, officer, other_officer, client):
    shown = mark(officer, register, {"case": "17/2026"})
    assert searched(officer, register, shown) == {"case": "17/2026"}
    assert searched(other_officer, register, shown) is None
    assert searched(officer, Register(pk=register.pk + 1), shown) is None
    assert searched(officer, register, shown[:-5]) is None
    assert searched(officer, register, "") is None
    assert searched(officer, register, marked(officer, register, minutes_ago=59)) == {}
    client.force_login(officer)
    assert client.get(f"{NEW}?searched={marked(officer, register, minutes_ago=61)}").url == SEARCH


def marked(person, register, minutes_ago):
    text = json.dumps({"person": person.pk, "register": register.pk, "answers": {}})
    return cipher(PURPOSE).encrypt_at_time(text.encode(), int(time.time()) - 60 * minutes_ago).decode()


def test_what_was_begun_in_time_may_be_sent_later(register, officer, client, filled):
    client.force_login(officer)
    for minutes, status in ((61, 200), (17 * 60, 422)):
        address = f"{NEW}?searched={marked(officer, register, minutes)}"
        sent = {"xml_submission_file": file_of(filled({"case": "18/2026"}, f"uuid:{minutes}"))}
        assert client.post(address, sent).status_code == status


# What is erased


@pytest.fixture
def protector(person):
    return person("data_protection_officer")


def test_an_erased_record_is_found_by_nothing(record, register, protector, officer):
    with acting_as(of_person(protector.pk)):
        erase_record(protector, find("record", record.pk), Ground("asked for", "the law"))
    assert not Key.objects.exists()
    assert found(officer, register, who="Đorđe Jovanović") == []
    record.refresh_from_db()
    assert not record.search


def test_erased_words_are_in_no_key(record, register, protector):
    with acting_as(of_person(protector.pk)):
        erase_words(protector, find("record", record.pk), "Đorđe", Ground("asked for", "the law"))
    assert not Key.objects.filter(folded__contains="dorde").exists()
    assert Key.objects.filter(folded__contains="jovanovic").exists()
