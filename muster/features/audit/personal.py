"""Where the audit keeps personal data: why people looked, and to whom something was given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept, Part, Recipient

PURPOSE = _("To show afterwards who saw, changed or was given what, and why.")
LEGAL_BASIS = _("The duty to log (Directive (EU) 2016/680, Art. 25).")
STAYS = _("It is the proof of what was done; it is kept as the audit trail is.")
DATA_SETS = (
    DataSet(
        code="justification",
        name=_("Reasons for looking at closed records"),
        one=_("reason given"),
        model="audit.Justification",
        purpose=PURPOSE,
        legal_basis=LEGAL_BASIS,
        years=10,
        since=("at",),
        title="text",
        born="at",
        stays=STAYS,
        kept=(Kept("audit_justification", ("text", "reference"), plain=("subject", "key", "reason")),),
    ),
    DataSet(
        code="disclosure",
        name=_("What was given to somebody outside"),
        one=_("disclosure"),
        model="audit.Disclosure",
        purpose=PURPOSE,
        legal_basis=LEGAL_BASIS,
        years=10,
        since=("recorded_at",),
        title="organisation",
        born="recorded_at",
        stays=STAYS,
        kept=(
            Kept(
                "audit_disclosure",
                ("organisation", "recipient", "legal_basis", "what", "reference"),
                plain=("subject", "key", "channel"),
            ),
        ),
    ),
)
IMPERSONAL = {"audit_verification": "when the audit trail was checked and what was found: tables and keys"}


def recipients(code: str, key: int) -> Iterable[Recipient]:
    """Who outside was given something of a record."""
    from muster.features.audit.queries import disclosures_of

    for one in disclosures_of(code, key):
        name = ", ".join(part for part in (one.organisation, one.recipient) if part)
        yield Recipient(name, timezone.make_aware(datetime.combine(one.given_on, time())), one.what)


PARTS = tuple(Part(code, recipients=partial(recipients, code)) for code in ("document", "activity", "account"))
