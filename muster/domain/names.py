"""Names across scripts and spellings: search keys, match keys, Serbian Cyrillic.

The match key and its vectors are those of the field's transliteration table (Albanian, Serbian, ASCII losses).
It proposes; a person confirms.
"""

from __future__ import annotations

import re
import unicodedata

import cyrtranslit

MACEDONIAN = str.maketrans({"ќ": "ћ", "ѓ": "ђ", "ѕ": "дз", "Ќ": "Ћ", "Ѓ": "Ђ", "Ѕ": "Дз"})
CYRILLIC = re.compile(r"[\u0400-\u04ff]")

# Digraphs and letters to one symbol each, longest first; capital symbols cannot collide with the lower-case text.
SYMBOLS = (
    (r"dž|dzh|xh", "J"),
    (r"gj|đ|dj", "G"),
    (r"tch|ch|ç|č|ć|q", "C"),
    (r"sh|š", "S"),
    (r"zh|ž", "Z"),
    (r"lj|ll", "l"),
    (r"nj", "n"),
    (r"dh", "d"),
    (r"th", "t"),
    (r"rr", "r"),
    (r"ij(?=[aeiou])", "i"),
    (r"ë", "e"),
    (r"y", "i"),
    (r"w", "v"),
    (r"x", "z"),
)
LOOSE = str.maketrans({"G": "d", "g": "d", "J": "d", "S": "s", "Z": "z", "C": "c"})


def to_latin(text: str) -> str:
    """Cyrillic (Serbian, Macedonian) letters as Latin ones; other text unchanged."""
    if not CYRILLIC.search(text):
        return text
    return str(cyrtranslit.to_latin(text.translate(MACEDONIAN), "sr"))


def to_cyrillic(text: str) -> str:
    """Serbian Latin text in Cyrillic."""
    return str(cyrtranslit.to_cyrillic(text, "sr"))


def search_key(text: str) -> str:
    """Lower-case words for free-text search, alike for Приштина, Priština and Pristina; đ becomes dj."""
    latin = to_latin(unicodedata.normalize("NFKC", text)).lower().replace("đ", "dj").replace("ß", "ss")
    plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain))


def match_key(name: str, *, toponym: bool = False) -> str:
    """The key under which spellings of one name fall together (Hoxha = Hodža = Хоџа: `hoJa`).

    `toponym` also drops one final vowel, so that Albanian definite and indefinite forms meet.
    """
    key = to_latin(unicodedata.normalize("NFKC", name)).lower()
    for pattern, symbol in SYMBOLS:
        key = re.sub(pattern, symbol, key)
    key = "".join(c for c in unicodedata.normalize("NFKD", key) if not unicodedata.combining(c))
    key = re.sub(r"(.)\1+", r"\1", key)
    if toponym:
        key = re.sub(r"\b(\w{2,})[aeiou]\b", r"\1", key)
    return re.sub(r"[^\w]+", "", key)


def loose_key(name: str, *, toponym: bool = False) -> str:
    """A wider key that also meets plain ASCII losses (Dakovica, Tachi, Pec)."""
    return match_key(name, toponym=toponym).translate(LOOSE).lower()
