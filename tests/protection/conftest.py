from datetime import date

import pytest

from muster.core import audit, erasures
from muster.core.models import AuditEntry
from muster.features.activities.actions.entries import Source, register_activity, update_activity
from muster.features.activities.models import Activity
from muster.features.intake.actions import hand_in
from muster.features.intake.models import Document, DocumentText, Draft, Stage
from muster.features.protection.actions.erasing import Ground
from tests.security import world

NAME = "Arta Krasniqi"
TEXT = (
    f"On 15 April, the Mission trained {NAME} and others.\n"
    "ARTA KRASNIQI spoke. Krasniqi, Arta and Арта Красниqi left.\n"
)
GROUND = Ground("She asked for it.", "Law 06/L-082, Art. 16", "R-7")


@pytest.fixture(autouse=True)
def folders(settings, tmp_path, monkeypatch):
    """Originals, and the list of erasures, of this test alone."""
    settings.ORIGINALS = tmp_path / "originals"
    settings.ORIGINALS.mkdir()
    monkeypatch.setattr(erasures, "data_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def protector(person, mission):
    return person("data_protection_officer", mission)


def values(unit, **more):
    told = {
        "title": f"Training of {NAME}",
        "narrative": f"{NAME} and 23 others were trained.",
        "partners": ("Kosovo Police", NAME),
    }
    return world.values(unit, **{**told, **more})


@pytest.fixture
def document(officer, unit):
    """A report that was read, with a draft."""
    made = hand_in(officer, [TEXT.encode()], f"{NAME}.txt", unit).document
    Document.objects.filter(pk=made.pk).update(
        stage=Stage.READY,
        title=f"Report on {NAME}",
        period_start=date(2026, 4, 1),
        period_end=date(2026, 4, 30),
        recognised={"title": {"value": f"Report on {NAME}", "span": [0, 5], "reason": ["first-line", {}]}},
    )
    DocumentText.objects.create(
        document=made, text=TEXT, lines=[[0, 52, 1, None, None, None]], pages=1, fingerprint="p"
    )
    read = {"title": {"value": f"Training of {NAME}", "spans": [[0, 20]], "confidence": 0.9, "reason": "rule"}}
    Draft.objects.create(
        document=made,
        position=1,
        spans=[[0, 52]],
        first_line=1,
        last_line=1,
        proposed=read,
        fields=read,
        confidence=0.9,
    )
    made.refresh_from_db()
    return made


@pytest.fixture
def entry(officer, unit, document):
    """An entry that was read from the report, and changed once."""
    source = Source(document, document.drafts.get(), [[0, 52]])
    made = register_activity(officer, values(unit), source)
    update_activity(officer, made, values(unit, sessions=2), made.version)
    return Activity.objects.get(pk=made.pk)


@pytest.fixture
def whole():
    """Asks whether the audit trail is whole."""

    def ask():
        audit.seal()
        return audit.findings() == []

    return ask


def entries(verb):
    return AuditEntry.objects.filter(verb=verb)
