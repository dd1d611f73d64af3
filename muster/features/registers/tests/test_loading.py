"""What pages load: no text of a form, and no more queries for more of the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.core.identity import SYSTEM, acting_as
from muster.features.registers.actions import hand_in
from muster.features.registers.actions.linking import add_link
from muster.features.registers.actions.noting import add_note
from muster.features.registers.actions.telling_apart import tell_apart
from muster.features.registers.models import Record, Register
from muster.features.registers.tests.conftest import REGISTER

pytestmark = pytest.mark.django_db
RICH = (
    *REGISTER,
    {"setting": "key", "name": "who", "value": "person", "to": "required"},
    {"setting": "link", "name": "same", "label": "Earlier case", "value": "cases"},
)


@pytest.fixture
def register(publish):
    return Register.objects.get(pk=publish(register=RICH).register_id)


@pytest.fixture
def make(register, filled, officer):
    def made(case, name="Ana Marić"):
        return hand_in(officer, filled({"case": case, "person": [{"who": name}]}, f"uuid:{case}")).record

    return made


@pytest.fixture
def asked(client, officer):
    """The queries of a page that was opened before, so that what is remembered is."""
    client.force_login(officer)

    def queries(address):
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(address)
        return [one["sql"] for one in found.captured_queries]

    return queries


def whole(record):
    return Record.objects.select_related("register__current", "unit", "form").get(pk=record.pk)


@pytest.mark.parametrize("address", ["/registers/records/{}/", "/registers/cases/", "/registers/", "/registers/work/"])
def test_no_text_of_a_form_is_loaded_for_a_page(address, make, asked):
    record = make("1/2026")
    assert not [one for one in asked(address.format(record.pk)) if '"xform"' in one]


def test_more_of_the_same_takes_no_more_queries(make, asked, officer):
    record = whole(make("1/2026"))

    def more(number):
        for at in range(number, number + 3):
            alike, other, linked = (whole(make(f"{at}{kind}/2026")) for kind in ("a", "b", "c"))
            tell_apart(officer, record, 1, other.pk, "Another person.")
            add_link(officer, record, "same", linked.pk, 1)
            with acting_as(SYSTEM):
                add_note(officer, record, 1, f"Note {at}")
                add_note(officer, alike, 1, f"Note {at}")

    counts = []
    for number in (10, 20):
        more(number)
        counts.append([len(asked(one)) for one in (f"/registers/records/{record.pk}/", "/registers/cases/")])
    few, many = counts
    assert many == few
