import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.matching import PartnerName, Partners
from muster.domain.names import search_key

ACADEMY, SHORT = "Kosovo Academy for Public Safety (KAPS)", "KAPS"


def partners(*written, **decided):
    """`same_as` and `apart` by the name's words joined with underscores."""
    names = {search_key(name): name for name in written}
    said = {key.replace("_", " "): value for key, value in decided.items()}
    return Partners(
        PartnerName(
            key,
            name,
            same_as=search_key(said[key]) if isinstance(said.get(key), str) else "",
            apart=said.get(key) is False,
        )
        for key, name in names.items()
    )


@pytest.mark.parametrize(
    "written",
    [
        (ACADEMY, "KAPS"),
        (ACADEMY, "Kosovo Academy for Public Safety"),
        ("KAPS", "kosovo academy for public safety", ACADEMY),
        ("Akademia e Kosovës për Siguri Publike (AKSP)", "AKSP"),
        ("Косовска полиција (КП)", "Kosovska policija (KP)", "KP"),
    ],
)
def test_a_name_its_abbreviation_in_brackets_and_the_abbreviation_alone_are_one_partner(written):
    assert len(partners(*written).by_partner()) == 1


@pytest.mark.parametrize(
    "written",
    [
        ("Kosovo Police (Gjilan)", "Gjilan"),
        ("Ministry of Internal Affairs (MIA)", "Ministry of Internal Affairs of Albania (MIA)", "MIA"),
        ("Kosovo Police", "KP"),
        ("Kosovo Academy for Public Safety (KAPS)", "KAPS Board"),
    ],
)
def test_what_is_not_said_to_be_one_or_is_ambiguous_stays_apart(written):
    assert len(partners(*written).by_partner()) == len(written)


def test_an_abbreviation_behind_a_part_of_a_partner_is_that_of_the_whole():
    known = partners("Unit of the Kosovo Police (KP)", "Kosovo Police (KP)", "KP")
    assert known.each(["KP", "Unit of the Kosovo Police (KP)"]) == [
        "Kosovo Police (KP)",
        "Unit of the Kosovo Police (KP)",
    ]
    assert len(partners("Albanian State Police (SP)", "State Police (SP)", "SP").by_partner()) == 3


def test_an_ambiguous_abbreviation_is_named_with_those_it_may_mean():
    written = ("Ministry of Internal Affairs (MIA)", "Ministry of Internal Affairs of Albania (MIA)", "MIA")
    assert partners(*written).ambiguous == {"mia": [search_key(name) for name in written[:2]]}
    assert not partners(*written[::2]).ambiguous


def test_an_abbreviation_of_names_that_a_person_joined_is_clear_again():
    written = ("Academy for Public Safety (KAPS)", ACADEMY, "KAPS")
    assert len(partners(*written).by_partner()) == 3
    known = partners(*written, academy_for_public_safety_kaps=ACADEMY)
    assert len(known.by_partner()) == 1
    assert known.name("kaps") == ACADEMY


def test_a_person_takes_an_abbreviation_out_and_gives_it_another_meaning():
    assert len(partners(ACADEMY, SHORT, kaps=False).by_partner()) == 2
    known = partners(ACADEMY, SHORT, "Kapital", kaps="Kapital")
    assert known.keys("kaps") == {"kaps", "kapital"}
    assert known.name(SHORT) == "Kapital"


def test_the_name_that_a_person_chose_is_shown_else_the_fullest():
    assert partners(ACADEMY, SHORT).each([SHORT, ACADEMY, "EULEX"]) == [ACADEMY, "EULEX"]
    assert partners("The Police", "Kosovo Police Service", kosovo_police_service="The Police").each(
        ["Kosovo Police Service"]
    ) == ["The Police"]


def test_a_partner_is_found_by_its_whole_name_else_by_a_part_of_one():
    known = partners(ACADEMY, SHORT, "University of Prishtinë", "Police")
    assert known.found("Kaps") == {"kaps", search_key(ACADEMY)}
    assert known.found("универзитет") == {"univerzitet"}
    assert known.found("academy") == {"academy", "kaps", search_key(ACADEMY)}


NAMES = st.lists(
    st.sampled_from(["KP", "Kosovo Police (KP)", "Kosovo Police", "Koha Press (KP)", "KP (KP)", "(KP)", "EULEX", "K"]),
    unique_by=search_key,
)


@given(NAMES, st.data())
def test_every_name_is_of_one_partner_whatever_people_said(written, data):
    keys = [search_key(name) for name in written]
    said = {key.replace(" ", "_"): data.draw(st.sampled_from([None, False, *keys])) for key in keys}
    known = partners(*written, **{key: value for key, value in said.items() if value != key.replace("_", " ")})
    assert sorted(one.key for names in known.by_partner().values() for one in names) == sorted(keys)
    assert all(known.known_as(key) in known.keys(key) and key in known.keys(key) for key in keys)


@given(NAMES, st.randoms())
def test_the_order_in_which_names_come_makes_no_difference(written, chance):
    other = chance.sample(written, len(written))
    assert partners(*written).by_partner() == partners(*other).by_partner()
