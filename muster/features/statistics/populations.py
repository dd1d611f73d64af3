"""How many people live where, and rates by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from muster.core.models import Place
from muster.domain.disclosure import TOTAL
from muster.features.statistics.axes import UNANSWERED, Axis
from muster.features.statistics.models import Population


@dataclass(frozen=True)
class People:
    """Of `year`, or of the last year before it that was counted; of a later one where there is none before."""

    year: int

    @cached_property
    def by_place(self) -> Mapping[str, Population]:
        found: dict[str, Population] = {}
        for one in Population.objects.order_by("place", "year"):
            if one.place_id not in found or one.year <= self.year:
                found[one.place_id] = one
        return found

    @cached_property
    def regions(self) -> Mapping[str, str]:
        return dict(Place.objects.exclude(region="").values_list("code", "region"))

    def of(self, axis: Axis | None, code: str) -> int | None:
        """Of a municipality, a region, or all of them; None where somebody is not counted, or nobody can be."""
        if axis is None or code == TOTAL:
            return self._sum(self.regions)
        if code == UNANSWERED:
            return None
        if axis.what == "region":
            return self._sum(place for place, region in self.regions.items() if region == code)
        return self._sum([code])

    def sources(self) -> list[str]:
        return sorted({f"{one.source}, {one.year}" for one in self.by_place.values()})

    def _sum(self, places: Iterable[str]) -> int | None:
        found = [self.by_place.get(place) for place in places]
        return sum(one.people for one in found if one) if found and all(found) else None
