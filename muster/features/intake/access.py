"""Who gets at documents: by their marking and unit; who handed one in keeps it in sight."""

from muster.core.row_security import Rule, may, part_of, record

DOCUMENT = record("document", owner="uploaded_by_id")
PART = part_of("intake_document", "document_id", DOCUMENT)

RULES = {
    "intake_document": DOCUMENT,
    "intake_original": Rule(
        see=part_of("intake_document", "sha256", DOCUMENT, key="original_id").see, add=may("create", "document")
    ),
    "intake_delivery": PART,
    "intake_documenttext": PART,
    "intake_draft": PART,
}
