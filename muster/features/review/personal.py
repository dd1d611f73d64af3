"""Where decisions on drafts hold personal data."""

from muster.core.data_sets import Kept, Part

PARTS = (Part("document", kept=(Kept("review_decision", ("before",), "document_id", plain=("made", "entries")),)),)
