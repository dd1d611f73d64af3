"""Names across scripts and spellings: search keys, match keys, Serbian Cyrillic.

The match key and its vectors are those of the field's transliteration table (Albanian, Serbian, ASCII losses).
It proposes; a person confirms.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import cyrtranslit

from muster.domain.reference.codes import municipalities

MACEDONIAN = str.maketrans({"ќ": "ћ", "ѓ": "ђ", "ѕ": "дз", "Ќ": "Ћ", "Ѓ": "Ђ", "Ѕ": "Дз"})
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
NOT_SERBIAN = re.compile(r"(\w*(?:[ëçqwxy]|gj)\w*)", re.I)

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
    """Serbian Latin text in Cyrillic; words that cannot be Serbian stay (Гњилане/Gjilan, Приштина/Prishtinë)."""
    pieces = NOT_SERBIAN.split(text)  # every second one is such a word
    return "".join(word if at % 2 else str(cyrtranslit.to_cyrillic(word, "sr")) for at, word in enumerate(pieces))


def cyrillic_name(text: str) -> str:
    """A Serbian name in Cyrillic; the Albanian half of a double name stays: Приштина/Prishtinë."""
    pieces = _albanian_halves().split(text)  # every second piece is an Albanian half
    return "".join(piece if at % 2 else to_cyrillic(piece) for at, piece in enumerate(pieces))


@cache
def _albanian_halves() -> re.Pattern[str]:
    names = {one.name_sq for one in municipalities() if one.name_sq != one.name_sr} | {"Mitrovicë"}
    known = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"((?<=/)(?:{known})\b|\b(?:{known})(?=/))")


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
