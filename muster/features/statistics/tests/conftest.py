"""A register of cases that counts kinds, ways, places, persons and losses."""

import pytest

from muster.core.models import Place
from muster.features.registers.models import Record, Register
from muster.features.registers.tests.conftest import (  # noqa: F401
    REGISTER,
    filled,
    keeper,
    publish,
    store,
    workbook,
)

SURVEY = (
    {"type": "text", "name": "case", "label": "Case", "required": "yes"},
    {"type": "date", "name": "day", "label": "Day"},
    {"type": "select_one kind", "name": "kind", "label": "Kind"},
    {"type": "select_multiple way", "name": "ways", "label": "Ways"},
    {"type": "text", "name": "town", "label": "Town"},
    {"type": "decimal", "name": "loss", "label": "Loss"},
    {"type": "begin_repeat", "name": "person", "label": "Person"},
    {"type": "text", "name": "who", "label": "Name"},
    {"type": "select_one sex", "name": "sex", "label": "Sex"},
    {"type": "begin_repeat", "name": "charge", "label": "Charge"},
    {"type": "select_one kind", "name": "charged", "label": "Charged with"},
    {"type": "end_repeat"},
    {"type": "end_repeat"},
    {"type": "begin_repeat", "name": "item", "label": "Item"},
    {"type": "select_one way", "name": "found", "label": "Found by"},
    {"type": "decimal", "name": "weight", "label": "Weight"},
    {"type": "end_repeat"},
)
CHOICES = (
    *({"list_name": "kind", "name": one, "label": one.title()} for one in ("theft", "fraud", "arson")),
    *({"list_name": "way", "name": one, "label": one.title()} for one in ("dog", "scan", "tip")),
    *({"list_name": "sex", "name": one, "label": one.title()} for one in ("f", "m")),
)
STATISTICS = (
    {"setting": "place", "name": "town"},
    *({"setting": "statistic", "name": name} for name in ("kind", "ways", "town", "sex", "charged", "found")),
    {"setting": "measure", "name": "loss", "value": "sum", "label::English (en)": "Loss", "to": "EUR"},
    {"setting": "measure", "name": "loss", "value": "mean", "label::English (en)": "Loss", "to": "EUR"},
    {"setting": "measure", "name": "weight", "value": "sum", "label::English (en)": "Weight", "to": "kg"},
    {
        "setting": "access",
        "roles": "head_of_structure",
        "value": "read create change publish export",
        "from": "restricted",
    },
)
WHOLE = (*(row for row in REGISTER if row["setting"] != "deadline"), *STATISTICS)


@pytest.fixture
def register(publish, places):  # noqa: F811
    version = publish(survey=SURVEY, register=WHOLE, choices=CHOICES)
    return Register.objects.select_related("current", "unit").get(pk=version.register_id)


@pytest.fixture
def places(db):
    for code, region in (("K27", "PR"), ("K28", "PZ"), ("K04", "PR")):
        Place.objects.get_or_create(code=code, defaults={"name": code, "region": region})


@pytest.fixture
def keep(register, unit, officer):
    """Keeps a record with these answers; `personal` stand apart."""

    def kept(personal=None, *, day="2025-05-04", place="K27", at=None, **data):
        from muster.features.registers.models import Personal

        record = Record.objects.create(
            register=register,
            form=register.current,
            unit=at or unit,
            name="A case",
            state="open",
            day=day,
            place=place,
            keep_until="2031-01-01",
            data=data,
            created_by=officer,
            updated_by=officer,
        )
        Personal.objects.create(record=record, data=personal or {})
        return record

    return kept
