"""Where reports that were handed in hold personal data."""

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept, Part


def take_away(key: int) -> dict[str, str]:
    from muster.features.intake.erasing import take_away

    return take_away(key)


def fold(key: int) -> None:
    from muster.features.intake.erasing import fold

    fold(key)


DATA_SETS = (
    DataSet(
        code="document",
        name=_("Reports handed in"),
        one=_("report handed in"),
        model="intake.Document",
        page="intake:document",
        purpose=_("To know what the mission did, with the words that tell it."),
        legal_basis=_("The mandate of the mission; its rules on records."),
        years=5,
        since=("period_end", "uploaded_at"),
        title="title",
        born="uploaded_at",
        kept=(
            Kept(
                "intake_document",
                ("file_name", "title", "recognised", "notes", "error_params"),
                plain=("search", "language", "error_code", "original_id"),  # `search` follows from the rest
            ),
            Kept("intake_delivery", ("file_name",), "document_id"),
            Kept(
                "intake_documenttext",
                ("text",),
                "document_id",
                plain=("lines", "fingerprint", "sketch", "bands"),  # offsets and hashes
            ),
            Kept("intake_draft", ("proposed", "fields", "reason"), "document_id", plain=("spans", "also_spans")),
        ),
    ),
)
PARTS = (Part("document", erased=take_away, changed=fold),)
IMPERSONAL = {"intake_original": "the hash, size and type of a file; the bytes lie beside the database"}
