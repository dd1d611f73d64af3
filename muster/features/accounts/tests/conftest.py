"""Who looks after people and roles in these tests."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html


@pytest.fixture
def administrator(person):
    return person("administrator", full_name="Ada Administrator")


@pytest.fixture
def local_administrator(person, unit):
    """One for Field Office North alone."""
    return person("administrator", unit, full_name="Lena Local")


@pytest.fixture
def auditor(person):
    return person("auditor", full_name="Otto Auditor")


@pytest.fixture
def day():
    """`day(-3)` is the day three days ago."""

    def count(days=0):
        return timezone.localdate() + timedelta(days=days)

    return count


@pytest.fixture
def text():
    """`text(answer)` is what a page says."""

    def read(answer):
        return " ".join(answer.content.decode().split())

    return read


@pytest.fixture
def sent(client):
    """`sent(person, address, **fields)` sends a form as somebody; returns the answer."""

    def send(person, address, /, **fields):
        client.force_login(person)
        return client.post(address, fields)

    return send


@pytest.fixture
def opened(seen):
    """`opened(person, address)` is what the form of a page would send as it is; of several, the one that changes."""

    def read(person, address):
        answer = seen(person, address)
        assert answer.status_code == 200
        return fields_of(answer)

    return read


def fields_of(answer):
    """The fields of the form that knows which version it was opened on."""
    page = html.fromstring(answer.content.decode())
    for empty in page.xpath("//input[not(@value) and (@type='text' or @type='email' or @type='hidden')]"):
        empty.set("value", "")  # as a browser does, and lxml does not
    (fields,) = [fields for one in page.forms if "seen" in (fields := dict(one.form_values()))]
    return fields


@pytest.fixture
def seen(client):
    """`seen(person, address, **query)` opens a page as somebody; returns the answer."""

    def see(person, address, /, **query):
        client.force_login(person)
        return client.get(address, query)

    return see
