"""How many people live where: who keeps registers fills it in."""

from __future__ import annotations

import pghistory

from muster.core.models import Place
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.statistics.models import Population


def say_population(person: User, place: Place, year: int, people: int, source: str) -> Population:
    """The number of a place in a year, in the place of an earlier one."""
    require(person, Verb.ADMINISTER, Subject.REGISTER)
    with pghistory.context(user=person.pk):
        values = {"people": people, "source": source}
        return Population.objects.update_or_create(place=place, year=year, defaults=values)[0]


def remove_population(person: User, population: Population) -> None:
    require(person, Verb.ADMINISTER, Subject.REGISTER)
    with pghistory.context(user=person.pk):
        population.delete()
