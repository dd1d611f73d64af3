"""A client of the OpenRosa interface over HTTP, as telephones have one: it knows the address and nothing else."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.request import Request, urlopen

from lxml import etree

XFORM = {"xf": "http://www.w3.org/2002/xforms", "orx": "http://openrosa.org/xforms"}
PATIENCE = 60  # seconds for an answer
BOUNDARY = "a-line-between-parts"
PART = '--{0}\r\nContent-Disposition: form-data; name="{1}"; filename="{1}"\r\nContent-Type: {2}\r\n\r\n'

Answer = tuple[int, Mapping[str, str], bytes]  # status, headers, what was said


@dataclass
class Client:
    """`address` as a person writes it into the settings of the telephone."""

    address: str
    beside: dict[str, bytes] = field(default_factory=dict)  # files that the form needs, by name

    def fetch(self, form_id: str) -> etree._Element:
        """This form from the server's list, with the files beside it; hashes are compared."""
        listed = {one["formID"]: one for one in self._told("/formList")}[form_id]
        form = self._whole(listed["downloadUrl"], listed["hash"])
        for one in self._told(listed["manifestUrl"]):
            self.beside[one["filename"]] = self._whole(one["downloadUrl"], one["hash"])
        return etree.fromstring(form)

    def send(self, filled: bytes, files: Mapping[str, bytes]) -> int:
        """The answer's status."""
        _status, headers, _nothing = self._ask(f"{self.address}/submission", "HEAD")
        body = b"".join(
            PART.format(BOUNDARY, name, kind).encode() + content + b"\r\n"
            for name, kind, content in [
                ("xml_submission_file", "text/xml", filled),
                *((name, "image/png", content) for name, content in files.items()),
            ]
        )
        return self._ask(headers["Location"], "POST", body + f"--{BOUNDARY}--\r\n".encode())[0]

    def _told(self, address: str) -> list[dict[str, str]]:
        """What a list of the server says of each thing in it."""
        whole = address if address.startswith("http") else self.address + address
        root = etree.fromstring(self._ask(whole)[2])
        return [{etree.QName(part).localname: part.text or "" for part in one} for one in root]

    def _whole(self, address: str, told: str) -> bytes:
        content = self._ask(address)[2]
        assert told == "md5:" + hashlib.md5(content).hexdigest(), address
        return content

    def _ask(
        self, address: str, method: str = "GET", body: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"X-OpenRosa-Version": "1.0", "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        with urlopen(Request(address, body, headers, method=method), timeout=PATIENCE) as answer:
            return answer.status, answer.headers, answer.read()


def filled_in(form: etree._Element, answers: Mapping[str, str]) -> bytes:
    """The form's own instance with answers to questions by name, and a number of its own."""
    instance = next(iter(form.iterfind(".//xf:model/xf:instance", XFORM)))[0]
    whole = etree.fromstring(etree.tostring(instance))
    for name, value in answers.items():
        next(whole.iter(f"{{*}}{name}")).text = value
    next(whole.iter("{*}instanceID")).text = f"uuid:{uuid.uuid4()}"
    return etree.tostring(whole)
