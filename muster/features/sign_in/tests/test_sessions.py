import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"


@pytest.fixture
def later(monkeypatch):
    """`later(minutes)` moves the clock on."""

    def move(minutes):
        now = time.time() + 60 * minutes
        monkeypatch.setattr(time, "time", lambda: now)

    return move


def test_one_sees_where_one_is_signed_in(reader, signed_in):
    here = signed_in(reader, **{"user-agent": FIREFOX})
    signed_in(reader, **{"user-agent": IPHONE})
    page = here.get(reverse("mfa_index")).content.decode()
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    assert page.count("This one") == 1
    assert "127.0.0.1" in page


def test_ending_one_session_works_at_once_and_leaves_the_others(reader, signed_in, noted):
    here, there, third = (signed_in(reader) for _ in range(3))
    key = UserSession.objects.get(session_key=there.session.session_key).pk
    here.post(reverse("sign_in:end_session", args=[key]))
    assert there.get(reverse("today")).status_code == 302
    assert third.get(reverse("today")).status_code == here.get(reverse("today")).status_code == 200
    assert ("session ended", reader.pk, reader.pk) in noted()


def test_ending_all_others_leaves_this_one(reader, signed_in):
    here, there, third = (signed_in(reader) for _ in range(3))
    said = here.post(reverse("sign_in:end_other_sessions"), follow=True).content.decode()
    assert "2 other sessions were ended." in said
    assert here.get(reverse("today")).status_code == 200
    assert there.get(reverse("today")).status_code == third.get(reverse("today")).status_code == 302


def test_nobody_ends_the_session_of_somebody_else(reader, officer, signed_in):
    theirs, mine = signed_in(officer), signed_in(reader)
    mine.post(reverse("sign_in:end_session", args=[UserSession.objects.get(user=officer).pk]))
    assert theirs.get(reverse("today")).status_code == 200


def test_an_administrator_ends_somebodys_sessions_at_once(administrator, reader, signed_in, client, noted):
    theirs = signed_in(reader, **{"user-agent": FIREFOX})
    client.force_login(administrator)
    assert "Firefox, Windows" in client.get(reverse("sign_in:person", args=[reader.pk])).content.decode()
    client.post(reverse("sign_in:end_sessions", args=[reader.pk]))
    assert theirs.get(reverse("today")).status_code == 302
    assert theirs.get("/api/matrix/").status_code == 401
    assert ("session ended", administrator.pk, reader.pk) in noted()


def test_closing_an_account_ends_its_sessions_at_once(reader, signed_in):
    theirs = signed_in(reader)
    reader.is_active = False
    reader.save()
    assert theirs.get(reverse("today")).status_code == 302


def test_a_session_ends_when_it_is_not_used(reader, signed_in, later):
    client = signed_in(reader)
    later(100)
    assert client.get(reverse("today")).status_code == 200
    later(100)  # counted from the last use
    assert client.get(reverse("today")).status_code == 200
    later(121)
    answer = client.get(reverse("today"), follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("account_login"))
    assert "because the page was not used for a while" in answer.content.decode()


def test_a_session_ends_after_a_working_day_however_busy(reader, signed_in, later):
    client = signed_in(reader)
    for _ in range(11):
        later(65)
        answer = client.get(reverse("today"))
    assert answer.status_code == 200
    later(65)
    answer = client.get(reverse("today"), follow=True)
    assert "a session ends after some hours" in answer.content.decode()


def test_a_use_is_written_down_once_a_minute_only(reader, signed_in, django_assert_max_num_queries):
    client = signed_in(reader)
    client.get(reverse("accounts:preferences"))
    before = UserSession.objects.get().last_seen_at
    client.get(reverse("accounts:preferences"))
    assert UserSession.objects.get().last_seen_at == before


def test_an_ended_session_does_not_come_back(reader, signed_in):
    client = signed_in(reader)
    Session.objects.all().delete()
    client.get(reverse("today"))
    assert not Session.objects.filter(session_data__contains="_auth_user").exists()
    assert client.get(reverse("today")).status_code == 302


def test_the_session_has_another_key_before_and_after_signing_in(reader, enter):
    client = Client()
    client.get(reverse("account_login"))
    client.post(reverse("accounts:choose_language"), {"language": "en"})
    before = client.session.session_key
    enter(client, reader)
    assert client.session.session_key != before
