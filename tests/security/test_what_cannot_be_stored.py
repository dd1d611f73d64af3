"""Characters and numbers that the database has no place for: a sentence, never an error of the server."""

import pytest

from tests.security.world import make_world

pytestmark = pytest.mark.django_db
NUL = "%00"
LONE = "\\ud800"  # half of a letter, as JSON can name it
LONG = "9" * 5000  # more digits than Python reads as a number


@pytest.fixture
def world(unit, person, client, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    somebody = person("reporting_officer")
    client.force_login(somebody)
    return make_world(somebody, unit)


@pytest.mark.parametrize(
    "address",
    [
        f"/activities/?q={NUL}",
        f"/activities/?unit={NUL}",
        f"/activities/?place={NUL}",
        f"/activities/?partner={NUL}",
        f"/activities/partners/?q={NUL}",
        f"/reports/?words={NUL}",
        f"/reports/?unit={NUL}",
        f"/matrix/?unit={NUL}",
        f"/matrix/charts/?unit={NUL}&year={NUL}",
        "/activities/?after=99999999999999999999999999",
        "/activities/99999999999999999999999999/",
        "/reports/99999999999999999999999999/",
        "/publish/99999999999999999999999999/",
        f"/publish/{LONG}/",
        f"/matrix/?against={LONG}",
        f"/matrix/?against=published-{LONG}",
        "/matrix/?against=020160",
        "/matrix/?year=020160",
        f"/activities/duplicates/compare/?entry={LONG}&entry=1",
    ],
)
def test_a_page_answers_with_a_page(client, world, address):
    assert client.get(address).status_code in (200, 400, 404)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/activities/bulk/", {"which": "picked", "pick": f"{LONG}:{LONG}"}),
        ("/activities/{activity}/withdraw/", {"version": LONG, "reason": "Not ours"}),
        ("/review/{pk}/new/", {"from": LONG, "to": LONG}),
        ("/publish/paragraphs/{paragraph_id}/save/", {"version": LONG, "text": "It met others."}),
        ("/publish/{report_id}/publish/", {"version": LONG}),
    ],
)
def test_a_number_that_nobody_can_have_meant_is_no_error_of_the_server(client, world, address, sent):
    path = address.format(**{name: keys[0] for name, keys in world.items()})
    assert client.post(path, sent).status_code in (200, 302, 409, 422)


@pytest.mark.parametrize(
    "address",
    [
        f"/api/activities/?q={NUL}",
        f"/api/activities/?partner={NUL}",
        f"/api/activities/partners?q={NUL}",
        f"/api/documents/?words={NUL}",
        f"/api/documents/?unit={NUL}",
        f"/api/matrix/?unit={NUL}",
        "/api/documents/99999999999999999999999999/",
        "/api/drafts/99999999999999999999999999",
        "/api/reports/99999999999999999999999999",
        "/api/activities/99999999999999999999999999",
    ],
)
def test_the_api_answers_in_json(client, world, address):
    answer = client.get(address)
    assert answer.status_code in (200, 404, 422)
    assert answer.json() is not None


@pytest.mark.parametrize("words", ["\\u0000", LONE])
def test_a_text_that_cannot_be_kept_is_refused_in_a_sentence(client, world, words):
    body = f'{{"kind": "annual", "year": 2020, "structures": ["north{words}"]}}'
    answer = client.post("/api/reports/", body, content_type="application/json")
    assert answer.status_code == 422
    assert "cannot be kept" in str(answer.json()["detail"])


def test_an_unknown_address_of_the_api_answers_in_json(client):
    answer = client.get("/api/nowhere")
    assert answer.status_code == 404
    assert "nothing at this address" in answer.json()["detail"]


def test_a_conflict_is_told_in_the_language_of_whoever_asks(client, world, person):
    entry = world["activity"][0]
    change = {"version": 9, "values": {"title": "Another"}}
    answer = client.patch(f"/api/activities/{entry}", change, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Somebody else changed this")
    assert "activities.Activity" not in answer.json()["detail"]
