import pytest

from muster.features.accounts.models import Permission, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(register, client, person):
    """The page of a role, as somebody sees it who reads roles."""
    client.force_login(person("administrator"))
    return lambda code: client.get(f"/mission/roles/{Role.objects.get(code=code).pk}/").text


def test_the_page_of_a_role_shows_what_it_may_in_single_registers(shown):
    page = shown("officer")
    assert '<a href="/registers/cases/about/">Cases</a>' in page
    assert "Read, Add, Change, See personal fields" in page
    assert "Single registers" not in shown("auditor")


def test_a_register_that_is_not_there_is_shown_by_its_code(shown):
    Permission.objects.create(role=Role.objects.get(code="auditor"), verb="read", subject="record", kind="gone")
    assert "gone" in shown("auditor")
