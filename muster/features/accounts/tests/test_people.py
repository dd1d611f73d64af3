import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.urls import reverse

from muster.core.identity import acting_as, of_person
from muster.features.accounts.actions.assignments import end_role, give_role
from muster.features.accounts.actions.people import add_person, change_person, close_account
from muster.features.accounts.forms import PersonForm
from muster.features.accounts.models import Assignment, Role, Substitution, User
from muster.features.accounts.queries import people
from muster.features.accounts.rights import Subject, Verb, may

pytestmark = pytest.mark.django_db


def role(code):
    return Role.objects.get(code=code)


def names(lines):
    return {line.person.username for line in lines}


def given(giver, to, code, unit, start, end=None):
    return give_role(giver, to=to, role=role(code), unit=unit, start=start, end=end, reason="New in post")


def test_people_are_found_by_name_unit_role_and_state(administrator, officer, other_officer, reader, unit, mission):
    assert names(people(administrator, search="offic", unit=unit)) == {officer.username}
    assert names(people(administrator, unit=mission)) == {officer.username, other_officer.username}
    assert names(people(administrator, role=role("reader"))) == {reader.username}
    close_account(administrator, reader, 1)
    assert names(people(administrator, state="closed")) == {reader.username}
    assert reader.username not in names(people(administrator))


def test_the_list_shows_roles_to_who_may_know_them_only(administrator, reader, officer, seen, text):
    assert "Programme officer" in text(seen(administrator, reverse("accounts:people")))
    shown = text(seen(reader, reverse("accounts:people")))
    assert str(officer) in shown
    assert "Programme officer" not in shown
    assert "Nobody is found so" in text(seen(reader, reverse("accounts:people"), q="zzz"))


def test_an_account_is_added_given_a_role_and_invited(administrator, unit, sent, seen, text, day):
    fields = {"full_name": "Nora New", "username": "nora", "email": "nora@mission.example", "unit": unit.pk}
    answer = sent(administrator, reverse("accounts:add_person"), **fields)
    nora = User.objects.get(username="nora")
    assert answer.url == reverse("accounts:person", args=[nora.pk])
    assert not nora.has_usable_password()
    assert "Make a link to set a password" in text(seen(administrator, answer.url))
    given_role = {"role": role("officer").pk, "unit": unit.pk, "start": day().isoformat(), "reason": "New in post"}
    sent(administrator, reverse("accounts:give_role", args=[nora.pk]), **given_role)
    assert may(User.objects.get(pk=nora.pk), Verb.CHANGE, Subject.ACTIVITY, unit)
    shown = text(seen(administrator, answer.url))
    for words in ("Programme officer", "New in post", "Ada Administrator", "never"):
        assert words in shown
    linked = sent(administrator, reverse("sign_in:invite", args=[nora.pk]))
    assert "/welcome/" in text(linked)
    again = sent(administrator, reverse("accounts:add_person"), **fields)
    assert again.status_code == 422


def test_an_account_is_changed_and_closed_and_opened_again_never_deleted(
    client, administrator, officer, other_unit, sent, opened, seen, text
):
    address = reverse("accounts:change_person", args=[officer.pk])
    fields = {"full_name": "Olga Officer", "unit": other_unit.pk}
    sent(administrator, address, **opened(administrator, address) | fields)
    officer.refresh_from_db()
    assert (officer.full_name, officer.unit) == ("Olga Officer", other_unit)
    page = reverse("accounts:person", args=[officer.pk])
    closing = opened(administrator, page) | {"reason": "Left the mission"}
    sent(administrator, reverse("accounts:close_account", args=[officer.pk]), **closing)
    shown = text(seen(administrator, page))
    assert "This account is closed" in shown
    assert "Left the mission" in shown
    client.force_login(officer)
    assert client.get("/").status_code == 302
    sent(administrator, reverse("accounts:reopen_account", args=[officer.pk]), **opened(administrator, page))
    assert User.objects.get(pk=officer.pk).is_active


def test_closing_an_account_ends_what_is_done_in_its_place(administrator, officer, other_officer, reader, day):
    for absent, substitute, start in ((officer, reader, -5), (other_officer, officer, 2)):
        dates = {"start": day(start), "end": day(9)}
        Substitution.objects.create(absent=absent, substitute=substitute, reason="Leave", made_by=absent, **dates)
    with acting_as(of_person(administrator.pk)):
        close_account(administrator, officer, 1)
    assert [one.end for one in Substitution.objects.all()] == [day(-1)]
    assert not may(User.objects.get(pk=reader.pk), Verb.CHANGE, Subject.ACTIVITY)


def test_nobody_changes_or_closes_their_own_account_here(administrator, unit):
    with pytest.raises(PermissionDenied, match="own account"):
        close_account(administrator, administrator, 1)
    values = {"full_name": "A", "username": "a", "email": "", "unit": unit}
    with pytest.raises(PermissionDenied, match="own account"):
        change_person(administrator, administrator, values, 1)


