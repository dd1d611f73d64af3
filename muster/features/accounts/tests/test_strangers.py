"""Every address of the room: who may not open it does not."""

import pytest
from django.urls import reverse

from muster.features.accounts import urls

pytestmark = pytest.mark.django_db
OF_ONES_OWN = {"preferences", "choose_language", "absence", "end_absence"}
TO_LOOK = {"mission", "units", "unit", "people", "person", "roles", "role"}
ALL = [pattern for pattern in urls.urlpatterns if pattern.name != "choose_language"]


def address(pattern, key=1):
    keys = dict.fromkeys(pattern.pattern.converters, key)
    return reverse(f"accounts:{pattern.name}", kwargs=keys)


@pytest.mark.parametrize("pattern", ALL, ids=lambda pattern: pattern.name)
def test_a_stranger_is_sent_to_sign_in(client, pattern):
    for method in (client.get, client.post):
        answer = method(address(pattern))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("pattern", [one for one in ALL if one.name not in OF_ONES_OWN], ids=lambda one: one.name)
def test_whoever_has_no_role_opens_nothing(client, person, officer, pattern):
    client.force_login(person(""))
    for method in (client.get, client.post):
        answer = method(address(pattern, officer.pk), follow=True)
        assert answer.status_code in {403, 404, 405}


@pytest.mark.parametrize("pattern", [one for one in ALL if one.name not in OF_ONES_OWN | TO_LOOK], ids=lambda o: o.name)
def test_a_reader_changes_nothing_and_does_not_see_who_has_what(client, reader, officer, unit, pattern):
    from muster.features.accounts.models import Role

    keys = {"unit": unit.pk, "role": Role.objects.get(code="officer").pk, "end": officer.assignments.get().pk}
    key = next((keys[word] for word in keys if word in pattern.name), officer.pk)
    client.force_login(reader)
    statuses = {client.get(address(pattern, key)).status_code, client.post(address(pattern, key)).status_code}
    assert statuses <= {403, 404, 405}
    assert statuses & {403, 404}


@pytest.mark.parametrize("who", ["reader", "administrator", "auditor"])
def test_whoever_may_look_opens_every_page(client, person, officer, unit, who):
    from muster.features.accounts.models import Role

    client.force_login(person(who))
    for name in ("units", "people", "roles"):
        assert client.get(reverse(f"accounts:{name}")).status_code == 200
    for name, key in (("unit", unit.pk), ("person", officer.pk), ("role", Role.objects.get(code="officer").pk)):
        assert client.get(reverse(f"accounts:{name}", args=[key])).status_code == 200
