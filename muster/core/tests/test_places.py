import pytest

from muster.core.models import Place
from muster.core.places import gazetteer
from muster.core.seeding import seed_places

pytestmark = pytest.mark.django_db


def test_a_new_database_knows_the_municipalities():
    assert Place.objects.count() == 38


def test_seeding_again_changes_nothing_that_people_changed():
    Place.objects.filter(code="K27").update(name="Prishtina")
    seed_places()
    assert Place.objects.get(code="K27").name == "Prishtina"


@pytest.mark.parametrize("written", ["Prishtinë/Priština", "Pristina", "Приштина", "Prishtina", "PRISHTINË"])
def test_a_place_is_known_by_any_of_its_names(written):
    assert gazetteer().code(written) == "K27"


def test_a_place_that_is_not_known_has_no_code():
    assert gazetteer().codes(["Vienna", "Peć", "Pejë/Peć"]) == ["K25"]


def test_all_names_of_a_place_come_with_its_code():
    assert {"prishtine", "pristina", "prishtina"} <= gazetteer().words(["K27"])


def test_one_name_leads_to_the_others():
    assert {"gjakove", "djakovica"} <= gazetteer().other_names("Ђаковица")


@pytest.mark.parametrize("name", ["Mitrovica", "Mitrovicë", "Mitrovicë/Mitrovica", "Митровица", "Косовска Митровица"])
def test_mitrovica_alone_is_one_place_however_it_is_written(name):
    assert gazetteer().code(name) == "K20"
    assert gazetteer().code("Mitrovica North") == "K21"


@pytest.mark.parametrize(
    ("text", "codes"),
    [("K27", ["K27"]), ("Пећ", ["K25"]), ("Prishtine", ["K27"]), ("kosov", ["K04", "K13", "K20"]), ("", []), ("!", [])],
)
def test_places_are_found_by_code_name_or_part(text, codes):
    assert gazetteer().found(text) == codes
