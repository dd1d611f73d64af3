"""A room shows to whom it is open."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "rooms"),
    [
        ("", set()),
        ("reader", {"Mission"}),
        ("auditor", {"Mission", "Audit"}),
        ("data_protection_officer", {"Mission", "Audit", "Data protection"}),
    ],
)
def test_rooms_show_to_whom_they_are_open(person, seen, text, who, rooms):
    shown = text(seen(person(who), "/preferences/"))
    guarded = {"Mission", "Audit", "Data protection"}
    assert {name for name in guarded if f"<span>{name}</span>" in shown} == rooms
    assert "<span>Activities</span>" in shown


def test_the_room_is_marked_on_every_page_of_it(reader, unit, seen, text):
    for page in ("/mission/people/", f"/mission/units/{unit.pk}/"):
        assert '<a href="/mission/" aria-current="page">' in text(seen(reader, page))


def test_how_people_sign_in_is_in_the_room_of_the_mission_and_leads_back_there(administrator, reader, seen, text):
    for page in ("/security/people/", f"/security/people/{reader.pk}/", "/security/tokens/"):
        shown = text(seen(administrator, page))
        assert '<a href="/mission/" aria-current="page">' in shown
        assert '<li><a href="/mission/">Mission</a></li>' in shown
    assert 'aria-current="page">' not in text(seen(administrator, "/security/")).split("<main")[0]
