import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError
from django.test import Client, RequestFactory

from muster.ui import errors

pytestmark = pytest.mark.django_db
ROOMS = ("Reports in", "Matrix", "Publish")


@pytest.fixture
def inside(client, reader):
    client.force_login(reader)
    client.raise_request_exception = False
    return client


def test_an_address_without_a_page_keeps_the_rooms_and_says_what_to_do(inside):
    answer = inside.get("/nowhere/")
    shown = answer.content.decode()
    assert (answer.status_code, all(room in shown for room in ROOMS)) == (404, True)
    assert "search the register" in shown


def test_an_address_that_only_takes_forms_shows_a_page_too(inside):
    answer = inside.get("/activities/bulk/")
    shown = answer.content.decode()
    assert (answer.status_code, answer.headers["Allow"], all(room in shown for room in ROOMS)) == (405, "POST", True)
    assert "There is nothing" not in shown
    assert "send it once more" in shown


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/activities/bulk/", "/activities/"),
        ("/records/activity/5/mark/", "/records/activity/5/"),
        ("/records/activity/5/end/7/", "/records/activity/5/"),
        ("/protection/requests/5/search/", "/protection/requests/5/"),
    ],
)
def test_a_browser_that_opens_an_address_of_forms_gets_to_the_page_above(inside, address, page):
    answer = inside.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.url) == (302, page)
    assert ["Nothing was changed now" in str(one) for one in get_messages(answer.wsgi_request)] == [True]


def test_a_stranger_is_pointed_to_no_menu_that_is_not_there(client):
    shown = client.get("/nowhere/").content.decode()
    assert "There is nothing at this address" in shown
    assert "menu" not in shown


def test_what_a_role_does_not_include_keeps_the_rooms_and_says_who_can_help(inside):
    answer = inside.get("/activities/new/")
    shown = answer.content.decode()
    assert (answer.status_code, all(room in shown for room in ROOMS)) == (403, True)
    assert "Your role does not include this." in shown
    assert "administrator" in shown


def test_an_error_of_ours_keeps_the_rooms_and_shows_nothing_of_the_inside(inside, monkeypatch):
    monkeypatch.setattr("muster.features.activities.views.register._page", lambda *a, **k: 1 / 0)
    answer = inside.get("/activities/")
    shown = answer.content.decode()
    assert (answer.status_code, all(room in shown for room in ROOMS)) == (500, True)
    assert "division" not in shown
    assert answer.headers["X-Request-ID"] in shown, "the number by which the log is searched"


def test_without_a_database_an_error_still_has_a_page(monkeypatch, reader):
    request = RequestFactory().get("/")

    class Lost:
        @property
        def is_authenticated(self):
            raise OperationalError("gone")

    request.user = Lost()
    answer = errors.server_error(request)
    assert (answer.status_code, b"Nothing that was accepted before is lost" in answer.content) == (500, True)


def test_a_form_without_its_token_says_how_to_send_it_again(reader):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    answer = client.post("/preferences/", {"language": "sq"})
    assert (answer.status_code, b"send the form once more" in answer.content, b"Matrix" in answer.content) == (
        403,
        True,
        True,
    )


def test_a_stranger_sees_no_rooms(client):
    shown = client.get("/nowhere/", follow=True).content.decode()
    assert not any(room in shown for room in ROOMS)
