import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from muster.core.models import Marking
from muster.features.accounts.actions.roles import add_role, change_rights, change_role, rights_of
from muster.features.accounts.forms import RightsForm
from muster.features.accounts.models import Assignment, Role, Substitution
from muster.features.accounts.shipped import ROLES, Right
from muster.features.accounts.vocabulary import RIGHTS, Reach, Subject, Verb

pytestmark = pytest.mark.django_db


def role(code):
    return Role.objects.get(code=code)


def filled(rights):
    """The fields of the form as a browser sends them back, unchanged."""
    form = RightsForm(rights=rights)
    return {name: form[name].value() or "" for name in form.fields}


def test_the_form_gives_back_every_shipped_role_as_it_is():
    for shipped in ROLES:
        form = RightsForm(filled(list(shipped.rights)), rights=[])
        assert form.is_valid(), form.errors
        assert set(form.rights()) == set(shipped.rights)


def test_the_form_offers_every_right_that_there_is_and_never_what_is_confidential():
    form = RightsForm(rights=[])
    rows = list(form.rows())
    assert len(rows) == sum(map(len, RIGHTS.values()))
    assert {len(row["fields"]) for row in rows} == {1, 3}
    offered = {value for field in form.fields.values() for value, _label in field.choices}
    assert str(Marking.CONFIDENTIAL.value) not in offered


def test_a_role_is_added_as_a_copy_and_its_rights_changed(administrator, sent, opened, seen, text):
    fields = {"code": "analyst", "name_en": "Analyst", "name_sq": "Analist", "like": role("reader").pk}
    answer = sent(administrator, reverse("accounts:add_role"), **fields)
    analyst = role("analyst")
    assert answer.url == reverse("accounts:role", args=[analyst.pk])
    assert set(rights_of(analyst)) == set(rights_of(role("reader")))
    address = reverse("accounts:change_rights", args=[analyst.pk])
    wanted = opened(administrator, address) | {
        "activity-change": "unit",
        "activity-read-unit": "2",
        "activity-read-organisation": "0",
        "document-export": "",
    }
    sent(administrator, address, **wanted)
    rights = set(rights_of(analyst))
    assert Right(Verb.CHANGE, Subject.ACTIVITY, Reach.UNIT) in rights
    assert Right(Verb.READ, Subject.ACTIVITY, Reach.UNIT, Marking.RESTRICTED) in rights
    assert Right(Verb.READ, Subject.ACTIVITY, Reach.ORGANISATION, Marking.PUBLIC) in rights
    assert not {one for one in rights if (one.verb, one.subject) == (Verb.EXPORT, Subject.DOCUMENT)}
    shown = text(seen(administrator, answer.url))
    assert "up to Restricted" in shown
    assert "Activities · Change · the unit and those below it" in shown  # its history
    refused = sent(administrator, address, **{"activity-change": "moon"})
    assert refused.status_code == 422
    address = reverse("accounts:change_role", args=[analyst.pk])
    sent(administrator, address, **opened(administrator, address) | {"second_factor": "on"})
    assert role("analyst").second_factor


def test_only_what_differs_is_written(administrator):
    officer = role("officer")
    assert change_rights(administrator, officer, rights_of(officer), 1) == 0
    assert change_rights(administrator, officer, rights_of(officer)[:-1], 1) == 1


def test_nobody_changes_a_role_that_they_hold(administrator, sent, seen, text):
    held = role("administrator")
    page = text(seen(administrator, reverse("accounts:role", args=[held.pk])))
    assert "somebody else has to change it" in page
    assert "Change the rights" not in page
    answer = sent(administrator, reverse("accounts:change_rights", args=[held.pk]), **filled(rights_of(held)))
    assert answer.status_code == 403
    assert "Nobody changes a role that they hold" in text(answer)
    with pytest.raises(PermissionDenied):
        change_role(administrator, held, {"second_factor": False}, 1)


def test_who_acts_for_the_holder_of_a_role_does_not_change_it_either(administrator, reader, day):
    dates = {"start": day(-1), "end": day(1)}
    Substitution.objects.create(absent=reader, substitute=administrator, reason="r", made_by=reader, **dates)
    with pytest.raises(PermissionDenied, match="hold"):
        change_rights(administrator, role("reader"), [], 1)


def test_a_role_is_everybodys_so_who_administers_one_unit_changes_none(local_administrator):
    with pytest.raises(PermissionDenied, match="everywhere"):
        change_rights(local_administrator, role("officer"), [], 1)
    with pytest.raises(PermissionDenied, match="everywhere"):
        add_role(local_administrator, {"code": "x", "name_en": "X"})


def test_a_role_tells_who_has_it_to_who_may_know(administrator, reader, officer, seen, text):
    address = reverse("accounts:role", args=[role("officer").pk])
    assert str(officer) in text(seen(administrator, address))
    assert str(officer) not in text(seen(reader, address))
    Assignment.objects.filter(person=officer).delete()
    assert str(officer) not in text(seen(administrator, address))
