"""What is closed in the demonstration mission, who looked at it and why, and what people asked about their data.

Everything is done by the actions that a person's click would call, in that person's name and with their rights. Looks
are requests that go the way of every request: so the trail tells of them what it always tells, and when they really
were, which is the day on which the demonstration is brought in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from muster.core.data_sets import data_sets
from muster.core.identity import SYSTEM, acting_as, of_person
from muster.core.markings import Marks, marks_of
from muster.core.models import Marking, Tlp, Unit
from muster.demo.source import reports
from muster.features.accounts.models import User
from muster.features.activities.actions import ActivityValues, register_activity
from muster.features.activities.models import Activity
from muster.features.audit.actions import disclose
from muster.features.intake.models import Document
from muster.features.markings.actions import break_glass, change_marks, name_somebody
from muster.features.protection import exporting, searching
from muster.features.protection.actions import requests
from muster.features.protection.actions.erasing import Ground, erase_words
from muster.features.protection.actions.people import add_person
from muster.features.protection.actions.restricting import restrict
from muster.features.protection.models import Basis, Request, RequestState
from muster.features.protection.records import Record, find

Told = dict[str, Any]
Keys = dict[str, tuple[str, int]]  # name -> data set and key


def guard() -> Iterator[str]:
    """Once, wholly or not at all; yields what was done."""
    if Request.objects.exists():
        return
    with transaction.atomic():
        yield from _guard()


def _guard() -> Iterator[str]:
    told = tomllib.loads((files("muster.demo") / "guarding.toml").read_text(encoding="utf-8"))
    known = _closed(told)
    _mark_for_sharing(told["tlp"])
    yield f"closed records: {len(known)}"
    known["confidential"] = _confidential(told["confidential"])
    for one in told["people"]:
        _name(one, known)
    _disclose(told["disclosure"], known)
    for one in told["requests"]:
        _ask(one)
    for one in told["looks"]:
        _look(one, known)
    _restrict(told["restriction"], known)
    _erase(told["erasure"], known)
    yield f"looks at what is closed: {len(told['looks'])}; requests of people about their data: {len(told['requests'])}"


def _closed(told: Told) -> Keys:
    """The restricted report and its entries, as far as the reader found them."""
    document = Document.objects.get(file_name=reports("closed")[0].file_name)
    entries = Activity.objects.filter(sources__document=document)
    known = {name: entries.filter(narrative__contains=word).first() for name, word in told["entries"].items()}
    found: Keys = {name: ("activity", entry.pk) for name, entry in known.items() if entry}
    return {"report": ("document", document.pk), **found}


def _confidential(told: Told) -> tuple[str, int]:
    """An entry that two people see, and that somebody opened in need; nobody has acknowledged that yet."""
    unit = Unit.objects.get(code=told["unit"])
    names = ("theme", "kind", "column", "title", "narrative", "start", "participants")
    with _as(told["marked_by"]) as officer:
        values = ActivityValues(unit=unit, places=tuple(told["places"]), **{name: told[name] for name in names})
        entry = register_activity(officer, values)
        key = ("activity", entry.pk)
        change_marks(officer, *key, Marks(Marking.CONFIDENTIAL, Tlp.RED), marks_of(entry), told["why"])
        name_somebody(officer, *key, _person(told["named"]), told["named_why"])
    with _as(told["in_need"]) as somebody:
        break_glass(somebody, *key, told["need"])
    return key


def _mark_for_sharing(told: Told) -> None:
    """An entry that everybody reads, and that is not for everybody outside."""
    with _as(told["by"]) as somebody:
        entry = Activity.objects.filter(counted=True, unit__code=told["unit"]).exclude(partners=[]).earliest("pk")
        change_marks(
            somebody, "activity", entry.pk, Marks(entry.marking, Tlp(told["tlp"])), marks_of(entry), told["why"]
        )


def _name(told: Told, known: Keys) -> None:
    names = ("name", "category", "basis", "assessed_by", "source", "note")
    values = {name: told[name] for name in names if name in told}
    if told["basis"] == Basis.ASSESSMENT:
        values["assessed_at"] = timezone.localdate()
    with _as(told["by"]) as somebody:
        add_person(somebody, _record(told["entry"], known), values)


def _disclose(told: Told, known: Keys) -> None:
    names = ("organisation", "recipient", "channel", "legal_basis", "what", "reference")
    code, key = known[told["entry"]]
    with _as(told["by"]) as somebody:
        disclose(somebody, code, str(key), given_on=_day(told), **{name: told[name] for name in names})


def _ask(told: Told) -> None:
    """A request of somebody about their data; where it was granted, they were given what is kept."""
    names = ("reference", "kind", "subject", "contact", "text", "identity")
    with _as("data.protection") as somebody:
        asked = requests.register(somebody, {**{name: told[name] for name in names}, "received": _day(told)})
        hits = searching.search(somebody, asked, [asked.subject])
        if told.get("state") == RequestState.GRANTED:
            exporting.export(somebody, asked, [hit for hit in hits if hit.code in ("activity", "document")], [])
            requests.answer(somebody, asked, told["state"], told["answer"], asked.version)


def _restrict(told: Told, known: Keys) -> None:
    with _as(told["by"]) as somebody:
        restrict(somebody, _record(told["entry"], known), told["why"])


def _erase(told: Told, known: Keys) -> None:
    ground = Ground(told["why"], told["legal_basis"], told["request"])
    with _as(told["by"]) as somebody:
        erase_words(somebody, _record(told["entry"], known), told["words"], ground)


def _look(told: Told, known: Keys) -> None:
    """Somebody says why they open a record, where that is asked, opens it, and signs out."""
    code, key = known.get(told["at"], ("", 0))
    somebody = _person(told["by"])
    address = data_sets()[code].address(key) if code else told["at"].format(own=somebody.pk)
    with acting_as(SYSTEM):  # every request says for itself who is at it
        browser = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
        browser.force_login(somebody)
        if "reason" in told:
            why = {name: told.get(name, "") for name in ("reason", "text", "reference")}
            sent = {"code": code, "key": key, "wanted": address, **why}
            browser.post(reverse("audit:reason"), sent, secure=settings.BEHIND_TLS)
        list(browser.get(address, secure=settings.BEHIND_TLS))  # a file is told of while it is sent
        browser.logout()


def _record(name: str, known: Keys) -> Record:
    return find(*known[name])


def _day(told: Told) -> Any:
    return timezone.localdate() - timedelta(days=told["days_ago"])


def _person(username: str) -> User:
    with acting_as(SYSTEM):
        return User.objects.get(username=username)


@contextmanager
def _as(username: str) -> Iterator[User]:
    """What is done within is done by this person."""
    person = _person(username)
    with acting_as(of_person(person.pk)):
        yield person
