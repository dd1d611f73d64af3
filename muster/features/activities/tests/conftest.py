from dataclasses import replace

import pytest

from muster.features.activities.actions import ActivityValues, register_activity
from muster.features.intake.models import Document, DocumentText, Draft, Original


@pytest.fixture
def values(unit):
    return ActivityValues(
        unit=unit,
        theme="A10",
        kind="workshop",
        column="training",
        title="Workshop on hate crime",
        narrative="A workshop for 24 police officers was held in Prishtinë/Priština.",
        start="2016-04-15",
        end="2016-04-16",
        participants=24,
        women=9,
        men=15,
        places=("Prishtinë/Priština",),
        partners=("Kosovo Police",),
    )


@pytest.fixture
def enter(officer, values):
    """Registers an entry like `values`, some of them changed."""

    def make(person=None, source=None, **changes):
        return register_activity(person or officer, replace(values, **changes), source)

    return make


@pytest.fixture
def document(officer, unit):
    original = Original.objects.create(sha256="a" * 64, size=10, media_type="text/plain")
    document = Document.objects.create(
        original=original, file_name="april.txt", title="April report", unit=unit, uploaded_by=officer, kind="monthly"
    )
    text = "In April a workshop on hate crime was held in Prishtinë/Priština. It had 24 participants."
    DocumentText.objects.create(document=document, text=text, lines=[[0, len(text), 3, None, None]], pages=3)
    return document


@pytest.fixture
def draft(document):
    return Draft.objects.create(
        document=document,
        position=1,
        spans=[[0, 65]],
        first_line=1,
        last_line=1,
        proposed={},
        fields={},
        confidence=0.9,
    )
