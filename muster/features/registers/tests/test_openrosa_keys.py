"""A key in an address stands nowhere afterwards: neither in a log, nor in the trail, nor in a history; and bodies that
come in chunks are read as any other."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone
from pghistory.models import Context

from muster.core.models import AuditEntry
from muster.features.accounts.models import Assignment, Role
from muster.features.registers.models import Record
from muster.features.registers.openrosa.keys import key_of, keys_in_addresses, with_key
from muster.features.registers.tests.openrosa_device import HERE, Device, message
from muster.features.registers.tests.openrosa_register import CODE, filled, made
from muster.features.sign_in.actions import make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(person, officer, unit, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    settings.SECOND_FACTOR = False
    keeper = person("administrator")
    Assignment.objects.create(person=keeper, role=Role.objects.get(code="desk_officer"), start=timezone.localdate())
    made(keeper)
    day = timezone.localdate() + timedelta(days=1)
    may = ["create record", "change record"]
    return make_token(keeper, person=officer, purpose="A telephone", limits=may, unit=None, last_day=day)


def test_a_key_stands_in_no_log_no_trail_and_no_history(key, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    device = Device(f"{HERE}/key/{key}")
    device.fetch("Seizures by day")
    answers = [device.send(filled("uuid:1")), device.send(filled("uuid:2", "Corrected", replaces="uuid:1"))]
    answers += [device.send(b"<broken>"), device.get("/nothing-here"), device.get(f"/forms/{CODE}/9/form.xml")]
    assert [answer.status_code for answer in answers] == [201, 201, 422, 404, 404]
    written = [*map(str, AuditEntry.objects.values()), *map(str, Context.objects.values()), caplog.text]
    written += [str(one) for record in Record.objects.all() for one in record.history.values()]
    written += capsys.readouterr()
    assert len(written) > 5
    secret = key.rpartition("_")[2]
    assert not [text for text in written if key in text or secret in text]


def test_no_answer_lets_a_browser_pass_the_address_on(key):
    answer = Device(f"{HERE}/key/{key}").get("/formList")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_whatever_stands_behind_sees_the_address_without_its_key():
    seen = []
    request = RequestFactory().get(f"{HERE}/key/muster_1_x/formList", REQUEST_URI=f"{HERE}/key/muster_1_x/formList?a=1")
    keys_in_addresses(seen.append)(request)
    (there,) = seen
    assert there.get_full_path() == there.path_info == f"{HERE}/formList"
    assert there.META["REQUEST_URI"] == f"{HERE}/formList?a=1"
    assert key_of(there) == "muster_1_x"
    assert with_key(f"{HERE}/submission", "k") == f"{HERE}/key/k/submission"
    assert with_key(f"{HERE}/submission", "") == f"{HERE}/submission"


def test_other_addresses_stay_as_they_are():
    for path in ("/registers/key/x/formList", "/activities/", f"{HERE}/key/", f"{HERE}/formList"):
        request = RequestFactory().get(path)
        keys_in_addresses(lambda request: request)(request)
        assert (request.path_info, key_of(request)) == (path, "")


def test_a_body_in_chunks_is_read_to_its_end(key):
    body = b'--x\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="i.xml"\r\n\r\n'
    body += filled("uuid:1") + b"\r\n--x--\r\n"
    for sent, status in ((body[:-9], 400), (body, 201)):
        answer = Device(Authorization=f"Bearer {key}").client.generic(
            "POST",
            f"{HERE}/submission",
            CONTENT_TYPE="multipart/form-data; boundary=x",
            HTTP_TRANSFER_ENCODING="chunked",
            **{"wsgi.input": io.BytesIO(sent), "wsgi.input_terminated": True},
        )
        assert answer.status_code == status, message(answer)
    assert Record.objects.count() == 1


def test_what_a_device_sends_is_written_by_its_person(key, officer):
    Device(f"{HERE}/key/{key}").send(filled("uuid:1"))
    event = Record.objects.get().history.get()
    assert event.pgh_context.metadata["user"] == officer.pk
    assert event.pgh_context.metadata["url"] == f"{HERE}/submission"
