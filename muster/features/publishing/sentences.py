"""What a finding says to people."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.domain.publishing.states import Finding, Reason


def sentence(finding: Finding) -> str:
    """One sentence in the reader's language."""
    counted = {
        Reason.OPEN_COMMENTS: ngettext("%(n)s comment is open.", "%(n)s comments are open.", finding.count),
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
