"""Published files for people without an account: by a link that ends, can be withdrawn, and is in the trail."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from muster.core.models import AuditEntry
from muster.core.web.headers import NO_PAGE
from muster.features.publishing.actions.handouts import disclose, hand_out, withdraw_handout
from muster.features.publishing.models import Handout, PublicationFile

pytestmark = pytest.mark.django_db
TOLD = {"output": "pdf", "recipient": "A. Berisha, Ministry", "purpose": "Donor meeting", "days": 14}


@pytest.fixture
def handout(published, reporting_officer):
    return hand_out(reporting_officer, published, **TOLD)


def address(token):
    return f"/publish/handed-out/{token}/"


def looks(verb):
    return list(AuditEntry.objects.filter(verb=verb, subject="publishing_handout"))


def test_whoever_has_the_link_takes_the_frozen_file_and_the_trail_tells_to_whom(handout, published, reporting_officer):
    stranger = Client(enforce_csrf_checks=False)
    page = stranger.get(address(handout.token))
    assert page.status_code == 200
    assert "A. Berisha, Ministry" in page.content.decode()
    assert looks("disclose") == []  # a mail program that only looks takes nothing
    answer = stranger.post(address(handout.token))
    kept = PublicationFile.objects.get(publication__report=published, format="pdf")
    assert answer.content == bytes(kept.file.content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == NO_PAGE
    (look,) = looks("disclose")
    assert look.person is None
    assert (look.detail["recipient"], look.detail["purpose"]) == (TOLD["recipient"], TOLD["purpose"])
    assert (look.detail["report"], look.detail["made_by"]) == (published.pk, reporting_officer.pk)
    assert look.detail["address"]
    handout.refresh_from_db()
    assert handout.taken == 1


def dead(token):
    page = Client().get(address(token))
    taken = Client().post(address(token))
    assert "This link does not work" in page.content.decode()
    return (page.status_code, taken.status_code) == (404, 404)


def test_a_link_that_was_tampered_with_does_not_work(handout):
    key, _, signature = handout.token.partition(":")
    for token in (f"{int(key) + 1}:{signature}", f"{key}:{signature[:-1]}", key, "x", f"{key}:", f"0{handout.token}"):
        assert dead(token), token
    assert dead(Signer(salt="something.else").sign(key))
    assert looks("disclose") == []


def test_a_link_ends(handout):
    Handout.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert dead(handout.token)


def test_a_link_that_was_withdrawn_does_not_work_and_who_did_it_is_in_the_trail(handout, reporting_officer):
    withdraw_handout(reporting_officer, handout)
    withdraw_handout(reporting_officer, handout)
    assert dead(handout.token)
    assert [look.person for look in looks("withdraw")] == [reporting_officer.pk]


def test_a_link_withdrawn_at_the_same_moment_gives_nothing(handout, reporting_officer):
    withdraw_handout(reporting_officer, handout)
    with pytest.raises(Handout.DoesNotExist):
        disclose(handout, "192.0.2.1")


def test_a_link_made_is_in_the_trail(handout, reporting_officer):
    (look,) = looks("hand-out")
    assert (look.person, look.key, look.detail["recipient"]) == (
        reporting_officer.pk,
        str(handout.pk),
        TOLD["recipient"],
    )


def test_a_draft_is_not_handed_out(report, reporting_officer):
    with pytest.raises(ValidationError, match="Only what is published"):
        hand_out(reporting_officer, report, **TOLD)


@pytest.mark.parametrize("days", [0, 91])
def test_no_link_is_for_ever(published, reporting_officer, days):
    with pytest.raises(ValidationError, match="90 days"):
        hand_out(reporting_officer, published, **{**TOLD, "days": days})


def test_only_who_publishes_hands_out_sees_and_withdraws(handout, published, officer, client):
    with pytest.raises(PermissionDenied):
        hand_out(officer, published, **TOLD)
    with pytest.raises(PermissionDenied):
        withdraw_handout(officer, handout)
    client.force_login(officer)
    assert client.get(f"/publish/{published.pk}/links/").status_code == 403
    assert client.post(f"/publish/{published.pk}/links/{handout.pk}/withdraw/").status_code == 403
    assert Client().get(f"/publish/{published.pk}/links/").status_code == 302


def test_a_link_is_made_shown_and_withdrawn_on_its_page(published, reporting_officer, client):
    client.force_login(reporting_officer)
    page = f"/publish/{published.pk}/links/"
    assert page in client.get(f"/publish/{published.pk}/").content.decode()
    assert client.post(page, TOLD).status_code == 302
    made = Handout.objects.get()
    assert f"http://testserver{address(made.token)}" in client.get(page).content.decode()
    assert client.post(f"{page}{made.pk}/withdraw/").status_code == 302
    shown = client.get(page).content.decode()
    assert made.token not in shown
    assert "Withdrawn" in shown
