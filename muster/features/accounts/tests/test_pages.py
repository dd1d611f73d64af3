import re

import pytest
from django.urls import reverse

from muster.features.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return User.objects.create_user("reader", password="a-long-enough-one", full_name="Arta Reader")


def test_a_stranger_is_sent_to_sign_in(client):
    for name in ("today", "intake:documents", "activities:register", "matrix:matrix", "publishing:reports"):
        assert client.get(reverse(name)).status_code == 302


def test_who_was_signed_out_comes_back_to_the_page_of_the_form_and_learns_what_was_lost(client, reader):
    form, page = reverse("intake:hand_in"), reverse("intake:documents")
    answer = client.post(form, headers={"referer": f"http://testserver{page}?year=2016"})
    assert answer.url == f"{reverse('account_login')}?next={page}%3Fyear%3D2016"
    assert "What you sent last was not kept" in client.get(answer.url).content.decode()
    elsewhere = client.post(form, headers={"referer": "https://elsewhere.example/"})
    assert elsewhere.url == f"{reverse('account_login')}?next=/"


def test_a_part_of_a_page_takes_the_whole_page_to_sign_in(client):
    here = "http://testserver/reports/"
    answer = client.get(reverse("intake:documents"), headers={"hx-request": "true", "hx-current-url": here})
    assert answer.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/reports/"


def test_the_language_is_kept_for_the_person(client, reader):
    client.force_login(reader)
    client.post(reverse("accounts:choose_language"), {"language": "sq", "next": "/"})
    reader.refresh_from_db()
    assert reader.language == "sq"
    assert client.get("/").headers["Content-Language"] == "sq"


@pytest.mark.parametrize("secure", [False, True])
def test_before_sign_in_the_language_is_kept_in_a_cookie_that_travels_as_the_others_do(client, settings, secure):
    settings.LANGUAGE_COOKIE_SECURE = secure
    client.post(reverse("accounts:choose_language"), {"language": "sr", "next": "/"})
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert bool(cookie["secure"]) == secure
    assert cookie["httponly"]
    assert client.get(reverse("account_login")).headers["Content-Language"] == "sr"


@pytest.mark.parametrize("language", ["en", "sq", "sr-latn", "sr"])
def test_every_language_goes_by_its_own_name_in_the_head_and_in_the_persons_menu(client, officer, language):
    client.force_login(officer)
    client.post("/language/", {"language": language, "next": "/"})
    shown = client.get("/preferences/").text
    for where in ("language", "menu-language"):
        list_ = shown[shown.index(f'<select id="{where}"') :].partition("</select>")[0]
        assert re.findall(r">([^<]+)</option>", list_) == ["English", "Shqip", "Srpski", "Српски"]
