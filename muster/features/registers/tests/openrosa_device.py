"""A device as ODK Collect is one: it asks first where to send, sends a form with its files in parts of what the server
advises, each with the form, and takes nothing but 201 and 202 for sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree

LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
MESSAGE = "{http://openrosa.org/http/response}message"
HERE = "/registers/openrosa"
IN_A_PART = 100  # files
# The clock of a device has twelve hours in this header; nobody may depend on it.
HEADERS = {"User-Agent": "org.odk.collect.android/v2026.1", "X-OpenRosa-Version": "1.0"} | {
    "Date": "Sun, 22 Nov 2026 02:30:00 GMT"
}


class Device:
    """Set up with an address, `headers` to sign in by, or a key in the address."""

    def __init__(self, address: str = HERE, **headers: str) -> None:
        self.address = address
        self.client = Client(enforce_csrf_checks=True, headers=HEADERS | headers)
        self.has: dict[str, bytes] = {}  # files by name

    def get(self, address: str, **query: str) -> Any:
        """Of an address as the server writes it, or below the own one."""
        path = re.sub(r"^https?://[^/]+", "", address) if address.startswith("http") else self.address + address
        return self.client.get(path, {"deviceID": "collect:1", **query})

    def forms(self, **query: str) -> list[dict[str, str]]:
        answer = self.get("/formList", **query)
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"].startswith("text/xml")
        assert answer["X-OpenRosa-Version"] == "1.0"
        return [_told(one) for one in etree.fromstring(answer.content).iterchildren(f"{LIST}xform")]

    def fetch(self, form_id: str) -> bytes:
        """The form, and what lies beside it, with the hashes that the server said."""
        listed = next(one for one in self.forms() if one["formID"] == form_id)
        form: bytes = self.get(listed["downloadUrl"]).content
        assert listed["hash"] == f"md5:{md5(form)}"
        if "manifestUrl" in listed:
            for one in self.beside(listed["manifestUrl"]):
                content = self.get(one["downloadUrl"]).content
                assert one["hash"] == f"md5:{md5(content)}"
                self.has[one["filename"]] = content
        return form

    def beside(self, address: str) -> list[dict[str, str]]:
        root = etree.fromstring(self.get(address).content)
        return [_told(one) for one in root.iterchildren(f"{MANIFEST}mediaFile")]

    def send(self, xml: bytes, files: Mapping[str, bytes] | None = None, most: int | None = None) -> Any:
        """The last answer; the form is sent where it is 201 or 202."""
        head = self.client.head(f"{self.address}/submission?deviceID=collect:1")
        if head.status_code == 401:
            return head
        length = int(head.headers.get("X-OpenRosa-Accept-Content-Length", "10000000"))
        where = head.headers.get("Location", f"{self.address}/submission")
        for part, more in parts(len(xml), files or {}, min(length, most or length)):
            answer = self.post(xml, part, more, re.sub(r"^https?://[^/]+", "", where))
            if answer.status_code not in (201, 202):
                break
        return answer

    def post(self, xml: bytes, files: Mapping[str, bytes] | None = None, more: bool = False, path: str = "") -> Any:
        """One part."""
        sent: dict[str, Any] = {"xml_submission_file": SimpleUploadedFile("i.xml", xml, "text/xml")}
        sent |= {name: SimpleUploadedFile(name, content, "image/jpeg") for name, content in (files or {}).items()}
        sent |= {"*isIncomplete*": "yes"} if more else {}
        return self.client.post(path or f"{self.address}/submission?deviceID=collect:1", sent)


def parts(xml: int, files: Mapping[str, bytes], most: int) -> Iterator[tuple[dict[str, bytes], bool]]:
    """The files of each part, and whether others follow; a part has one file at least."""
    part: dict[str, bytes] = {}
    for name, content in files.items():
        length = xml + sum(map(len, part.values())) + len(content)
        if part and (length > most or len(part) >= IN_A_PART):
            yield part, True
            part = {}
        part[name] = content
    yield part, False


def message(answer: Any) -> str:
    """What the person at the device reads."""
    assert answer["X-OpenRosa-Version"] == "1.0"
    return etree.fromstring(answer.content).findtext(MESSAGE) or ""


def md5(content: bytes) -> str:
    from hashlib import md5 as sum_of

    return sum_of(content).hexdigest()


def _told(element: Any) -> dict[str, str]:
    return {etree.QName(part).localname: part.text or "" for part in element}
