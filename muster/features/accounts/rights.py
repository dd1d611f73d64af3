"""What a role may do. Every action asks here first; a page may ask in order to show or hide a button."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from muster.core.models import Unit
from muster.features.accounts.models import Role, User


class Verb(StrEnum):
    READ = "read"  # see reports, the register, the matrix
    UPLOAD = "upload"  # hand in a report
    REVIEW = "review"  # decide on drafts, change register entries
    MERGE = "merge"  # decide that two entries are one activity
    NAME_PARTNERS = "name_partners"  # say which names mean one partner, for the whole mission
    WRITE_REPORT = "write_report"  # edit chapters
    CLEAR = "clear"  # clear a chapter of one's structure
    PUBLISH = "publish"  # publish a report, correct a published one
    ADMINISTER = "administer"  # people, units, templates


EVERYONE = {Verb.READ}
AT_THE_DESK = EVERYONE | {Verb.UPLOAD, Verb.REVIEW, Verb.MERGE, Verb.WRITE_REPORT}
RIGHTS: dict[str, set[Verb]] = {
    Role.READER: EVERYONE,
    Role.OFFICER: AT_THE_DESK,
    Role.HEAD_OF_STRUCTURE: AT_THE_DESK | {Verb.CLEAR},
    Role.REPORTING_OFFICER: AT_THE_DESK | {Verb.PUBLISH, Verb.NAME_PARTNERS},
    Role.ADMINISTRATOR: EVERYONE | {Verb.ADMINISTER},
}


def signed_in(request: HttpRequest) -> User:
    """The person of a request that only people who signed in can make."""
    assert isinstance(request.user, User)  # LoginRequiredMiddleware, or the API's, let nobody else through
    return request.user


def may(person: User | AnonymousUser, verb: Verb, unit: Unit | None = None) -> bool:
    """Whether this person may do this, for this unit where one is meant. Somebody with a unit acts for it only."""
    if not isinstance(person, User) or not person.is_active:
        return False
    if verb not in RIGHTS.get(person.role, set()):
        return False
    return verb is Verb.READ or unit is None or person.unit_id is None or person.unit_id == unit.pk


def require(person: User | AnonymousUser, verb: Verb, unit: Unit | None = None) -> User:
    """The person, if they may; raises `PermissionDenied` with a sentence otherwise."""
    if may(person, verb, unit) and isinstance(person, User):
        return person
    if unit is None:
        raise PermissionDenied(_("Your role does not include this."))
    raise PermissionDenied(_("Your role does not include this for %(unit)s.") % {"unit": unit.name})
