"""Two who administer the same at one moment, each over a connection of their own: the later one is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from muster.core.conflicts import Conflict
from muster.features.accounts.actions.absence import name_substitute
from muster.features.accounts.actions.assignments import give_role
from muster.features.accounts.actions.roles import change_rights, change_role, rights_of
from muster.features.accounts.models import Role
from muster.features.accounts.shipped import Right
from muster.features.accounts.vocabulary import Reach, Subject, Verb

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*changes):
    """What came of several changes that set out at one moment."""
    start = Barrier(len(changes))

    def attempt(change):
        start.wait(10)
        return outcome(change)

    with ThreadPoolExecutor(len(changes)) as pool:
        return list(pool.map(attempt, changes))


def before_the_end_of(first, change):
    """What came of a change that set out when another one was done, but not for others to see yet."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            later = pool.submit(outcome, change)
            while not later.done() and not somebody_waits():
                sleep(0.01)
        return later.result(10)


def outcome(change):
    """None, or why not."""
    try:
        change()
    except (Conflict, ValidationError) as refusal:
        return refusal
    finally:
        connection.close()


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


@pytest.fixture
def both(administrator, person):
    return administrator, person("administrator", full_name="Beni Other")


def test_of_two_who_rename_a_role_at_once_the_later_one_is_told_what_the_other_wrote(both):
    role = Role.objects.get(code="reader")
    names = ["Visitor", "Observer"]
    told = at_once(
        lambda: change_role(both[0], role, {"name_en": names[0]}, role.version),
        lambda: change_role(both[1], role, {"name_en": names[1]}, role.version),
    )
    assert told.count(None) == 1
    kept, lost = names if told[0] is None else reversed(names)
    assert Role.objects.get(pk=role.pk).name_en == kept
    assert next(filter(None, told)).difference == {"name_en": (kept, lost)}
    assert Role.objects.get(pk=role.pk).version == role.version + 1


def test_rights_and_name_of_a_role_changed_at_once_are_not_mixed(both):
    role = Role.objects.get(code="reader")
    before = rights_of(role)
    more = [*before, Right(Verb.EXPORT, Subject.ACTIVITY, Reach.UNIT)]
    told = at_once(
        lambda: change_rights(both[0], role, more, role.version),
        lambda: change_role(both[1], role, {"name_en": "Visitor"}, role.version),
    )
    after = Role.objects.get(pk=role.pk)
    assert told.count(None) == 1
    assert (len(rights_of(after)) > len(before)) is (told[0] is None)
    assert (after.name_en == "Visitor") is (told[1] is None)
    assert after.version == role.version + 1


def test_of_two_who_give_the_same_role_at_once_the_later_one_is_told(both, reader, unit, day):
    given = {"to": reader, "role": Role.objects.get(code="officer"), "unit": unit, "start": day(), "end": day(9)}
    first, later = (lambda who=who: give_role(who, **given, reason="Needed") for who in both)
    assert "has this role there in these days already" in str(before_the_end_of(first, later))
    assert reader.assignments.filter(role__code="officer").count() == 1


def test_of_two_who_name_the_same_substitute_at_once_the_later_one_is_told(both, officer, reader, day):
    named = {"absent": officer, "substitute": reader, "start": day(), "end": day(9)}
    first, later = (lambda who=who: name_substitute(who, **named, reason="Leave") for who in both)
    assert "acts in these days already" in str(before_the_end_of(first, later))
    assert officer.substitutes.count() == 1
