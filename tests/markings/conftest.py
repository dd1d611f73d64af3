from dataclasses import dataclass

import pytest
from django.test import Client

from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Marking
from muster.features.activities.actions import ActivityValues, Source, register_activity
from muster.features.intake.models import Document, DocumentText, Draft, Original


@pytest.fixture
def client():
    """A browser whose person has said why they look at what is closed."""
    return Client(headers={"Justification": "review; Looking through it with its officer."})


@pytest.fixture
def make_document(officer, unit):
    """Makes reports; every call another one."""
    made = []

    def make(by=None, **fields):
        made.append(len(made) + 1)
        original = Original.objects.create(sha256=f"{made[-1]:064}", size=10, media_type="text/plain")
        given = {"title": "April report", "unit": unit, "kind": "monthly", "uploaded_by": by or officer, **fields}
        document = Document.objects.create(original=original, file_name="april.txt", **given)
        text = "In April a workshop on hate crime was held in Peja/Peć."
        DocumentText.objects.create(document=document, text=text, lines=[[0, len(text), 1, None, None]], pages=1)
        return document

    return make


@pytest.fixture
def make_entry(officer, unit):
    """Makes entries of the register, read from a document where one is given."""

    def make(title="Workshop on hate crime", document=None, by=None, **fields):
        marks = {name: fields.pop(name) for name in ("marking", "tlp") if name in fields}
        given = {
            "unit": unit,
            "theme": "A10",
            "kind": "workshop",
            "column": "training",
            "start": "2016-04-15",
            **fields,
        }
        source = Source(document, _draft(document), [[0, 10]]) if document else None
        entry = register_activity(by or officer, ActivityValues(title=title, **given), source)
        if marks:
            with acting_as(SYSTEM):
                type(entry).objects.filter(pk=entry.pk).update(**marks)
                entry.refresh_from_db()
        return entry

    return make


def _draft(document):
    return Draft.objects.create(
        document=document,
        position=1,
        spans=[[0, 10]],
        first_line=1,
        last_line=1,
        proposed={},
        fields={},
        confidence=0.9,
    )


@dataclass
class Closed:
    """The register's one confidential entry, which nobody is named for."""

    entry: object
    address: str
    open: str
    page: str


@pytest.fixture
def closed(make_entry):
    entry = make_entry("A closed matter", marking=Marking.CONFIDENTIAL)
    page = f"/records/activity/{entry.pk}/"
    return Closed(entry, f"/activities/{entry.pk}/", f"{page}open/", page)
