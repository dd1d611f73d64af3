from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.core.conflicts import Conflict
from muster.features.accounts.models import Substitution
from muster.features.registers.actions.moving import move_record
from muster.features.registers.models import Note, Record, Step
from muster.features.registers.tests.working import WORK, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(publish):
    return publish(register=WORK).register


@pytest.fixture
def in_review(record, officer):
    return move_record(officer, record, 1, "hand_in")


def test_a_move_changes_the_state_and_what_follows_from_it(record, officer):
    assert record.due == date(2026, 5, 7)
    moved = move_record(officer, record, 1, "hand_in")
    kept = Record.objects.get()
    assert (kept.state, kept.ended, kept.due, kept.version) == ("in_review", False, date(2026, 5, 14), 2)
    assert moved.state == "in_review"
    step = Step.objects.get()
    assert (step.move, step.before, step.after, step.note, step.by) == ("hand_in", "open", "in_review", None, officer)


def test_who_wrote_last_stays_who_wrote_last(record, officer, person, unit):
    other = person("officer", unit)
    moved = move_record(other, record, 1, "hand_in")
    moved.refresh_from_db()
    assert (moved.updated_by, moved.updated_at) == (officer, record.updated_at)


def test_the_last_state_ends_the_work(in_review, head_of_structure):
    done = move_record(head_of_structure, in_review, 2, "approve")
    assert (done.ended, done.due) == (True, None)


def test_a_comment_is_kept_with_the_move(in_review, head_of_structure):
    move_record(head_of_structure, in_review, 2, "send_back", "  The day is wrong. ")
    note = Note.objects.get()
    assert (note.text, note.by, note.step.move) == ("The day is wrong.", head_of_structure, "send_back")


@pytest.mark.parametrize("comment", ["", " \n "])
def test_a_move_that_needs_a_comment_is_refused_without(comment, in_review, head_of_structure):
    with pytest.raises(ValidationError, match=r"“Return for correction” needs a comment"):
        move_record(head_of_structure, in_review, 2, "send_back", comment)
    assert Record.objects.get().version == 2
    assert not Note.objects.exists()


def test_nobody_approves_what_they_wrote_themselves(in_review, officer, unit, head_of_structure):
    give(officer, "head_of_structure", unit)
    with pytest.raises(ValidationError, match="you wrote this record last"):
        move_record(officer, in_review, 2, "approve")
    assert move_record(head_of_structure, in_review, 2, "approve").state == "done"


def test_a_role_that_the_move_does_not_name_does_not_make_it(in_review, officer, unit, person):
    other = person("officer", unit)
    for move in ("approve", "send_back"):
        with pytest.raises(PermissionDenied, match="is not for your role"):
            move_record(other, in_review, 2, move, "Because.")
    assert Record.objects.get().state == "in_review"


def test_a_role_elsewhere_does_not_make_it(in_review, person, other_unit):
    head = person("head_of_structure", other_unit)
    with pytest.raises(PermissionDenied):
        move_record(head, in_review, 2, "send_back", "Because.")


def test_a_role_above_makes_it(in_review, person, mission):
    head = person("head_of_structure", mission)
    assert move_record(head, in_review, 2, "send_back", "Because.").state == "open"


def test_who_acts_for_the_head_makes_it(in_review, person, unit, head_of_structure):
    deputy = person("", unit)
    with pytest.raises(PermissionDenied):
        move_record(deputy, in_review, 2, "send_back", "Because.")
    Substitution.objects.create(
        absent=head_of_structure, substitute=deputy, start=date(2000, 1, 1), end=date(2100, 1, 1), reason="Leave",
        made_by=head_of_structure,
    )  # fmt: skip
    deputy.known_grants = None
    assert move_record(deputy, in_review, 2, "send_back", "Because.").state == "open"


def test_without_the_right_nobody_moves(record, person, unit, other_officer):
    for one in (person("reader", unit), person("auditor", unit), person("", unit), other_officer):
        with pytest.raises(PermissionDenied):
            move_record(one, record, 1, "hand_in")
    assert not Step.objects.exists()


def test_a_move_from_another_state_is_none(record, officer):
    with pytest.raises(ValidationError, match=r"A record that is “Open” has no such move"):
        move_record(officer, record, 1, "approve")


def test_who_was_slower_does_not_move(in_review, officer):
    with pytest.raises(Conflict):
        move_record(officer, in_review, 1, "hand_in")
    assert Record.objects.get().version == 2


def test_moves_are_those_of_the_current_version(record, publish, officer):
    others = tuple({**row, "label": "Pass on"} if row.get("name") == "hand_in" else row for row in WORK)
    publish(version="2", register=others)
    record = Record.objects.get()
    record.register.refresh_from_db()
    with pytest.raises(ValidationError, match="has no such move"):
        move_record(officer, record, 1, "pass_on")
    assert move_record(officer, record, 1, "hand_in").form.stated == "1"


def test_whatever_is_tried_a_record_stands_where_its_moves_led(record, officer, head_of_structure):
    tries = st.tuples(
        st.sampled_from([officer, head_of_structure]),
        st.sampled_from(["hand_in", "send_back", "approve", "none"]),
        st.sampled_from(["", "Because."]),
        st.integers(-1, 0),  # how old the version is that they saw
    )

    @settings(max_examples=25)
    @given(st.lists(tries, max_size=12))
    def walk(steps):
        with transaction.atomic():
            for person, move, comment, age in steps:
                before = Record.objects.get()
                with suppress(ValidationError, PermissionDenied, Conflict):
                    move_record(person, before, before.version + age, move, comment)
            chain = list(Step.objects.order_by("pk"))
            now = Record.objects.get()
            assert [step.before for step in chain] == ["open", *(step.after for step in chain)][: len(chain)]
            assert now.state == (chain[-1].after if chain else "open")
            assert now.version == 1 + len(chain)
            assert now.ended == (now.state == "done")
            assert now.due == {"open": date(2026, 5, 7), "in_review": date(2026, 5, 14), "done": None}[now.state]
            assert Note.objects.count() == sum(step.note_id is not None for step in chain)
            assert all(step.by == head_of_structure for step in chain if step.move != "hand_in")
            transaction.set_rollback(True)

    walk()


def test_who_cannot_make_a_move_reads_whom_it_is_for(in_review, client, officer):
    client.force_login(officer)
    page = client.get(f"/registers/records/{in_review.pk}/").text
    assert f"“Approve” is for Head of structure at {in_review.unit.name}." in page
    assert 'value="approve"' not in page
