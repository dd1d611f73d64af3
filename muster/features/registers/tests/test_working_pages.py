"""Work with a record, through its page and the page of one's own work."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from muster.core.models import AuditEntry, Marking
from muster.features.accounts.models import Permission
from muster.features.registers.actions import hand_in
from muster.features.registers.actions.assigning import assign_record
from muster.features.registers.actions.moving import move_record
from muster.features.registers.actions.noting import add_note, add_task, tick_task
from muster.features.registers.models import Custody, Note, Record, Step, Task
from muster.features.registers.tests.working import WORK

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(publish):
    return publish(register=WORK).register


@pytest.fixture
def at(client):
    """`at(person)` signs somebody in; `at(person, address, **sent)` sends a form from the record's page."""

    def sent(somebody, address="", **values):
        client.force_login(somebody)
        if not address:
            return client
        values = {"version": Record.objects.get().version, **values}
        return client.post(f"/registers/records/{Record.objects.get().pk}/{address}/", values, follow=True)

    return sent


def buttons(page):
    return set(re.findall(r'name="move" value="(\w+)"', page.text))


def test_a_desk_officer_a_head_and_the_officer_again(record, filled, at, officer, head_of_structure):
    page = at(officer).get(f"/registers/records/{record.pk}/")
    assert buttons(page) == {"hand_in"}
    assert "It is “With the head” now." in at(officer, "move", move="hand_in").text

    page = at(head_of_structure).get(f"/registers/records/{record.pk}/")
    assert buttons(page) == {"approve", "send_back"}
    page = at(head_of_structure, "move", move="send_back", comment="The kind is not theft.")
    assert "It is “Open” now." in page.text

    work = at(officer).get("/registers/work/").text
    assert "Returned to you" in work
    assert "The kind is not theft." in work
    assert head_of_structure.full_name in work
    assert "Returned for correction" not in at(head_of_structure).get("/registers/work/").text

    changed = {"case": "17/2026", "day": "2026-05-04", "kind": "fraud", "person": [{"who": "A. Person", "age": 30}]}
    hand_in(officer, filled(changed, "uuid:second", "uuid:first"))
    at(officer, "move", move="hand_in")
    assert "Returned to you" not in at(officer).get("/registers/work/").text

    page = at(head_of_structure, "move", move="approve")
    assert "It is “Done” now." in page.text
    said = page.text[page.text.index('id="history"') :]
    for words in ("Approve", "The kind is not theft.", "<s>Theft</s> → Fraud", "Recorded", officer.full_name):
        assert words in said
    assert [step.move for step in Step.objects.all()] == ["hand_in", "send_back", "hand_in", "approve"]


def test_nobody_else_gets_to_work_with_it(record, at, client, person, unit, other_officer):
    addresses = {
        "move": {"move": "hand_in"},
        "assign": {"to": ""},
        "tasks": {"text": "Ask again"},
        "notes": {"text": "A note"},
    }
    reader = person("reader", unit)
    for address, values in addresses.items():
        assert at(reader, address, **values).status_code == 403
        assert at(other_officer, address, **values).status_code == 404
        client.logout()
        assert "/sign-in/" in client.post(f"/registers/records/{record.pk}/{address}/", values)["Location"]
    assert Record.objects.get().version == 1
    assert not Note.objects.exists()
    assert not Task.objects.exists()


def test_who_may_not_is_offered_nothing(record, at, person, unit):
    page = at(person("reader", unit)).get(f"/registers/records/{record.pk}/").text
    for word in ('value="hand_in"', "Assign to me", "Assign<", "Add a task", "Add a note"):
        assert word not in page


def test_who_wrote_it_last_is_told_that_somebody_else_approves(record, at, officer, head_of_structure):
    move_record(officer, record, 1, "hand_in")
    Record.objects.update(updated_by=head_of_structure)
    page = at(head_of_structure).get(f"/registers/records/{record.pk}/")
    assert buttons(page) == {"send_back"}
    assert "“Approve” is for somebody else: you wrote this record last." in page.text
    sent = at(head_of_structure, "move", move="approve")
    assert sent.status_code == 422
    assert "“Approve” is for somebody else" in sent.text
    assert Record.objects.get().state == "in_review"


