"""What the trail calls the tables whose rows it tells of; a data set is called by its own name."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOUNS: dict[str, str | Promise] = {
    "core.unit": _("unit"),
    "core.placement": _("place of a unit in the tree"),
    "accounts.user": _("account"),
    "accounts.role": _("role"),
    "accounts.permission": _("right of a role"),
    "accounts.assignment": _("role that somebody has"),
    "accounts.substitution": _("acting for somebody absent"),
    "accounts.needtoknow": _("somebody named for it"),
    "accounts.brokenglass": _("opening in need"),
    "accounts.accessreview": _("review of a role that somebody has"),
    "audit.justification": _("reason given"),
    "audit.disclosure": _("disclosure"),
    "protection.sheet": _("what is said of a data set"),
    "protection.personinrecord": _("person in it"),
    "protection.holding": _("decision whether it is still needed"),
    "protection.restriction": _("restriction"),
    "protection.tombstone": _("erasure"),
    "protection.notice": _("recipient to tell"),
    "protection.request": _("request"),
    "intake.document": _("report handed in"),
    "intake.draft": _("draft"),
    "activities.activity": _("activity"),
    "activities.activitysource": _("where it is told"),
    "activities.partnername": _("name of a partner"),
    "activities.pair": _("two that may be the same"),
    "activities.merge": _("merging of two"),
    "registers.register": _("register"),
    "registers.version": _("version of a register"),
    "registers.record": _("record"),
    "registers.personal": _("personal answers of a record"),
    "registers.attachment": _("file of a record"),
    "matrix.publishedmatrix": _("published matrix"),
    "publishing.report": _("report that is written"),
    "publishing.chapter": _("chapter"),
    "publishing.paragraph": _("paragraph"),
    "publishing.unityear": _("facts of a unit in a year"),
}
