from datetime import date, timedelta

import pytest
from django.urls import reverse

from muster.core.models import Unit
from muster.features.accounts.models import Role
from muster.features.intake.models import Document, Original, ReportKind
from muster.features.registers.queries import work
from muster.features.today import queries

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 15)


@pytest.fixture
def hand_in(officer):
    def make(unit, start, end, kind=ReportKind.MONTHLY):
        original = Original.objects.create(sha256=f"{Original.objects.count():064d}", size=1, media_type="text/plain")
        return Document.objects.create(
            original=original,
            file_name="a.txt",
            unit=unit,
            kind=kind,
            period_start=start,
            period_end=end,
            uploaded_by=officer,
        )

    return make


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(reverse("today")).status_code == 302


def test_without_a_role_one_is_told_what_to_wait_for(client, person):
    client.force_login(person(None))
    page = client.get(reverse("today"))
    assert (page.status_code, "You have no role yet" in page.content.decode()) == (200, True)


def test_whose_role_reads_no_reports_is_told_so(client, person):
    somebody = person(None)
    role = Role.objects.create(code="librarian", name_en="Librarian", position=99)
    role.permissions.create(verb="read", subject="unit", reach="everywhere", marking=1)
    somebody.assignments.create(role=role, start=date(2020, 1, 1))
    client.force_login(somebody)
    assert "Nothing waits for you here" in client.get(reverse("today")).content.decode()


def test_an_empty_day_says_what_will_come_here(client, reader):
    client.force_login(reader)
    page = client.get(reverse("today")).content.decode()
    assert "Nothing waits for your review" in page


def test_a_reader_is_asked_for_nothing(client, reader, officer, unit, hand_in):
    hand_in(unit, date(2026, 3, 1), date(2026, 3, 31)).drafts.create(
        position=1, spans=[], first_line=1, last_line=1, proposed={}, fields={}, confidence=1
    )
    for person, asked in ((officer, True), (reader, False)):
        client.force_login(person)
        page = client.get(reverse("today")).content.decode()
        assert ("Hand in a report" in page, "Nothing waits for your review" in page) == (asked, not asked)


def test_a_month_without_a_report_is_late_for_who_has_begun_to_report(reporting_officer, unit, other_unit, hand_in):
    hand_in(unit, date(2026, 3, 1), date(2026, 3, 31))
    hand_in(other_unit, date(2026, 2, 1), date(2026, 2, 28))
    (march,) = queries.monthly_reports(reporting_officer, DAY).late
    assert (march.month.start, march.units) == (date(2026, 3, 1), [other_unit])


def test_a_quarterly_report_does_not_stand_for_a_monthly_one(reporting_officer, unit, hand_in):
    hand_in(unit, date(2026, 2, 1), date(2026, 2, 28))
    hand_in(unit, date(2026, 3, 1), date(2026, 3, 31), kind=ReportKind.QUARTERLY)
    assert queries.monthly_reports(reporting_officer, DAY).late[0].units == [unit]


def test_who_ended_long_ago_is_one_line_and_never_late(client, reporting_officer, unit, other_unit, hand_in):
    for number in range(1, 13):
        hand_in(unit, date(2020, number, 1), date(2020, number, 28))
    found = queries.monthly_reports(reporting_officer, DAY)
    assert (found.late, [(row.month.start, row.units) for row in found.silent]) == ([], [(date(2020, 12, 1), [unit])])
    assert found.never == [other_unit]
    client.force_login(reporting_officer)
    page = client.get(reverse("today")).content.decode()
    assert page.count("No report since Dec 2020") == 1
    assert page.count("No report yet") == 1


def test_nobody_waits_for_a_report_of_a_closed_structure(reporting_officer, unit, hand_in):
    hand_in(unit, date(2026, 2, 1), date(2026, 2, 28))
    assert queries.monthly_reports(reporting_officer, DAY).late
    Unit.objects.filter(pk=unit.pk).update(closed=DAY)
    assert queries.monthly_reports(reporting_officer, DAY).late
    Unit.objects.filter(pk=unit.pk).update(closed=DAY - timedelta(days=1))
    assert not queries.monthly_reports(reporting_officer, DAY).late


def test_no_report_is_announced_as_due_where_all_structures_have_ended(reporting_officer, unit, hand_in):
    hand_in(unit, date(2020, 1, 1), date(2020, 1, 31))
    assert not queries.monthly_reports(reporting_officer, DAY).expected


def test_an_officer_sees_the_own_structure_only(officer, unit, other_unit, hand_in):
    for one in (unit, other_unit):
        hand_in(one, date(2026, 1, 1), date(2026, 1, 31))
    assert [row.units for row in queries.monthly_reports(officer, DAY).late] == [[unit], [unit]]


def test_what_waits_in_registers_stands_there_with_its_place(client, officer, person, monkeypatch):
    some = work.Waiting(to_approve=3, assigned=0, tasks=2, returned=1, late=100, soon=0)
    monkeypatch.setattr(work, "waiting", lambda viewer, day: some)
    for one in (officer, person(None)):
        client.force_login(one)
        page = client.get(reverse("today")).text
        assert '/registers/work/#returned">Returned to you</a><span class="tag warn">1</span>' in page
        assert '#approve">For your approval</a><span class="tag warn">3</span>' in page
        assert '#late">Late</a><span class="tag bad">100+</span>' in page
        assert "#assigned" not in page
        assert "#soon" not in page
    none = work.Waiting(to_approve=0, assigned=0, tasks=0, returned=0, late=0, soon=0)
    monkeypatch.setattr(work, "waiting", lambda viewer, day: none)
    assert "/registers/work/" not in client.get(reverse("today")).text
