"""What a finding says to people."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.domain.publishing.states import Finding, Reason

ORDER_ERRORS = {
    "not-ready": gettext_lazy("Something stood in the way; it is named below."),
    "changed": gettext_lazy("Somebody changed the report or the register meanwhile. Look at it again."),
    "refused": gettext_lazy("Whoever ordered the publication may not publish this report any more."),
    "gave-up": gettext_lazy("The work broke off several times and was given up. Try again or tell your administrator."),
    "unexpected": gettext_lazy("The files could not be made. Your administrator finds the reason in the worker’s log."),
}


def sentence(finding: Finding) -> str:
    """One sentence in the reader's language."""
    counted = {
        Reason.OPEN_COMMENTS: ngettext("%(n)s comment is open.", "%(n)s comments are open.", finding.count),
        Reason.GONE: ngettext(
            "%(n)s paragraph tells an entry that the register no longer has here, or that is closed now.",
            "%(n)s paragraphs tell entries that the register no longer has here, or that are closed now.",
            finding.count,
        ),
        Reason.OUTDATED: ngettext(
            "The register has %(n)s change that the text does not tell.",
            "The register has %(n)s changes that the text does not tell.",
            finding.count,
        ),
    }
    plain = {
        Reason.NOT_CLEARED: _("Not cleared yet."),
        Reason.CHANGED_SINCE: _("The register or the money changed after the clearance: clear it again."),
        Reason.EMPTY: _("Nothing is written here."),
        Reason.NO_INTRODUCTION: _("There is no introduction."),
        Reason.NO_BUDGET: _("Budget and staff are not entered."),
    }
    if finding.reason in counted:
        return counted[finding.reason] % {"n": finding.count}
    return plain[finding.reason]
