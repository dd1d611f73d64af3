"""Words in several languages, and sentences that are kept to be read later, by whoever, in their own language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext

from muster.ui.catalogues import cyrillic_text

Words = Mapping[str, str]  # language code -> text; the key "" where no language is named


def in_language(words: Words) -> str:
    """In the reader's language; else in the form's own or in English, else whatever there is. "" where there are none.

    Serbian is written in Latin script in forms; its Cyrillic is derived.
    """
    language = get_language() or "en"
    own = words.get(language.partition("-")[0])
    if own is None:
        return words.get("") or words.get("en") or next(iter(words.values()), "")
    return cyrillic_text(own) if language == "sr" else own


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is a message of the catalogues with `%(name)s` for every one of `fields`: texts, numbers, words in several
    languages, other sentences. `str` is the sentence in the reader's language."""

    text: str
    fields: Mapping[str, str | int | Words | Sentence] = field(default_factory=dict)

    def __str__(self) -> str:
        return said(self.kept())

    def kept(self) -> list[Any]:
        """As JSON holds it, for `said`."""
        parts = {name: part.kept() if isinstance(part, Sentence) else part for name, part in self.fields.items()}
        return [self.text, parts]


def invalid(sentence: Sentence) -> ValidationError:
    """Says it in the language of whoever is told."""
    return ValidationError("%(sentence)s", params={"sentence": sentence})


def together(sentences: Sequence[Sentence]) -> Sentence:
    """One after the other."""
    numbered = {f"part{at}": one for at, one in enumerate(sentences)}
    return Sentence(" ".join(f"%({name})s" for name in numbered), numbered)


def said(kept: Any) -> str:
    """What was kept of a sentence, in the reader's language; a text as it is."""
    if isinstance(kept, list):
        text, parts = kept
        return gettext(text) % {name: said(part) for name, part in parts.items()}
    return in_language(kept) if isinstance(kept, dict) else str(kept)
