"""Plain text in the encodings that offices use."""

from __future__ import annotations

import codecs
import re

from .composing import clean
from .limits import Budget
from .model import SourceText
from .sentences import Note, UnreadableDocument

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Legacy code pages of the region, with the letters that speak for each.
_CODE_PAGES = {
    "cp1250": "šđčćžŠĐČĆŽëçËÇ„“”–’",
    "iso8859-2": "šđčćžŠĐČĆŽëçËÇ",
    "cp1252": "ëçËÇéüöäßàèêñ„“”–’",
    "iso8859-5": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "cp1251": "абвгдђежзијклљмнњопрстћуфхцчџш",
}
_SAMPLE = 200_000  # bytes looked at to tell encodings apart
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of its encoding; raises `binary` for what is no text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding.replace("-sig", "")
    wide = _wide_encoding(data[:_SAMPLE])
    if wide:
        return data.decode(wide, errors="replace"), wide
    found = _BINARY.search(data)
    if found:
        raise UnreadableDocument("binary", byte=found.start() + 1)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _decode_legacy(data, error)


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is that of a page of letters, Latin (0, 1) or Cyrillic (4)."""
    half = max(len(sample) // 2, 1)
    low, high = (sum(part.count(page) for page in (0, 1, 4)) for part in (sample[0::2], sample[1::2]))
    if high > 0.9 * half and low < 0.2 * half:
        return "utf-16-le"
    return "utf-16-be" if low > 0.9 * half and high < 0.2 * half else None


def _decode_legacy(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    if _mostly_utf8(data, error):
        return data.decode("utf-8", errors="replace"), "utf-8"
    high = re.compile(rb"[\x80-\xff]")
    sample = b"".join(high.findall(data[:_SAMPLE] if high.search(data[:_SAMPLE]) else data))[:5_000]
    best = max(_CODE_PAGES, key=lambda page: _score(sample, page))
    if _score(sample, best) < 0.5 * len(sample):
        best = _guess(data[:_SAMPLE]) or best
    return data.decode(best, errors="replace"), best


def _mostly_utf8(data: bytes, error: UnicodeDecodeError) -> bool:
    """A UTF-8 file with a few broken places: it has far more good multi-byte letters than bad bytes."""
    if error.start > len(data) - 4 and any(byte > 0x7F for byte in data[: error.start][-_SAMPLE:]):
        return True
    sample = data[:_SAMPLE].decode("utf-8", errors="replace")
    bad = sample.count("\ufffd")
    good = sum(1 for letter in sample if letter > "\x7f") - bad
    return good > 4 * bad


def _score(high_bytes: bytes, code_page: str) -> int:
    letters = high_bytes.decode(code_page, errors="replace")
    expected = _CODE_PAGES[code_page]
    wrong = sum(1 for letter in letters if letter == "\ufffd" or letter < "\xa0")
    return sum(1 for letter in letters if letter in expected) - 2 * wrong


def _guess(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # heavy, and only for encodings from elsewhere

    match = from_bytes(sample).best()
    return match.encoding if match else None


def read_text(data: bytes, budget: Budget) -> SourceText:
    """One line per `\\n` exactly as the file counts them; CRLF and lone CR (old files) become `\\n`."""
    raw, encoding = decode(data)
    text = clean(_plain_line_ends(raw))
    budget.spend(len(text), "its end")
    if not text.strip():
        raise UnreadableDocument("no-text")
    notes = [] if encoding == "utf-8" else [Note("encoding", encoding=encoding.upper())]
    lost = text.count("\ufffd")
    if lost:
        notes.append(Note("lossy", count=lost))
    plain = SourceText.from_plain(text)
    return SourceText(plain.text, plain.lines, None, tuple(notes))


def _plain_line_ends(text: str) -> str:
    text = text.replace("\r\n", "\n")
    return text.replace("\r", " " if "\n" in text else "\n")
