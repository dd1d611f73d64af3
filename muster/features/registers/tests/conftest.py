"""A register of cases that tests load, change and record in."""

from datetime import date

import pytest

from muster.domain.forms.answers import to_xml
from muster.domain.forms.book import Book, Row, Sheet, as_xlsx
from muster.features.accounts.models import Assignment, Role
from muster.features.registers.actions import hand_in, load_version, publish_version
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Register

SURVEY = (
    {"type": "text", "name": "case", "label": "Case", "required": "yes"},
    {"type": "date", "name": "day", "label": "Day"},
    {"type": "select_one kind", "name": "kind", "label": "Kind"},
    {"type": "begin_repeat", "name": "person", "label": "Person"},
    {"type": "text", "name": "who", "label": "Name"},
    {"type": "integer", "name": "age", "label": "Age", "constraint": ". < 120", "constraint_message": "Below 120."},
    {"type": "end_repeat"},
    {"type": "image", "name": "picture", "label": "Picture"},
)
CHOICES = tuple({"list_name": "kind", "name": name, "label": name.title()} for name in ("theft", "fraud"))
REGISTER = (
    {"setting": "title", "label::English (en)": "Cases", "label::Shqip (sq)": "Rastet"},
    {"setting": "purpose", "label::English (en)": "To follow cases."},
    {"setting": "unit", "value": "north"},
    {"setting": "record_name", "value": "${case} ${kind}"},
    {"setting": "date", "name": "day"},
    {"setting": "retention", "value": "5", "from": "day"},
    {"setting": "personal", "name": "who", "value": "victim"},
    {"setting": "state", "name": "open", "label::English (en)": "Open", "value": "first"},
    {"setting": "state", "name": "done", "label::English (en)": "Done", "value": "last"},
    {"setting": "deadline", "name": "answer", "label": "Answer", "value": "10", "from": "day", "to": "done"},
    {"setting": "access", "roles": "officer", "value": "read create change personal", "from": "restricted"},
    {"setting": "access", "roles": "reader", "value": "read", "to": "organisation"},
)


def workbook(version="1", survey=SURVEY, register=REGISTER, choices=CHOICES, form_id="cases"):
    sheets = {
        "survey": survey,
        "choices": choices,
        "settings": ({"form_id": form_id, "form_title": "Cases", "version": version},),
        "register": register,
    }
    return as_xlsx(Book({name: _sheet(name, rows) for name, rows in sheets.items() if rows}))


def _sheet(name, rows):
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Sheet(name, columns, tuple(Row(at, row) for at, row in enumerate(rows, start=2)))


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"


@pytest.fixture
def keeper(person, unit):
    """Loads registers, and may give the rights that they name."""
    one = person("desk_officer")
    Assignment.objects.create(person=one, role=Role.objects.get(code="administrator"), start=date(2000, 1, 1))
    return one


@pytest.fixture
def publish(keeper):
    def published(**more):
        version = load_version(keeper, workbook(**more), "cases.xlsx")
        publish_version(keeper, version)
        return version

    return published


@pytest.fixture
def register(publish):
    return Register.objects.get(pk=publish().register_id)


@pytest.fixture
def filled(register):
    """The instance of answers, of the version that is said."""

    def fill(answers, number, replaces="", version="1"):
        form = definition_of(register.versions.get(stated=version)).form
        return to_xml(form, answers, number, replaces)

    return fill


@pytest.fixture
def record(register, filled, officer):
    answers = {"case": "17/2026", "day": "2026-05-04", "kind": "theft", "person": [{"who": "A. Person", "age": 30}]}
    return hand_in(officer, filled(answers, "uuid:first")).record
