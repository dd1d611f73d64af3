"""How far work with the invented records has come: moved on by who may, in hand of somebody, tasks, notes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from muster.core.identity import acting_as, of_person
from muster.domain.forms.settings import Move, Settings
from muster.features.accounts.models import User
from muster.features.registers.actions.assigning import assign_record
from muster.features.registers.actions.moving import move_record
from muster.features.registers.actions.noting import add_note, add_task
from muster.features.registers.models import Record, Task
from muster.features.registers.queries.doing import barred, may_move
from muster.features.registers.rules import rules_of

KEEPER, HEAD = "desk", "head.dsps"
COMMENT = "As it was agreed."
IN_HAND = (  # register and state of a record, and who has it in hand; the head's wait for her approval
    ("complaints", "decision", HEAD),
    ("drug-seizures", "recorded", HEAD),
    ("use-of-force", "review", HEAD),
    ("crime", "investigation", KEEPER),
    ("information-requests", "clarification", KEEPER),
    ("lab-exhibits", "accepted", KEEPER),
)
TASKS = (  # register and state of a record, for whom, what is to be done in how many days, what was noted
    ("crime", "investigation", KEEPER, "Ask the station for the pages that are missing", 5, "They come by post."),
    ("lab-exhibits", "examination", KEEPER, "Ask when the report is ready", 9, "The laboratory waits for a standard."),
    ("use-of-force", "review", HEAD, "Say whether the recording of the camera is enough", 3, "It has no sound."),
)


def bring(record: Record, state: str, keeper: User, head: User) -> None:
    """Into a state by the moves of its register, each by the keeper or, where it is not for them, by the head."""
    for move in moves_between(rules_of(record), record.state, state):
        theirs = may_move(keeper, record, move) and not barred(keeper, record, move)
        person = keeper if theirs else head
        with acting_as(of_person(person.pk)):
            record = move_record(person, record, record.version, move.code, COMMENT if move.comment else "")


def give_work() -> Iterator[str]:
    """Once, after all registers are kept; yields what was done."""
    if Task.objects.exists():
        return
    people = {one.username: one for one in User.objects.filter(username__in=(KEEPER, HEAD)).select_related("unit")}
    with acting_as(of_person(people[KEEPER].pk)):
        for code, state, name in IN_HAND:
            record = _newest(code, state)
            assign_record(people[KEEPER], record, record.version, people[name])
        for code, state, name, text, days, note in TASKS:
            record, due = _newest(code, state), timezone.localdate() + timedelta(days=days)
            add_task(people[KEEPER], record, record.version, text, people[name], due)
            add_note(people[KEEPER], record, record.version, note)
    yield f"records in somebody's hands: {len(IN_HAND)}, tasks: {len(TASKS)}"


def moves_between(settings: Settings, start: str, end: str) -> list[Move]:
    """The fewest moves from one state to another."""
    ways: dict[str, list[Move]] = {start: []}
    waiting = deque([start])
    while end not in ways:
        state = waiting.popleft()
        for move in settings.moves_from(state):
            if move.to not in ways:
                ways[move.to] = [*ways[state], move]
                waiting.append(move.to)
    return ways[end]


def _newest(code: str, state: str) -> Record:
    found = Record.objects.filter(register__code=code, state=state).select_related("register__current", "unit")
    return found.latest("day", "pk")