def test_who_administers_one_unit_has_nothing_to_do_with_people_elsewhere(
    local_administrator, other_officer, reader, officer, unit, other_unit
):
    values = {"full_name": "A", "username": "a", "email": "", "unit": other_unit}
    for refused in (
        lambda: add_person(local_administrator, values),
        lambda: add_person(local_administrator, values | {"unit": None}),
        lambda: close_account(local_administrator, other_officer, 1),
        lambda: close_account(local_administrator, reader, 1),
        lambda: change_person(local_administrator, other_officer, values | {"unit": unit}, 1),
        lambda: change_person(local_administrator, officer, values, 1),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    close_account(local_administrator, officer, 1)


def test_who_administers_one_unit_has_no_hold_on_who_works_there_with_a_role_beyond(
    local_administrator, administrator, officer, unit, seen, text, day
):
    given(administrator, officer, "reporting_officer", None, day(5))
    with pytest.raises(PermissionDenied, match="where yours does not reach"):
        close_account(local_administrator, officer, 1)
    assert "Close the account" not in text(seen(local_administrator, reverse("accounts:person", args=[officer.pk])))


def test_a_role_is_given_from_a_day_to_a_day(administrator, reader, unit, day):
    assignment = given(administrator, reader, "officer", unit, day(3), day(5))
    assert not may(User.objects.get(pk=reader.pk), Verb.CHANGE, Subject.ACTIVITY)
    assert assignment.granted_by == administrator
    with pytest.raises(ValidationError, match="has this role there in these days already"):
        given(administrator, reader, "officer", unit, day(5))
    given(administrator, reader, "officer", unit, day(6))
    for start, end, said in ((-1, None, "today at the earliest"), (9, 8, "before the first")):
        with pytest.raises(ValidationError, match=said):
            given(administrator, reader, "auditor", unit, day(start), end and day(end))


def test_who_gives_roles_never_gives_one_to_themselves(administrator, unit, sent, text, day):
    fields = {"role": role("auditor").pk, "start": day().isoformat(), "reason": "I want to"}
    answer = sent(administrator, reverse("accounts:give_role", args=[administrator.pk]), **fields)
    assert answer.status_code == 403
    assert "Nobody gives or ends roles of their own" in text(answer)
    assert administrator.assignments.count() == 1


def test_who_acts_for_somebody_gives_them_no_role(administrator, reader, unit, day):
    dates = {"start": day(1), "end": day(2)}
    Substitution.objects.create(absent=reader, substitute=administrator, reason="r", made_by=reader, **dates)
    with pytest.raises(PermissionDenied, match="act for"):
        given(administrator, reader, "auditor", None, day())
    with acting_as(of_person(administrator.pk)), pytest.raises(DatabaseError, match="row-level security"):
        Assignment.objects.create(person=reader, role=role("auditor"), start=day())


def test_who_gives_roles_for_one_unit_gives_none_that_reaches_further(
    local_administrator, reader, unit, other_unit, day
):
    given(local_administrator, reader, "officer", unit, day())
    for at in (None, other_unit):
        with pytest.raises(PermissionDenied):
            given(local_administrator, reader, "officer", at, day())
    wide = role("officer")
    wide.permissions.create(verb="change", subject="activity", reach="everywhere")
    with pytest.raises(PermissionDenied, match="reaches beyond its unit"):
        given(local_administrator, reader, "officer", unit, day(40))


def test_a_role_ends_at_once_or_on_a_day_or_is_taken_back(administrator, officer, reader, unit, sent, text, day):
    held = officer.assignments.get()
    address = reverse("accounts:end_role", args=[held.pk])
    refused = sent(administrator, address, last_day=day(-2).isoformat())
    assert refused.status_code == 422
    assert "yesterday is the earliest" in text(refused)
    sent(administrator, address, last_day=day(2).isoformat(), reason="Leaves")
    with pytest.raises(ValidationError, match="give the role anew"):
        end_role(administrator, Assignment.objects.get(pk=held.pk), day(3))
    sent(administrator, address, last_day=day(-1).isoformat())
    assert not may(User.objects.get(pk=officer.pk), Verb.READ, Subject.ACTIVITY)
    new = given(administrator, reader, "officer", unit, day(3))
    end_role(administrator, new, day())
    assert not Assignment.objects.filter(pk=new.pk).exists()


def test_nobody_ends_a_role_of_their_own(administrator, seen, day):
    held = administrator.assignments.get()
    assert seen(administrator, reverse("accounts:end_role", args=[held.pk])).status_code == 404
    with pytest.raises(PermissionDenied, match="of their own"):
        end_role(administrator, held, day())


def test_a_person_sees_their_own_roles(reader, officer, seen, text):
    shown = text(seen(reader, reverse("accounts:person", args=[reader.pk])))
    assert "Reader" in shown
    assert "Everywhere" in shown
    assert "Programme officer" not in text(seen(reader, reverse("accounts:person", args=[officer.pk])))


def test_a_person_is_added_where_several_work(administrator, person, unit):
    for _ in range(2):
        person("officer", unit)
    told = {"full_name": "A. Newcomer", "username": "newcomer", "unit": unit.pk}
    assert PersonForm(told, viewer=administrator).is_valid()
