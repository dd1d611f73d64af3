"""Links between records of different registers: made from one side, seen from both by who sees both."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from muster.core.conflicts import Conflict
from muster.core.identity import acting_as, of_person
from muster.core.models import Marking
from muster.domain.forms.answers import to_xml
from muster.features.accounts.models import User
from muster.features.registers.actions import hand_in
from muster.features.registers.actions.linking import add_link, remove_link
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Link, Record, Version
from muster.features.registers.queries.links import around, candidates, links_of
from muster.features.registers.tests.conftest import REGISTER

pytestmark = pytest.mark.django_db
OTHERS = tuple({**row, "label::English (en)": "Seizures"} if row["setting"] == "title" else row for row in REGISTER)
LINKED = (*REGISTER, {"setting": "link", "name": "seizure", "label": "Drugs seized", "value": "seizures"})


@pytest.fixture
def record(publish, register, officer, filled):
    publish(version="2", register=LINKED)
    answers = {"case": "17/2026", "day": "2026-05-04", "kind": "theft"}
    return whole(hand_in(officer, filled(answers, "uuid:first", version="2")).record)


@pytest.fixture
def seizure(publish, record, officer):
    publish(form_id="seizures", register=OTHERS)
    return lambda case: made(officer, "seizures", case)


@pytest.fixture
def other(seizure):
    return seizure("44/2026")


def made(who, register, case):
    version = Version.objects.get(register__form_id=register)
    who.known_grants = None
    return whole(hand_in(who, to_xml(definition_of(version).form, {"case": case}, f"uuid:{case}")).record)


def whole(record):
    return Record.objects.select_related("register__current", "unit", "form").get(pk=record.pk)


def fresh(person):
    return User.objects.get(pk=person.pk)


def test_a_link_is_seen_from_both_sides(record, other, officer, client):
    add_link(officer, record, "seizure", other.pk, 1)
    assert [(one.record, one.label, one.own) for one in links_of(officer, record)] == [(other, "Drugs seized", True)]
    assert [(one.record, one.label, one.own) for one in links_of(officer, other)] == [(record, "Cases", False)]
    client.force_login(fresh(officer))
    for here, there in ((record, other), (other, record)):
        assert f'href="/registers/records/{there.pk}/"' in client.get(f"/registers/records/{here.pk}/").text


def test_it_is_seen_by_who_sees_both(record, other, officer, person, unit):
    add_link(officer, record, "seizure", other.pk, 1)
    reader = person("reader", unit)
    for closed, seen in ((None, 1), (record, 0), (other, 0)):
        Record.objects.update(marking=Marking.INTERNAL)
        if closed:
            Record.objects.filter(pk=closed.pk).update(marking=Marking.RESTRICTED)
        with acting_as(of_person(reader.pk)):
            assert Link.objects.count() == seen
            for one in Record.objects.select_related("register__current"):
                assert len(links_of(reader, one)) == seen


def test_one_searches_the_other_register_for_what_one_sees(record, other, officer, person, unit):
    with acting_as(of_person(officer.pk)):
        for words in ("44/2026", str(other.pk)):
            assert candidates(officer, record, other.register, words) == [other]
        assert candidates(officer, record, other.register, "17/2026") == []
        assert candidates(officer, record, other.register, " ") == []
    Record.objects.update(marking=Marking.RESTRICTED)
    reader = person("reader", unit)
    with acting_as(of_person(reader.pk)):
        assert candidates(reader, record, other.register, "44/2026") == []


def test_it_is_made_and_taken_away_on_its_page(record, other, officer, client):
    client.force_login(fresh(officer))
    page = f"/registers/records/{record.pk}/links/"
    assert "44/2026" in client.get(page, {"code": "seizure", "q": "44"}).text
    sent = {"code": "seizure", "other": other.pk, "version": 1}
    assert client.post(f"{page}add/", {**sent, "version": 9}).status_code == 409
    for wrong, said in (({"code": "none"}, "no such link"), ({"other": record.pk}, "that you see")):
        answer = client.post(f"{page}add/", {**sent, **wrong})
        assert (answer.status_code, said in answer.text) == (400, True)
    assert client.post(f"{page}add/", sent).status_code == 302
    assert "already" in client.post(f"{page}add/", sent).text
    link = Link.objects.get()
    assert '<svg class="around"' in client.get(page).text
    assert client.post(f"{page}{link.pk}/remove/", {"version": 9}).status_code == 409
    assert client.post(f"{page}{link.pk}/remove/", {"version": 1}).status_code == 302
    assert not Link.objects.filter(ended_at=None).exists()
    assert client.post(f"{page}{link.pk}/remove/", {"version": 1}).status_code == 404


def test_who_may_not_change_the_record_links_nothing(record, other, officer, other_officer, person, unit, client):
    reader = person("reader", unit)
    for one in (reader, other_officer):
        with pytest.raises(PermissionDenied):
            add_link(one, record, "seizure", other.pk, 1)
    link = add_link(officer, record, "seizure", other.pk, 1)
    for one in (reader, other_officer):
        with pytest.raises(PermissionDenied):
            remove_link(one, link, 1)
    page = f"/registers/records/{record.pk}/links/"
    assert client.get(page).status_code == 302
    client.force_login(other_officer)
    assert client.get(page).status_code == 404
    client.force_login(reader)
    assert "Take away" not in client.get(page).text
    assert client.post(f"{page}{link.pk}/remove/", {"version": 1}).status_code == 403


def test_the_database_links_nothing_that_one_does_not_see(record, other, officer, person, unit):
    blind = person("officer", unit)
    said = "INSERT INTO registers_link (record_id, other_id, code, by_id, at) VALUES (%s, %s, 'seizure', %s, now())"
    for marking, may in ((Marking.INTERNAL, True), (Marking.CONFIDENTIAL, False)):
        Record.objects.filter(pk=other.pk).update(marking=marking)
        with acting_as(of_person(blind.pk)):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(said, [record.pk, other.pk, blind.pk])
                    transaction.set_rollback(True)
                done = True
            except DatabaseError:
                done = False
        assert done is may


def test_a_record_that_is_not_seen_is_linked_by_nobody(record, other, person, unit):
    Record.objects.filter(pk=other.pk).update(marking=Marking.CONFIDENTIAL)
    blind = person("officer", unit)
    with acting_as(of_person(blind.pk)), pytest.raises(ValidationError, match="that you see"):
        add_link(blind, record, "seizure", other.pk, 1)


def test_what_was_changed_is_looked_at_first(record, other, officer):
    Record.objects.filter(pk=record.pk).update(version=2)
    with pytest.raises(Conflict):
        add_link(officer, record, "seizure", other.pk, 1)


def test_two_steps_around_a_record(record, seizure, filled, officer):
    """Case - seizure - case - seizure: the last is three steps away."""
    near, far = seizure("1/2026"), seizure("2/2026")
    answers = {"case": "18/2026", "day": "2026-05-05", "kind": "fraud"}
    middle = whole(hand_in(officer, filled(answers, "uuid:middle", version="2")).record)
    for one, to in ((record, near), (middle, near), (middle, far)):
        add_link(fresh(officer), one, "seizure", to.pk, 1)
    found = around(officer, record)
    assert [[one.pk for one in step] for step in found.steps] == [[record.pk], [near.pk], [middle.pk]]
    assert found.pairs == {tuple(sorted((one.pk, near.pk))) for one in (record, middle)}
    assert [(str(of), some) for of, some in found.by_register] == [("Cases", [middle]), ("Seizures", [near])]
    assert not found.more