def test_what_goes_on_by_approval_alone_waits_for_who_may_approve(
    record, at, officer, head_of_structure, person, unit, other_unit
):
    def waits(somebody):
        return "For your approval" in at(somebody).get("/registers/work/").text

    deputy, elsewhere = person("head_of_structure", unit), person("head_of_structure", other_unit)
    people = (head_of_structure, deputy, elsewhere, officer)
    assert not any(map(waits, people))
    at(officer, "move", move="hand_in")
    assert [waits(one) for one in people] == [True, True, False, False]
    assert "For your approval" in at(deputy).get("/").text
    Record.objects.update(updated_by=deputy)  # who wrote it last leaves it to somebody else
    assert [waits(one) for one in people] == [True, False, False, False]
    at(head_of_structure, "move", move="approve")
    assert not any(map(waits, people))


def test_a_conflict_says_what_changed_and_keeps_what_was_typed(record, at, officer, head_of_structure):
    move_record(officer, record, 1, "hand_in")
    assign_record(head_of_structure, record, 2, head_of_structure)
    sent = at(head_of_structure, "move", move="send_back", comment="Too early for me.", version=1)
    assert sent.status_code == 409
    assert f"State: Open → With the head. Assigned to: {head_of_structure}." in sent.text
    assert f"The last to change it was {head_of_structure}." in sent.text
    assert "Too early for me.</textarea>" in sent.text
    assert Record.objects.get().version == 3


@pytest.mark.parametrize("address", ["assign", "tasks", "notes", "move"])
def test_everything_asks_for_the_version_that_was_seen(address, record, at, officer):
    move_record(officer, record, 1, "hand_in")
    values = {"text": "Words", "move": "hand_in", "to": officer.pk}
    assert at(officer, address, **values, version=1).status_code == 409
    for version in ("", "none", "0", "9" * 30):
        assert at(officer, address, **values, version=version).status_code in (409, 422)
    assert Record.objects.get().version == 2
    assert not Note.objects.exists()
    assert not Task.objects.exists()


# Who has it in hand


def test_it_is_given_to_somebody_who_sees_it(record, at, officer, head_of_structure):
    page = at(head_of_structure).get(f"/registers/records/{record.pk}/").text
    assert f">{officer.full_name}</option>" in page
    assert f"It is assigned to {officer} now." in at(head_of_structure, "assign", to=officer.pk).text
    kept = Record.objects.get()
    assert (kept.assigned_to, kept.version) == (officer, 2)
    assert kept.name in at(officer).get("/registers/work/").text


def test_it_is_not_given_to_somebody_who_would_not_see_it(record, at, head_of_structure, other_officer, person, unit):
    page = at(head_of_structure).get(f"/registers/records/{record.pk}/").text
    for one in (other_officer, person("", unit), person("auditor", unit)):
        assert f">{one.full_name}</option>" not in page
        sent = at(head_of_structure, "assign", to=one.pk)
        assert sent.status_code == 422
        assert f"{one} would not see this record" in sent.text
    assert Record.objects.get().assigned_to is None


def test_nor_to_somebody_who_may_only_read_it(record, at, head_of_structure, officer, person, unit):
    reader = person("reader", unit)
    page = at(head_of_structure).get(f"/registers/records/{record.pk}/").text
    assigning = page[page.index('id="assign-to"') : page.index('id="tasks"')]
    assert f">{officer.full_name}</option>" in assigning
    assert f">{reader.full_name}</option>" not in assigning
    assert "Those who may change this record." in assigning
    sent = at(head_of_structure, "assign", to=reader.pk)
    assert sent.status_code == 422
    assert f"{reader} may not change records of this register at {record.unit.name}" in sent.text
    assert Record.objects.get().assigned_to is None


