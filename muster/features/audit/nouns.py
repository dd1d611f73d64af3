"""What the trail calls the tables whose rows it tells of; a row of a data set is called what one of it is."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOUNS: dict[str, str | Promise] = {
    "core.unit": _("unit"),
    "core.placement": _("place of a unit in the tree"),
    "accounts.role": _("role"),
    "accounts.permission": _("right of a role"),
    "accounts.assignment": _("role that somebody has"),
    "accounts.substitution": _("acting for somebody absent"),
    "accounts.needtoknow": _("somebody named for it"),
    "accounts.brokenglass": _("opening in need"),
    "accounts.accessreview": _("review of a role that somebody has"),
    "protection.sheet": _("what is said of a data set"),
    "protection.personinrecord": _("person in it"),  # beside the record that they are in
    "protection.holding": _("decision whether it is still needed"),
    "protection.restriction": _("restriction"),
    "protection.tombstone": _("erasure"),
    "intake.draft": _("draft"),
    "activities.activitysource": _("where it is told"),
    "activities.pair": _("two that may be the same"),
    "activities.merge": _("merging of two"),
    "registers.register": _("register"),
    "registers.version": _("version of a register"),
    "registers.record": _("record"),
    "registers.personal": _("personal answers of a record"),
    "registers.attachment": _("file of a record"),
    "registers.note": _("note on a record"),
    "registers.attention": _("attention to an early warning"),
    "registers.step": _("move of a record"),
    "registers.task": _("task about a record"),
    "registers.handover": _("referral or transfer of a record"),
    "registers.link": _("link between records"),
    "registers.difference": _("decision that two records are not the same"),
    "statistics.population": _("number of people who live somewhere"),
    "statistics.release": _("release of statistics"),
    "matrix.publishedmatrix": _("published matrix"),
    "publishing.chapter": _("chapter"),
    "publishing.paragraph": _("paragraph"),
    "publishing.unityear": _("facts of a unit in a year"),
}
