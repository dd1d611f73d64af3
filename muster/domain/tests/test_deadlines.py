from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from muster.domain.counting.period import Period
from muster.domain.deadlines import due_date, months_due, next_due, standing


def test_a_month_is_late_only_after_its_days_of_grace():
    assert months_due(date(2026, 4, 10), 1) == [Period.of_month(2026, 2)]
    assert months_due(date(2026, 4, 11), 1) == [Period.of_month(2026, 3)]


def test_the_year_turns():
    assert months_due(date(2026, 1, 20), 2) == [Period.of_month(2025, 12), Period.of_month(2025, 11)]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_what_is_due_next_is_never_late_and_follows_what_was_due(today):
    month, day = next_due(today)
    assert day >= today
    assert due_date(months_due(today, 1)[0]) < today
    assert month not in months_due(today)


DAY = date(2026, 4, 15)  # January to March are due


def months(*numbers, year=2026):
    return {date(year, number, 1) for number in numbers}


def test_nothing_is_late_from_before_the_first_report():
    assert standing(months(3), DAY).late == ()
    assert standing(months(2), DAY).late == (Period.of_month(2026, 3),)
    assert standing(months(1, 3), DAY).late == (Period.of_month(2026, 2),)


def test_a_structure_that_ended_long_ago_is_silent_and_not_late():
    found = standing(months(9, 12, year=2025), DAY)
    assert (found.silent, found.late, found.last) == (True, (), Period.of_month(2025, 12))


def test_a_structure_that_never_reported_is_neither_late_nor_silent():
    found = standing((), DAY)
    assert (found.silent, found.late, found.last) == (False, (), None)
