"""Message catalogues: compiled from the .po files; Serbian Cyrillic is derived from the Latin catalogue."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from muster.domain.names import to_cyrillic

LATIN, CYRILLIC = "sr_Latn", "sr"
# Names that stay in Latin script: of programs, formats, keys, units, fields of files, funds.
NAMES = (
    "Muster", "Word", "Excel", "PowerPoint", "Outlook", "Office", "OpenDocument", "PostScript", "Enter", "Shift",
    "Ctrl", "Esc", "PDF/A", "PDF", "DOCX", "XLSX", "CSV", "HXL", "SVG", "PNG", "JPEG", "GIF", "TIFF", "BMP", "RTF",
    "RAR", "ZIP", "7z", "gzip", "HTML", "XML", "JSON", "UTF-8", "API", "OCR", "SHA-256", "OpenAPI", "csv", "xlsx",
    "MB", "h", "w", "https", "JavaScript", "TLP", "Aegis", "FreeOTP", "Google Authenticator", "Microsoft Authenticator",
    "EUR", "UB", "ExB", "VERLT", "theme", "training", "analysis", "matrix", "general", "threats",
    "XLSForm", "name=value", "name", "label", "begin", "end", "calculate", "max-pixels", "Shqip", "sq",
    "survey", "choices", "settings", "setting", "register", "instanceID", "DOCTYPE", "multipart/form-data",
    "ODK Collect", "KoboCollect", "Configure with QR code", "QR",
    "XLS", "ODK", "KoboToolbox", "ICCS", "SEESAC", "UNODC", "ODIHR", "true", "false", "return", "_id", "_version",
    "15 working", "3 in 12 months", "top 2", "Justification", "docs/audit.md",
    "AMBER", "STRICT", "RED", "GREEN", "CLEAR",
)  # fmt: skip
# What is not Serbian inside a Serbian message: placeholders, markup, entities, addresses, endings, identifiers, names.
UNTOUCHED = re.compile(
    r"%\([a-z_]+\)[sdf]|%[sd%]|\$\{[a-z]+\}|\{\{[^}]*\}\}|\{[a-z_0-9]*\}|<[^>]+>|&[a-z]+;|https?://\S+|\S+@\S+|"
    r"„(?:meta|start)“|\d{4}-\d\d-\d\dT[\d:]+|"
    r"(?<![\w.])\.[a-z]{3,5}\b|--[a-z]+|\b[a-z]+(?:_[a-z]+)+\b|\b(?:" + "|".join(map(re.escape, NAMES)) + r")\b"
)


def compile_catalogues(folder: Path) -> list[Path]:
    """Write `django.mo` beside every `django.po`, and the derived Cyrillic one; returns what was written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        language = source.parent.parent.name
        catalog = _read(source, language)
        written.append(_write(catalog, folder, language))
        if language == LATIN:
            written.append(_write(in_cyrillic(catalog), folder, CYRILLIC))
    return written


def in_cyrillic(latin: Catalog) -> Catalog:
    """The Latin catalogue with every Serbian message transliterated."""
    derived = Catalog(locale=CYRILLIC, charset="utf-8", fuzzy=False)
    for message in latin:
        if message.id:
            derived.add(message.id, _transliterated(message), context=message.context)
    return derived


def cyrillic_text(text: str) -> str:
    """A Serbian message in Cyrillic; placeholders, markup and proper abbreviations stay."""
    pieces, at = [], 0
    for kept in UNTOUCHED.finditer(text):
        pieces += [to_cyrillic(text[at : kept.start()]), kept.group()]
        at = kept.end()
    return "".join([*pieces, to_cyrillic(text[at:])])


def _transliterated(message: Message) -> str | tuple[str, ...]:
    if isinstance(message.string, str):
        return cyrillic_text(message.string)
    return tuple(cyrillic_text(form) for form in message.string or ())


def _read(source: Path, language: str) -> Catalog:
    with source.open("rb") as handle:
        return read_po(handle, locale=language)


def _write(catalog: Catalog, folder: Path, language: str) -> Path:
    target = folder / language / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as handle:
        write_mo(handle, catalog)
    return target