def test_nor_to_somebody_who_does_not_read_so_high(record, at, head_of_structure, officer):
    assert f"It is assigned to {officer} now." in at(head_of_structure, "assign", to=officer.pk).text
    Record.objects.update(marking=Marking.CONFIDENTIAL, assigned_to=None)
    with pytest.raises(Exception, match="would not see"):
        assign_record(head_of_structure, Record.objects.get(), 2, officer)


def test_one_takes_it_and_gives_it_back(record, at, officer, person, unit):
    other = person("officer", unit)
    assert f"It is assigned to {officer} now." in at(officer, "assign", to=officer.pk).text
    assert at(other, "assign", to=other.pk).status_code == 403  # to take it from somebody is to assign
    assert at(other, "assign", to="").status_code == 403
    assert "It is assigned to nobody now." in at(officer, "assign", to="").text
    assert at(officer, "assign", to=other.pk).status_code == 403
    assert Record.objects.get().assigned_to is None


def test_a_person_who_is_none_is_refused_by_name(record, at, head_of_structure):
    for wrong in ("0", "x", "9" * 25):
        sent = at(head_of_structure, "assign", to=wrong)
        assert sent.status_code == 422
        assert "Assigned to: " in sent.text


def test_the_list_is_narrowed_to_what_is_in_ones_hands(record, at, officer, person, unit):
    address = "/registers/cases/?mine=1"
    assert "No record fits these filters." in at(officer).get(address).text
    assign_record(officer, record, 1, officer)
    page = at(officer).get(address).text
    assert record.name in page
    assert "checked" in page
    assert "No record fits these filters." in at(person("officer", unit)).get(address).text


# Tasks and notes


def test_a_task_is_set_and_done(record, at, officer, person, unit):
    other = person("officer", unit)
    due = timezone.localdate() - timedelta(days=1)
    assert "The task is added." in at(officer, "tasks", text="Ask the bank", to=other.pk, due=due).text
    work = at(other).get("/registers/work/").text
    assert "Ask the bank" in work
    assert "Late" in work
    task = Task.objects.get()
    assert "The task is done." in at(other, f"tasks/{task.pk}", done="on").text
    task.refresh_from_db()
    assert (task.done_by, task.done_at is not None) == (other, True)
    assert "Ask the bank" not in at(other).get("/registers/work/").text
    assert "The task is to be done." in at(officer, f"tasks/{task.pk}").text
    task.refresh_from_db()
    assert (task.done_by, task.done_at) == (None, None)


def test_a_task_is_offered_to_who_sees_the_record_and_first_to_who_may_change_it(record, at, officer, person, unit):
    reader = person("reader", unit)
    page = at(officer).get(f"/registers/records/{record.pk}/").text
    offered = page[page.index('id="task-to"') : page.index('id="task-due"')]
    groups = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', offered))
    assert list(groups) == ["They may change the record", "They see the record, and may say that the task is done"]
    changing, reading = groups.values()
    assert f">{officer.full_name}</option>" in changing
    assert f">{reader.full_name}</option>" in reading
    assert f">{reader.full_name}</option>" not in changing
    assert "The task is added." in at(officer, "tasks", text="Read it", to=reader.pk).text


def test_a_task_is_not_for_who_would_not_see_the_record(record, at, officer, other_officer):
    sent = at(officer, "tasks", text="Ask the bank", to=other_officer.pk)
    assert sent.status_code == 422
    assert f"{other_officer} would not see this record" in sent.text
    assert 'value="Ask the bank"' in sent.text
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"text": ""}, "What is to be done: "), ({"due": "soon"}, "Until: "), ({"to": "x"}, "By whom: ")],
)
def test_a_task_that_is_wrong_says_where(wrong, said, record, at, officer):
    sent = at(officer, "tasks", **{"text": "Ask the bank", "due": "", **wrong})
    assert sent.status_code == 422
    assert said in sent.text
    assert not Task.objects.exists()


