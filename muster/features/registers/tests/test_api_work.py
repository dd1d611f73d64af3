"""Work with records over the API: as on their pages, by the same actions."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client

from muster.core.identity import acting_as, of_person
from muster.core.models import Marking
from muster.features.accounts.models import NeedToKnow, User
from muster.features.registers.actions import hand_in
from muster.features.registers.models import Handover, Note, Record, Step, Task
from muster.features.registers.sight import knows_personal, sees_personal
from muster.features.registers.tests.working import WORK
from muster.features.sign_in.actions import make_token

pytestmark = pytest.mark.django_db
ALL = "read create change assign refer transfer accept approve mark personal"
MANY = (
    *(row for row in WORK if row["setting"] != "access"),
    {"setting": "link", "name": "same", "label": "Belongs to", "value": "cases"},
    *(
        {"setting": "access", "roles": role, "value": ALL, "from": "restricted"}
        for role in ("officer", "head_of_structure")
    ),
    {"setting": "access", "roles": "reader", "value": "read", "to": "organisation"},
)


@pytest.fixture
def register(publish):
    return publish(register=MANY).register


@pytest.fixture
def ask(client, officer, record):
    """Asks the API about the record as somebody, with the version that it has unless another is said."""

    def asked(method, path, body=None, person=officer, at=None):
        client.force_login(User.objects.get(pk=person.pk))
        address = path if path.startswith("/") else f"/api/registers/records/{(at or record).pk}/{path}"
        if body is None:
            return getattr(client, method)(address)
        version = Record.objects.values_list("version", flat=True).get(pk=(at or record).pk)
        data = json.dumps({"version": version, **body})
        return getattr(client, method)(address, data=data, content_type="application/json")

    return asked


def test_a_record_goes_its_way(record, ask, officer, head_of_structure):
    told = ask("get", "work").json()
    assert [(one["code"], one["comment"], one["barred"]) for one in told["moves"]] == [("hand_in", False, "")]
    assert {one["name"] for one in told["deadlines"]} == {"Answer", "Review"}
    moved = ask("post", "moves", {"move": "hand_in"})
    assert (moved.status_code, moved.json()["state"], moved.json()["version"]) == (200, "in_review", 2)
    unsaid = ask("post", "moves", {"move": "send_back"}, head_of_structure)
    assert (unsaid.status_code, "comment" in unsaid.json()["detail"][0]) == (422, True)
    back = ask("post", "moves", {"move": "send_back", "comment": "Not theft."}, head_of_structure)
    assert back.json()["state"] == "open"
    assert Step.objects.get(move="send_back").note.text == "Not theft."
    assert ask("post", "moves", {"move": "approve"}, head_of_structure).status_code == 422  # not from here


def test_who_was_late_is_told_what_changed(record, ask, head_of_structure, other_unit):
    ask("post", "moves", {"move": "hand_in"})
    late = [
        ask("post", "moves", {"move": "hand_in", "version": 1}),
        ask("put", "assignment", {"to": "", "version": 1}, head_of_structure),
        ask("post", "tasks", {"text": "Ask", "version": 1}),
        ask("post", "notes", {"text": "Seen", "version": 1}),
        ask("put", "marking", {"marking": "restricted", "version": 1}),
        ask("post", "handovers", {"kind": "referral", "unit": "south", "reason": "Theirs", "version": 1}),
    ]
    assert [answer.status_code for answer in late] == [409] * 6
    for answer in late:
        told = answer.json()["difference"]
        assert told["version"] == {"stored": 2, "wanted": 1}
        assert any("With the head" in said for said in told["since"]["stored"])
    assert not Task.objects.exists()
    assert not Note.objects.exists()
    assert not Handover.objects.exists()
    record.refresh_from_db()
    assert (record.version, record.marking) == (2, Marking.INTERNAL)


def test_a_record_is_assigned_to_somebody_and_to_nobody(
    record, ask, officer, head_of_structure, other_officer, person, unit
):
    reader = person("reader", unit)
    assert ask("put", "assignment", {"to": officer.username}, head_of_structure).status_code == 200
    told = ask("get", "work", person=head_of_structure).json()
    assert told["assigned_to"] == officer.username
    names = {key: {one["username"] for one in told[key]} for key in ("assignees", "people")}
    assert [officer.username in some for some in names.values()] == [True, True]
    assert [reader.username in some for some in names.values()] == [False, True]
    only_reads = ask("put", "assignment", {"to": reader.username}, head_of_structure)
    assert (only_reads.status_code, "may not change" in only_reads.json()["detail"][0]) == (422, True)
    unseen = ask("put", "assignment", {"to": other_officer.username}, head_of_structure)
    assert (unseen.status_code, "would not see" in unseen.json()["detail"][0]) == (422, True)
    nobody = ask("put", "assignment", {"to": "nobody.there"}, head_of_structure)
    assert (nobody.status_code, list(nobody.json()["detail"])) == (422, ["to"])
    assert ask("put", "assignment", {"to": ""}, head_of_structure).status_code == 200
    assert Record.objects.get().assigned_to is None


def test_tasks_and_notes(record, ask, officer):
    made = ask("post", "tasks", {"text": "Ask the station", "to": officer.username, "due": "2026-12-01"})
    assert (made.status_code, made.json()["due"], made.json()["assigned_to"]) == (201, "2026-12-01", officer.username)
    done = ask("patch", f"tasks/{made.json()['id']}", {"done": True}).json()
    assert (done["done_by"], bool(done["done_at"])) == (officer.username, True)
    assert ask("patch", "tasks/99999999", {"done": True}).status_code == 404
    assert ask("post", "notes", {"text": "The pages came."}).status_code == 201
    assert (ask("post", "notes", {"text": "  "}).status_code, ask("post", "tasks", {"text": " "}).status_code) == (
        422,
        422,
    )
    told = ask("get", "work").json()
    assert [one["text"] for one in told["tasks"]] == ["Ask the station"]
    assert [one["text"] for one in told["notes"]] == ["The pages came."]


def test_a_record_is_marked(record, ask):
    raised = ask(
        "put", "marking", {"marking": "restricted", "tlp": "amber+strict", "reason": "Names a minor who was hurt"}
    )
    assert (raised.status_code, raised.json()["version"], raised.json()["named"]) == (200, 2, False)
    record.refresh_from_db()
    assert (record.marking, record.tlp) == (Marking.RESTRICTED, "amber+strict")


def test_marking_it_lower_takes_a_reason(record, ask):
    refused = ask("put", "marking", {"marking": "public"})
    assert (refused.status_code, list(refused.json()["detail"])) == (422, ["reason"])
    assert ask("put", "marking", {"marking": "public", "reason": "Was in the papers"}).status_code == 200


def test_somebody_is_named_for_a_record_and_no_longer(record, ask, officer, other_officer, other_unit):
    assert ask("get", "marking", person=other_officer).status_code == 404
    told = {"reason": "Works on it too", "until": "2999-01-01"}
    named = ask("post", "namings", {"person": other_officer.username, **told})
    assert (named.status_code, named.json()["person"], named.json()["until"]) == (
        *(201, other_officer.username),
        "2999-01-01",
    )
    seen = ask("get", "marking", person=other_officer)
    assert (seen.status_code, seen.json()["marking"], seen.json()["version"]) == (200, "internal", 1)
    again = ask("post", "namings", {"person": other_officer.username, "reason": "Still"}).json()
    assert (again["id"], again["reason"], again["until"], again["by"]) == (
        *(named.json()["id"], "Still", None),
        officer.username,
    )
    unit = ask("post", "namings", {"unit": "south", "reason": "They live there"}).json()
    assert (unit["unit"], unit["person"]) == ("south", "")
    assert {one["id"] for one in ask("get", "marking").json()["namings"]} == {again["id"], unit["id"]}
    for one in (again, unit):
        assert ask("delete", f"namings/{one['id']}").status_code == 204
        assert ask("delete", f"namings/{one['id']}").status_code == 404
    assert ask("get", "marking", person=other_officer).status_code == 404


def test_naming_takes_one_person_or_unit_a_reason_and_a_day_to_come(record, ask, officer, other_officer, other_unit):
    reason, whom = {"reason": "Works on it"}, {"person": other_officer.username}
    for sent, status, field in (
        (reason, 422, "person"),
        ({**whom, "unit": "south", **reason}, 422, "person"),
        ({"person": "nobody.there", **reason}, 422, "person"),
        ({"unit": "nowhere", **reason}, 422, "unit"),
        ({**whom, "reason": " "}, 422, "reason"),
        ({**whom, **reason, "until": "2000-01-01"}, 422, "until"),
        ({"person": officer.username, **reason}, 403, ""),  # nobody names themselves
    ):
        refused = ask("post", "namings", sent)
        assert (refused.status_code, field in refused.json()["detail"]) == (status, True)
    assert not ask("get", "marking").json()["namings"]


def test_the_last_who_is_named_for_a_confidential_record_stays_named(record, ask, officer, other_officer):
    first = ask("post", "namings", {"person": other_officer.username, "reason": "Works on it"}).json()["id"]
    Record.objects.filter(pk=record.pk).update(marking=Marking.CONFIDENTIAL)
    own = NeedToKnow.objects.create(
        subject="record", key=record.pk, person=officer, reason="Own", made_by=other_officer
    )
    why = {"headers": {"Justification": "inspection; The yearly inspection."}}
    client, address = Client(**why), f"/api/registers/records/{record.pk}/namings"
    client.force_login(User.objects.get(pk=officer.pk))
    assert client.delete(f"{address}/{first}").status_code == 204
    refused = client.delete(f"{address}/{own.pk}")
    assert (refused.status_code, "Nobody could see it then" in refused.json()["detail"][0]) == (422, True)


def test_records_are_linked_and_unlinked(record, ask, filled, officer):
    other = hand_in(officer, filled({"case": "18/2026"}, "uuid:other")).record
    made = ask("post", "links", {"code": "same", "other": other.pk})
    assert (made.status_code, made.json()["record"], made.json()["label"]) == (201, other.pk, "Belongs to")
    assert ask("post", "links", {"code": "same", "other": other.pk}).status_code == 422
    assert ask("post", "links", {"code": "none", "other": other.pk}).status_code == 422
    assert ask("post", "links", {"code": "same", "other": 99999999}).status_code == 422
    assert [one["own"] for one in ask("get", "work", at=other).json()["links"]] == [False]
    link = f"links/{made.json()['id']}"
    assert ask("delete", f"{link}?version=7").status_code == 409
    assert ask("delete", f"{link}?version=1", at=other).status_code == 404  # it starts at the first one
    assert ask("delete", f"{link}?version=1").status_code == 204
    assert not ask("get", "work").json()["links"]


def test_a_referral_is_offered_and_accepted(record, ask, other_officer, other_unit):
    offered = ask("post", "handovers", {"kind": "referral", "unit": "south", "reason": "They live there."})
    assert (offered.status_code, offered.json()["state"], offered.json()["record"]) == (201, "offered", record.pk)
    assert ask("get", "work", person=other_officer).status_code == 404
    waiting = ask("get", "/api/handovers/", person=other_officer).json()
    assert [(one["called"], one["record"], one["reason"]) for one in waiting["offered"]] == [
        (record.name, None, "They live there.")
    ]
    address = f"/api/handovers/{offered.json()['id']}"
    ask("post", "moves", {"move": "hand_in"})
    late = ask("post", f"{address}/accept", {"version": 1}, other_officer)
    assert (late.status_code, late.json()["difference"]["version"]) == (409, {"stored": 2, "wanted": 1})
    seen = ask("get", address, person=other_officer).json()
    assert (seen["version"], seen["version_now"]) == (1, 2)
    accepted = ask("post", f"{address}/accept", {"version": 2, "answer": "Good."}, other_officer).json()
    assert (accepted["state"], accepted["record"], accepted["answered_by"]) == (
        "accepted",
        record.pk,
        other_officer.username,
    )
    assert ask("get", "work", person=other_officer).status_code == 200
    assert ask("post", f"{address}/end", {}, other_officer).json()["record"] is None
    assert ask("get", "work", person=other_officer).status_code == 404


def test_a_transfer_is_declined_with_a_reason_or_withdrawn(record, ask, other_officer, officer):
    first = ask("post", "handovers", {"kind": "transfer", "person": other_officer.username, "reason": "Theirs."}).json()
    assert (first["to_unit"], first["to_person"]) == ("south", other_officer.username)
    address = f"/api/handovers/{first['id']}"
    assert ask("post", f"{address}/accept", {"version": 1}).status_code == 403  # one's own
    assert ask("post", f"{address}/decline", {"answer": " "}, other_officer).status_code == 422
    assert ask("post", f"{address}/decline", {"answer": "Not ours."}, other_officer).json()["state"] == "declined"
    assert ask("post", f"{address}/withdraw", {}).status_code == 422  # it was answered
    second = ask("post", "handovers", {"kind": "transfer", "unit": "south", "reason": "Theirs."}).json()
    assert ask("post", f"/api/handovers/{second['id']}/withdraw", {}, other_officer).status_code == 403
    assert ask("post", f"/api/handovers/{second['id']}/withdraw", {}).json()["state"] == "withdrawn"
    assert ask("post", "handovers", {"kind": "transfer", "reason": "Theirs."}).status_code == 422  # to nobody


def test_others_do_nothing(record, ask, person, unit, other_unit, client):
    stranger, reader = person("officer", other_unit), person("reader", unit)
    asked = (
        ("post", "moves", {"move": "hand_in"}),
        ("put", "assignment", {"to": ""}),
        ("post", "tasks", {"text": "Ask"}),
        ("post", "notes", {"text": "Seen"}),
        ("put", "marking", {"marking": "restricted"}),
        ("post", "namings", {"unit": "south", "reason": "Theirs"}),
        ("post", "differences", {"other": 1, "why": "Another"}),
        ("post", "links", {"code": "same", "other": 1}),
        ("post", "handovers", {"kind": "referral", "unit": "south", "reason": "Theirs"}),
    )
    for method, path, body in asked:
        assert ask(method, path, body, stranger).status_code == 404
        assert ask(method, path, body, reader).status_code == 403
        client.logout()
        answer = getattr(client, method)(f"/api/registers/records/{record.pk}/{path}", body, "application/json")
        assert answer.status_code == 401
    record.refresh_from_db()
    assert record.version == 1
    assert not Note.objects.exists()
    assert ask("get", "/api/handovers/999999", person=stranger).status_code == 404


def test_a_token_does_what_it_carries_and_no_more(record, client, person, officer):
    administrator = person("administrator")
    told = {"person": officer, "purpose": "Nightly", "unit": None, "last_day": date.today() + timedelta(days=9)}
    sent = {"data": json.dumps({"version": 1, "move": "hand_in"}), "content_type": "application/json"}
    for limits, statuses in (
        (["read register", "read record"], (200, 403)),
        (["read register", "read record", "change record"], (200, 200)),
    ):
        by = {"headers": {"Authorization": f"Bearer {make_token(administrator, limits=limits, **told)}"}}
        seen = client.get(f"/api/registers/records/{record.pk}/work", **by)
        naming = {"data": '{"unit": "mission", "reason": "Theirs"}', "content_type": "application/json"}
        assert client.post(f"/api/registers/records/{record.pk}/namings", **naming, **by).status_code == 403
        moved = client.post(f"/api/registers/records/{record.pk}/moves", **sent, **by)
        assert (seen.status_code, moved.status_code) == statuses


def test_what_needs_no_right_needs_a_token_that_carries_it(record, ask, client, person, officer, other_officer):
    """Notes, a task of one's own, a record that one gives back, what one was offered or offers."""
    head = person("head_of_structure", record.unit)
    assert ask("put", "assignment", {"to": officer.username}, head).status_code == 200
    task = ask("post", "tasks", {"text": "Ask", "to": officer.username}, head).json()["id"]
    offer = {"kind": "referral", "person": other_officer.username, "reason": "Theirs"}
    offered = ask("post", "handovers", offer).json()["id"]
    client.logout()
    made = {"purpose": "Nightly", "unit": None, "last_day": date.today() + timedelta(days=9)}
    looking = [f"{verb} record" for verb in ("read", "identify", "export")]

    def by(whom, *more):
        token = make_token(person("administrator"), person=whom, limits=["read register", *looking, *more], **made)

        def asked(method, path, **body):
            version = Record.objects.values_list("version", flat=True).get(pk=record.pk)
            sent = {"data": json.dumps({"version": version, **body}), "content_type": "application/json"}
            address = path if path.startswith("/") else f"/api/registers/records/{record.pk}/{path}"
            return getattr(client, method)(address, **sent, headers={"Authorization": f"Bearer {token}"}).status_code

        return asked

    def all_asked(ask_own, ask_other):
        return [
            ask_own("post", "notes", text="Seen"),
            ask_own("patch", f"tasks/{task}", done=True),
            ask_own("put", "assignment", to=""),
            ask_other("post", f"/api/handovers/{offered}/accept"),
            ask_own("post", f"/api/handovers/{offered}/end"),
        ]

    assert all_asked(by(officer), by(other_officer)) == [403] * 5
    assert all_asked(by(officer, "change record", "refer record"), by(other_officer, "accept record")) == [
        *(201, 200, 200, 200, 200)
    ]


