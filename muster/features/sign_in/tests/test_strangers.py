"""Every address of sign-in: who may not open it does not."""

import pytest
from django.urls import reverse

from muster.features.sign_in import urls

pytestmark = pytest.mark.django_db
DOORS = {"account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn", "openid_connect_login"}
DOORS |= {"openid_connect_callback", "welcome"}
FOR_ADMINISTRATORS = {"people", "person", "invite", "end_sessions", "lift_wait", "remove_factors", "unlink_provider"}
FOR_ADMINISTRATORS |= {"lift_wait_of_address", "tokens", "revoke_token"}


def addresses():
    for space, patterns in (("", urls.ALLAUTH), ("sign_in:", urls.OWN)):
        for pattern in patterns:
            keys = {
                key: 1 if type(kind).__name__ == "IntConverter" else "x"
                for key, kind in pattern.pattern.converters.items()
            }
            yield pytest.param(pattern.name, reverse(space + pattern.name, kwargs=keys), id=pattern.name)


@pytest.mark.parametrize(("name", "address"), list(addresses()))
def test_a_stranger_gets_no_further_than_the_doors(client, name, address):
    for method in (client.get, client.post):
        answer = method(address)
        if name in DOORS:
            assert answer.status_code in {200, 302, 404, 405}
            assert "_auth_user_id" not in client.session
        else:
            assert answer.status_code == 302
            assert answer.url.startswith((reverse("account_login"), reverse("account_reauthenticate")))


@pytest.mark.parametrize(("name", "address"), [one for one in addresses() if one.values[0] in FOR_ADMINISTRATORS])
def test_only_administrators_see_how_others_sign_in(client, reader, officer, make_token_of, name, address):
    client.force_login(reader)
    address = address.replace("/1/", f"/{make_token_of(officer) if name == 'revoke_token' else officer.pk}/")
    statuses = {client.get(address).status_code, client.post(address).status_code}
    assert statuses <= {403, 404, 405}
    assert statuses & {403, 404}  # what row security hides is not there


@pytest.fixture
def make_token_of(administrator):
    from datetime import date

    from muster.features.sign_in import actions
    from muster.features.sign_in.models import ServiceToken

    def make(person):
        day = date(2100, 1, 1)
        actions.make_token(administrator, person=person, purpose="x", limits=[], unit=None, last_day=day)
        return ServiceToken.objects.get().pk

    return make


def test_an_administrator_opens_every_page_of_it(client, administrator, officer):
    client.force_login(administrator)
    for address in (reverse("sign_in:people"), reverse("sign_in:person", args=[officer.pk]), reverse("sign_in:tokens")):
        assert client.get(address).status_code == 200
    assert "Nobody is called so" in client.get(reverse("sign_in:people"), {"q": "zzz"}).content.decode()


def test_who_administers_one_unit_opens_no_account_elsewhere(person, unit, officer, other_officer, reader):
    from datetime import date

    from django.core.exceptions import PermissionDenied

    from muster.features.sign_in import actions

    local = person("administrator", unit)
    day = date(2100, 1, 1)
    for somebody in (other_officer, reader):
        for deed in (
            actions.invite,
            actions.end_sessions_of,
            actions.lift_wait,
            actions.remove_factors,
            actions.unlink_provider,
        ):
            with pytest.raises(PermissionDenied):
                deed(local, somebody)
        with pytest.raises(PermissionDenied):
            actions.make_token(local, person=somebody, purpose="x", limits=[], unit=None, last_day=day)
    assert actions.invite(local, officer).startswith("/welcome/")


def test_how_people_elsewhere_sign_in_is_not_shown(client, person, unit, officer, other_officer):
    client.force_login(person("administrator", unit))
    assert client.get(reverse("sign_in:person", args=[officer.pk])).status_code == 200
    assert client.get(reverse("sign_in:person", args=[other_officer.pk])).status_code == 403
