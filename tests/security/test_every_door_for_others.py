"""Every door for whoever is not somebody with a role at a unit: without one, with one everywhere or in another
organisation, not signed in, with a token; without the second factor; by another method than it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from muster.features.accounts.vocabulary import RIGHTS
from muster.features.sign_in.models import ServiceToken
from muster.features.sign_in.second_factor import ON_THE_WAY
from muster.features.sign_in.tokens import digest, new_secret
from tests.rounds import rounds
from tests.security.addresses import ADDRESSES, DECLARED
from tests.security.doors import DOORS, OPEN, SIGNED_IN
from tests.security.everything import Everything, Record
from tests.security.expected import Who
from tests.security.trying import judged, mistakes_at_all_doors, path_of, tried

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OTHERS = {  # name -> role and unit
    "none": ("", "north"),
    "everywhere": ("reporting_officer", ""),
    "administrator everywhere": ("administrator", ""),
    "elsewhere": ("head_of_structure", "police"),
    "stranger": ("", ""),
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", OTHERS)
def test_doors_let_in_whom_they_should_and_nobody_else(name, everything):
    mistakes = mistakes_at_all_doors(everything, Who(name, *OTHERS[name], everything.people.get(name)), rounds(1, 20))
    assert not mistakes, "\n".join(mistakes)


def test_a_token_opens_only_what_it_carries(everything):
    """Of somebody who may do all this everywhere: with one right less, and with all."""
    person = everything.people["everywhere"]
    every = [f"{verb} {subject}" for subject, verbs in RIGHTS.items() for verb in verbs]
    mistakes = []
    for line, door in DOORS.items():
        if for_programs(line) and door.opens not in (OPEN, SIGNED_IN):
            record = everything.of(door.of, person)[0] if door.of else None
            for lacks in ("", door.opens):
                header = bearer(everything, [right for right in every if right != lacks])
                who = Who(f"token without {lacks or 'limits'}", "reporting_officer", "", person, lacks, token=True)
                mistakes += judged(everything, who, Client(), line, record, HTTP_AUTHORIZATION=header)
    assert not mistakes, "\n".join(mistakes)


def test_a_token_opens_no_page(everything):
    header = bearer(everything, [f"{verb} {subject}" for subject, verbs in RIGHTS.items() for verb in verbs])
    mistakes = []
    for line, door in DOORS.items():
        if not for_programs(line):
            record = everything.records[door.of][0] if door.of else None
            mistakes += judged(everything, Who("token"), Client(), line, record, HTTP_AUTHORIZATION=header)
    assert not mistakes, "\n".join(mistakes)


def for_programs(line: str) -> bool:
    return DOORS[line].by_token or line.split()[1].startswith("/api/")


def bearer(everything: Everything, limits: list[str]) -> str:
    text, prefix = new_secret()
    token = ServiceToken.objects.latest("pk")
    token.pk, token.prefix, token.digest, token.limits = None, prefix, digest(text), limits
    token.person, token.last_used, token.last_address = everything.people["everywhere"], timezone.now(), "127.0.0.1"
    token._state.adding = True
    token.save()
    return f"Bearer {text}"


def test_without_the_second_factor_that_a_role_needs_no_door_opens(everything, settings):
    person = everything.people["head_of_structure"]
    client = Client()
    client.force_login(person)
    settings.SECOND_FACTOR, mistakes = True, []
    for line, door in DOORS.items():
        record = everything.of(door.of, person)[0] if door.of else None
        if door.opens != OPEN and _name(line, record) not in ON_THE_WAY:
            answer, written = tried(client, line, record)
            away = answer.status_code in (401, 403) or answer.get("Location") == "/security/"
            mistakes += [f"{line}: {answer.status_code} {written}"] * (not away or bool(written))
    assert not mistakes, "\n".join(mistakes)


def _name(line: str, record: Record | None) -> str:
    return resolve(path_of(DOORS[line], line.split()[1], record)).url_name or ""


def test_no_door_takes_a_method_that_it_does_not_say(everything):
    client = Client()
    client.force_login(everything.people["everywhere"])
    mistakes = []
    for address, methods in DECLARED.items():
        for method in set(METHODS) - methods - alike(address):
            door = DOORS[f"{min(methods)} {address}"]
            record = everything.of(door.of, everything.people["everywhere"])[0] if door.of else None
            answer, _written = tried(client, f"{method} {address}", record, replace(door, sends={}))
            mistakes += [f"{method} {address}: {answer.status_code}"] * (answer.status_code != 405)
    assert not mistakes, "\n".join(mistakes)


def alike(address: str) -> set[str]:
    """allauth's pages send elsewhere whatever they do not know, and its forms take PUT for POST."""
    if address == "/api/openapi.json":  # the library's own page, which has nothing but the document to tell
        return set(METHODS)
    return {"PUT", "PATCH", "DELETE"} if hasattr(ADDRESSES[address], "view_class") else set()
