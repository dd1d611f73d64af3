"""The many invented seizures: the same each time, spread over years and places, and such as the register allows."""

from collections import Counter
from datetime import date

import pytest

from muster.demo.seizures import END, YEARS, seizures
from muster.demo.work import moves_between
from muster.domain.forms.answers import to_xml
from muster.features.registers import shipped
from muster.features.registers.actions import load_version
from muster.features.registers.actions.recording import judged
from muster.features.registers.definitions import definition_of
from muster.features.registers.evaluating import evaluated

MADE = list(seizures())


@pytest.fixture
def version(person, mission):
    keeper = person("desk_officer", unit=None)
    return lambda code: load_version(keeper, shipped.workbook(code), f"{code}.xlsx")


def test_they_are_the_same_each_time_and_each_has_a_number_of_its_own():
    assert list(seizures()) == MADE
    assert len({one["seizure_number"] for one in MADE}) == len(MADE) == sum(YEARS.values())
    by_hand = {one["seizure_number"] for one in shipped.invented("drug-seizures")}
    assert not by_hand & {one["seizure_number"] for one in MADE}


def test_they_lie_in_each_of_the_years_and_in_many_municipalities():
    days = [date.fromisoformat(one["seizure_date"]) for one in MADE]
    assert Counter(day.year for day in days) == YEARS
    assert max(days) <= END
    assert len({one["municipality"] for one in MADE}) > 15


def test_what_they_say_has_a_place_in_the_form_and_is_allowed(version, db):
    seizure = version("drug-seizures")
    form = definition_of(seizure).form
    for number, one in enumerate(MADE):
        assert {name for name in one if name not in form.by_name} <= {"_state"}
        judged(seizure, evaluated(seizure, to_xml(form, shipped.by_path(form, one), f"uuid:{number}").decode()))


@pytest.mark.parametrize("code", shipped.codes())
def test_moves_lead_to_where_each_invented_record_stands(code, version, db):
    settings = definition_of(version(code)).settings
    told = [*shipped.invented(code), *(MADE if code == "drug-seizures" else ())]
    for state in {one["_state"] for one in told}:
        way = moves_between(settings, settings.first.code, state)
        assert (way[-1].to if way else settings.first.code) == state