def test_open_tasks_end_with_the_work_on_the_record(record, at, officer, head_of_structure, person, unit):
    reader = person("reader", unit)
    for number, who in enumerate((officer, reader)):
        add_task(officer, record, 1, f"Task {number}", who, None)
    done = add_task(officer, record, 1, "Done before", officer, None)
    tick_task(officer, done, record, 1, done=True)
    move_record(officer, record, 1, "hand_in")
    page = at(head_of_structure).get(f"/registers/records/{record.pk}/").text
    approve, back = page[page.index('value="approve"') :], page[page.index('value="send_back"') :]
    assert "2 open tasks end with it." in approve[: approve.index("</form>")]
    assert "end with it" not in back[: back.index("</form>")]

    assert [at(one).get("/registers/work/").text.count("Task ") for one in (officer, reader)] == [1, 1]
    move_record(head_of_structure, record, 2, "approve")
    assert [at(one).get("/registers/work/").text.count("Task ") for one in (officer, reader)] == [0, 0]
    page = at(officer).get(f"/registers/records/{record.pk}/").text
    assert page.count("ended with the record") == 2
    assert 'name="done"' not in page
    assert "Add a task" not in page
    sent = at(officer, "tasks", text="One more")
    assert (sent.status_code, Task.objects.filter(done_at=None).count()) == (422, 2)

    Record.objects.update(state="in_review", ended=False)  # as a move back would
    assert [at(one).get("/registers/work/").text.count("Task ") for one in (officer, reader)] == [1, 1]


def test_a_task_stays_with_whoever_does_not_see_the_record_any_more(record, at, officer, person, unit):
    reader = person("reader", unit)
    add_task(officer, record, 1, "Look once more", reader, None)
    Record.objects.update(marking=Marking.CONFIDENTIAL)
    assert "Look once more" in at(reader).get("/registers/work/").text


def test_a_task_of_another_record_is_not_there(record, at, officer, filled):
    other = hand_in(officer, filled({"case": "18/2026"}, "uuid:other")).record
    task = add_task(officer, other, 1, "Ask", None, None)
    client = at(officer)
    assert client.post(f"/registers/records/{record.pk}/tasks/{task.pk}/", {"version": 1}).status_code == 404


def test_who_is_to_do_a_task_ticks_it_without_more_rights(record, at, officer, person, unit):
    reader = person("reader", unit)
    task = add_task(officer, record, 1, "Read it", reader, None)
    assert "The task is done." in at(reader, f"tasks/{task.pk}", done="on").text
    other = add_task(officer, record, 1, "Read on", None, None)
    assert at(reader, f"tasks/{other.pk}", done="on").status_code == 404  # it is not theirs to see


def test_notes_are_seen_by_who_sees_names(record, at, officer, person, unit):
    reader = person("reader", unit)
    assert "The note is added." in at(officer, "notes", text="A. Person called.\nTwice.").text
    page = at(officer).get(f"/registers/records/{record.pk}/").text
    assert "A. Person called.<br>Twice." in page
    read = at(reader).get(f"/registers/records/{record.pk}/")
    assert read.status_code == 200
    assert "called" not in read.text
    with pytest.raises(PermissionDenied, match="Notes are for who sees"):
        add_note(reader, record, 1, "Mine")


def test_a_comment_is_not_told_to_who_does_not_see_names(record, at, officer, head_of_structure, person, unit):
    move_record(officer, record, 1, "hand_in")
    move_record(head_of_structure, record, 2, "send_back", "A. Person was not asked.")
    reader = person("reader", unit)
    Record.objects.update(assigned_to=reader)  # who might change it once
    for address in (f"/registers/records/{record.pk}/", f"/registers/records/{record.pk}/history/", "/registers/work/"):
        page = at(reader).get(address)
        assert page.status_code == 200
        assert "was not asked" not in page.text
        assert "Return for correction" in page.text


# My work


