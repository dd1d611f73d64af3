import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile

from muster.core.identity import DOOR, acting_as
from muster.core.models import Marking
from muster.features.intake import actions
from muster.features.intake.models import Document

pytestmark = pytest.mark.django_db

LIST = "/api/documents/"


def send(client, data=b"words", name="a.txt", **fields):
    return client.post(LIST, {"file": SimpleUploadedFile(name, data), **fields})


def test_a_stranger_gets_nothing(client, ready):
    one = f"{LIST}{ready.pk}/"
    assert [client.get(address).status_code for address in (LIST, one, f"{one}status/")] == [401, 401, 401]
    assert [client.post(f"{one}{verb}/").status_code for verb in ("retry", "stop")] == [401, 401]
    assert send(client).status_code == 401


def test_a_reader_may_look_and_not_touch(client, ready, reader):
    client.force_login(reader)
    assert client.get(f"{LIST}{ready.pk}/").status_code == 200
    assert send(client).status_code == 403
    assert client.post(f"{LIST}{ready.pk}/stop/").status_code == 403


def test_a_report_is_handed_in_and_known_the_second_time(client, officer):
    client.force_login(officer)
    first = send(client)
    assert first.status_code == 201
    second = send(client, name="b.txt")
    assert (second.status_code, second.json()["new"]) == (200, False)
    assert second.json()["document"]["id"] == first.json()["document"]["id"]
    assert first.json()["document"]["standing"]["stage"] == "waiting"


def test_what_cannot_be_taken_is_said(client, officer, other_unit, settings):
    client.force_login(officer)
    assert "is empty" in send(client, b"").json()["detail"]
    assert client.post(LIST).status_code == 422
    assert send(client, unit="nowhere").status_code == 422
    assert send(client, unit=other_unit.code).status_code == 403
    settings.UPLOAD_LIMIT = 1_000_000
    assert send(client, b"x" * 1_000_001).status_code == 413
    assert not Document.objects.exists()


def test_one_document_says_what_was_recognised_and_where_it_stands(client, ready, reader):
    client.force_login(reader)
    document = client.get(f"{LIST}{ready.pk}/").json()
    assert (document["unit"], document["period_end"], document["standing"]["stage"]) == ("north", "2016-10-31", "ready")
    assert document["standing"]["drafts"] == {"open": 2}
    assert client.get(f"{LIST}{ready.pk}/status/").json() == document["standing"]
    assert client.get(f"{LIST}99999/").status_code == 404


def test_the_list_is_filtered_and_paged(client, ready, hand_in, reader):
    hand_in("other words", "other.txt")
    client.force_login(reader)
    assert client.get(LIST).json()["count"] == 2
    assert [item["id"] for item in client.get(LIST, {"group": "ready"}).json()["items"]] == [ready.pk]
    page = client.get(LIST, {"limit": 1, "offset": 1}).json()
    assert (page["count"], [item["id"] for item in page["items"]]) == (2, [ready.pk])
    assert client.get(LIST, {"limit": 100000}).status_code == 422


def test_stop_and_retry(client, hand_in, officer):
    client.force_login(officer)
    one = f"{LIST}{hand_in().pk}/"
    assert client.post(f"{one}retry/").status_code == 409
    assert client.post(f"{one}stop/").json()["stage"] == "stopped"
    assert client.post(f"{one}retry/").json()["stage"] == "waiting"


def test_an_error_is_a_sentence(client, hand_in, read, officer):
    client.force_login(officer)
    document = hand_in(b"%PDF-1.4\nxx", "cut.pdf")
    read()
    standing = client.get(f"{LIST}{document.pk}/status/").json()
    assert standing["error_code"] == "cut-off"
    assert standing["error"].startswith("cut.pdf is cut off")


def test_a_document_of_the_same_words_is_named_to_who_sees_it(client, ready, reader, hand_in):
    twin = hand_in("The same words", "twin.txt")
    Document.objects.filter(pk=ready.pk).update(same_text_as=twin)
    client.force_login(reader)
    assert client.get(f"{LIST}{ready.pk}/").json()["same_text_as"] == twin.pk
    Document.objects.filter(pk=twin.pk).update(marking=Marking.CONFIDENTIAL)
    for found in (client.get(f"{LIST}{ready.pk}/").json(), client.get(LIST).json()["items"][0]):
        assert (found["id"], found["same_text_as"]) == (ready.pk, None)


def test_what_was_done_while_the_session_ended_is_answered_as_done(client, officer, originals, monkeypatch):
    hand_in = actions.hand_in

    def as_the_session_ends(*given):
        handed_in = hand_in(*given)
        with acting_as(DOOR):
            Session.objects.all().delete()
        return handed_in

    monkeypatch.setattr(actions, "hand_in", as_the_session_ends)
    client.force_login(officer)
    assert send(client).status_code == 201
    assert client.get(LIST).status_code == 401
