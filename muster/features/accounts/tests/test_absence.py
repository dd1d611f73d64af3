import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from muster.features.accounts.actions.absence import LONGEST, end_substitution, name_substitute
from muster.features.accounts.history import of_unit
from muster.features.accounts.models import Substitution, User
from muster.features.accounts.rights import Subject, Verb, may

pytestmark = pytest.mark.django_db
OWN = "/absence/"


def fields(substitute, start, end):
    return {
        "substitute": substitute.pk,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "reason": "Annual leave",
    }


def changes(somebody):
    return may(User.objects.get(pk=somebody.pk), Verb.CHANGE, Subject.ACTIVITY)


def test_somebody_absent_names_who_acts_for_them(officer, reader, sent, seen, text, day):
    sent(officer, OWN, **fields(reader, day(), day(13)))
    assert changes(reader)
    shown = text(seen(reader, "/"))
    assert f"You act for {officer} until" in shown
    assert f"for {officer}</span>" in shown  # beside one's name on every page
    assert "You act for" not in text(seen(officer, "/"))
    assert "Annual leave" in text(seen(reader, OWN))


def test_an_absence_that_is_to_come_gives_no_right_yet(officer, reader, sent, seen, text, day):
    sent(officer, OWN, **fields(reader, day(1), day(2)))
    assert not changes(reader)
    assert "You act for" not in text(seen(reader, "/"))


def test_it_ends_early_and_at_once(officer, reader, sent, day):
    sent(officer, OWN, **fields(reader, day(), day(13)))
    substitution = Substitution.objects.get()
    sent(officer, reverse("accounts:end_absence", args=[substitution.pk]))
    assert not changes(reader)
    assert not Substitution.objects.exists()  # it had no whole day; its history stays
    older = Substitution.objects.create(
        absent=officer, substitute=reader, start=day(-3), end=day(3), reason="r", made_by=officer
    )
    sent(officer, reverse("accounts:end_absence", args=[older.pk]))
    older.refresh_from_db()
    assert older.end == day(-1)


def test_who_gives_roles_names_a_substitute_for_somebody_else(administrator, officer, reader, sent, seen, text, day):
    answer = sent(administrator, reverse("accounts:absence_of", args=[officer.pk]), **fields(reader, day(), day(5)))
    assert answer.url == reverse("accounts:person", args=[officer.pk])
    assert changes(reader)
    assert f"{reader} acts for {officer}" in text(seen(administrator, answer.url))


def test_nobody_makes_themselves_a_substitute(administrator, officer, day):
    with pytest.raises(PermissionDenied, match="themselves"):
        name_substitute(
            administrator, absent=officer, substitute=administrator, start=day(), end=day(), reason="I want to"
        )


def test_who_gives_roles_for_one_unit_names_no_substitute_for_roles_elsewhere(
    local_administrator, officer, other_officer, administrator, reader, day
):
    dates = {"substitute": reader, "start": day(), "end": day(), "reason": "r"}
    for absent in (other_officer, administrator):
        with pytest.raises(PermissionDenied):
            name_substitute(local_administrator, absent=absent, **dates)
    name_substitute(local_administrator, absent=officer, **dates)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (-1, 3, "today at the earliest"),
        (5, 4, "before the first"),
        (0, LONGEST + 1, "A year is the longest"),
        (3, 9, "acts in these days already"),
    ],
)
def test_periods_that_cannot_be_are_refused(officer, reader, sent, text, day, start, end, said):
    sent(officer, OWN, **fields(reader, day(4), day(5)))
    answer = sent(officer, OWN, **fields(reader, day(start), day(end)))
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_closed_account_acts_for_nobody_and_nobody_for_it(officer, reader, day):
    User.objects.filter(pk=reader.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="closed"):
        name_substitute(
            officer,
            absent=officer,
            substitute=User.objects.get(pk=reader.pk),
            start=day(),
            end=day(),
            reason="r",
        )


def test_others_neither_see_nor_end_it(officer, other_officer, reader, sent, day):
    sent(officer, OWN, **fields(reader, day(), day(5)))
    substitution = Substitution.objects.get()
    address = reverse("accounts:end_absence", args=[substitution.pk])
    assert sent(other_officer, address).status_code == 404
    assert sent(reader, address).status_code == 403
    with pytest.raises(PermissionDenied):
        end_substitution(other_officer, substitution)


def test_what_a_substitute_does_is_told_under_their_own_name(administrator, reader, unit, sent, opened, day):
    sent(administrator, OWN, **fields(reader, day(), day(5)))
    address = reverse("accounts:change_unit", args=[unit.pk])
    sent(reader, address, **opened(reader, address) | {"name_en": "Office of the North"})
    unit.refresh_from_db()
    assert unit.name_en == "Office of the North"
    assert of_unit(unit)[0].person == reader
