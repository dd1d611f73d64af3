"""Who gets at decisions and at who is where: whoever gets at the document."""

from muster.core.row_security import Rule, part_of
from muster.features.intake.access import DOCUMENT

_PART = part_of("intake_document", "document_id", DOCUMENT)

RULES = {
    "review_decision": _PART,
    "review_presence": Rule(_PART.see, _PART.see, _PART.see, _PART.see),  # also of who only reads
}
