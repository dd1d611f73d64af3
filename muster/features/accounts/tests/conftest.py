"""Who looks after people and roles in these tests."""

from datetime import timedelta

import pytest
from django.utils import timezone


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

    def send(person, address, **fields):
        client.force_login(person)
        return client.post(address, fields)

    return send


@pytest.fixture
def seen(client):
    """`seen(person, address, **query)` opens a page as somebody; returns the answer."""

    def see(person, address, **query):
        client.force_login(person)
        return client.get(address, query)

    return see
