"""Every operation of the API under whatever schemathesis thinks of: no server error, answers as they are described."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from muster.config.api import api
from muster.features.accounts.models import Assignment, Role
from muster.features.registers.models import Handover, HandoverKind
from muster.features.statistics.actions.releases import start_release
from tests.rounds import rounds
from tests.security.registers import make_record, make_register
from tests.security.world import make_world

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TOKEN = "t" * 32  # the cookie and the header of a form's token

NUMBERS = st.none() | st.integers(0, 9)


def described() -> dict[str, Any]:
    """The document of the API, its pairs as lists of one kind of item: schemathesis 4.32 trips over `prefixItems`."""
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/")), object_hook=_without_pairs)


def _without_pairs(part: dict[str, Any]) -> dict[str, Any]:
    if "prefixItems" in part:
        part["items"] = {"anyOf": part.pop("prefixItems")}
    return part


def fuzzed(examples: int) -> settings:
    """So many examples of each operation, beside those that cover the limits of its parameters; always the same."""
    unhurried = list(HealthCheck)
    return settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=unhurried)


schema = schemathesis.openapi.from_dict(described(), config=SchemathesisConfig(seed=3))
schema.app = get_wsgi_application()


@pytest.fixture
def one_connection():
    """The application answers within the transaction of the test: it must not end its connection after a request."""
    ended_by = (request_started, request_finished)
    for signal in ended_by:
        signal.disconnect(close_old_connections)
    yield
    for signal in ended_by:
        signal.connect(close_old_connections)


@pytest.fixture
def asks(unit, person, settings, tmp_path, one_connection):
    """`asks(role)` asks and judges the answer as somebody of that role; nothing of it stays."""
    settings.ORIGINALS = tmp_path / "originals"
    world = {**make_world(person("reporting_officer"), unit), **make_records(person, unit)}
    cookies = {role: _cookies(person(role)) for role in ("reporting_officer", "reader")}

    def ask(role, case, number):
        if number is not None:  # lead to something that there is
            known = {name: world[name][number % len(world[name])] for name in case.path_parameters if name in world}
            case.path_parameters = {**case.path_parameters, **known}
        with transaction.atomic():
            answer = case.call(cookies=cookies[role], headers={"X-CSRFToken": TOKEN, "Host": "localhost"})
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)

    return ask


def make_records(person, unit):
    """A register with a record, as their parameters are called in the API's paths."""
    keeper = person("administrator")
    Assignment.objects.create(person=keeper, role=Role.objects.get(code="desk_officer"), start=date(2000, 1, 1))
    register = make_register(keeper, unit)
    record = make_record(person("reporting_officer"), "zqrx", unit)
    handover = Handover.objects.create(
        record=record,
        register=register,
        called="A case",
        kind=HandoverKind.REFERRAL,
        from_unit=unit,
        to_unit=unit,
        reason="They live there",
        by=keeper,
    )
    release = start_release(person("reporting_officer"), register, {"en": "A"}, date(2026, 1, 1), date(2026, 1, 31), "")
    made = {
        "handover": handover,
        "release": release,
        "attachment": record.attachments.get(),
        "task": record.tasks.get(),
    }
    return {"code": [register.code], "record": [record.pk], "number": [1], **{one: [of.pk] for one, of in made.items()}}


def _cookies(somebody):
    client = Client()
    client.force_login(somebody)
    return {"sessionid": client.cookies["sessionid"].value, "csrftoken": TOKEN}


@pytest.mark.django_db
@schema.given(number=NUMBERS)
@schema.parametrize()
@fuzzed(rounds(6, 400))
def test_no_request_of_somebody_who_may_much_breaks_it(case, number, asks):
    asks("reporting_officer", case, number)


@pytest.mark.django_db
@schema.given(number=NUMBERS)
@schema.parametrize()
@fuzzed(rounds(2, 100))
def test_no_request_of_somebody_who_may_little_breaks_it(case, number, asks):
    asks("reader", case, number)
