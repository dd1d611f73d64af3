"""The units and people of the scratch database, and their sessions. Run in a process of its own: `_million` starts it.

python -m tests.benchmarks._people make UNITS | session USERNAME
"""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from muster.features.accounts.models import User

# Who looks: user name -> (role, number of the unit where they have it; 0: everywhere).
VIEWERS = {
    "bench": ("reporting_officer", 0),
    "reader": ("reader", 0),
    "officer": ("officer", 7),
    "guest": ("guest", 7),  # reads what one unit has, and nothing else
}


def make(units: int) -> None:
    """A mission of so many field offices, and its viewers."""
    from muster.core.models import Placement, Unit, UnitKind
    from muster.features.accounts.models import Assignment, Role, User

    mission = Unit.objects.create(
        code="mission", name_en="Mission", short_name="Mission", kind=UnitKind.MISSION, reports=False
    )
    for number in range(1, units + 1):
        office = Unit.objects.create(
            code=f"unit-{number}", name_en=f"Field Office {number}", short_name=f"Office {number}", position=number
        )
        Placement.objects.create(unit=office, parent=mission)
    _guests()
    for name, (role, number) in VIEWERS.items():
        unit = Unit.objects.get(code=f"unit-{number}") if number else None
        person = User.objects.create_user(name, full_name=f"The {name}", unit=unit)
        Assignment.objects.create(person=person, role=Role.objects.get(code=role), unit=unit, start=date(2000, 1, 1))


def _guests() -> None:
    """A role that reads no further than its unit, so that row security goes by unit for every row."""
    from muster.features.accounts.models import Permission, Role
    from muster.features.accounts.vocabulary import Reach, Subject, Verb

    role = Role.objects.create(code="guest", name_en="Guest", position=99)
    for subject in (Subject.ACTIVITY, Subject.DOCUMENT, Subject.MATRIX, Subject.PARTNER, Subject.REPORT, Subject.UNIT):
        Permission.objects.create(role=role, verb=Verb.READ, subject=subject, reach=Reach.UNIT)


def session(name: str) -> str:
    """The key of a new session of somebody."""
    from muster.features.accounts.models import User

    return session_of(User.objects.get(username=name))


def session_of(person: User) -> str:
    """The same of a person who is known."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from muster.core.sessions import SessionStore

    made = SessionStore()
    made[SESSION_KEY] = str(person.pk)
    made[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    made[HASH_SESSION_KEY] = person.get_session_auth_hash()
    made.create()
    return str(made.session_key)


if __name__ == "__main__":
    django.setup()
    from muster.core.identity import SYSTEM, become

    become(SYSTEM)
    what, argument = sys.argv[1:]
    print(session(argument) if what == "session" else make(int(argument)))
