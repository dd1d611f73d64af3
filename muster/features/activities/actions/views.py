"""Saved views: filters under a name, one's own or shared."""

from __future__ import annotations

from django.http import QueryDict

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.models import SavedView

OF_THE_PAGE = ("after", "before", "count")


def save_view(person: User, name: str, query: str, *, shared: bool) -> SavedView:
    """Keep the query of a register's address under a name; the same name again replaces it."""
    require(person, Verb.READ, Subject.ACTIVITY)
    params = QueryDict(query, mutable=True)
    for page in OF_THE_PAGE:
        params.pop(page, None)
    kept = {"query": params.urlencode(), "shared": shared}
    view, _ = SavedView.objects.update_or_create(owner=person, name=name[:80], defaults=kept)
    return view


def drop_view(person: User, pk: int) -> None:
    """Remove one's own view; nothing happens where it is somebody else's or gone."""
    require(person, Verb.READ, Subject.ACTIVITY)
    SavedView.objects.filter(owner=person, pk=pk).delete()
