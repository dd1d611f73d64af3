"""What the tests of all doors share."""

import logging

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from muster.core.identity import SYSTEM, become
from muster.features.accounts.models import Assignment
from muster.features.accounts.shipped import ROLES
from tests.security.everything import make_everything, make_person, name_for_closed, own_things


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once; every request is undone."""
    before = settings.ORIGINALS, settings.SECOND_FACTOR
    settings.ORIGINALS, settings.SECOND_FACTOR = tmp_path_factory.mktemp("originals"), False
    become(SYSTEM)
    logging.disable(logging.CRITICAL)  # thousands of refusals are told otherwise with where they came from
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_everything()
        for code in (role.code for role in ROLES):
            made.people[code] = made.officer if code == "officer" else make_person(code, made.units["north"])
        made.people["none"] = make_person("", made.units["north"])
        made.people["administrator everywhere"] = make_person("administrator", None)
        made.people["everywhere"] = make_person("reporting_officer", None)
        made.people["elsewhere"] = make_person("head_of_structure", made.units["police"])
        for person in made.people.values():
            own_things(made, person)
            name_for_closed(made, person)
        # The day on which a role was used is written by whoever comes; here it is that day already.
        Assignment.objects.update(used_on=timezone.localdate())
        yield made
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    settings.ORIGINALS, settings.SECOND_FACTOR = before
