"""Who had a file of a record when; and whether its bytes are those that were received."""

from __future__ import annotations

from muster.core import files
from muster.features.accounts.models import User
from muster.features.registers.models import Attachment, Custody


def received(person: User, attachment: Attachment) -> None:
    _write(person, attachment, Custody.Act.RECEIVED)


def opened(person: User, attachment: Attachment) -> None:
    """Its bytes were compared with their hash when they were read."""
    _write(person, attachment, Custody.Act.OPENED)


def check_file(person: User, attachment: Attachment) -> Custody:
    """Compare the bytes that are kept with the hash that they were kept under. Raises `files.Unavailable`."""
    try:
        files.opened(attachment.original_id).close()
    except files.DamagedOriginal:
        return _write(person, attachment, Custody.Act.BROKEN)
    return _write(person, attachment, Custody.Act.CHECKED)


def _write(person: User, attachment: Attachment, act: Custody.Act) -> Custody:
    sha256 = "" if act == Custody.Act.BROKEN else attachment.original_id
    return Custody.objects.create(attachment=attachment, act=act, sha256=sha256, by=person)
