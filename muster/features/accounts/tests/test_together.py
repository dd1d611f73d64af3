"""Two who administer the same at one moment, each over a connection of their own: the later one is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from muster.core.conflicts import Conflict
from muster.features.accounts.actions.roles import change_rights, change_role, rights_of
from muster.features.accounts.models import Role
from muster.features.accounts.shipped import Right
from muster.features.accounts.vocabulary import Reach, Subject, Verb

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*changes):
    """What came of several changes that set out at one moment: None, or the conflict."""
    start = Barrier(len(changes))

    def attempt(change):
        try:
            start.wait(10)
            change()
        except Conflict as conflict:
            return conflict
        finally:
            connection.close()

    with ThreadPoolExecutor(len(changes)) as pool:
        return list(pool.map(attempt, changes))


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
