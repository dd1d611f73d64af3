"""A device against a server that runs: over a line that is cut, then whole."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from django.db import connections
from django.utils import timezone

from muster.features.accounts.models import Assignment, Role
from muster.features.registers.models import Attachment, Record
from muster.features.registers.tests.openrosa_register import filled, made
from muster.features.sign_in.actions import make_token

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(live_server, person, officer, settings, tmp_path):
    """What a device is set up with."""
    settings.ORIGINALS, settings.ALLOWED_HOSTS = tmp_path / "originals", ["*"]
    keeper = person("administrator")
    Assignment.objects.create(person=keeper, role=Role.objects.get(code="desk_officer"), start=timezone.localdate())
    made(keeper)
    day = timezone.localdate() + timedelta(days=1)
    key = make_token(keeper, person=officer, purpose="A telephone", limits=["create record"], unit=None, last_day=day)
    yield f"{live_server.url}/registers/openrosa/key/{key}"
    connections.close_all()


def body(xml, files):
    found = {"xml_submission_file": xml, **files}
    part = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n'
    return b"".join(part % (name.encode(), name.encode(), content) for name, content in found.items()) + b"--x--\r\n"


def ask(address, method="GET", data=None):
    headers = {"X-OpenRosa-Version": "1.0", "Content-Type": "multipart/form-data; boundary=x"}
    with urlopen(Request(address, data, headers, method=method), timeout=60) as answer:
        return answer.status, answer.headers, answer.read()


def cut(address, sent, after):
    """The line breaks after so many bytes."""
    parts = urlsplit(address)
    head = f"POST {parts.path}/submission HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(sent)}\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port)) as line:
        line.sendall(head.encode() + sent[:after])


def test_what_was_cut_is_sent_again_and_is_there_once(address):
    status, headers, _nothing = ask(f"{address}/submission", "HEAD")
    assert (status, headers["Location"]) == (204, f"{address}/submission")
    assert b"<formID>Seizures by day</formID>" in ask(f"{address}/formList")[2]
    xml = filled("uuid:1", pictures=["a.jpg", "b.jpg"])
    sent = body(xml, {"a.jpg": b"A" * 200_000, "b.jpg": b"B" * 200_000})
    for after in (100, len(xml) + 50_000, len(sent) - 4):
        cut(address, sent, after)
    time.sleep(0.5)  # the server notices
    assert not Record.objects.exists()
    for _twice in range(2):  # the first answer did not arrive
        assert ask(headers["Location"], "POST", sent)[0] == 201
    assert (Record.objects.count(), Attachment.objects.count()) == (1, 2)
