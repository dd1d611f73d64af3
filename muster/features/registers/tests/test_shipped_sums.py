import pytest

from muster.domain.forms.answers import to_xml
from muster.features.registers import shipped
from muster.features.registers.actions import load_version
from muster.features.registers.definitions import definition_of
from muster.features.registers.evaluating import evaluated

pytestmark = pytest.mark.django_db


def test_sums_of_kilograms_have_no_noise(keeper):
    version = load_version(keeper, shipped.workbook("drug-seizures"), "drug-seizures.xlsx")
    form = definition_of(version).form
    said = {"drug_group": "cannabis", "drug": "herb", "quantity_unit": "KG"}
    drugs = [{**said, "quantity": quantity} for quantity in ("0.1", "0.2")]
    worked_out = evaluated(version, to_xml(form, {"drugs": drugs}, "uuid:sum").decode())
    assert "<kg_cannabis>0.3</kg_cannabis>" in worked_out.instance
