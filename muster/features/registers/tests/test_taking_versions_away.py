"""A version that was loaded by mistake is taken away, and nobody who does not keep registers is shown it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from muster.core.identity import Identity, acting_as
from muster.core.models import AuditEntry
from muster.features.registers.actions import load_version, publish_version, take_away
from muster.features.registers.models import Register, Version
from muster.features.registers.tests.conftest import SURVEY, workbook

pytestmark = pytest.mark.django_db
TOWN = {"type": "select_one_from_file towns.csv", "name": "town", "label": "Town"}
TOWNS = {"towns.csv": b"name,label\na,A\n"}


@pytest.fixture
def loaded(keeper):
    return load_version(keeper, workbook(survey=(*SURVEY, TOWN)), "cases.xlsx", TOWNS)


def test_a_register_goes_with_its_only_version(loaded, keeper, client):
    client.force_login(keeper)
    page = client.get("/registers/cases/versions/1/").text
    assert "the register goes with it" in page
    answer = client.post("/registers/cases/versions/1/remove/", follow=True)
    assert answer.redirect_chain == [("/registers/", 302)]
    assert "The register “Cases” is taken away." in answer.text
    assert not Register.objects.exists()
    gone = AuditEntry.objects.filter(verb="delete").values_list("subject", flat=True)
    assert {"registers_register", "registers_version"} <= set(gone)
    assert load_version(keeper, workbook(), "cases.xlsx").number == 1


def test_a_version_beside_others_goes_alone(register, keeper, client):
    load_version(keeper, workbook(version="2"), "cases.xlsx")
    client.force_login(keeper)
    assert "Take this version away" in client.get("/registers/cases/versions/2/").text
    answer = client.post("/registers/cases/versions/2/remove/", follow=True)
    assert answer.redirect_chain == [("/registers/cases/about/", 302)]
    assert [one.stated for one in register.versions.all()] == ["1"]


def test_what_was_published_stays(register, publish, keeper, client):
    publish(version="2")
    client.force_login(keeper)
    for number in (1, 2):
        assert "Take this version away" not in client.get(f"/registers/cases/versions/{number}/").text
        refused = client.post(f"/registers/cases/versions/{number}/remove/")
        assert (refused.status_code, "This version was published" in refused.text) == (422, True)
    assert register.versions.count() == 2


@pytest.mark.parametrize("role", ["officer", "reader", "auditor"])
def test_others_take_nothing_away(role, loaded, person, unit):
    with pytest.raises(PermissionDenied):
        take_away(person(role, unit), loaded)
    assert Version.objects.exists()


def test_who_keeps_another_unit_s_registers_takes_none_away_here(loaded, person, other_unit):
    with pytest.raises(PermissionDenied):
        take_away(person("desk_officer", other_unit), loaded)


def test_what_was_published_meanwhile_stays(loaded, keeper):
    publish_version(keeper, Version.objects.get(pk=loaded.pk))
    with pytest.raises(ValidationError):
        take_away(keeper, loaded)


def test_the_database_keeps_what_was_published(register, keeper):
    with acting_as(Identity(str(keeper.pk))), connection.cursor() as cursor:
        cursor.execute("DELETE FROM registers_version")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM registers_register")
        assert cursor.rowcount == 0


def test_what_was_never_published_is_shown_to_who_keeps_registers_alone(loaded, keeper, client, officer):
    client.force_login(officer)
    assert "Cases" not in client.get("/registers/").text
    assert client.get("/api/registers/").json() == []
    client.force_login(keeper)
    assert "Cases" in client.get("/registers/").text
    assert 'value="cases"' not in client.get("/registers/work/").text
    publish_version(keeper, loaded)
    assert 'value="cases"' in client.get("/registers/work/").text
