"""What a device may fetch: the forms of registers in which its person may record, and the files beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may
from muster.features.registers.actions.recording import recorded_at
from muster.features.registers.beside import bytes_of, kept_beside
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Register, Version
from muster.features.registers.supplied import supplied

REMEMBERED = 1000  # files, by their SHA-256
SUBMISSION = "{http://www.w3.org/2002/xforms}submission"
ELSEWHERE = ("action", "method", "base64RsaPublicKey")


def offered(viewer: User, form_id: str = "") -> list[Version]:
    """Of every open register in which the viewer may record the version that holds now, or of one form alone."""
    with acting_as(SYSTEM):  # whoever may record in it alone reads no registers
        found = Register.objects.filter(current__isnull=False, closed_at=None).select_related(
            "unit", "current__register"
        )
        registers = list(found.filter(form_id=form_id) if form_id else found)
    return [one.current for one in registers if one.current and _may_record(viewer, one)]


def version(viewer: User, code: str, number: int) -> Version:
    """A version that was published, of an open register in which the viewer may record; the present one or an earlier
    one that a device is still fetching. Raises `Version.DoesNotExist`."""
    with acting_as(SYSTEM):
        known = Version.objects.filter(published_at__isnull=False, register__closed_at=None)
        found = known.select_related("register__unit").get(register__code=code, number=number)
    if not _may_record(viewer, found.register):
        raise Version.DoesNotExist
    return found


def xml_of(version: Version) -> bytes:
    """The form as devices get it. Whatever its workbook says, they send here, and not closed up for another server."""
    if "<submission" not in version.xform:
        return version.xform.encode()
    root: Any = etree.fromstring(version.xform.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
    for submission in root.iter(SUBMISSION):
        for name in ELSEWHERE:
            submission.attrib.pop(name, None)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def beside(version: Version) -> Iterator[tuple[str, str]]:
    """The files that a form needs: (name, MD5)."""
    kept = kept_beside(version)
    for name in definition_of(version).form.files:
        if name in kept:
            yield name, _md5_of_kept(kept[name])
        elif (content := supplied(name)) is not None:
            yield name, md5(content)


def md5(content: bytes) -> str:
    """By which devices tell whether they have something; it protects nothing."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _may_record(viewer: User, register: Register) -> bool:
    return may(viewer, Verb.CREATE, register.subject, recorded_at(viewer, register))


@lru_cache(maxsize=REMEMBERED)
def _md5_of_kept(sha256: str) -> str:
    return md5(bytes_of(sha256))
