"""Who should get in where, worked out from the roles that come with Muster and nothing else: neither from the functions
of the database nor from those of the application, which `test_every_door` holds against it."""

from __future__ import annotations

from dataclasses import dataclass

from muster.core.models import Marking
from muster.features.accounts.models import User
from muster.features.accounts.shipped import ROLES, Right
from muster.features.accounts.vocabulary import Reach
from tests.security import registers
from tests.security.doors import MEMBER, OPEN, SIGNED_IN, Door
from tests.security.everything import KINDS, Record

RIGHTS = {role.code: (*role.rights, *registers.rights(role.code)) for role in ROLES}
ORGANISATIONS = {"mission": "mission", "north": "mission", "south": "mission", "police": "police"}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody with one role at one unit (empty: everywhere), or with none; `person` is None for a stranger.

    `token` is whether they come by one, `lacks` the one right ("verb subject") that it does not carry.
    """

    name: str
    role: str = ""
    unit: str = ""
    person: User | None = None
    lacks: str = ""
    token: bool = False

    def rights(self, verb: str, subject: str) -> list[Right]:
        if f"{verb} {subject}" == self.lacks:
            return []
        return [right for right in RIGHTS.get(self.role, ()) if (right.verb, right.subject) == (verb, subject)]

    def holds(self, verb: str, subject: str, unit: str = "") -> bool:
        """At a unit, or anywhere."""
        return any(self._reaches(right, unit) for right in self.rights(verb, subject))

    def reads(self, record: Record) -> bool:
        subject = KINDS[record.kind]
        if record.only is not None:
            return self.person is not None and record.only == self.person.pk
        if not subject:
            return True
        rights = self.rights("read", subject)
        if not rights:
            return False
        if record.set_apart and not self.holds("read", "personal_data"):
            return False
        return self._sees(record, rights)

    def _sees(self, record: Record, rights: list[Right]) -> bool:
        if record.named and not self.lacks:  # what one is named for in person is not for programs
            return True
        if record.by is not None and self.person and record.by == self.person.pk:
            return record.marking < Marking.CONFIDENTIAL
        places = record.seen_at or (record.unit_code,)
        high = [right for right in rights if right.marking >= record.marking]
        return any(self._reaches(right, place) for right in high for place in places)

    def _reaches(self, right: Right, unit: str) -> bool:
        if not unit or not self.unit or right.reach == Reach.EVERYWHERE:
            return True
        if right.reach == Reach.ORGANISATION:
            return ORGANISATIONS[unit] == ORGANISATIONS[self.unit]
        return unit == self.unit  # no unit of these tests has another below it that records belong to

    def gets_in(self, door: Door, record: Record | None) -> bool:
        if door.opens == OPEN:
            return True
        if self.person is None or (door.by_token and not self.token):
            return False
        if door.opens == MEMBER:
            return bool(RIGHTS.get(self.role))
        if door.opens == SIGNED_IN or (door.own and record is not None and record.by == self.person.pk):
            return True
        if record is None:
            return any(self.holds(*right.split()) for right in door.opens.split("|"))
        seen = self.reads(record)
        if door.shut and (seen or record.set_apart):
            return False
        return (seen or door.unread) and self._may_there(door, record)

    def _may_there(self, door: Door, record: Record) -> bool:
        """Whether they have the right at the record's unit, and the further one where it is asked."""
        mine = door.brought and self.person is not None and record.by == self.person.pk
        named = door.to_named and record.named and not self.lacks
        unit = "" if door.anywhere or mine or named else record.unit_code
        right, place = door.also
        further = not right or self.holds(*right.split(), place or record.unit_code)
        if door.everywhere and record.unit is None and self.unit:
            return False
        return further and any(self.holds(*_asked(one, door, record), unit) for one in door.opens.split("|"))


def _asked(right: str, door: Door, record: Record) -> list[str]:
    """What belongs to no structure of a report is written by who publishes it."""
    verb, subject = right.split()
    whole = subject == "report" and record.unit is None and not door.anywhere
    return ["publish", subject] if whole and verb in ("change", "clear") else [verb, subject]
