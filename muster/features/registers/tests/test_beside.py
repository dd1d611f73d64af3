"""Lists that stand beside a form: what records are called and found by says their words, as their pages do."""

import pytest
from django.utils import translation

from muster.core.models import Place, Unit
from muster.domain.forms.answers import to_xml
from muster.features.registers.actions import hand_in, load_version, publish_version
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import definition_of
from muster.features.registers.showing import said_in_words
from muster.features.registers.tests.conftest import REGISTER, SURVEY, workbook

pytestmark = pytest.mark.django_db
TYPES = b"code,title\nveh,Vehicle\nwpn,Weapon\n"
LISTED = (
    *SURVEY,
    {"type": "select_one_from_file municipalities.csv", "name": "town", "label": "Town"},
    {"type": "select_one_from_file units.csv", "name": "seized_by", "label": "Seized by"},
    {
        "type": "select_multiple_from_file things.csv",
        "name": "things",
        "label": "Things",
        "parameters": "value=code label=title",
    },
)
NAMED = tuple(
    row | {"value": "${case} ${town} ${things}"} if row["setting"] == "record_name" else row for row in REGISTER
)


@pytest.fixture
def version(keeper):
    Place.objects.update_or_create(code="K27", defaults={"name": "Prishtinë/Priština"})
    Unit.objects.filter(code="north").update(name_en="North office", name_sq="Zyra veriore", name_sr="")
    loaded = load_version(keeper, workbook(survey=LISTED, register=NAMED), "cases.xlsx", {"things.csv": TYPES})
    publish_version(keeper, loaded)
    return loaded


@pytest.fixture
def seized(version, officer):
    answers = {"case": "7/26", "town": "K27", "seized_by": "north", "things": ["wpn", "veh"]}
    return hand_in(officer, to_xml(definition_of(version).form, answers, "uuid:seized")).record


def test_a_record_is_called_by_the_words_of_the_lists(seized):
    assert seized.name == "7/26 Prishtinë/Priština Weapon, Vehicle"


@pytest.mark.parametrize("words", ["pristina", "vehicle", "zyra veriore", "north office"])
def test_a_record_is_found_by_its_choices_in_every_language(seized, client, officer, words):
    client.force_login(officer)
    assert seized.name in client.get("/registers/cases/", {"q": words}).text
    assert seized.name not in client.get("/registers/cases/", {"q": "K27"}).text


@pytest.mark.parametrize(("language", "called"), [("en", "North office"), ("sq", "Zyra veriore")])
def test_its_page_says_the_words_of_the_reader(seized, client, officer, language, called):
    client.force_login(officer)
    officer.language = language
    officer.save()
    page = client.get(f"/registers/records/{seized.pk}/").text
    assert "Weapon, Vehicle" in page
    assert called in page


def test_a_new_version_says_which_choices_of_its_file_are_gone_and_new(version, keeper, client):
    files = {"things.csv": b"code,title\nwpn,Weapon\nshp,Ship\n"}
    later = load_version(keeper, workbook("2", survey=LISTED, register=NAMED), "cases.xlsx", files)
    client.force_login(keeper)
    page = client.get(f"/registers/cases/versions/{later.number}/").text
    assert "New choices: Ship." in page
    assert "Choices that are gone: Vehicle." in page


def test_a_list_is_asked_for_once(version, django_assert_num_queries):
    beside = Beside()
    beside.of(version)
    with django_assert_num_queries(0):
        beside.of(version)


def test_words_are_those_of_now(seized, version):
    Place.objects.filter(code="K27").update(name="Priština/Prishtinë")
    form = Beside().of(version).form
    assert form.choices_of(form.by_path["town"])["K27"] == {"": "Priština/Prishtinë"}


def test_a_unit_without_a_name_in_the_language_is_called_in_english(version):
    form = Beside().of(version).form
    with translation.override("sr"):
        assert said_in_words(form, form.by_path["seized_by"], "north") == "North office"


def test_a_page_gets_the_lists_that_muster_brings_in_its_reader_s_language(version, client, officer):
    client.force_login(officer)
    for language, name in (("en", "North office"), ("sq", "Zyra veriore")):
        officer.language = language
        officer.save()
        assert f"north,{name}\r\n" in client.get(f"/registers/cases/versions/{version.number}/files/units.csv").text
