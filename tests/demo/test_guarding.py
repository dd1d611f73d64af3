"""What is closed in the demonstration mission is closed, asked for and looked at as it would be by people."""

import tomllib
from importlib.resources import files

import pytest

from muster.core.identity import acting_as, of_person
from muster.core.markings import marks_of
from muster.core.models import AuditEntry, Marking, Tlp, Unit
from muster.demo.guarding import guard
from muster.demo.loading import CLOSED, load
from muster.demo.source import reports
from muster.domain.audit.reasons import DUTY, NEED
from muster.features.accounts.models import BrokenGlass, NeedToKnow, User
from muster.features.activities.actions import ActivityValues, Source, register_activity
from muster.features.activities.models import Activity
from muster.features.intake.models import Document, DocumentText, Draft, Original
from muster.features.protection.models import PersonInRecord, Request, Tombstone

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed_report():
    """The mission before it was looked at, with its closed report as its reader tells it, and one open entry."""
    list(load("not-used", with_reports=False))
    (told,) = reports("closed")
    officer, unit = User.objects.get(username="officer.mitrovica"), Unit.objects.get(code=told.structure)
    original = Original.objects.create(sha256="a" * 64, size=10, media_type="text/plain")
    facts = {"title": told.title, "unit": unit, "kind": told.kind, "uploaded_by": officer}
    marks = {"marking": CLOSED.marking, "tlp": CLOSED.tlp}
    document = Document.objects.create(original=original, file_name=told.file_name, **facts, **marks)
    text = "\n".join(block.text for block in told.blocks)
    DocumentText.objects.create(document=document, text=text, lines=[[0, len(text), 1, None, None]], pages=1)
    for number, block in enumerate(told.blocks, 1):
        enter(officer, unit, block.text[:60], block.text, Source(document, draft(document, number), [[0, 10]]))
    elsewhere = Unit.objects.get(code="FO-PR")
    enter(User.objects.get(username="officer.pristina"), elsewhere, "Open to all", "Told.", partners=("Kosovo Police",))
    return document


def draft(document, number):
    lines = {"first_line": number, "last_line": number, "spans": [[0, 10]]}
    return Draft.objects.create(document=document, position=number, proposed={}, fields={}, confidence=0.9, **lines)


def enter(officer, unit, title, narrative, source=None, **more):
    coded = {"theme": "B02", "kind": "meeting", "column": "information_exchange", "start": "2025-06-17"}
    return register_activity(
        officer, ActivityValues(unit=unit, title=title, narrative=narrative, **coded, **more), source
    )


@pytest.fixture
def guarded(closed_report):
    list(guard())
    return closed_report


def test_no_report_of_those_that_all_read_is_told_twice():
    assert not {one.name for one in reports()} & {one.name for one in reports("closed")}


def test_there_is_something_of_every_marking_and_who_may_see_it(guarded):
    assert {marks_of(one) for one in Activity.objects.filter(sources__document=guarded)} == {CLOSED}
    confidential = Activity.objects.get(marking=Marking.CONFIDENTIAL)
    named = NeedToKnow.objects.filter(subject="activity", key=confidential.pk)
    assert {one.person.username for one in named} == {"officer.mitrovica", "head.mitrovica"}
    assert Activity.objects.filter(marking=Marking.INTERNAL, tlp=Tlp.AMBER).count() == 1
    with acting_as(of_person(User.objects.get(username="officer.pec").pk)):
        assert set(Activity.objects.values_list("title", flat=True)) == {"Open to all"}


def test_one_was_opened_in_need_and_waits_to_be_acknowledged(client, guarded):
    opened = BrokenGlass.objects.get()
    assert opened.acknowledged_by is None
    client.force_login(User.objects.get(username="head.mitrovica"))
    assert opened.reason in client.get("/").content.decode()


def test_people_are_named_asked_and_answered(guarded):
    assert {one.category for one in PersonInRecord.objects.all()} == {"VICTIM", "WITNESS", "INFORMANT", "SUSP_ABOUT_TO"}
    assert dict(Request.objects.values_list("reference", "state")) == {"DP-5": "granted", "DP-6": "open"}
    assert Activity.objects.filter(restricted=True).count() == 1
    assert Tombstone.objects.get().rows
    assert not Activity.objects.filter(narrative__contains="Primerović").exists()


def test_the_trail_tells_who_looked_and_why(guarded):
    looks = AuditEntry.objects.filter(verb="read", subject__in=("activity", "document")).exclude(key="")
    reasons = {(one.person, one.detail["justification"]["code"]) for one in looks}
    assert len({person for person, _reason in reasons}) >= 5
    assert {reason for _person, reason in reasons} >= {"review", "supervision", "reporting", "data_subject", NEED}
    assert DUTY not in {reason for _person, reason in reasons}
    assert {"search", "export", "disclose"} <= set(AuditEntry.objects.values_list("verb", flat=True))


def test_a_second_time_nothing_is_done(guarded):
    before = AuditEntry.objects.count()
    assert list(guard()) == []
    assert AuditEntry.objects.count() == before


def test_its_people_are_called_example_or_have_no_name():
    told = tomllib.loads((files("muster.demo") / "guarding.toml").read_text(encoding="utf-8"))
    names = {one["name"] for one in told["people"]} | {one["subject"] for one in told["requests"]}
    nameless = {name for name in names if name.startswith(("Informant ", "Person called "))}
    assert {name.split()[-1] for name in names - nameless} == {"Shembulli", "Primer"}
    assert told["erasure"]["words"] == "Primerović"
