"""The names of partners that the register knows: read, and learned from what entries write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import Expression, F, Func, QuerySet, TextField

from muster.core.models import Marking
from muster.core.places import Gazetteer, gazetteer
from muster.domain.matching import PartnerName as Named
from muster.domain.matching import Partners
from muster.domain.names import search_key
from muster.features.activities.models import Activity, PartnerName

KEY_LIMIT = 500  # characters; what is longer is no name and stays a partner of its own


def partners(written: Iterable[str] = ()) -> Partners:
    """The partners of the register, one query; with `written`, also those names, where they were not learned yet."""
    stored = PartnerName.objects.values_list("key", "name", "same_as__key", "apart")
    known = {key: Named(key, name, same_as or "", apart) for key, name, same_as, apart in stored}
    for name in written:
        if key := search_key(name):
            known.setdefault(key, Named(key, name))
    return Partners(known.values())


def counted_by_partner(entries: QuerySet[Activity], measure: Expression) -> tuple[Counter[str], int]:
    """What is counted by partner, under the name it is known by, and what is counted of entries that name none.

    An entry counts once for a partner, however many of its names it writes: so whole lists of names are counted.
    """
    lists = entries.order_by().values("partners").annotate(n=measure).values_list("partners", "n").order_by("-n")
    together = {tuple(names): count or 0 for names, count in lists}
    known = partners(name for names in together for name in names)
    counts: Counter[str] = Counter()
    for names, count in together.items():
        for name in known.each(names):
            counts[name] += count
    return counts, together.get((), 0)


def meanings(places: Gazetteer | None = None) -> Mapping[str, Callable[[str], str]]:
    """For the lists of an entry: from a name to what it means, the same for all names of one place, of one partner."""
    towns, known = places or gazetteer(), partners()
    return {
        "places": lambda name: towns.code(name) or search_key(name) or name,
        "partners": lambda name: known.known_as(search_key(name)) or name,
    }


def learn_names(entries: Collection[int]) -> None:
    """Keep the names of partners that these entries (their primary keys) are the first to write.

    The last thing of a transaction, in one order: so two of them never wait for each other.
    """
    names = Func(F("partners"), function="unnest", set_returning=True, output_field=TextField())
    found = Activity.objects.filter(pk__in=entries).order_by().values_list(names, "marking").distinct()
    for marking in Marking:
        learn([name for name, of_entry in found if of_entry == marking], marking)


def marked_anew(code: str, key: int, **_: Any) -> None:
    """An entry is marked otherwise: the names that it writes are seen by who may see the least marked that does."""
    if code != "activity":
        return
    for name in PartnerName.objects.filter(key__in=Activity.objects.get(pk=key).partner_keys):
        writing = Activity.objects.filter(partner_keys__contains=[name.key]).order_by("marking")
        least = writing.values_list("marking", flat=True).first()
        if least is not None and least != name.marking:
            PartnerName.objects.filter(pk=name.pk).update(marking=least)


def learn(written: Iterable[str], marking: Marking = Marking.INTERNAL) -> None:
    """Keep these names; whoever may see entries of this marking sees them from now on."""
    found = {key: name for name in written if 0 < len(key := search_key(name)) <= KEY_LIMIT}
    known = PartnerName.objects.filter(key__in=found)
    known.filter(marking__gt=marking).update(marking=marking)
    keys = set(known.values_list("key", flat=True))
    new = [PartnerName(key=key, name=found[key], marking=marking) for key in sorted(found.keys() - keys)]
    PartnerName.objects.bulk_create(new, ignore_conflicts=True)