def test_deadlines_stand_by_day_for_who_may_change(record, at, officer, other_officer, person, unit, filled):
    today = timezone.localdate()
    for number, days in enumerate((-20, -7, -6, 3)):
        day = (today + timedelta(days=days)).isoformat()
        hand_in(officer, filled({"case": f"c{number}", "day": day}, f"uuid:{number}"))
    Record.objects.filter(name="17/2026 Theft").delete()
    work = at(officer).get("/registers/work/").text
    late, soon = work[work.index('id="late"') : work.index('id="soon"')], work[work.index('id="soon"') :]
    assert [name for name in ("c0", "c1", "c2", "c3") if f">{name}</a>" in late] == ["c0", "c1", "c2"]
    assert "c3" in soon
    assert late.index("c0") < late.index("c1")
    assert "Review" in soon
    for one in (other_officer, person("reader", unit)):
        assert "Nothing waits for you." in at(one).get("/registers/work/").text


def test_a_day_that_is_past_is_said_to_be_late_with_how_long(record, at, officer):
    today = timezone.localdate()
    for days, said, listed in ((1, "late by 1 day:", 1), (30, "late by 30 days:", 1), (0, '"tag warn">due', 0)):
        Record.objects.update(due=today - timedelta(days=days))
        assert said in at(officer).get(f"/registers/records/{record.pk}/").text
        rows = at(officer).get(f"/registers/{record.register.code}/").text
        assert rows.count("</svg> Late</span>") == listed
    Record.objects.update(due=today - timedelta(days=9), ended=True)
    assert "late by" not in at(officer).get(f"/registers/records/{record.pk}/").text


def test_what_is_due_much_later_does_not_stand_there(record, at, officer, filled):
    Record.objects.update(due=timezone.localdate() + timedelta(days=8))
    assert "Nothing waits for you." in at(officer).get("/registers/work/").text


def test_many_deadlines_come_page_by_page(record, at, officer):
    Record.objects.update(due=date(2026, 1, 1))
    one = Record.objects.get()
    for number in range(60):
        one.pk, one.name, one.due = None, f"n{number}", date(2026, 1, 2) + timedelta(days=number)
        one.search = None
        one.save()
    client = at(officer)
    first = client.get("/registers/work/").text
    more = re.search(r'href="(\?late=[^"]+)"', first)[1]
    second = client.get(f"/registers/work/{more}").text
    names = re.findall(r">(n\d+)</a>", first) + re.findall(r">(n\d+)</a>", second)
    assert names == [f"n{number}" for number in range(60)]


def test_work_is_narrowed_to_a_register(record, at, officer, publish):
    publish(form_id="others", register=WORK)
    assign_record(officer, record, 1, officer)
    client = at(officer)
    assert record.name in client.get("/registers/work/?register=cases").text
    assert record.name not in client.get("/registers/work/?register=others").text
    assert record.name in client.get("/registers/work/?register=none").text


def test_my_work_is_for_who_reads_registers(record, client, person, unit):
    assert "/sign-in/" in client.get("/registers/work/")["Location"]
    client.force_login(person("", unit))
    assert client.get("/registers/work/").status_code == 403


# Files


@pytest.fixture
def with_file(register, filled, officer):
    sent = filled({"case": "1", "picture": "p.jpg"}, "uuid:x")
    return hand_in(officer, sent, {"p.jpg": b"a picture"}).record


def test_a_file_has_a_trail_of_who_had_it(with_file, at, officer, head_of_structure):
    file = with_file.attachments.get()
    address = f"/registers/records/{with_file.pk}/files/{file.pk}"
    assert b"".join(at(head_of_structure).get(address).streaming_content) == b"a picture"
    assert "“p.jpg” is what was received." in at(officer, f"files/{file.pk}/check").text
    trail = [(act.act, act.by) for act in Custody.objects.all()]
    assert trail == [("received", officer), ("opened", head_of_structure), ("checked", officer)]
    assert {act.sha256 for act in Custody.objects.all()} == {file.original_id}
    page = at(officer).get(f"/registers/records/{with_file.pk}/").text
    assert "Who had it (3)" in page
    assert "Checked: unchanged" in page


def test_a_file_that_is_not_what_was_received_is_found(with_file, at, officer, settings):
    file = with_file.attachments.get()
    kept = next(path for path in settings.ORIGINALS.rglob(file.original_id))
    kept.chmod(0o640)
    kept.write_bytes(b"another")
    assert "“p.jpg” is not what was received" in at(officer, f"files/{file.pk}/check").text
    act = Custody.objects.last()
    assert (act.act, act.sha256) == ("broken", "")


