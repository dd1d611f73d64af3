import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from muster.features.sign_in.tests.conftest import code_of

pytestmark = pytest.mark.django_db


def codes_on(client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode())


def confirm(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_who_needs_a_second_factor_is_led_to_it_before_anything_else(administrator, signed_in, add_app, held_to_it):
    client = signed_in(administrator)
    for name in ("today", "matrix:matrix", "api_reference"):
        assert client.get(reverse(name)).url == reverse("mfa_index")
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Your role needs a second factor" in page
    for name in ("accounts:preferences", "account_change_password", "mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).status_code == 200
    assert client.post(reverse("accounts:choose_language"), {"language": "sq", "next": "/"}).status_code == 302
    add_app(client)
    assert client.get(reverse("today")).status_code == 200


def test_the_api_too_waits_for_the_second_factor(administrator, signed_in, held_to_it):
    answer = signed_in(administrator).get("/api/matrix/")
    assert answer.status_code == 403
    assert answer.json() == {"detail": "Set up a second factor in the browser first."}


def test_who_acts_for_somebody_with_such_a_role_needs_one_too(administrator, reader, signed_in, held_to_it):
    from django.utils import timezone

    from muster.features.accounts.actions.absence import name_substitute

    client = signed_in(reader)
    assert client.get(reverse("today")).status_code == 200
    today = timezone.localdate()
    name_substitute(administrator, absent=administrator, substitute=reader, start=today, end=today, reason="Leave")
    assert client.get(reverse("today")).url == reverse("mfa_index")


def test_a_role_that_needs_none_is_left_in_peace(reader, signed_in, held_to_it):
    assert signed_in(reader).get(reverse("today")).status_code == 200


def test_switched_off_it_is_said_loudly(administrator, signed_in, client):
    assert "switched off here" in client.get(reverse("account_login")).content.decode()
    inside = signed_in(administrator)
    assert inside.get(reverse("today")).status_code == 200
    assert "switched off here" in inside.get(reverse("mfa_index")).content.decode()


def test_a_code_of_the_app_is_asked_for_and_counts_once(reader, signed_in, add_app, enter, noted):
    secret = add_app(signed_in(reader))
    cache.clear()  # the code that set it up
    client = Client()
    assert enter(client, reader).url == reverse("mfa_authenticate")
    assert client.get(reverse("today")).status_code == 302  # half signed in is not signed in
    assert "This code is not right" in confirm(client, "000000").content.decode()
    code = code_of(secret)
    assert confirm(client, code).url == reverse("today")
    assert client.get(reverse("today")).status_code == 200
    thief = Client()
    enter(thief, reader)
    assert "This code is not right" in confirm(thief, code).content.decode()
    assert {("factor added", reader.pk, reader.pk), ("code failed", None, reader.pk)} <= set(noted())


def test_a_code_cannot_be_used_again_while_a_slow_clock_would_still_take_it(
    reader, signed_in, add_app, enter, monkeypatch
):
    secret = add_app(signed_in(reader))
    cache.clear()
    code = code_of(secret, later=30)  # of a telephone whose clock goes ahead
    first = Client()
    enter(first, reader)
    assert confirm(first, code).status_code == 302
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 45)
    again = Client()
    enter(again, reader)
    assert "This code is not right" in confirm(again, code).content.decode()


def test_after_five_wrong_codes_one_waits(reader, signed_in, add_app, enter, noted):
    secret = add_app(signed_in(reader))
    cache.clear()
    for _ in range(5):
        client = Client()
        enter(client, reader)  # a right password forgets nothing of the second factor
        confirm(client, "000000")
    assert "Too many tries failed" in confirm(client, code_of(secret)).content.decode()
    assert ("locked out", None, reader.pk) in noted()


def test_the_secret_is_not_in_the_database_as_it_is(reader, signed_in, add_app):
    secret = add_app(signed_in(reader))
    kept = Authenticator.objects.get(user=reader, type="totp").data
    assert secret not in str(kept)


def test_recovery_codes_are_shown_once_and_each_works_once(reader, signed_in, add_app, enter, noted):
    inside = signed_in(reader)
    add_app(inside)
    codes = codes_on(inside)
    assert len(codes) == 10
    assert codes_on(inside) == []
    client = Client()
    enter(client, reader)
    assert confirm(client, codes[0]).url == reverse("today")
    client.logout()
    enter(client, reader)
    assert "This code is not right" in confirm(client, codes[0]).content.decode()
    assert confirm(client, codes[1]).url == reverse("today")
    assert noted().count(("recovery code used", reader.pk, reader.pk)) == 2
    assert "8 codes are left" in client.get(reverse("mfa_index")).content.decode()


def test_new_recovery_codes_end_the_old_ones(
    reader, signed_in, add_app, enter, django_capture_on_commit_callbacks, noted
):
    inside = signed_in(reader)
    add_app(inside)
    old = codes_on(inside)
    with django_capture_on_commit_callbacks(execute=True):
        inside.post(reverse("mfa_generate_recovery_codes"))
    new = codes_on(inside)
    assert len(new) == 10
    assert not set(new) & set(old)
    client = Client()
    enter(client, reader)
    assert "This code is not right" in confirm(client, old[0]).content.decode()
    assert ("recovery codes made", reader.pk, reader.pk) in noted()


def test_adding_a_factor_long_after_signing_in_asks_for_the_password(reader, signed_in, monkeypatch):
    client = signed_in(reader)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 15 * 60)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert "Confirm that it is you" in client.get(asked.url).content.decode()
    assert "This password is not right." in client.post(asked.url, {"password": "wrong"}).content.decode()
    assert client.post(asked.url, {"password": "a-long-enough-one"}).url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_removing_the_app_leads_back_to_set_up_where_it_is_needed(administrator, signed_in, add_app, held_to_it, noted):
    client = signed_in(administrator)
    add_app(client)
    assert client.get(reverse("today")).status_code == 200
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("today")).url == reverse("mfa_index")
    assert ("factor removed", administrator.pk, administrator.pk) in noted()
    assert not Authenticator.objects.filter(user=administrator).exists()


