"""People and units that tests of every feature share. Settings of the tests are in tests/settings.py."""

import pytest


def pytest_collection_modifyitems(items):
    """With pytest-xdist the tests of a file stay together, unless they name a group themselves (`--dist loadgroup`)."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


@pytest.fixture
def unit(db):
    from muster.core.models import Unit

    return Unit.objects.create(
        code="north", name_en="Field Office North", name_sq="Zyra Veri", name_sr="Kancelarija Sever", short_name="North"
    )


@pytest.fixture
def other_unit(db):
    from muster.core.models import Unit

    return Unit.objects.create(code="south", name_en="Field Office South", short_name="South", position=1)


@pytest.fixture
def person(db):
    """Makes people: `person("officer", unit)`; every call another one."""
    from muster.features.accounts.models import User

    made = []

    def make(role, unit=None, **fields):
        name = f"{role}{len(made) + 1}"
        fields.setdefault("full_name", name.replace("_", " ").title())
        made.append(User.objects.create_user(name, password="a-long-enough-one", role=role, unit=unit, **fields))
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
