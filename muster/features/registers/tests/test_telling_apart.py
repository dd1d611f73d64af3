"""Records that look alike: told apart by a person with a reason, linked, and what the history tells of both."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from muster.core.conflicts import Conflict
from muster.core.identity import acting_as, of_person
from muster.core.models import AuditEntry, Marking
from muster.features.accounts.models import User
from muster.features.protection.actions.erasing import Ground, erase_record
from muster.features.protection.records import find
from muster.features.registers.actions import hand_in
from muster.features.registers.actions.linking import add_link, remove_link
from muster.features.registers.actions.telling_apart import take_back, tell_apart
from muster.features.registers.models import Difference, Link, Record, Register
from muster.features.registers.queries.alike import search, twins
from muster.features.registers.queries.history import history
from muster.features.registers.tests.conftest import REGISTER
from muster.features.sign_in.actions import make_token

pytestmark = pytest.mark.django_db
WITH_KEYS = (
    *REGISTER,
    {"setting": "key", "name": "who", "value": "person", "to": "required"},
    {"setting": "link", "name": "same", "label": "Earlier case", "value": "cases"},
)


@pytest.fixture
def register(publish):
    return Register.objects.get(pk=publish(register=WITH_KEYS).register_id)


@pytest.fixture
def make(register, filled, officer):
    def made(case, name, who=officer):
        return whole(hand_in(who, filled({"case": case, "person": [{"who": name}]}, f"uuid:{case}")).record)

    return made


@pytest.fixture
def record(make):
    return make("17/2026", "Ana Marić")


@pytest.fixture
def other(make):
    return make("18/2026", "Ana Maric")


@pytest.fixture
def page(record, client, officer):
    client.force_login(officer)
    return f"/registers/records/{record.pk}/"


def whole(record):
    return Record.objects.select_related("register__current", "unit", "form").get(pk=record.pk)


def alike(person, record):
    return [hit.record.pk for hit in twins(person, record)]


def told(person, record):
    return [str(one) for entry in history(person, record).entries for one in entry.done]


def test_what_was_told_apart_is_offered_at_neither_of_the_two(record, other, make, officer):
    third = make("19/2026", "Ana Marić")
    assert set(alike(officer, record)) == {other.pk, third.pk}
    tell_apart(officer, record, 1, other.pk, " Born in another year. ")
    assert alike(officer, record) == [third.pk]
    assert alike(officer, other) == [third.pk]
    assert set(alike(officer, third)) == {record.pk, other.pk}
    kept = Difference.objects.get()
    assert (kept.by, kept.why, kept.ended_at) == (officer, "Born in another year.", None)


def test_who_looks_before_recording_still_finds_both(record, other, officer):
    tell_apart(officer, record, 1, other.pk, "Another person.")
    found = search(officer, record.register, {"person/who": "Ana Marić"})
    assert {hit.record.pk for hit in found} == {record.pk, other.pk}


def test_it_is_taken_back_from_either_side(record, other, officer):
    for at in (record, other):
        made = tell_apart(officer, record, 1, other.pk, "Another person.")
        take_back(officer, at, 1, made)
        assert alike(officer, record) == [other.pk]
        made.refresh_from_db()
        assert made.ended_by == officer
        with pytest.raises(ValidationError, match="meanwhile"):
            take_back(officer, at, 1, made)


def test_the_history_of_both_tells_it_with_its_reason(record, other, officer):
    take_back(officer, other, 1, tell_apart(officer, record, 1, other.pk, "Another person."))
    for one, beside in ((record, other), (other, record)):
        written = history(officer, one).entries[:-1]  # but for the making
        assert {(str(said), said.words) for entry in written for said in entry.done} == {
            (f"Not the same as: {beside.name}", "Another person."),
            (f"May be the same after all as: {beside.name}", ""),
        }
        assert {entry.person for entry in written} == {officer}


def test_a_link_that_was_taken_away_stays_in_the_history_of_both(record, other, officer):
    remove_link(officer, add_link(officer, record, "same", other.pk, 1), 1)
    for one, beside in ((record, other), (other, record)):
        assert {f"Earlier case: {beside.name}", f"Link taken away (Earlier case): {beside.name}"} <= set(
            told(officer, one)
        )
    add_link(officer, record, "same", other.pk, 1)  # and may be made again
    assert Link.objects.filter(ended_at=None).count() == 1


def test_who_sees_one_of_the_two_learns_nothing_of_the_other(record, other, officer, person, unit):
    tell_apart(officer, record, 1, other.pk, "Another person.")
    remove_link(officer, add_link(officer, record, "same", other.pk, 1), 1)
    Record.objects.filter(pk=other.pk).update(marking=Marking.CONFIDENTIAL)
    blind = person("officer", unit)
    with acting_as(of_person(blind.pk)):
        assert Record.objects.filter(pk=record.pk).exists()
        assert not Difference.objects.exists()
        assert not any(other.name in one or "Not the same" in one or "Link" in one for one in told(blind, record))


def test_the_audit_trail_has_each_decision(record, other, officer):
    take_back(officer, record, 1, tell_apart(officer, record, 1, other.pk, "Another person."))
    written = AuditEntry.objects.filter(subject="registers_differenceevent").order_by("pk")
    assert [(one.verb, one.person) for one in written] == [("insert", officer.pk), ("update", officer.pk)]


def test_who_may_not_change_the_record_decides_nothing(record, other, officer, other_officer, person, unit):
    made = tell_apart(officer, record, 1, other.pk, "Another person.")
    for one in (person("reader", unit), other_officer):
        with pytest.raises(PermissionDenied):
            tell_apart(one, record, 1, other.pk, "Another person.")
        with pytest.raises(PermissionDenied):
            take_back(one, record, 1, made)


def test_what_does_not_fit_is_refused_in_a_sentence(record, other, officer, publish):
    for key in (record.pk, 0):
        with pytest.raises(ValidationError):
            tell_apart(officer, record, 1, key, "Another person.")
    tell_apart(officer, record, 1, other.pk, "Another person.")
    for one, beside in ((record, other), (other, record)):
        with pytest.raises(ValidationError, match="decided before"):
            tell_apart(officer, one, 1, beside.pk, "Once more.")
    with pytest.raises(Conflict):
        tell_apart(officer, record, 9, other.pk, "Another person.")


def test_what_the_person_does_not_see_they_do_not_tell_apart(record, other, person, unit):
    Record.objects.filter(pk=other.pk).update(marking=Marking.CONFIDENTIAL)
    blind = person("officer", unit)
    with acting_as(of_person(blind.pk)), pytest.raises(ValidationError, match="that you see"):
        tell_apart(blind, record, 1, other.pk, "Another person.")


def test_the_database_takes_one_decision_and_of_who_sees_both(record, other, officer, person, unit):
    said = (
        "INSERT INTO registers_difference (record_id, other_id, why, by_id, at) VALUES (%s, %s, 'Another', %s, now())"
    )

    def write(who, first, second):
        with acting_as(of_person(who.pk)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(said, [first.pk, second.pk, who.pk])

    blind = person("officer", unit)
    Record.objects.filter(pk=other.pk).update(marking=Marking.CONFIDENTIAL)
    with pytest.raises(DatabaseError, match="row-level security"):
        write(blind, record, other)
    Record.objects.filter(pk=other.pk).update(marking=Marking.INTERNAL)
    write(blind, record, other)
    with pytest.raises(IntegrityError):
        write(blind, other, record)


def test_it_is_decided_and_taken_back_on_the_page(page, record, other, client):
    shown = client.get(page).text
    assert "They are not the same" in shown
    assert "Link (Earlier case)" in shown
    sent = {"version": 1, "other": other.pk, "why": "Another person."}
    assert client.post(f"{page}different/", {**sent, "version": 9}).status_code == 409
    unsaid = client.post(f"{page}different/", {**sent, "why": " "})
    assert (unsaid.status_code, "Why: " in unsaid.text) == (422, True)
    assert not Difference.objects.exists()
    done = client.post(f"{page}different/", sent, follow=True).text
    assert "is not offered here any more" in done
    assert "They are not the same" not in done
    assert "Decided: not the same" in done
    assert "Another person." in done
    back = f"{page}different/{Difference.objects.get().pk}/back/"
    assert client.post(back, {"version": 9}).status_code == 409
    assert "They are not the same" in client.post(back, {"version": 1}, follow=True).text
    assert client.post(f"{page}different/0/back/", {"version": 1}).status_code == 404


def test_what_is_said_of_a_record_calls_it_with_days_as_people_read_them(page, record, make, officer, client):
    dated = make("K9 2026-04-05", "Ana Maric")
    assert (dated.name, str(dated)) == ("K9 2026-04-05", "K9 5 Apr 2026")  # kept as it was given
    told = client.post(f"{page}different/", {"version": 1, "other": dated.pk, "why": "Another."}, follow=True).text
    assert "“K9 5 Apr 2026” is not offered here any more" in told
    with pytest.raises(ValidationError, match="K9 5 Apr 2026"):
        tell_apart(officer, record, 1, dated.pk, "Once more.")
    marking = client.get(f"/records/record/{dated.pk}/").text
    assert "K9 5 Apr 2026" in marking
    assert "K9 2026-04-05" not in marking


def test_a_twin_is_linked_by_its_button(page, record, other, client):
    client.post(f"{page}links/add/", {"version": 1, "other": other.pk, "code": "same"})
    assert Link.objects.get().other == other
    shown = client.get(page).text
    assert '<span class="tag good">Linked</span>' in shown
    assert "Link (Earlier case)" not in shown


def test_strangers_and_readers_decide_nothing_on_the_page(record, other, client, person, unit, other_officer):
    page = f"/registers/records/{record.pk}/"
    sent = {"version": 1, "other": other.pk, "why": "Another person."}
    assert client.post(f"{page}different/", sent).status_code == 302
    client.force_login(other_officer)
    assert client.post(f"{page}different/", sent).status_code == 404
    client.force_login(User.objects.get(pk=person("reader", unit).pk))
    assert "They are not the same" not in client.get(page).text
    assert client.post(f"{page}different/", sent).status_code == 403
    assert not Difference.objects.exists()


def test_the_reason_goes_with_whichever_of_the_two_is_erased(record, other, officer, person):
    protector = person("data_protection_officer")
    for one in (record, other):
        made = tell_apart(officer, record, 1, other.pk, "Another person.")
        with acting_as(of_person(protector.pk)):
            erase_record(protector, find("record", one.pk), Ground("asked for", "the law"))
        made.refresh_from_db()
        assert not made.why
        assert not made.history.exclude(why=None).exclude(why="").exists()
        Difference.objects.update(ended_at="2026-01-01T00:00Z")


@pytest.fixture
def ask(client, record, officer):
    """Asks the API about the record as the officer."""
    client.force_login(officer)

    def asked(method, path, **body):
        address = f"/api/registers/records/{record.pk}/{path}"
        sent = {"data": json.dumps({"version": 1, **body}), "content_type": "application/json"} if body else {}
        return getattr(client, method)(address, **sent)

    return asked


def test_a_program_lists_what_looks_alike_says_it_is_not_the_same_and_takes_that_back(ask, record, other, officer):
    (twin,) = ask("get", "twins").json()["items"]
    (reason,) = twin["reasons"]
    assert (twin["id"], twin["name"], reason["path"], reason["said"]) == (
        *(other.pk, other.name, "person/who"),
        "Ana Maric",
    )
    assert reason["why"]
    late = ask("post", "differences", other=other.pk, why="Another.", version=9)
    assert (late.status_code, late.json()["difference"]["version"]) == (409, {"stored": 1, "wanted": 9})
    assert ask("post", "differences", other=other.pk, why=" ").status_code == 422
    assert ask("post", "differences", other=99999999, why="Another.").status_code == 422
    made = ask("post", "differences", other=other.pk, why="Another.")
    assert (made.status_code, made.json()["record"], made.json()["by"]) == (201, other.pk, officer.username)
    assert ask("post", "differences", other=other.pk, why="Another.").status_code == 422
    told = ask("get", "twins").json()
    assert (told["items"], [(one["id"], one["why"]) for one in told["apart"]]) == (
        [],
        [(made.json()["id"], "Another.")],
    )
    back = f"differences/{made.json()['id']}?version="
    assert ask("delete", f"{back}9").status_code == 409
    assert ask("delete", f"{back}1").status_code == 204
    assert ask("delete", f"{back}1").status_code == 422  # it was taken back
    assert ask("delete", "differences/0?version=1").status_code == 404
    assert [one["id"] for one in ask("get", "twins").json()["items"]] == [other.pk]


def test_what_a_closed_twin_says_stands_in_no_answer(ask, other):
    Record.objects.filter(pk=other.pk).update(marking=Marking.RESTRICTED)
    assert [one["reasons"][0]["said"] for one in ask("get", "twins").json()["items"]] == [""]


def test_a_program_that_only_looks_tells_nothing_apart(client, record, other, officer, person):
    made = tell_apart(officer, record, 1, other.pk, "Another person.")
    reads = ["read register", "read record", "identify record"]
    told = {"person": officer, "purpose": "Nightly", "unit": None, "last_day": date.today() + timedelta(days=9)}
    by = {"headers": {"Authorization": f"Bearer {make_token(person('administrator'), limits=reads, **told)}"}}
    address = f"/api/registers/records/{record.pk}"
    sent = {"data": json.dumps({"version": 1, "other": other.pk, "why": "Another"}), "content_type": "application/json"}
    assert client.get(f"{address}/twins", **by).json()["apart"][0]["id"] == made.pk
    assert client.post(f"{address}/differences", **sent, **by).status_code == 403
    assert client.delete(f"{address}/differences/{made.pk}?version=1", **by).status_code == 403
    made.refresh_from_db()
    assert made.ended_at is None
