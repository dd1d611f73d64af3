"""Parts of an Office file: unpacked within bounds, parsed without entities."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from .limits import MEGABYTE, Budget
from .sentences import UnreadableDocument

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_CHUNK = 1 << 20


class Package:
    """The members of a zipped Office file."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise UnreadableDocument("damaged", "its list of parts") from error
        members = self._archive.infolist()
        if len(members) > budget.limits.max_members:
            raise UnreadableDocument("bomb", f"{len(members)} parts")
        self._members = {member.filename: member for member in members}

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML member; None when there is no such member."""
        member = self._members.get(name)
        return None if member is None else _parse(self._unpack(member), name)

    def _unpack(self, member: zipfile.ZipInfo) -> bytes:
        limits = self._budget.limits
        declared = member.file_size
        if declared > limits.max_part_bytes or (
            declared > MEGABYTE and declared > limits.max_ratio * max(member.compress_size, 1)
        ):
            raise UnreadableDocument("bomb", member.filename[:80])
        if member.flag_bits & 1:
            raise UnreadableDocument("encrypted")
        content = bytearray()
        try:
            with self._archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    content += chunk
                    if len(content) > limits.max_part_bytes:
                        raise UnreadableDocument("bomb", member.filename[:80])
                    self._budget.tick(member.filename[:80])
        except _BROKEN as error:
            raise UnreadableDocument("damaged", member.filename[:80]) from error
        return bytes(content)


def _parse(content: bytes, name: str) -> etree._Element:
    """The root element; a document type is refused before anything is parsed."""
    head = content.replace(b"\x00", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise UnreadableDocument("entities", name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("damaged", _place(name, error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("entities", name)
    return root


def _place(name: str, error: Exception) -> str:
    line = getattr(error, "lineno", None)
    return f"{name}, line {line}" if line else name


def local(element: etree._Element) -> str:
    """An element's name without its namespace, so that strict and transitional files read alike."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None
