"""Devices: how they are known, what they are offered, what becomes of what they send."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muster.core.models import Place
from muster.features.accounts.models import Assignment, Role
from muster.features.registers import actions
from muster.features.registers.models import Attachment, Record, Register, Submission
from muster.features.registers.tests.openrosa_device import HERE, Device, message
from muster.features.registers.tests.openrosa_register import CODE, FORM_ID, SEALS, filled, loaded, made
from muster.features.sign_in.actions import make_token
from muster.features.sign_in.models import ServiceToken

pytestmark = pytest.mark.django_db

MAY = ("create record", "change record")


@pytest.fixture
def administrator(person):
    return person("administrator")


@pytest.fixture
def keeper(administrator):
    """Who keeps registers and gives the rights that their sheets name."""
    role = Role.objects.get(code="desk_officer")
    Assignment.objects.create(person=administrator, role=role, start=timezone.localdate())
    return administrator


@pytest.fixture
def register(keeper, unit, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    Place.objects.update_or_create(code="XK01", defaults={"name": "Prizren"})
    return made(keeper)


@pytest.fixture
def token(administrator):
    def make(person, may=MAY, unit=None):
        return make_token(
            administrator,
            person=person,
            purpose="A telephone",
            limits=list(may),
            unit=unit,
            last_day=timezone.localdate() + timedelta(days=30),
        )

    return make


@pytest.fixture
def device(register, officer, token):
    return Device(Authorization=f"Bearer {token(officer)}")


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def test_a_device_fetches_the_forms_that_its_person_may_fill_in(device):
    (listed,) = device.forms()
    assert (listed["formID"], listed["version"], listed["name"]) == (FORM_ID, "1", "Seizures by day")
    form = device.fetch(FORM_ID)
    assert f'id="{FORM_ID}"'.encode() in form
    assert device.has["seals.csv"] == SEALS
    assert b"XK01,Prizren" in device.has["municipalities.csv"]


def test_the_list_is_narrowed_and_tells_more_where_a_device_asks(device):
    assert [one["formID"] for one in device.forms(formID=FORM_ID)] == [FORM_ID]
    assert device.forms(formID="another") == []
    assert "descriptionText" not in device.forms()[0]
    assert device.forms(verbose="true")[0]["descriptionText"] == "To know what was seized where."


def test_names_are_in_the_language_of_the_person(register, officer, token):
    officer.language = "sq"
    officer.save()
    assert Device(Authorization=f"Bearer {token(officer)}").forms()[0]["name"] == "Sekuestrime"


def test_a_form_is_new_to_a_device_where_its_xml_is_and_a_file_where_the_file_is(device, keeper):
    before = device.forms()[0]
    files = {one["filename"]: one["hash"] for one in device.beside(before["manifestUrl"])}
    Place.objects.update_or_create(code="XK02", defaults={"name": "Peja"})
    same = device.forms()[0]
    assert same["hash"] == before["hash"]  # it is the same form: a device would keep two of one version otherwise
    later = {one["filename"]: one["hash"] for one in device.beside(same["manifestUrl"])}
    assert [name for name in files if files[name] != later[name]] == ["municipalities.csv"]
    made(keeper, "2")
    after = device.forms()[0]
    assert (after["version"], after["hash"] == before["hash"]) == ("2", False)


def test_no_workbook_makes_devices_send_elsewhere_or_what_cannot_be_read_here(device, keeper):
    elsewhere = {"submission_url": "https://elsewhere.example/", "public_key": "TheKeyOfSomebody", "auto_send": "true"}
    made(keeper, "2", **elsewhere)
    form = device.fetch(FORM_ID)  # the hash is of what is given out
    assert b"elsewhere.example" not in form
    assert b"TheKeyOfSomebody" not in form
    assert b'auto-send="true"' in form


def test_a_version_that_was_not_published_is_neither_listed_nor_given_out(device, keeper):
    number = loaded(keeper, "2").number
    assert [one["version"] for one in device.forms()] == ["1"]
    assert device.get(f"/forms/{CODE}/{number}/form.xml").status_code == 404


def test_a_form_with_its_files_is_taken_once_however_often_it_comes(device, officer):
    sent, files = filled("uuid:1", scene="a.jpg", pictures=["b.jpg", "c.jpg"]), {"a.jpg": b"A" * 90, "b.jpg": b"B" * 90}
    files["c.jpg"] = b"C" * 90
    answer = device.send(sent, files, most=len(sent) + 100)
    assert (answer.status_code, message(answer)) == (201, "Received; it had come before.")
    record = Record.objects.get()
    assert (record.created_by, record.unit, record.name) == (officer, officer.unit, "A case")
    assert {one.name: one.path for one in record.attachments.all()} == {
        "a.jpg": "scene",
        "b.jpg": "item/picture",
        "c.jpg": "item/picture",
    }
    assert device.send(sent, files).status_code == 201
    assert (Record.objects.count(), Submission.objects.count(), Attachment.objects.count()) == (1, 1, 3)
    assert Submission.objects.get().door == "device"


def test_a_part_with_more_to_come_is_accepted_and_what_never_came_is_named(device):
    sent = filled("uuid:1", pictures=["a.jpg", "b.jpg"])
    assert device.post(sent, {"a.jpg": b"A"}, more=True).status_code == 202
    answer = device.post(sent)
    assert (answer.status_code, message(answer)) == (
        201,
        "Received; it had come before. These files have not come: b.jpg.",
    )
    assert message(device.post(sent, {"b.jpg": b"B"})) == "Received; it had come before."


def test_after_a_cut_connection_a_device_sends_everything_again(device):
    sent, files = filled("uuid:1", pictures=["a.jpg", "b.jpg"]), {"a.jpg": b"A", "b.jpg": b"B"}
    device.post(sent, {"a.jpg": b"A"}, more=True)  # the answer never arrived, and the next part never left
    assert device.send(sent, files).status_code == 201
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.jpg", "b.jpg"]
    assert Record.objects.count() == 1


def test_a_hundred_files_come_with_one_form(device):
    names = [f"{number}.jpg" for number in range(105)]
    answer = device.send(filled("uuid:1", pictures=names), {name: name.encode() for name in names})
    assert answer.status_code == 201
    assert Attachment.objects.count() == 105


def test_a_file_that_no_answer_names_is_kept_beside_the_record_and_the_answer_says_so(device):
    answer = device.send(filled("uuid:1", scene="a.jpg"), {"a.jpg": b"A", "audit.csv": b"event,node"})
    assert answer.status_code == 201
    assert message(answer) == (
        "Received. These files are named by no answer; they are kept beside the record: audit.csv."
    )
    assert {one.name: one.path for one in Attachment.objects.all()} == {"a.jpg": "scene", "audit.csv": ""}


def test_another_form_of_the_same_number_is_a_conflict_and_changes_nothing(device, token, other_officer):
    assert device.send(filled("uuid:1")).status_code == 201
    answer = device.send(filled("uuid:1", "Another case"), {"a.jpg": b"A"})
    assert (answer.status_code, message(answer)) == (409, "Another form with this instanceID has come before.")
    other = Device(Authorization=f"Bearer {token(other_officer)}")
    assert other.send(filled("uuid:1")).status_code == 409
    assert Record.objects.get().name == "A case"
    assert not Attachment.objects.exists()


def test_another_file_of_the_same_name_is_a_conflict_and_nothing_of_its_part_is_kept(device):
    sent = filled("uuid:1", pictures=["a.jpg", "b.jpg"])
    device.post(sent, {"a.jpg": b"A"}, more=True)
    answer = device.post(sent, {"b.jpg": b"B", "a.jpg": b"another"})
    assert answer.status_code == 409
    assert "“a.jpg”" in message(answer)
    assert list(Attachment.objects.values_list("name", flat=True)) == ["a.jpg"]


def test_an_edit_changes_the_record_that_it_replaces_once(device):
    device.send(filled("uuid:1"))
    edit = filled("uuid:2", "The case, corrected", replaces="uuid:1")
    for _twice in range(2):
        assert device.send(edit).status_code == 201
    record = Record.objects.get()
    assert (record.name, record.version) == ("The case, corrected", 2)
    assert [one.replaces for one in record.submissions.all()] == ["uuid:1", ""]


def test_an_edit_of_what_was_changed_meanwhile_is_a_conflict(device):
    device.send(filled("uuid:1"))
    device.send(filled("uuid:2", "First", replaces="uuid:1"))
    answer = device.send(filled("uuid:3", "Second", replaces="uuid:1"))
    assert answer.status_code == 409
    assert "Somebody else changed this" in message(answer)
    assert Record.objects.get().name == "First"


def test_an_edit_that_comes_before_what_it_replaces_waits_on_the_device(device):
    edit = filled("uuid:2", "Corrected", replaces="uuid:1")
    answer = device.send(edit)
    assert (answer.status_code, message(answer)) == (422, "What this replaces is not here.")
    device.send(filled("uuid:1"))
    assert device.send(edit).status_code == 201
    assert Record.objects.get().name == "Corrected"


def test_a_form_of_an_earlier_version_is_taken_as_it_is(device, keeper):
    made(keeper, "2")
    assert device.send(filled("uuid:1")).status_code == 201
    assert device.send(filled("uuid:2", version="2")).status_code == 201
    assert sorted(Record.objects.values_list("form__stated", flat=True)) == ["1", "2"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", "This is no filled-in form."),
        (b"<data><case>", "This is no filled-in form."),
        (b"<!DOCTYPE data [<!ENTITY a 'b'>]><data>&a;</data>", "This is no filled-in form."),
        (filled(""), "The form has no instanceID, by which it would be known again."),
        (filled("uuid:1", version="9"), "There is no form “Seizures by day” of version “9”."),
        (filled("uuid:1").replace(FORM_ID.encode(), b"other"), "There is no form “other” of version “1”."),
        (filled("uuid:1", more="<sneaked>in</sneaked>"), "The form has no field “sneaked”."),
        (filled("uuid:1", ""), "Case: An answer is needed."),
        (filled("uuid:1").replace(b"<pieces>3", b"<pieces>0"), "Pieces: This answer is not allowed here."),
        (filled("uuid:1").replace(b"<seal>red", b"<seal>gold"), "Seal: “gold” is not among the choices."),
    ],
)
def test_what_is_wrong_is_said_to_the_person_at_the_device_and_nothing_of_it_is_kept(device, sent, sentence):
    answer = device.send(sent, {"a.jpg": b"A"})
    assert answer.status_code == 422
    assert sentence in message(answer)
    assert not Record.objects.exists()
    assert not Submission.objects.exists()


def test_words_in_another_encoding_stay_the_same_words(device):
    text = (
        filled("uuid:1", "Rrëshen")
        .decode()
        .replace("<?xml version='1.0' ?>", "<?xml version='1.0' encoding='utf-16'?>")
    )
    assert device.send(text.encode("utf-16")).status_code == 201
    assert Record.objects.get().name == "Rrëshen"


def test_a_closed_register_offers_nothing_and_takes_nothing_new_but_the_rest_of_what_came(device):
    sent = filled("uuid:1", pictures=["a.jpg", "b.jpg"])
    device.post(sent, {"a.jpg": b"A"}, more=True)
    Register.objects.update(closed_at=timezone.now())
    assert device.forms() == []
    assert device.get(f"/forms/{CODE}/1/form.xml").status_code == 404
    assert "is closed" in message(device.send(filled("uuid:2")))
    assert device.post(sent, {"b.jpg": b"B"}).status_code == 201
    assert Attachment.objects.count() == 2


def test_half_a_body_is_refused_whatever_it_was_cut_in(device):
    boundary = "b0undary"
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n'
    sent = filled("uuid:1", scene="a.jpg")
    head, whole = part % ("xml_submission_file", "i.xml"), f"\r\n--{boundary}--\r\n".encode()
    body = head.encode() + sent + b"\r\n" + (part % ("a.jpg", "a.jpg")).encode() + b"A" * 5000 + whole
    kind = f"multipart/form-data; boundary={boundary}"
    for end in (
        0,
        40,
        len(head) + 90,
        len(head) + len(sent) + 2,
        len(body) - 3000,
        len(body) - len(whole),
        len(body) - 5,
    ):
        answer = device.client.generic("POST", f"{HERE}/submission", body[:end], kind)
        assert (answer.status_code, Record.objects.count()) == (400, 0), end
        assert message(answer)
    assert device.client.generic("POST", f"{HERE}/submission", body, kind).status_code == 201
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/xml", filled("uuid:1")),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'),
        ("application/x-www-form-urlencoded", b"xml_submission_file=1"),
        ("multipart/form-data; boundary=\xe9", b""),
    ],
)
def test_what_is_no_submission_is_refused_in_a_sentence(device, kind, body):
    answer = device.client.generic("POST", f"{HERE}/submission", body, kind)
    assert answer.status_code == 400
    assert message(answer)


def test_two_different_files_of_one_name_in_one_part_are_refused(device):
    files = {"xml_submission_file": filled("uuid:1"), "a": b"A", "b": b"B"}
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"; filename="same"\r\n\r\n%s\r\n' % (name.encode(), content)
        for name, content in files.items()
    )
    answer = device.client.generic("POST", f"{HERE}/submission", body + b"--x--\r\n", "multipart/form-data; boundary=x")
    assert (answer.status_code, message(answer)) == (400, "Two different files are called “same”.")


def test_more_than_is_taken_at_once_is_refused_by_its_size(device, settings):
    settings.UPLOAD_LIMIT = 5000
    answer = device.post(filled("uuid:1", scene="a.jpg"), {"a.jpg": b"A" * 6000})
    assert answer.status_code == 413
    assert "in several parts" in message(answer)
    settings.UPLOAD_LIMIT, settings.DATA_UPLOAD_MAX_NUMBER_FILES = 500_000, 3
    assert device.post(filled("uuid:1"), {f"{number}.jpg": b"A" for number in range(4)}).status_code == 413
    settings.DATA_UPLOAD_MAX_NUMBER_FILES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 500, 300
    assert device.post(filled("uuid:1")).status_code == 413
    assert not Record.objects.exists()


def test_before_it_sends_a_device_is_told_where_and_how_much(device):
    head = device.client.head(f"{HERE}/submission")
    assert (head.status_code, head.content) == (204, b"")
    assert head["Location"] == f"http://testserver{HERE}/submission"
    assert head["X-OpenRosa-Accept-Content-Length"] == "10000000"
    assert head["X-OpenRosa-Version"] == "1.0"


def test_a_token_is_a_password_of_any_name_a_bearer_or_a_key_in_the_address(register, officer, token):
    key = token(officer)
    ways = [
        Device(Authorization=basic("whoever", key)),
        Device(Authorization=f"Bearer {key}"),
        Device(f"{HERE}/key/{key}"),
    ]
    for number, device in enumerate(ways):
        device.fetch(FORM_ID)
        assert device.send(filled(f"uuid:{number}")).status_code == 201
    assert Record.objects.count() == 3
    listed = ways[2].forms()[0]
    assert f"/openrosa/key/{key}/forms/" in listed["downloadUrl"]
    assert f"/openrosa/key/{key}/forms/" in listed["manifestUrl"]


def test_who_brings_no_token_is_asked_for_one(register):
    for address in ("/formList", f"/forms/{CODE}/1/form.xml", f"/forms/{CODE}/1/manifest", f"/forms/{CODE}/1/files/a"):
        answer = Device().get(address)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="Muster", charset="UTF-8"')
        assert "token as the password" in message(answer)
    assert Device().send(filled("uuid:1")).status_code == 401
    assert Device().post(filled("uuid:1")).status_code == 401
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    "given", ["Basic !", "Basic " + "é", basic("officer1", "a-long-enough-one"), "Bearer x", "Bearer"]
)
def test_what_is_no_token_opens_nothing_a_password_of_a_person_neither(register, officer, given):
    assert Device(Authorization=given).get("/formList").status_code == 401


def test_a_session_opens_nothing_here_so_no_other_site_can_send_a_form(register, officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    device = Device()
    device.client.cookies = client.cookies
    assert device.get("/formList").status_code == 401
    assert device.post(filled("uuid:1")).status_code == 401


def test_a_key_that_was_revoked_is_refused_in_a_sentence(register, officer, token):
    device = Device(f"{HERE}/key/{token(officer)}")
    ServiceToken.objects.update(revoked=timezone.now())
    for answer in (device.get("/formList"), device.post(filled("uuid:1"))):
        assert answer.status_code == 403
        assert "does not work any more" in message(answer)


def test_who_may_record_nowhere_is_offered_nothing_and_nothing_is_taken(
    register, reader, other_officer, officer, token
):
    for person, may, why in ((reader, MAY, "Your role"), (officer, ("read record",), "The token that you use")):
        device = Device(Authorization=f"Bearer {token(person, may)}")
        assert device.forms() == []
        for address in ("form.xml", "manifest", "files/seals.csv"):
            assert device.get(f"/forms/{CODE}/1/{address}").status_code == 404
        answer = device.send(filled("uuid:1"))
        assert answer.status_code == 403
        assert f"{why} does not include this" in message(answer)
    assert not Record.objects.exists()


def test_who_may_add_but_not_change_sends_no_edit(register, officer, token):
    device = Device(Authorization=f"Bearer {token(officer, ('create record',))}")
    device.send(filled("uuid:1"))
    assert device.send(filled("uuid:2", replaces="uuid:1")).status_code == 403


def test_an_edit_of_another_units_record_is_refused(register, officer, other_officer, token):
    Device(Authorization=f"Bearer {token(officer)}").send(filled("uuid:1"))
    other = Device(Authorization=f"Bearer {token(other_officer)}")
    assert other.send(filled("uuid:2", "Mine now", replaces="uuid:1")).status_code == 403
    assert Record.objects.get().name == "A case"


def test_records_of_a_token_of_a_unit_are_of_that_unit(register, person, unit, token):
    device = Device(Authorization=f"Bearer {token(person('officer'), unit=unit)}")
    assert [one["formID"] for one in device.forms()] == [FORM_ID]
    device.send(filled("uuid:1"))
    assert Record.objects.get().unit == unit


def test_a_word_of_these_addresses_names_no_register():
    assert "openrosa" in actions.defining.RESERVED