def test_a_new_factor_ends_the_other_sessions(reader, signed_in, add_app):
    here, elsewhere = signed_in(reader), signed_in(reader)
    add_app(here)
    assert here.get(reverse("today")).status_code == 200
    assert elsewhere.get(reverse("today")).status_code == 302


def test_an_administrator_helps_who_lost_telephone_and_codes(
    administrator, reader, signed_in, add_app, enter, client, noted
):
    theirs = signed_in(reader)
    add_app(theirs)
    client.force_login(administrator)
    assert "Remove the second factors" in client.get(reverse("sign_in:person", args=[reader.pk])).content.decode()
    client.post(reverse("sign_in:remove_factors", args=[reader.pk]))
    assert theirs.get(reverse("today")).status_code == 302
    assert enter(Client(), reader).url == reverse("today")
    assert ("factor removed", administrator.pk, reader.pk) in noted()


def test_a_link_of_an_administrator_does_not_pass_the_second_factor(administrator, reader, signed_in, add_app):
    from muster.features.sign_in import actions

    add_app(signed_in(reader))
    newcomer = Client()
    form = newcomer.get(actions.invite(administrator, reader))
    chosen = {"new_password1": "chosen-by-themselves", "new_password2": "chosen-by-themselves"}
    assert newcomer.post(form.url, chosen).url == reverse("mfa_authenticate")
    assert newcomer.get(reverse("today")).status_code == 302


def test_who_is_half_signed_in_can_go_back_and_be_somebody_else(reader, officer, signed_in, add_app, enter):
    add_app(signed_in(reader))
    client = Client()
    enter(client, reader)
    assert client.get(reverse("account_login")).url == reverse("mfa_authenticate")
    client.post(reverse("account_logout"))
    assert client.get(reverse("account_login")).status_code == 200
    assert enter(client, officer).url == reverse("today")
