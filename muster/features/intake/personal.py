"""Where reports that were handed in hold personal data."""

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept

DATA_SETS = (
    DataSet(
        code="document",
        name=_("Reports handed in"),
        model="intake.Document",
        page="intake:document",
        purpose=_("To know what the mission did, with the words that tell it."),
        legal_basis=_("The mandate of the mission; its rules on records."),
        years=5,
        kept=(
            Kept("intake_document", ("file_name", "title", "search", "recognised", "notes")),
            Kept("intake_delivery", ("file_name",), "document_id"),
            Kept("intake_documenttext", ("text",), "document_id"),
            Kept("intake_draft", ("proposed", "fields", "reason"), "document_id"),
        ),
    ),
)
IMPERSONAL = {"intake_original": "the hash, size and type of a file; the bytes lie beside the database"}
