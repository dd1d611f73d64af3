"""Statistics in the demonstration mission: how many people live where, in round invented numbers, and a release of the
invented drug seizures, by a head of structure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.http import QueryDict

from muster.core.identity import acting_as, of_person
from muster.core.models import Place
from muster.features.accounts.models import User
from muster.features.registers.models import Register
from muster.features.statistics import jobs
from muster.features.statistics.actions.populations import say_population
from muster.features.statistics.actions.releases import add_table, publish_release, start_release
from muster.features.statistics.axes import schema_of
from muster.features.statistics.models import Order, Population, Release
from muster.features.statistics.selection import read_selection

REGISTER, HEAD = "drug-seizures", "head.dsps"
TITLES = {
    "en": "Drug seizures in 2024 and 2025 (invented)",
    "sq": "Sekuestrimet e drogës në vitet 2024 dhe 2025 (të sajuara)",
    "sr": "Zaplene droge u 2024. i 2025. godini (izmišljeno)",
}
NOTES = {
    "en": "Invented records of the demonstration.",
    "sq": "Regjistrime të sajuara të demonstrimit.",
    "sr": "Izmišljeni zapisi demonstracije.",
}
KEEPER, YEAR, SOURCE = "desk", 2024, "Invented round numbers of the demonstration"
START, END = date(2024, 1, 1), date(2025, 12, 31)
TABLES = ("by=f:main_drug_group&by=year", "by=region&by=year", "by=f:seizure/agency", "by=f:where/location_type")


def release() -> Iterator[str]:
    """People, then the release: counted, protected and published once; yields what was done."""
    yield from _people()
    register = Register.objects.select_related("current").filter(code=REGISTER).first()
    if register is None or Release.objects.filter(register=register).exists():
        return
    head = User.objects.get(username=HEAD)
    with acting_as(of_person(head.pk)), transaction.atomic():
        found = start_release(head, register, TITLES, START, END, NOTES)
        schema = schema_of(register)
        assert schema
        for query in TABLES:
            selection, _problems = read_selection(schema, QueryDict(query))
            found = add_table(head, found, schema, selection)
    order = Order.objects.create(release=found, version=found.version, by=head)  # done here, not by a worker
    taken = jobs.take(order.pk)
    if taken:
        jobs.work(taken, lambda: False)
    with acting_as(of_person(head.pk)):
        found = Release.objects.get(pk=found.pk)
        publish_release(head, found, found.version)
    yield f"statistics of {REGISTER}: published"


def _people() -> Iterator[str]:
    """Between 10,000 and 120,000 in each municipality, the same at every machine; what is there stays."""
    keeper = User.objects.get(username=KEEPER)
    places = Place.objects.exclude(region="").exclude(pk__in=Population.objects.values("place")).order_by("code")
    with acting_as(of_person(keeper.pk)), transaction.atomic():
        told = [
            say_population(keeper, place, YEAR, 10_000 * (1 + 5 * number % 12), SOURCE)
            for number, place in enumerate(places)
        ]
    if told:
        yield f"people of {len(told)} municipalities: said, in invented numbers"
