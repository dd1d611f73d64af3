"""Which names mean one partner: a person joins them and takes them apart; entries keep what they write."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.domain.names import search_key
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.actions.writing import by
from muster.features.activities.models import PartnerName
from muster.features.activities.naming import partners


def join_partners(person: User, keys: Sequence[str], known_as: str) -> int:
    """The partners of these names are one, known by the name with the key `known_as`; how many were joined to it.

    Raises `ValidationError` where there are not two partners, or that name is none of theirs.
    """
    require(person, Verb.CHANGE, Subject.PARTNER)
    with transaction.atomic(), by(person):
        names = {one.key: one for one in PartnerName.objects.select_for_update().order_by("key")}
        known = partners()
        heads = {known.known_as(key) for key in keys if key in names}
        kept = names.get(known_as)
        if kept is None or known.known_as(known_as) not in heads or len(heads) < 2:
            raise ValidationError(_("Choose at least two partners, and which name stays."))
        others = [names[head] for head in heads if head != known.known_as(known_as)]
        if names[known.known_as(known_as)] != kept:  # another of its own names is to be shown
            others.append(names[known.known_as(known_as)])
        for other in others:
            _decide(person, other, kept)
        if kept.same_as:
            _decide(person, kept, None)
    return len(heads) - 1


def part_partner(person: User, key: str) -> None:
    """The name is no longer one of its partner's: what a person joined is as before, what a rule joined stays apart.

    Raises `ValidationError` for a name that is not joined with any.
    """
    require(person, Verb.CHANGE, Subject.PARTNER)
    with transaction.atomic(), by(person):
        name = PartnerName.objects.select_for_update().filter(key=search_key(key)).first()
        before = partners().keys(name.key) if name else frozenset()
        if name is None or len(before) < 2:
            raise ValidationError(_("This name is joined with no other."))
        was = name.same_as
        _decide(person, name, None)
        if was is None or was.key in partners().keys(name.key):
            _decide(person, name, None, apart=True)


def _decide(person: User, name: PartnerName, same_as: PartnerName | None, *, apart: bool = False) -> None:
    name.same_as, name.apart = same_as, apart
    name.decided_by, name.decided_at = person, timezone.now()
    name.save()
