"""Who has a right is asked the other way round than what somebody may: both give the same answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from muster.core.identity import acting_as, of_person
from muster.core.models import Marking, Placement, Unit
from muster.features.accounts.models import Assignment, Permission, Substitution, User
from muster.features.accounts.queries import able
from muster.features.accounts.rights import Subject, Verb, may, may_at
from muster.features.accounts.vocabulary import Reach

pytestmark = pytest.mark.django_db
ASKED = [
    (Verb.READ, Subject.ACTIVITY),
    (Verb.CHANGE, Subject.ACTIVITY),
    (Verb.MARK, Subject.DOCUMENT),
    (Verb.READ, "record.firearms"),
    (Verb.CHANGE, "record.firearms"),
    (Verb.ADMINISTER, Subject.ROLE),
]


@pytest.fixture
def units(person, unit, other_unit, officer, other_officer, reader):
    """People of every sort: roles above, below, elsewhere and everywhere, of one kind, over, not yet, in two places;
    one acts for another, one has left."""
    below = Unit.objects.create(code="below", name_en="Below", short_name="Below")
    Placement.objects.create(unit=below, parent=unit, start=None)
    firearms = person("reader", other_unit).assignments.get().role
    for reach in Reach:
        Permission.objects.create(
            role=firearms, verb=Verb.CHANGE, subject="record", kind="firearms", reach=reach, marking=Marking.INTERNAL
        )
    today = timezone.localdate()
    for role in ("administrator", "head_of_structure", "desk_officer", "auditor"):
        for where in (unit, below, None):
            person(role, where)
    Assignment.objects.create(person=reader, role=firearms, unit=below, start=today, end=today)
    Assignment.objects.create(person=other_officer, role=firearms, unit=unit, start=today + timedelta(days=1))
    Assignment.objects.create(
        person=person("", unit),
        role=firearms,
        unit=unit,
        start=today - timedelta(days=9),
        end=today - timedelta(days=1),
    )
    stands_in, away = person("", other_unit), person("head_of_structure", below)
    Substitution.objects.create(substitute=stands_in, absent=away, start=today, end=today, made_by=away)
    gone = person("officer", unit)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    return [unit, other_unit, below]


@pytest.mark.parametrize(("verb", "subject"), ASKED)
def test_whoever_may_is_able_and_nobody_else(units, verb, subject):
    people = list(User.objects.all())
    for unit in (None, *units):
        wanted = {one for one in people if may(one, verb, subject, unit)}
        assert set(able(verb, subject, unit)) == wanted
        assert unit is None or wanted >= {one for one in people if may_at(one, verb, subject, None)}


@pytest.mark.parametrize("marking", Marking)
def test_up_to_a_marking_only_those_are_able_whom_it_is_given_to(units, marking):
    for unit in units:
        wanted = {one for one in User.objects.all() if _reads(one, unit, marking)}
        assert set(able(Verb.READ, Subject.ACTIVITY, unit, marking)) == wanted


def _reads(one, unit, marking):
    statement = (
        "SELECT 1 FROM access_grants(%s) g WHERE g.verb = 'read' AND g.subject = 'activity' AND g.marking >= %s"
        " AND coalesce(g.unit, %s) = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [one.pk, marking, unit.pk, unit.pk])
        return cursor.fetchone() is not None


def test_who_reads_nothing_of_others_roles_learns_the_same(units, officer, unit):
    everybody = set(able(Verb.READ, Subject.ACTIVITY, unit))
    with acting_as(of_person(officer.pk)):
        assert not Assignment.objects.exclude(person=officer).exists()
        assert set(able(Verb.READ, Subject.ACTIVITY, unit)) == everybody != set()
