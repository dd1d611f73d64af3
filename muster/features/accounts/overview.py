"""Who has what: every role that somebody has, with who gave it and why, when it was used and reviewed last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.core.models import Unit
from muster.core.units import below
from muster.features.accounts.models import AccessReview, Assignment, Role, Substitution, User, lasting
from muster.features.accounts.rights import Subject, Verb, may, require, units_where
from muster.ui.sheets import Column

UNUSED_AFTER = timedelta(days=90)
ENDS_WITHIN = timedelta(days=30)
REVIEWED_WITHIN = timedelta(days=365)


class Concern(TextChoices):
    """Why somebody should look at an assignment."""

    UNUSED = "unused", gettext_lazy("Not used for 90 days")
    ENDING = "ending", gettext_lazy("Ends within 30 days")
    UNREVIEWED = "unreviewed", gettext_lazy("Not reviewed for a year")
    CLOSED = "closed", pgettext_lazy("access", "Account closed, role open")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which assignments are looked at; None and "" for all."""

    unit: Unit | None = None
    role: Role | None = None
    concern: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment; `review` is the last one, `decides` whether the viewer may decide on it."""

    assignment: Assignment
    review: AccessReview | None
    concerns: tuple[Concern, ...]
    decides: bool


def require_sight(viewer: User) -> User:
    """Who gives roles, and who audits, sees who has what."""
    if may(viewer, Verb.READ, Subject.AUDIT):
        return require(viewer, Verb.READ, Subject.AUDIT)
    if may(viewer, Verb.GRANT, Subject.ACCOUNT):
        return require(viewer, Verb.GRANT, Subject.ACCOUNT)
    raise PermissionDenied(_("Only who gives roles, or audits, sees who has what."))


def lines(viewer: User, chosen: Chosen) -> list[Line]:
    """By person; what is over is left out."""
    require_sight(viewer)
    today = timezone.localdate()
    found = list(_chosen(_standing(today), chosen, today))
    last = AccessReview.objects.select_related("by").in_bulk([one.last_review for one in found if one.last_review])  # type: ignore[attr-defined]
    return [
        Line(one, last.get(one.last_review), tuple(_concerns(one)), decides)  # type: ignore[attr-defined]
        for one, decides in zip(found, _decides(viewer, found, today), strict=True)
    ]


def figures(viewer: User) -> dict[str, int]:
    """Of each concern, how many assignments it is about."""
    require_sight(viewer)
    today = timezone.localdate()
    standing = _standing(today)
    return {concern.value: standing.filter(**{concern.value: True}).count() for concern in Concern}


def as_table(viewer: User, chosen: Chosen) -> tuple[list[Column], list[Sequence[object]]]:
    """For spreadsheets."""
    return _columns(), [_row(line) for line in lines(viewer, chosen)]


def _standing(today: date) -> QuerySet[Assignment]:
    """What holds today or will, whether the account is open or not."""
    last = AccessReview.objects.filter(assignment=OuterRef("pk")).order_by("-at", "-pk")
    standing = Assignment.objects.filter(lasting(today)).annotate(
        last_review=Subquery(last.values("pk")[:1]),
        reviewed_at=Subquery(last.values("at")[:1]),
        looked_at=Coalesce("used_on", "start"),
    )
    told = standing.annotate(**{concern.value: which for concern, which in _conditions(today).items()})
    whole = told.select_related("person", "person__unit", "role", "unit", "granted_by")
    return whole.order_by("person__full_name", "person", "role__position", "start")


def _chosen(standing: QuerySet[Assignment], chosen: Chosen, today: date) -> QuerySet[Assignment]:
    if chosen.unit:
        standing = standing.filter(unit__in=below([chosen.unit.pk], today))
    if chosen.role:
        standing = standing.filter(role=chosen.role)
    if chosen.concern in Concern:
        standing = standing.filter(**{chosen.concern: True})
    return standing


def _conditions(today: date) -> dict[Concern, Q]:
    """Which assignments each concern is about."""
    since = timezone.now() - REVIEWED_WITHIN
    return {
        Concern.UNUSED: Q(looked_at__lte=today - UNUSED_AFTER, person__is_active=True),
        Concern.ENDING: Q(end__lte=today + ENDS_WITHIN),
        Concern.UNREVIEWED: Q(start__lte=today) & (Q(reviewed_at=None) | Q(reviewed_at__lt=since)),
        Concern.CLOSED: Q(person__is_active=False),
    }


def _concerns(one: Assignment) -> Iterable[Concern]:
    return (concern for concern in Concern if getattr(one, concern.value))


def _decides(viewer: User, found: Iterable[Assignment], today: date) -> Iterable[bool]:
    """Of each, whether the viewer may decide: where they give roles, and never on their own."""
    units = units_where(viewer, Verb.GRANT, Subject.ACCOUNT)
    acting = Substitution.objects.filter(lasting(today), substitute=viewer)
    own = {viewer.pk, *acting.values_list("absent", flat=True)}
    return ((units is None or one.unit_id in units) and one.person_id not in own for one in found)


def _columns() -> list[Column]:
    return [
        Column(_("Person"), width=28),
        Column(_("User name"), width=20),
        Column(_("Account"), width=10),
        Column(_("Role"), width=26),
        Column(_("Unit"), width=32),
        Column(_("From"), "date", 12),
        Column(_("Until"), "date", 12),
        Column(_("Given by"), width=28),
        Column(_("Given on"), "date", 12),
        Column(_("Reason"), width=40),
        Column(_("Last used"), "date", 12),
        Column(_("Last reviewed"), "date", 12),
        Column(_("Reviewed by"), width=28),
        Column(_("To look at"), width=40),
    ]


def _row(line: Line) -> Sequence[object]:
    one, review = line.assignment, line.review
    return (
        str(one.person),
        one.person.username,
        _("Open") if one.person.is_active else _("Closed"),
        one.role.name,
        one.unit.name if one.unit else _("Everywhere"),
        one.start,
        one.end,
        str(one.granted_by or ""),
        timezone.localtime(one.granted_at).date(),
        one.reason,
        one.used_on,
        timezone.localtime(review.at).date() if review else None,
        str(review.by) if review else "",
        "; ".join(str(concern.label) for concern in line.concerns),
    )
