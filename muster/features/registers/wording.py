"""Words that a form brings in several languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

from muster.ui.catalogues import cyrillic_text


def in_language(words: Mapping[str, str]) -> str:
    """In the reader's language; else in the form's own or in English, else whatever there is. "" where there are none.

    Serbian is written in Latin script in forms; its Cyrillic is derived.
    """
    language = get_language() or "en"
    own = words.get(language.partition("-")[0])
    if own is None:
        return words.get("") or words.get("en") or next(iter(words.values()), "")
    return cyrillic_text(own) if language == "sr" else own
