"""On which day a role was used last."""

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from muster.core.models import AuditEntry
from muster.features.accounts.models import Assignment, Role, Substitution, User
from muster.features.accounts.rights import Subject, Verb, may, require

pytestmark = pytest.mark.django_db


def used(person):
    return [one.used_on for one in person.assignments.order_by("pk")]


def writes(run):
    with CaptureQueriesContext(connection) as captured:
        run()
    return [one["sql"] for one in captured if one["sql"].startswith('UPDATE "accounts_assignment"')]


def test_a_role_that_let_somebody_read_was_used_today(client, officer, day):
    client.force_login(officer)
    client.get(reverse("accounts:preferences"))  # takes no right
    assert used(officer) == [None]
    client.get(reverse("activities:register"))
    assert used(officer) == [day()]


def test_it_is_written_once_a_day_and_leaves_no_version(client, officer, day):
    client.force_login(officer)
    versions = AuditEntry.objects.filter(subject="accounts_assignmentevent")
    before = versions.count()
    assert len(writes(lambda: client.get(reverse("activities:register")))) == 1
    assert writes(lambda: client.get(reverse("activities:register"))) == []
    assert writes(lambda: client.get(reverse("intake:documents"))) == []
    Assignment.objects.update(used_on=day(-1))
    assert len(writes(lambda: client.get(reverse("intake:documents")))) == 1
    assert versions.count() == before
    assert officer.assignments.get().history.count() == 1


def test_a_role_that_did_not_let_them_was_not_used(person, unit, other_unit, day):
    from muster.features.accounts import uses

    somebody = person("officer", unit)
    auditor = Role.objects.get(code="auditor")
    Assignment.objects.create(person=somebody, role=auditor, start=day(-5))
    Assignment.objects.create(person=somebody, role=somebody.assignments.first().role, unit=other_unit, start=day(-5))
    somebody = User.objects.get(pk=somebody.pk)
    assert may(somebody, Verb.READ, Subject.AUDIT)  # asked in order to show a button, not used
    require(somebody, Verb.CHANGE, Subject.ACTIVITY, unit)
    uses.keep(somebody)
    assert used(somebody) == [day(), None, None]


def test_who_acts_for_somebody_uses_the_role_of_whom_they_act_for(client, officer, person, day):
    substitute = person("")
    Substitution.objects.create(
        absent=officer, substitute=substitute, start=day(), end=day(), reason="r", made_by=officer
    )
    client.force_login(substitute)
    client.get(reverse("activities:register"))
    assert used(officer) == [day()]


def test_a_page_is_shown_though_the_day_could_not_be_written(client, officer, monkeypatch):
    class Broken:
        def filter(self, **_):
            raise DatabaseError

    from muster.features.accounts import uses

    monkeypatch.setattr(uses, "Assignment", type("Assignment", (), {"objects": Broken()}))
    client.force_login(officer)
    assert client.get(reverse("activities:register")).status_code == 200


def test_nobody_writes_the_day_of_their_own_role(officer, day):
    from muster.core.identity import acting_as, of_person

    with acting_as(of_person(officer.pk)):
        assert Assignment.objects.filter(person=officer).update(used_on=day()) == 0