def test_only_who_sees_files_checks_them(with_file, at, client, person, unit, other_officer):
    address = f"files/{with_file.attachments.get().pk}/check"
    for one in (person("reader", unit), other_officer):
        assert at(one, address).status_code == 404
    client.logout()
    assert "/sign-in/" in client.post(f"/registers/records/{with_file.pk}/{address}/")["Location"]
    assert Custody.objects.count() == 1


# History


def test_names_are_told_only_to_who_sees_them(record, at, filled, officer, person, unit):
    changed = {"case": "17/2026", "day": "2026-05-04", "kind": "theft", "person": [{"who": "B. Other", "age": 31}]}
    hand_in(officer, filled(changed, "uuid:second", "uuid:first"))
    seen = at(officer).get(f"/registers/records/{record.pk}/history/").text
    assert "<strong>Person 1 › Name</strong>: <s>A. Person</s> → B. Other" in seen
    assert "<strong>Person 1 › Age</strong>: <s>30</s> → 31" in seen
    read = at(person("reader", unit)).get(f"/registers/records/{record.pk}/history/").text
    assert "<s>30</s> → 31" in read
    assert "A. Person" not in read
    assert "B. Other" not in read


def test_the_history_is_for_who_sees_the_record(record, at, other_officer):
    assert at(other_officer).get(f"/registers/records/{record.pk}/history/").status_code == 404


def test_a_cursor_that_is_none_begins_anew(record, at, officer):
    for wrong in ("x", "2026-01-01", "2026-13-01T00:00:00+00:00"):
        page = at(officer).get(f"/registers/records/{record.pk}/history/?after={wrong}")
        assert "Recorded" in page.text


@pytest.mark.django_db(transaction=True)
def test_a_long_history_comes_page_by_page(record, at, officer):
    for number in range(25):
        add_note(officer, record, 1, f"Note {number:02}")
    first = at(officer).get(f"/registers/records/{record.pk}/").text
    history = first[first.index('id="history"') :]
    more = re.search(r'href="([^"]+/history/\?after=[^"]+)"', history)[1]
    second = at(officer).get(more).text
    told = re.findall(r"<blockquote>(Note \d\d)", history) + re.findall(r"<blockquote>(Note \d\d)", second)
    assert told == [f"Note {number:02}" for number in reversed(range(25))]
    assert "Recorded" in second
    assert "<strong>Recorded" not in history


# Own work needs no reason


def _looks(record):
    return list(AuditEntry.objects.filter(subject="record", key=str(record.pk), verb="read").order_by("id"))


@pytest.mark.parametrize("marking", [Marking.RESTRICTED, Marking.CONFIDENTIAL])
def test_whose_work_a_closed_record_is_opens_it_without_being_asked(marking, record, at, officer, head_of_structure):
    rights = {
        "created_by": "They recorded it.",
        "assigned_to": "It is assigned to them.",
        "updated_by": "They wrote it last.",
    }
    Permission.objects.filter(kind="cases", verb="read").update(marking=Marking.CONFIDENTIAL)
    for column, words in rights.items():
        nobody = {"created_by": officer, "updated_by": officer, "assigned_to": None, "marking": marking}
        Record.objects.update(**nobody)
        assert at(head_of_structure).get(f"/registers/records/{record.pk}/").status_code == 403
        Record.objects.update(**{column: head_of_structure})
        assert at(head_of_structure).get(f"/registers/records/{record.pk}/").status_code == 200
        assert _looks(record)[-1].detail["justification"] == {"code": "work", "text": words}
        assert _looks(record)[-1].person == head_of_structure.pk


def test_an_open_record_is_opened_by_its_standing_purpose(record, at, officer):
    at(officer).get(f"/registers/records/{record.pk}/")
    assert _looks(record)[-1].detail["justification"]["code"] == "duty"
