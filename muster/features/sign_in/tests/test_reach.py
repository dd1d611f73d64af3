"""Who administers one unit has no way into accounts that reach further, by acting for somebody either."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from muster.core.identity import acting_as, of_person
from muster.features.accounts.models import Substitution
from muster.features.accounts.rights import Subject, Verb, may
from muster.features.sign_in import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def acts_for_the_mission(officer, reporting_officer):
    today = date.today()
    days = {"start": today, "end": today + timedelta(days=3)}
    Substitution.objects.create(
        absent=reporting_officer, substitute=officer, reason="Leave", made_by=reporting_officer, **days
    )
    return officer


def test_an_account_that_acts_for_somebody_of_the_mission_is_beyond_one_unit(person, unit, acts_for_the_mission):
    administrator = person("administrator", unit)
    assert may(acts_for_the_mission, Verb.PUBLISH, Subject.REPORT)
    ways_in = (
        lambda: actions.invite(administrator, acts_for_the_mission),
        lambda: actions.remove_factors(administrator, acts_for_the_mission),
        lambda: actions.make_token(
            administrator,
            person=acts_for_the_mission,
            purpose="p",
            limits=["publish report"],
            unit=None,
            last_day=date.today(),
        ),
    )
    for way in ways_in:
        with acting_as(of_person(administrator.pk)), pytest.raises(PermissionDenied):
            way()
