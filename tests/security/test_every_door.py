"""Every door x every role x records of one's own unit, of others, marked, closed: who gets in, who does not, and that
nothing is written by who does not, nor told of what they may not read."""

from __future__ import annotations

import pytest

from muster.features.accounts.models import Permission
from muster.features.accounts.shipped import ROLES
from muster.features.accounts.vocabulary import RIGHTS
from tests.rounds import rounds
from tests.security import registers
from tests.security.addresses import ADDRESSES, DECLARED
from tests.security.doors import DOORS, MEMBER, OPEN, SIGNED_IN
from tests.security.expected import Who
from tests.security.trying import mistakes_at_all_doors

pytestmark = pytest.mark.django_db


def test_every_address_says_what_opens_it():
    assert not sorted(set(ADDRESSES) - set(DECLARED)), "tests/security/doors.py says nothing of these"
    assert not sorted(set(DECLARED) - set(ADDRESSES)), "there is nothing at these any more"


def test_every_right_opens_something():
    """What no door asks for is a promise of the roles' page that nobody keeps."""
    every = {f"{verb} {subject}" for subject, verbs in RIGHTS.items() for verb in verbs}
    asked = {right for door in DOORS.values() for right in door.opens.split("|")} - {OPEN, SIGNED_IN, MEMBER}
    assert asked == every


def test_the_roles_in_the_database_are_those_that_are_tried(everything):
    held = set(Permission.objects.values_list("role__code", "verb", "subject", "reach", "marking", "kind"))
    kinds = {record.keys["code"] for record in everything.records["register"]}
    given = {
        (role.code, *right._replace(kind=kind))
        for role in ROLES
        for right in registers.rights(role.code)
        for kind in kinds
    }
    assert held == given | {(role.code, *right) for role in ROLES for right in role.rights}


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_doors_let_in_whom_they_should_and_nobody_else(role, everything):
    mistakes = mistakes_at_all_doors(everything, Who(role, role, "north", everything.people[role]), rounds(1, 20))
    assert not mistakes, "\n".join(mistakes)
