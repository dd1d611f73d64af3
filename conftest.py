"""People and units that tests of every feature share. Settings of the tests are in tests/settings.py."""

import threading

import pytest

from tests.chromium import CHROMIUM, MISSING, launched

END_TO_END = "tests/end_to_end/"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With pytest-xdist the tests of a file stay together, and all end-to-end tests, which share one Muster.

    Our own, because `--dist loadgroup` of xdist 3.8 sets names that pytest 9 no longer reads.
    """
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return END_TO_END if nodeid.startswith(END_TO_END) else super()._split_scope(nodeid)

    return Together(config, log)


def pytest_collection_modifyitems(items):
    """Tests that drive a browser are left out, and say so, where there is none."""
    for item in items:
        if item.get_closest_marker("browser") and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason=MISSING))


def pytest_unconfigure(config):
    """The database server goes down with the run that started it; the workers of a run found it up."""
    from tests import settings

    if settings.STARTED_SERVER and not hasattr(config, "workerinput"):
        from muster.core import embedded

        embedded.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """What an earlier run on this server made is taken as a pattern where nothing changed that makes a database."""
    from tests import pattern

    with django_db_blocker.unblock():
        pattern.take()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The owner makes the database; from then on tests connect as pages do: as the application's ordinary role."""
    from django.test import TransactionTestCase

    from tests import pattern

    with django_db_blocker.unblock():
        pattern.leave()
    emptied = TransactionTestCase._fixture_teardown

    def as_owner(case):
        connect_as(owner=True)
        emptied(case)
        connect_as(owner=False)

    TransactionTestCase._fixture_teardown = as_owner
    with django_db_blocker.unblock():
        connect_as(owner=False)
    yield
    TransactionTestCase._fixture_teardown = emptied
    with django_db_blocker.unblock():
        connect_as(owner=True)


@pytest.fixture(scope="module")
def as_owner(django_db_setup):
    """For tests of a file that change tables, or tamper with them."""
    connect_as(owner=True)
    yield
    connect_as(owner=False)


def connect_as(*, owner):
    """Another role for every connection to the tests' database from now on."""
    from django.db import connections

    from muster.core.connection import role_settings

    connections["default"].close()
    role = role_settings(owner=owner)
    connections["default"].settings_dict.update({name: value for name, value in role.items() if name != "NAME"})


@pytest.fixture(autouse=True)
def after_requests():
    """After a request a test is the machine's own again, where a process that serves pages is nobody."""
    from django.core.signals import request_finished

    from muster.core.identity import NOBODY, SYSTEM, become

    def back(**_):
        become(SYSTEM if threading.current_thread() is threading.main_thread() else NOBODY)

    become(SYSTEM)
    request_finished.connect(back, weak=False, dispatch_uid="leave in a test")
    yield
    request_finished.disconnect(dispatch_uid="leave in a test")


@pytest.fixture(autouse=True)
def outside(monkeypatch, tmp_path):
    """The folder of what the audit trail keeps outside of the database: the database begins anew with every test."""
    from muster.core import audit

    monkeypatch.setattr(audit, "data_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def mission(db):
    from muster.core.models import Unit, UnitKind

    return Unit.objects.create(
        code="mission", name_en="Mission", short_name="Mission", kind=UnitKind.MISSION, reports=False
    )


@pytest.fixture
def unit(mission):
    from muster.core.models import Placement, Unit

    unit = Unit.objects.create(
        code="north", name_en="Field Office North", name_sq="Zyra Veri", name_sr="Kancelarija Sever", short_name="North"
    )
    Placement.objects.create(unit=unit, parent=mission)
    return unit


@pytest.fixture
def other_unit(mission):
    from muster.core.models import Placement, Unit

    unit = Unit.objects.create(code="south", name_en="Field Office South", short_name="South", position=1)
    Placement.objects.create(unit=unit, parent=mission)
    return unit


@pytest.fixture
def person(db):
    """Makes people: `person("officer", unit)`; every call another one. Without a role they may nothing."""
    from datetime import date

    from muster.features.accounts.models import Assignment, Role, User

    made = []

    def make(role, unit=None, **fields):
        name = f"{role}{len(made) + 1}"
        fields.setdefault("full_name", name.replace("_", " ").title())
        made.append(User.objects.create_user(name, password="a-long-enough-one", unit=unit, **fields))
        if role:
            held = Role.objects.get(code=role)
            Assignment.objects.create(person=made[-1], role=held, unit=unit, start=date(2000, 1, 1))
        return made[-1]

    return make


@pytest.fixture
def officer(person, unit):
    return person("officer", unit)


@pytest.fixture
def other_officer(person, other_unit):
    return person("officer", other_unit)


@pytest.fixture
def reporting_officer(person):
    return person("reporting_officer")


@pytest.fixture
def head_of_structure(person, unit):
    return person("head_of_structure", unit)


@pytest.fixture
def reader(person):
    return person("reader")


@pytest.fixture
def open_page(live_server, monkeypatch):
    """`open_page(person, address, **context)` is a page in a browser of that person's own, signed in.

    `on_error` is called with every error that the page's console says.
    """
    from django.db import connections
    from django.test import Client

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
    with launched() as browser:

        def open_it(person, address, *, on_error=lambda text: None, **options):
            client = Client()
            client.force_login(person)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
            context.add_cookies([cookie])
            page = context.new_page()
            page.on("console", lambda message: on_error(message.text) if message.type == "error" else None)
            page.goto(live_server.url + address)
            return page

        yield open_it
        connections.close_all()  # beside Playwright's loop this thread has a connection of its own
