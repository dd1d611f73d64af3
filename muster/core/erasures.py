"""What was erased, written down outside of the database too: a restored backup brings it back, and this list says what.

Each line is one erasure, with neither names nor words that can be read: words that were erased are encrypted with the
signing key. The file lies in the data folder and is none of a backup's: an earlier one must not replace it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import InvalidToken

from muster.core.ciphers import cipher
from muster.core.folders import data_folder

PURPOSE = "muster.erasures"
FILE = "erasures.jsonl"  # in the data folder; a copy belongs beside each backup that is kept elsewhere


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure; `words` is empty where a whole record was erased, else what was, encrypted."""

    mark: str  # of the tombstone
    code: str
    key: int
    at: str  # ISO, UTC
    words: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


def path() -> Path:
    return data_folder() / FILE


def write_down(erasure: Erasure) -> None:
    """Add one, on the disk when this returns; call it last in the transaction that erases."""
    with os.fdopen(os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(erasure)) + "\n")
        file.flush()
        os.fsync(file.fileno())


def written_down(source: Path | None = None) -> list[Erasure]:
    """All, the oldest first; none where there is no file. Raises `ValueError` where a line is damaged."""
    place = source or path()
    if source is None and not place.exists():
        return []
    try:
        return [Erasure(**json.loads(line)) for line in place.read_text(encoding="utf-8").splitlines() if line]
    except (TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"A line of {place.name} is damaged.") from error


def since(moment: str) -> list[Erasure]:
    """Those that a backup of this moment (ISO) does not know of."""
    made = datetime.fromisoformat(moment)
    return [one for one in written_down() if one.moment >= made]


def hidden(words: str) -> str:
    """Words as they stand in the file."""
    return cipher(PURPOSE).encrypt(words.encode()).decode()


def shown(hidden_words: str) -> str | None:
    """The words; None where they were encrypted with another signing key."""
    try:
        return cipher(PURPOSE).decrypt(hidden_words.encode()).decode()
    except InvalidToken:
        return None
