"""Looks at personal data: written into the audit trail with who, when, from where, and why.

Within a request nothing needs to be called: every row of a data set that is read from the database is noticed
(`noticing`), and what was noticed is written before the answer leaves (`middleware`). Queries that open one record
say so (`opened`), so that who opens a closed one is asked why; those that take many away say `taken_away`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from muster.core import audit
from muster.core.addresses import client_address
from muster.core.data_sets import data_sets
from muster.core.models import Marking
from muster.domain.audit.reasons import DUTY, NEED, WORK, Reason
from muster.features.accounts.models import BrokenGlass, User
from muster.features.audit import noticing
from muster.features.audit.models import Justification

CLOSED = Marking.RESTRICTED  # from this marking on, whoever opens a record is asked why
GRACE = timedelta(hours=16)  # beyond its hours a reason still holds for sending what was begun

Viewer = User | AnonymousUser


class ReasonNeeded(PermissionDenied):
    """The record is there and open to the person, who has not said yet what for. `key` is empty for many at once."""

    def __init__(self, code: str, key: str = "") -> None:
        self.code, self.key = code, key
        super().__init__(
            _("Say why you need this, in a header “Justification: code; sentence” (docs/audit.md lists the codes).")
        )


@dataclass(frozen=True, slots=True)
class Why:
    """What a look is justified by."""

    code: str
    text: str = ""
    reference: str = ""
    number: int | None = field(default=None)  # of the justification that was written

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


def opened(viewer: Viewer, code: str, record: Model) -> None:
    """One record is opened by itself. Raises `ReasonNeeded` for a closed one whose reason nobody knows; nobody is asked
    why they go on with their own work."""
    request = noticing.request_under_way()
    if request is None or not isinstance(viewer, User):
        return  # jobs and commands show nobody a page
    why = duty(code)
    if getattr(record, "marking", 0) >= CLOSED:
        why = own_work(viewer, code, record) or _given(viewer, code, str(record.pk))
    noticing.opened(code, record.pk, why.told(), getattr(record, "unit_id", None))


def shown_whole(viewer: Viewer, code: str, some: Iterable[Model]) -> None:
    """Several are shown with all that they say. Raises `ReasonNeeded` where closed ones are among them and nobody knows
    why."""
    closed = any(getattr(record, "marking", 0) >= CLOSED for record in some)
    if closed and noticing.request_under_way() is not None and isinstance(viewer, User):
        noticing.told(code, justification=_given(viewer, code, "").told())


def taken_away(viewer: User, code: str, some: QuerySet[Any]) -> None:
    """All of these leave as a file. Raises `ReasonNeeded` where closed ones are among them and nobody knows why."""
    closed = some.order_by().filter(marking__gte=CLOSED)
    why = _given(viewer, code, "") if closed.exists() else duty(code)
    noticing.taken_away(code, why.told())


def searched(viewer: User, code: str) -> None:
    """The person searches where every search needs a reason, such as the trail itself. Raises `ReasonNeeded`."""
    noticing.told(code, justification=_given(viewer, code, "").told())


def told(code: str, **detail: Any) -> None:
    """More about the look under way: `found`, how many records a list has in all."""
    noticing.told(code, **detail)


def repeat() -> None:
    """What is asked for here is asked for again and again by itself: the same look is written once in ten minutes."""
    noticing.repeat()


def look(person: User, verb: str, code: str, key: int | str = "", **detail: Any) -> None:
    """Write down at once that somebody read, searched, printed, exported or disclosed of a data set (its code)."""
    request = noticing.request_under_way()
    detail = {**where(person, request), **detail}
    if code in data_sets():
        detail.setdefault("justification", duty(code).told())
    audit.record(person.pk, verb, code, str(key), **detail)


def where(person: User, request: Any) -> dict[str, Any]:
    """The unit of the person, the address that they came to and from, the beginning of their token."""
    detail: dict[str, Any] = {"unit": person.unit_id} if person.unit_id else {}
    if request is not None:
        detail |= {"where": request.path, "address": client_address(request)}
        bearer, _space, token = request.headers.get("Authorization", "").partition(" ")
        if bearer.lower() == "bearer":
            detail["token"] = "_".join(token.split("_")[:2])
    return detail


def duty(code: str) -> Why:
    """The standing purpose of the data set, as it stands in English."""
    known = data_sets().get(code)
    with translation.override("en"):
        return Why(DUTY, str(known.purpose) if known else "")


def own_work(viewer: User, code: str, record: Model) -> Why | None:
    """How a record is this person's own work, in English; None where it is not."""
    columns = data_sets()[code].work if code in data_sets() else {}
    words = next((words for column, words in columns.items() if getattr(record, column) == viewer.pk), None)
    with translation.override("en"):
        return Why(WORK, str(words)) if words is not None else None


def _given(viewer: User, code: str, key: str) -> Why:
    """What the person wrote lately, or says with the request, or wrote when they broke the glass."""
    said = noticing.said_with_request()
    if said is not None:
        return _why(said)
    request = noticing.request_under_way()
    lately = timezone.now() - (GRACE if request is not None and request.method not in {"GET", "HEAD"} else timedelta())
    own = Justification.objects.filter(person=viewer, subject=code, key=key, until__gt=lately).first()
    if own is not None:
        return Why(own.reason, own.text, own.reference, own.pk)
    broken = BrokenGlass.objects.filter(person=viewer, subject=code, until__gt=timezone.now())
    if key and (glass := broken.filter(key=key).first()):
        return Why(NEED, glass.reason)
    raise ReasonNeeded(code, key)


def _why(reason: Reason) -> Why:
    return Why(reason.code, reason.text, reason.reference)