def test_what_names_people_needs_a_token_that_carries_the_sight_of_it(record, client, person, officer):
    """Also beside a record that its person recorded, whose personal answers they see without a right."""
    made = {"person": officer, "purpose": "Nightly", "unit": None, "last_day": date.today() + timedelta(days=9)}
    reads = ["read register", "read record", "change record"]

    def written(limits):
        token = make_token(person("administrator"), limits=limits, **made)
        for path in ("notes", "tasks"):
            sent = {"data": json.dumps({"version": 1, "text": "Seen"}), "content_type": "application/json"}
            address = f"/api/registers/records/{record.pk}/{path}"
            yield client.post(address, **sent, headers={"Authorization": f"Bearer {token}"}).status_code

    assert list(written(reads)) == [403, 403]
    assert not Note.objects.exists()
    assert not Task.objects.exists()
    assert list(written([*reads, "identify record"])) == [201, 201]


def test_the_person_behind_a_token_knows_what_it_does_not_carry(record, officer):
    limits = {("read", "record"), ("change", "record")}
    for carried, seen in ((limits, False), (limits | {("identify", "record")}, True)):
        vars(officer).update(token_limits=frozenset(carried), known_grants=None)
        with acting_as(of_person(officer.pk, limits=frozenset(map(" ".join, carried)))):
            assert (sees_personal(officer, record), knows_personal(officer, record)) == (seen, True)
