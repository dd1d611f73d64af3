"""The words of permissions: what is done (`Verb`), to what (`Subject`), how far (`Reach`), and which go together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.core.data_sets import data_sets


class Verb(models.TextChoices):
    READ = "read", pgettext_lazy("right", "Read")
    CREATE = "create", pgettext_lazy("right", "Add")
    CHANGE = "change", pgettext_lazy("right", "Change")
    REVIEW = "review", pgettext_lazy("right", "Decide on drafts")
    MERGE = "merge", pgettext_lazy("right", "Merge")
    ASSIGN = "assign", pgettext_lazy("right", "Assign")
    REFER = "refer", pgettext_lazy("right", "Refer")
    TRANSFER = "transfer", pgettext_lazy("right", "Transfer")
    ACCEPT = "accept", pgettext_lazy("right", "Accept what is referred or transferred")
    APPROVE = "approve", pgettext_lazy("right", "Approve")
    CLEAR = "clear", pgettext_lazy("right", "Clear")
    PUBLISH = "publish", pgettext_lazy("right", "Publish")
    EXPORT = "export", pgettext_lazy("right", "Export")
    PRINT = "print", pgettext_lazy("right", "Print")
    DISCLOSE = "disclose", pgettext_lazy("right", "Disclose to others")
    IDENTIFY = "identify", pgettext_lazy("right", "See personal fields")
    MARK = "mark", pgettext_lazy("right", "Set markings, name who may see")
    BREAK_GLASS = "break_glass", pgettext_lazy("right", "Open what is closed, in need")
    OVERRIDE_CONSENT = "override_consent", pgettext_lazy("right", "Act without consent")
    RESTRICT = "restrict", pgettext_lazy("right", "Restrict processing")
    RECTIFY = "rectify", pgettext_lazy("right", "Rectify")
    ERASE = "erase", pgettext_lazy("right", "Erase")
    ADMINISTER = "administer", pgettext_lazy("right", "Administer")
    GRANT = "grant", pgettext_lazy("right", "Give and end roles")


class Subject(models.TextChoices):
    DOCUMENT = "document", _("Reports handed in")
    ACTIVITY = "activity", _("Activities")
    PARTNER = "partner", _("Names of partners")
    MATRIX = "matrix", _("Published matrices")
    REPORT = "report", _("Reports to publish")
    REGISTER = "register", _("Registers")
    RECORD = "record", _("Records of registers")
    UNIT = "unit", _("Units")
    ACCOUNT = "account", _("People")
    ROLE = "role", _("Roles")
    AUDIT = "audit", _("Audit trail")
    PERSONAL_DATA = "personal_data", _("Personal data")


class Reach(models.TextChoices):
    UNIT = "unit", _("the unit and those below it")
    ORGANISATION = "organisation", _("the unit's whole organisation")
    EVERYWHERE = "everywhere", _("everywhere")


# Which verbs a subject knows. What is not here cannot be given, and asking for it is a mistake of the code.
RIGHTS: dict[Subject, tuple[Verb, ...]] = {
    Subject.DOCUMENT: (
        Verb.READ, Verb.CREATE, Verb.CHANGE, Verb.REVIEW, Verb.TRANSFER, Verb.EXPORT, Verb.MARK, Verb.BREAK_GLASS,
    ),
    Subject.ACTIVITY: (
        Verb.READ, Verb.CREATE, Verb.CHANGE, Verb.MERGE, Verb.TRANSFER, Verb.EXPORT, Verb.MARK, Verb.BREAK_GLASS,
    ),
    Subject.PARTNER: (Verb.READ, Verb.CHANGE),
    Subject.MATRIX: (Verb.READ, Verb.PUBLISH),
    Subject.REPORT: (
        Verb.READ, Verb.CHANGE, Verb.CLEAR, Verb.PUBLISH, Verb.EXPORT, Verb.DISCLOSE, Verb.ADMINISTER,
    ),
    Subject.REGISTER: (Verb.READ, Verb.ADMINISTER),
    Subject.RECORD: (
        Verb.READ, Verb.IDENTIFY, Verb.CREATE, Verb.CHANGE, Verb.ASSIGN, Verb.REFER, Verb.TRANSFER, Verb.ACCEPT,
        Verb.APPROVE, Verb.PUBLISH, Verb.EXPORT, Verb.MARK,
        Verb.BREAK_GLASS,
    ),
    Subject.UNIT: (Verb.READ, Verb.ADMINISTER),
    Subject.ACCOUNT: (Verb.READ, Verb.ADMINISTER, Verb.GRANT),
    Subject.ROLE: (Verb.READ, Verb.ADMINISTER),
    Subject.AUDIT: (Verb.READ, Verb.EXPORT),
    Subject.PERSONAL_DATA: (
        Verb.READ, Verb.CHANGE, Verb.RESTRICT, Verb.RECTIFY, Verb.ERASE, Verb.EXPORT, Verb.DISCLOSE,
    ),
}  # fmt: skip

# Verbs that leave rows as they are; whoever has another one at a unit may write rows there (core.row_security.record).
LOOKING = (Verb.READ, Verb.IDENTIFY, Verb.EXPORT, Verb.PRINT, Verb.DISCLOSE, Verb.BREAK_GLASS)


def kind_of(subject: Subject, kind: str) -> str:
    """A subject of which there are kinds, such as the records of one register. Rights to the subject are to each."""
    return f"{subject}.{kind}"


def verbs_of(subject: str) -> tuple[Verb, ...]:
    """What can be done to a subject, or to one kind of it."""
    return RIGHTS[Subject(subject.partition(".")[0])]


def by_marking(subject: str, verb: str) -> bool:
    """Whether the right is to read records that carry markings: then a role says up to which."""
    data_set = data_sets().get(subject)
    return verb == Verb.READ and data_set is not None and data_set.marked
