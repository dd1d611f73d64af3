"""Pairs that may be one activity: found, kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import combinations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.core.jobs import defer
from muster.domain.matching import Match, candidate_pairs, compare, may_be_one
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.actions.writing import by, check_counted, for_writing
from muster.features.activities.models import Activity, Pair, PairState
from muster.features.activities.naming import learn_names
from muster.features.activities.telling import near, tellings

Found = dict[tuple[int, int], Match]
LOOK = "activities.look_for_pairs"
AT_ONCE = 20  # entries; what more of them tell twice is found by a job


def settle(entries: Collection[int]) -> None:
    """What follows once entries (their primary keys) are written, as the last thing of the transaction: the names of
    their partners are learned, and what they tell twice is proposed: among all entries, also those that the person
    who wrote may not see. Of such a pair nobody learns who does not see both."""
    with acting_as(SYSTEM):
        learn_names(entries)
        if len(entries) > AT_ONCE:
            defer(LOOK, lock="told-twice", entries=",".join(map(str, entries)))
        else:
            look_for_pairs(entries)


def look_for_pairs(entries: Collection[int]) -> None:
    """Propose what may be the same activity as each of these."""
    for entry in Activity.objects.select_related("unit").filter(pk__in=entries):
        find_pairs(entry)


def find_pairs(activity: Activity) -> int:
    """Propose what may be the same activity as this entry; what no longer may be is no longer proposed.

    Pairs that a person decided about stay as decided. Answers how many are open now.
    """
    of_entry = Pair.objects.filter(Q(first=activity) | Q(second=activity))
    if not activity.counted:
        of_entry.filter(state=PairState.OPEN).delete()
        return 0
    mine, *others = tellings([activity, *near(activity)])
    found = {
        (min(mine.key, other.key), max(mine.key, other.key)): match
        for other in others
        if may_be_one(mine, other) and (match := compare(mine, other)).proposed
    }
    keep_found(found, of_entry)
    return of_entry.filter(state=PairState.OPEN).count()


def keep_found(found: Found, before: Iterable[Pair]) -> None:
    """Keep the pairs that were found; of those before, drop the open ones that were not found again.

    A person may decide about a pair, or another write drop it, while this looks: so its state is asked at the end.
    """
    known = {(pair.first_id, pair.second_id): pair for pair in before}
    gone = [pair.pk for key, pair in known.items() if key not in found]
    Pair.objects.filter(pk__in=gone, state=PairState.OPEN).delete()
    for key, pair in known.items():
        if key in found and (pair.score, pair.reasons) != (found[key].score, _reasons(found[key])):
            open_still = Pair.objects.filter(pk=pair.pk, state=PairState.OPEN)
            open_still.update(score=found[key].score, reasons=_reasons(found[key]))
    new = [
        Pair(first_id=first, second_id=second, score=match.score, reasons=_reasons(match))
        for (first, second), match in found.items()
        if (first, second) not in known
    ]
    Pair.objects.bulk_create(new, ignore_conflicts=True)


def keep_apart(person: User, activities: Sequence[Activity]) -> None:
    """These entries are different activities; none of their pairs is proposed again. Refuses what counts no more."""
    if len(activities) < 2:
        raise ValidationError(_("Choose at least two entries."))
    for activity in activities:
        require(person, Verb.MERGE, Subject.ACTIVITY, activity.unit)
    with transaction.atomic(), by(person):
        entries = list(for_writing().filter(pk__in=[activity.pk for activity in activities]))
        for entry in entries:
            check_counted(entry)  # somebody may have made them one meanwhile, or withdrawn one
        decide([entry.pk for entry in entries], PairState.APART, person)


def decide(keys: Iterable[int], state: PairState, person: User) -> None:
    """Every pair among these entries gets this decision, found before or not."""
    now = {"state": state, "decided_by": person, "decided_at": timezone.now()}
    for first, second in combinations(sorted(keys), 2):
        Pair.objects.update_or_create(
            first_id=first, second_id=second, defaults=now, create_defaults={**now, "score": 0, "reasons": []}
        )


def _reasons(match: Match) -> list[list[object]]:
    return [[reason.name, reason.weight, reason.words] for reason in match.reasons]


def years_and_units(entries: QuerySet[Activity]) -> dict[int, set[int]]:
    """Year -> the units of these entries whose periods touch it, the years in their order."""
    first, last = F("period_start__year"), F("period_end__year")
    touched: dict[int, set[int]] = defaultdict(set)
    for unit, start, end in entries.order_by().values_list("unit", first, last).distinct():
        for year in range(start, end + 1):
            touched[year].add(unit)
    return dict(sorted(touched.items()))


def find_all_pairs(year: int, units: Collection[int] = ()) -> int:
    """Propose every pair among the entries that touch a year; with `units`, only those that one of them has part in.

    Answers how many are proposed. The work grows with the entries of the year.
    """
    within = Activity.objects.filter(
        counted=True, period_start__lte=date(year, 12, 31), period_end__gte=date(year, 1, 1)
    )
    told = tellings(list(within.defer("search").order_by("pk")))
    found = {
        (one.key, other.key): match
        for one, other in candidate_pairs(told, units)
        if (match := compare(one, other)).proposed
    }
    before = Pair.objects.filter(first__in=within.values("pk"), second__in=within.values("pk"))
    if units:
        before = before.filter(Q(first__unit__in=units) | Q(second__unit__in=units))
    keep_found(found, before)
    return len(found)
