"""The XML that devices are answered with (docs.getodk.org/openrosa-form-list, openrosa-http)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

FORMS = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"


@dataclass(frozen=True, slots=True)
class Offered:
    """A form of the list; `manifest` is "" where it needs no files, `description` where none was asked for."""

    form_id: str
    name: str
    version: str
    md5: str
    address: str
    manifest: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A file of a manifest."""

    name: str
    md5: str
    address: str


def form_list(offered: Iterable[Offered]) -> bytes:
    return _document(FORMS, "xforms", (("xform", _form(one)) for one in offered))


def manifest(files: Iterable[Beside]) -> bytes:
    return _document(MANIFEST, "manifest", (("mediaFile", _file(one)) for one in files))


def response(message: str, *, wrong: bool = False) -> bytes:
    """What a person at the device reads."""
    root = etree.Element(f"{{{RESPONSE}}}OpenRosaResponse", nsmap={None: RESPONSE})  # type: ignore[dict-item]
    said = etree.SubElement(root, f"{{{RESPONSE}}}message", nature="error" if wrong else "submit_success")
    said.text = message
    return _written(root)


def _form(one: Offered) -> list[tuple[str, str]]:
    told = [
        ("formID", one.form_id),
        ("name", one.name),
        ("version", one.version),
        ("hash", f"md5:{one.md5}"),
        ("descriptionText", one.description),
        ("downloadUrl", one.address),
        ("manifestUrl", one.manifest),
    ]
    return [(name, words) for name, words in told if words]


def _file(one: Beside) -> list[tuple[str, str]]:
    return [("filename", one.name), ("hash", f"md5:{one.md5}"), ("downloadUrl", one.address)]


def _document(namespace: str, name: str, items: Iterable[tuple[str, list[tuple[str, str]]]]) -> bytes:
    root = etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})  # type: ignore[dict-item]
    for item, told in items:
        element = etree.SubElement(root, f"{{{namespace}}}{item}")
        for part, words in told:
            etree.SubElement(element, f"{{{namespace}}}{part}").text = words
    return _written(root)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
