"""Who has what, and the reviews of it."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from muster.core.models import AuditEntry
from muster.features.accounts.actions.reviews import review
from muster.features.accounts.models import AccessReview, Assignment, Substitution, User
from muster.features.accounts.overview import Chosen, Concern, figures, lines

pytestmark = pytest.mark.django_db
PAGE = "/mission/access/"
DECIDE = "/mission/access/decide/"


def of(viewer, **chosen):
    return {line.assignment.person.username: line for line in lines(viewer, Chosen(**chosen))}


def set_(somebody, **columns):
    somebody.assignments.update(**columns)
    return somebody.assignments.get()


def reviewed(assignment, by, days_ago):
    made = AccessReview.objects.create(assignment=assignment, kept=True, by=by)
    AccessReview.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=days_ago))


def test_each_concern_finds_its_roles_and_the_figures_count_the_same(
    administrator, officer, other_officer, reader, person, unit, day
):
    set_(officer, used_on=day(-90))
    set_(other_officer, used_on=day(-89), end=day(30))
    reviewed(set_(reader, used_on=day(), end=day(31)), administrator, 364)
    gone = person("officer", unit)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    reviewed(administrator.assignments.get(), administrator, 366)
    set_(administrator, used_on=day())
    found = {concern: set(of(administrator, concern=concern.value)) for concern in Concern}
    assert found == {
        Concern.UNUSED: {officer.username},
        Concern.ENDING: {other_officer.username},
        Concern.UNREVIEWED: {one.username for one in (officer, other_officer, administrator, gone)},
        Concern.CLOSED: {gone.username},
    }
    assert figures(administrator) == {concern.value: len(people) for concern, people in found.items()}
    every = of(administrator)
    for concern, people in found.items():
        assert {name for name, line in every.items() if concern in line.concerns} == people


def test_a_role_never_used_is_unused_ninety_days_after_it_began(administrator, officer, day):
    set_(officer, start=day(-89))
    assert not of(administrator, concern="unused").get(officer.username)
    set_(officer, start=day(-90))
    assert of(administrator, concern="unused")[officer.username]


def test_it_is_narrowed_to_a_unit_with_those_below_and_to_a_role(
    administrator, officer, other_officer, reader, unit, mission
):
    assert set(of(administrator, unit=unit)) == {officer.username}
    assert set(of(administrator, unit=mission)) == {officer.username, other_officer.username}
    assert set(of(administrator, role=reader.assignments.get().role)) == {reader.username}


def test_what_is_over_is_left_out(administrator, officer, day):
    set_(officer, end=day(-1))
    assert officer.username not in of(administrator)


def test_several_are_kept_or_ended_at_once_with_a_remark(
    administrator, officer, other_officer, reader, sent, seen, text, day
):
    kept = [officer.assignments.get().pk, reader.assignments.get().pk]
    answer = sent(administrator, DECIDE, pick=kept, decision="kept", remark="Asked their heads")
    assert answer.url.startswith(PAGE)
    shown = text(seen(administrator, PAGE))
    assert "2 roles were kept." in shown
    assert "Asked their heads" in shown
    assert Assignment.objects.filter(pk__in=kept, end=None).count() == 2
    ended = other_officer.assignments.get()
    sent(administrator, f"{DECIDE}?concern=unreviewed", pick=[ended.pk], decision="ended", remark="Left")
    ended.refresh_from_db()
    assert ended.end == day(-1)
    assert not ended.reviews.get().kept


def test_nothing_picked_is_said(administrator, officer, sent, seen, text):
    sent(administrator, DECIDE, decision="kept")
    assert "Pick at least one" in text(seen(administrator, PAGE))
    assert not AccessReview.objects.exists()


def test_nobody_reviews_their_own_or_of_whom_they_act_for(administrator, officer, sent, seen, text, day):
    Substitution.objects.create(
        absent=officer, substitute=administrator, start=day(), end=day(), reason="r", made_by=officer
    )
    for own in (administrator.assignments.get(), officer.assignments.get()):
        assert f'value="{own.pk}"' not in text(seen(administrator, PAGE))
        sent(administrator, DECIDE, pick=[own.pk], decision="kept")
        with pytest.raises(PermissionDenied, match="Nobody reviews their own"):
            review(administrator, [own], kept=True, remark="")
    assert not AccessReview.objects.exists()


def test_an_auditor_sees_it_and_decides_nothing(auditor, officer, seen, sent, text):
    shown = text(seen(auditor, PAGE))
    assert str(officer) in shown
    assert "Still needed" not in shown
    held = officer.assignments.get().pk
    assert sent(auditor, DECIDE, pick=[held], decision="kept").status_code == 403


def test_who_gives_roles_for_one_unit_decides_there_only(local_administrator, officer, other_officer):
    found = of(local_administrator)
    assert found[officer.username].decides
    assert not found[other_officer.username].decides
    with pytest.raises(PermissionDenied):
        review(local_administrator, [other_officer.assignments.get()], kept=True, remark="")


def test_others_see_nothing_of_it(officer, reader, seen):
    for somebody in (officer, reader):
        for address in (PAGE, f"{PAGE}access.xlsx", f"{PAGE}access.csv"):
            assert seen(somebody, address).status_code == 403


def test_it_is_taken_out_as_a_spreadsheet_and_that_is_written_down(auditor, officer, seen, day):
    User.objects.filter(pk=officer.pk).update(full_name="=cmd()")
    set_(officer, used_on=day(-3), reason="@sum(1)")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(seen(auditor, f"{PAGE}access.xlsx"))))
    rows = {row[1]: row for row in book.active.iter_rows(values_only=True)}
    mine = rows[officer.username]
    assert mine[0] == "'=cmd()"
    assert mine[9] == "'@sum(1)"
    assert mine[10].date() == day(-3)
    plain = b"".join(seen(auditor, f"{PAGE}access.csv", unit=officer.unit.pk)).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(plain))] == ["Person", "'=cmd()"]
    assert AuditEntry.objects.filter(verb="export", subject="account", person=auditor.pk).count() == 2


def test_an_order_that_makes_no_sense_shows_everything(administrator, officer, seen, text):
    shown = text(seen(administrator, PAGE, unit="x", concern="everything", role="-1"))
    assert str(officer) in shown


def test_reverse_names_the_pages():
    assert reverse("accounts:access") == PAGE
    assert reverse("accounts:decide_access") == DECIDE
