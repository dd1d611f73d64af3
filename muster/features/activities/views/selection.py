"""The entries that somebody chose in the register, carried from step to step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.core.web.numbers import with_versions
from muster.core.web.selections import opened, sealed
from muster.features.accounts.rights import Subject, Verb, may, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.filters import read_filters

SALT = "activities.bulk"


def selected(request: HttpRequest) -> dict[int, int]:
    """Primary key -> version: as chosen before, picked one by one, or everything that the filters find."""
    if given := request.POST.get("selection"):
        return opened(given, SALT)
    if request.POST.get("which") == "all":
        filters, _problems = read_filters(QueryDict(request.POST.get("query", "")))
        found = queries.register(signed_in(request), filters).order_by("pk").values_list("pk", "version")
        return dict(found[: actions.BULK_LIMIT + 1])  # one more tells that they are too many
    return picked(request)


def picked(request: HttpRequest) -> dict[int, int]:
    return with_versions(request.POST.getlist("pick"))


def wrong_number(versions: dict[int, int]) -> str:
    """Why nothing can be done with so many, or none."""
    if len(versions) > actions.BULK_LIMIT:
        return actions.too_many()
    return "" if versions else _("Select some entries first.")


def chosen(request: HttpRequest, versions: dict[int, int]) -> dict[str, Any]:
    """For the page on which they are changed."""
    person = signed_in(request)
    return {
        "count": len(versions),
        "selection": sealed(versions, SALT),
        "query": request.POST.get("query", ""),
        "back": back(request),
        "may_change": may(person, Verb.CHANGE, Subject.ACTIVITY),
        "may_mark": may(person, Verb.MARK, Subject.ACTIVITY),
    }


def back(request: HttpRequest) -> str:
    """To the register as it was."""
    return f"{reverse('activities:register')}?{request.POST.get('query', '')}"
