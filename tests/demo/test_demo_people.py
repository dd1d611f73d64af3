"""How many people live where, in the demonstration."""

import pytest

from muster.core.models import Place
from muster.demo import statistics
from muster.features.accounts.models import User
from muster.features.statistics.models import Population

pytestmark = pytest.mark.django_db


def test_every_municipality_has_people_in_numbers_that_say_that_they_are_invented(person):
    User.objects.filter(pk=person("desk_officer").pk).update(username="desk")
    for code in ("K27", "K28"):
        Place.objects.get_or_create(code=code, defaults={"name": code, "region": "PR"})
    list(statistics.release())
    found = Population.objects.all()
    assert set(found.values_list("place", flat=True)) == set(
        Place.objects.exclude(region="").values_list("pk", flat=True)
    )
    assert all(one.people % 10_000 == 0 and "Invented" in one.source for one in found)
    assert not list(statistics.release())
