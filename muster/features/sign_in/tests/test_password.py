import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from muster.features.sign_in import actions, lock_out
from muster.features.sign_in.models import Attempts
from muster.features.sign_in.tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def said(answer):
    """What the form says, without what differs from page to page."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_a_person_signs_in_sees_the_rooms_and_signs_out(client, reader, enter, noted):
    assert enter(client, reader).url == reverse("today")
    assert "Reader1" in client.get(reverse("today")).content.decode()
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert client.get(reverse("today")).status_code == 302
    assert noted() == [("signed in", reader.pk, reader.pk), ("signed out", reader.pk, reader.pk)]


def test_after_signing_in_comes_the_page_that_was_wanted_and_none_elsewhere(client, reader, enter):
    assert enter(client, reader, next="/matrix/").url == "/matrix/"
    client.logout()
    assert enter(client, reader, next="https://elsewhere.example/").url == reverse("today")


def test_signing_out_by_a_link_is_not_possible(client, reader):
    client.force_login(reader)
    assert client.get(reverse("account_logout")).status_code == 405


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(client, reader, enter, argon2, monkeypatch):
    hashed = []
    encode = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify
    reader.password = make_password(PASSWORD)
    reader.save()
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a, **o: hashed.append("x") or encode(*a, **o))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a, **o: hashed.append("x") or verify(*a, **o))
    wrong = enter(client, reader, "not-their-password")
    for_reader = len(hashed)
    unknown = enter(Client(), "nobody", "not-their-password")
    assert for_reader == len(hashed) - for_reader == 1  # the same work, so the same time
    assert "The user name or the password is not right." in said(wrong)
    assert said(wrong).replace(reader.username, "N") == said(unknown).replace("nobody", "N")


def test_a_closed_account_is_answered_like_a_wrong_password(client, reader, enter):
    reader.is_active = False
    reader.save()
    assert "The user name or the password is not right." in said(enter(client, reader))


def test_an_older_hash_becomes_argon2_when_its_owner_signs_in(client, reader, enter, argon2):
    reader.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    reader.save()
    enter(client, reader)
    reader.refresh_from_db()
    assert reader.password.startswith("argon2$argon2id$")
    assert reader.check_password(PASSWORD)


def test_after_five_failures_one_waits_whether_there_is_such_an_account_or_not(reader, enter, noted):
    for name in (reader.username, "nobody"):
        answers = [said(enter(Client(), name, "wrong")) for _ in range(6)]
        assert all("is not right" in answer for answer in answers[:5])
        assert "Too many tries failed. Try again in 30 seconds" in answers[5]
        assert "Too many tries failed" in said(enter(Client(), name))  # the right password too, and another client
    assert noted().count(("sign-in failed", None, reader.pk)) == 5
    assert noted().count(("locked out", None, reader.pk)) == 1
    assert ("locked out", None, None) in noted()


def test_the_wait_grows_and_has_an_end(reader):
    key = lock_out.account_key(reader.username)
    waits = []
    for _ in range(16):
        before = timezone.now()
        lock_out.count(key)
        row = Attempts.objects.get()
        waits.append(round((row.until - before).total_seconds()) if row.until else 0)
        Attempts.objects.update(until=None)
    assert waits[:4] == [0] * 4
    assert waits[4:10] == [30, 60, 120, 240, 480, 960]
    assert waits[-1] == lock_out.LONGEST_WAIT.total_seconds()


def test_failures_fade(reader):
    key = lock_out.account_key(reader.username)
    for _ in range(4):
        lock_out.count(key)
    Attempts.objects.update(last=timezone.now() - timedelta(hours=8))
    assert lock_out.count(key).held == []
    Attempts.objects.update(last=timezone.now() - timedelta(days=8))
    lock_out.forget_old()
    assert not Attempts.objects.exists()


def test_a_right_password_forgets_the_failures_of_the_account_but_not_of_the_address(reader, enter):
    for _ in range(3):
        enter(Client(), reader, "wrong")
    enter(Client(), reader)
    assert not Attempts.objects.filter(kind=Attempts.Kind.ACCOUNT).exists()
    assert round(Attempts.objects.get(kind=Attempts.Kind.ADDRESS).count) == 3


def test_one_address_cannot_try_one_password_on_everybody(enter, reader):
    for number in range(lock_out.FREE[Attempts.Kind.ADDRESS]):
        lock_out.count(lock_out.address_key("127.0.0.1"), lock_out.account_key(f"somebody{number}"))
    assert "Too many tries failed" in said(enter(Client(), reader))


def test_what_was_typed_as_a_name_is_not_kept(enter):
    enter(Client(), "my-secret-password", "wrong")
    kept = Attempts.objects.get(kind=Attempts.Kind.ACCOUNT).key
    assert re.fullmatch("[0-9a-f]{64}", kept)


def test_an_administrator_lifts_the_wait(client, administrator, reader, enter, noted):
    for _ in range(6):
        enter(Client(), reader, "wrong")
    client.force_login(administrator)
    assert "Waits until" in client.get(reverse("sign_in:people")).content.decode()
    assert "no password or code is taken" in client.get(reverse("sign_in:person", args=[reader.pk])).content.decode()
    client.post(reverse("sign_in:lift_wait", args=[reader.pk]))
    assert enter(Client(), reader).status_code == 302
    assert ("wait lifted", administrator.pk, reader.pk) in noted()


def test_an_administrator_lifts_the_wait_of_an_address(client, administrator, reader, enter):
    for _ in range(41):
        try:
            lock_out.count(lock_out.address_key("127.0.0.1"))
        except ValidationError:
            break
    client.force_login(administrator)
    assert "127.0.0.1" in client.get(reverse("sign_in:people")).content.decode()
    client.post(reverse("sign_in:lift_wait_of_address"), {"address": "127.0.0.1"})
    assert enter(Client(), reader).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_not_more_than_five(reader, enter):
    """Each thread has its own client and its own connection: they share the database alone."""

    def wrong(_):
        try:
            return said(enter(Client(), reader, "wrong"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(wrong, range(12)))
    assert sum("is not right" in answer for answer in answers) == 5
    # The rest was refused; those that came all at once perhaps as coming too often.
    assert sum("Too many tries failed" in answer or "This came too often" in answer for answer in answers) == 7


def test_a_password_is_changed_with_the_present_one_and_other_sessions_end(reader, signed_in, noted):
    here, elsewhere = signed_in(reader), signed_in(reader)
    address = reverse("account_change_password")
    new = {"password1": "quite-another-one", "password2": "quite-another-one"}
    wrong = here.post(address, {"oldpassword": "wrong", **new})
    assert "This is not your present password." in wrong.content.decode()
    differing = here.post(address, {"oldpassword": PASSWORD, **new, "password2": "quite-another"})
    assert "The two new passwords differ." in differing.content.decode()
    assert here.post(address, {"oldpassword": PASSWORD, **new}).url == reverse("mfa_index")
    assert here.get(reverse("today")).status_code == 200
    assert elsewhere.get(reverse("today")).status_code == 302
    assert ("password changed", reader.pk, reader.pk) in noted()
    reader.refresh_from_db()
    assert reader.check_password("quite-another-one")


def test_the_present_password_cannot_be_guessed_from_an_open_session(reader, signed_in):
    here = signed_in(reader)
    for _ in range(4):
        here.post(reverse("account_change_password"), {"oldpassword": "wrong", "password1": "x", "password2": "x"})
    key = lock_out.account_key(reader.username)
    assert round(Attempts.objects.get(kind=key[0], key=key[1]).count) == 4


def test_a_link_lets_somebody_new_choose_a_password_once(client, administrator, reader, noted):
    client.force_login(administrator)
    page = client.post(reverse("sign_in:invite", args=[reader.pk])).content.decode()
    link = re.search(r"http://testserver(/welcome/[^<]+)", page)[1]
    assert link not in client.get(reverse("sign_in:person", args=[reader.pk])).content.decode()
    newcomer = Client()
    form = newcomer.get(link)
    chosen = {"new_password1": "chosen-by-themselves", "new_password2": "chosen-by-themselves"}
    assert newcomer.post(form.url, chosen).url == reverse("today")
    assert newcomer.get(reverse("today")).status_code == 200
    reader.refresh_from_db()
    assert reader.check_password("chosen-by-themselves")
    again = Client().get(link, follow=True)
    assert "This link does not work any more" in again.content.decode()
    assert {("link made", administrator.pk, reader.pk), ("password set", reader.pk, reader.pk)} <= set(noted())


def test_a_link_ends_with_time_and_with_a_later_link(administrator, reader, settings):
    first = actions.invite(administrator, reader)
    second = actions.invite(administrator, reader)
    assert "does not work" in Client().get(first, follow=True).content.decode()
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "does not work" in Client().get(second, follow=True).content.decode()


def test_a_link_ends_the_old_password_and_the_sessions(administrator, reader, signed_in, enter):
    before = signed_in(reader)
    actions.invite(administrator, reader)
    assert before.get(reverse("today")).status_code == 302
    assert enter(Client(), reader).status_code == 200


def test_who_sends_too_many_forms_is_told_to_wait(enter):
    answers = [enter(Client(), f"somebody{number}", "wrong") for number in range(31)]
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    assert answers[30].status_code == 429
    assert "Wait a minute" in answers[30].content.decode()


def test_there_is_no_sign_up_and_no_page_of_e_mail(client):
    from django.urls import NoReverseMatch

    for name in (
        "account_signup",
        "account_email",
        "account_reset_password",
        "socialaccount_signup",
        "account_inactive",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)
