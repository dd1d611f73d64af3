"""Two who administer the same: whoever is later is told, sees what is there now, and loses nothing that they typed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from muster.core.conflicts import Conflict
from muster.core.data_sets import data_sets
from muster.core.models import Unit
from muster.features.accounts.actions.assignments import end_role
from muster.features.accounts.actions.people import close_account
from muster.features.accounts.actions.roles import change_rights, change_role, rights_of
from muster.features.accounts.actions.units import change_unit
from muster.features.accounts.models import Assignment, Role, User
from muster.features.accounts.shipped import Right
from muster.features.accounts.tests.conftest import fields_of
from muster.features.accounts.vocabulary import Reach, Subject, Verb

pytestmark = pytest.mark.django_db
SAID = "Somebody else changed this meanwhile."


@pytest.fixture
def other(person):
    """Another one who administers everything."""
    return person("administrator", full_name="Beni Other")


def of(name, row):
    return reverse(f"accounts:{name}", args=[row.pk])


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_of_two_who_change_a_unit_the_later_one_is_told_and_loses_nothing(
    administrator, other, unit, sent, opened, text
):
    address = of("change_unit", unit)
    early, late = opened(administrator, address), opened(other, address)
    sent(administrator, address, **early | {"address": "Ura e Gurit 1\r\nGurëz", "kind": "section"})
    answer = sent(other, address, **late | {"telephone": "+383 28 100", "kind": "station"})
    assert answer.status_code == 409
    shown = text(answer)
    assert SAID in shown
    assert "<del>Field office</del> Section</td><td>Police station</td>" in shown
    assert 'Ura e Gurit 1<br>Gurëz</td><td><span class="quiet">left as it was' in shown
    assert "+383 28 100" not in fresh(unit).telephone
    again = fields_of(answer)
    assert (again["address"].split(), again["telephone"]) == (["Ura", "e", "Gurit", "1", "Gurëz"], "+383 28 100")
    assert sent(other, address, **again).status_code == 302
    kept = fresh(unit)
    assert (kept.address.split()[-1], kept.telephone, kept.kind, kept.version) == (
        "Gurëz",
        "+383 28 100",
        "station",
        3,
    )


def test_what_was_typed_survives_a_second_conflict(administrator, other, unit, sent, opened):
    address = of("change_unit", unit)
    late = opened(other, address) | {"telephone": "1"}
    for position in (5, 6):
        sent(administrator, address, **opened(administrator, address) | {"position": position})
        answer = sent(other, address, **late)
        assert answer.status_code == 409
        late = fields_of(answer)
    sent(other, address, **late)
    assert (fresh(unit).position, fresh(unit).telephone) == (6, "1")


def test_keeping_what_is_there_is_no_conflict_and_makes_no_version(administrator, other, unit, sent, opened):
    address = of("change_unit", unit)
    late = opened(other, address)
    assert sent(administrator, address, **opened(administrator, address)).status_code == 302
    assert fresh(unit).version == 1
    sent(administrator, address, **opened(administrator, address) | {"email": "north@mission.example"})
    assert sent(other, address, **late).status_code == 302  # nothing was typed: nothing is lost
    assert sent(other, address, **late | {"email": "north@mission.example"}).status_code == 302
    assert (fresh(unit).email, fresh(unit).version) == ("north@mission.example", 2)
    assert unit.history.count() == 2


def test_a_mistake_in_the_form_forgets_neither_the_version_nor_what_was_there(administrator, other, unit, sent, opened):
    address = of("change_unit", unit)
    wrong = sent(other, address, **opened(other, address) | {"short_name": "", "email": "other@mission.example"})
    assert wrong.status_code == 422
    sent(administrator, address, **opened(administrator, address) | {"position": 7})
    answer = sent(other, address, **fields_of(wrong) | {"short_name": "N"})
    assert answer.status_code == 409
    sent(other, address, **fields_of(answer))
    assert (fresh(unit).position, fresh(unit).email, fresh(unit).short_name) == (7, "other@mission.example", "N")


def test_a_unit_moves_only_from_where_it_was_seen(administrator, other, unit, other_unit, mission, sent, opened, text):
    address = of("move_unit", unit)
    early, late = opened(administrator, address), opened(other, address)
    assert late["parent"] == str(mission.pk)
    third = Unit.objects.create(code="third", name_en="Third", short_name="Third")
    sent(administrator, address, **early | {"parent": other_unit.pk})
    answer = sent(other, address, **late | {"parent": third.pk, "reason": "So decided"})
    assert answer.status_code == 409
    assert "<del>Mission</del> Field Office South</td><td>Third</td>" in text(answer)
    assert unit.placements.count() == 2
    again = fields_of(answer)
    assert again["reason"] == "So decided"
    assert sent(other, address, **again).status_code == 302
    assert [one.parent.code for one in unit.placements.order_by("pk")] == ["mission", "third"]


def test_a_unit_is_closed_and_opened_again_as_it_was_seen(administrator, other, unit, sent, opened, seen, text, day):
    close, page, reopen = of("close_unit", unit), of("unit", unit), of("reopen_unit", unit)
    late = opened(other, close)
    sent(administrator, close, **opened(administrator, close) | {"on": day(5).isoformat()})
    answer = sent(other, close, **late | {"on": day(9).isoformat(), "reason": "The lease"})
    assert answer.status_code == 409
    assert fields_of(answer)["reason"] == "The lease"
    assert fresh(unit).closed == day(5)
    old = opened(other, page)
    sent(administrator, close, **opened(administrator, close) | {"on": day(6).isoformat()})
    sent(other, reopen, **old)
    assert SAID in text(seen(other, page))
    assert fresh(unit).closed == day(6)
    sent(other, reopen, **opened(other, page))
    assert fresh(unit).closed is None


def test_of_two_who_change_an_account_the_later_one_is_told(
    administrator, other, officer, other_unit, sent, opened, text
):
    address = of("change_person", officer)
    late = opened(other, address)
    sent(administrator, address, **opened(administrator, address) | {"unit": other_unit.pk})
    answer = sent(other, address, **late | {"email": "o@mission.example"})
    assert answer.status_code == 409
    assert "<del>Field Office North</del> Field Office South</td>" in text(answer)
    sent(other, address, **fields_of(answer))
    assert (fresh(officer).unit, fresh(officer).email) == (other_unit, "o@mission.example")


def test_an_account_that_was_closed_for_a_reason_is_not_opened_by_an_old_page(
    administrator, other, officer, sent, opened, seen, text
):
    page, close, reopen = (of(name, officer) for name in ("person", "close_account", "reopen_account"))
    sent(administrator, close, **opened(administrator, page))
    old = opened(other, page)
    sent(administrator, reopen, **opened(administrator, page))
    sent(administrator, close, **opened(administrator, page) | {"reason": "Dismissed"})
    sent(other, reopen, **old)
    assert SAID in text(seen(other, page))
    assert not fresh(officer).is_active
    sent(other, reopen, **opened(other, page))
    assert fresh(officer).is_active
    sent(other, close, **old)
    assert SAID in text(seen(other, page))
    assert fresh(officer).is_active


def test_what_was_rectified_or_erased_is_not_written_back_by_an_old_page(administrator, officer, sent, opened):
    address = of("change_person", officer)
    old = opened(administrator, address) | {"email": "o@mission.example"}
    User.objects.filter(pk=officer.pk).update(full_name="")
    data_sets()["account"].changed(officer.pk)
    answer = sent(administrator, address, **old)
    assert answer.status_code == 409
    assert fresh(officer).email == ""
    assert fields_of(answer)["full_name"] == ""


def test_signing_in_and_preferences_make_no_version(client, officer):
    client.force_login(officer)
    client.post(reverse("accounts:choose_language"), {"language": "sq", "next": "/"})
    assert (fresh(officer).language, fresh(officer).version) == ("sq", 1)


def test_of_two_who_change_a_role_the_later_one_is_told(administrator, other, sent, opened, text):
    role = Role.objects.get(code="officer")
    address = of("change_role", role)
    late = opened(other, address)
    sent(administrator, address, **opened(administrator, address) | {"second_factor": "on"})
    answer = sent(other, address, **late | {"name_en": "Officer"})
    assert answer.status_code == 409
    assert "<del>no</del> yes</td>" in text(answer)
    sent(other, address, **fields_of(answer))
    assert (fresh(role).name_en, fresh(role).second_factor) == ("Officer", True)


def test_a_right_that_was_taken_away_does_not_come_back_by_an_old_page(administrator, other, sent, opened, text):
    role = Role.objects.get(code="officer")
    address = of("change_rights", role)
    late = opened(other, address)
    assert late["activity-change"] == "unit"
    sent(administrator, address, **opened(administrator, address) | {"activity-change": ""})
    answer = sent(other, address, **late | {"partner-change": "organisation"})
    assert answer.status_code == 409
    assert "Activities · Change</th><td><del>the unit and those below it</del> not at all</td>" in text(answer)
    sent(other, address, **fields_of(answer))
    rights = set(rights_of(role))
    assert Right(Verb.CHANGE, Subject.PARTNER, Reach.ORGANISATION) in rights
    assert not {one for one in rights if (one.verb, one.subject) == (Verb.CHANGE, Subject.ACTIVITY)}
    assert fresh(role).version == 3


def test_names_of_a_role_are_not_changed_on_a_page_from_before_its_rights_were(administrator, other):
    role = Role.objects.get(code="reader")
    change_rights(administrator, role, rights_of(role)[:-1], 1)
    with pytest.raises(Conflict) as told:
        change_role(other, role, {"name_en": "Looks on"}, 1)
    assert told.value.difference == {"name_en": ("Reader", "Looks on")}


def test_whoever_may_not_is_told_so_before_anything_is_compared(local_administrator, other_unit, other_officer):
    with pytest.raises(PermissionDenied):
        change_unit(local_administrator, other_unit, {"name_en": "Mine"}, 0)
    with pytest.raises(PermissionDenied):
        close_account(local_administrator, other_officer, 0)


def test_a_role_that_somebody_ended_meanwhile_is_not_prolonged(administrator, officer, day):
    held = officer.assignments.get()
    end_role(administrator, Assignment.objects.get(pk=held.pk), day(2))
    with pytest.raises(ValidationError, match="give the role anew"):
        end_role(administrator, held, day(9))
    assert fresh(held).end == day(2)
