"""The mark of somebody who looked for a record before making one. It is in an address and names people: encrypted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from cryptography.fernet import InvalidToken

from muster.core.ciphers import cipher
from muster.features.accounts.models import User
from muster.features.registers.models import Register

PURPOSE = "muster.registers.searched"
OPENS = timedelta(hours=1)  # so long after the search the form opens
SENDS = timedelta(hours=16)  # what was begun may be handed in
ROOM = 1_500  # characters of answers that an address has room for; others are not carried over


def mark(person: User, register: Register, answers: Mapping[str, str]) -> str:
    """That they searched by these answers, by paths; to be shown within `OPENS`."""
    carried = dict(answers) if len(json.dumps(answers)) <= ROOM else {}
    text = json.dumps({"person": person.pk, "register": register.pk, "answers": carried})
    return cipher(PURPOSE).encrypt(text.encode()).decode()


def searched(person: User, register: Register, shown: str, within: timedelta = OPENS) -> dict[str, str] | None:
    """By what this person searched this register lately; None where the mark does not say so."""
    try:
        said = json.loads(cipher(PURPOSE).decrypt(shown.encode(), ttl=int(within.total_seconds())))
    except InvalidToken:
        return None
    if (said["person"], said["register"]) != (person.pk, register.pk):
        return None
    return {str(path): str(answer) for path, answer in said["answers"].items()}
