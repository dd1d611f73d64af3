from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.protection.retention import GROUPS, add_years, answer_by, keep_until, review_on, years_of

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


def test_the_first_review_comes_after_the_clear_period_of_the_group():
    assert review_on([date(2010, 5, 3)], GROUPS[3]) == date(2016, 5, 3)
    assert review_on([date(2010, 5, 3)], GROUPS[2]) == date(2020, 5, 3)


def test_a_new_event_begins_the_clear_period_anew():
    assert review_on([date(2010, 5, 3), date(2014, 1, 1)], GROUPS[3]) == date(2020, 1, 1)
    assert review_on([date(2010, 5, 3), date(2017, 1, 1)], GROUPS[3], reviewed=date(2016, 5, 3)) == date(2023, 1, 1)


def test_without_an_event_further_periods_follow_the_review():
    assert review_on([date(2010, 5, 3)], GROUPS[3], reviewed=date(2016, 6, 1)) == date(2021, 6, 1)


@given(st.lists(DAYS, min_size=1), DAYS)
def test_no_event_brings_a_review_forward(events, one_more):
    assert review_on([*events, one_more], GROUPS[3]) >= review_on(events, GROUPS[3])


def test_some_records_are_kept_until_an_age():
    assert keep_until(date(1970, 2, 28), GROUPS[1]) == date(2070, 2, 28)
    assert keep_until(date(1970, 2, 28), GROUPS[2]) is None


def test_a_day_that_a_year_lacks_is_the_last_of_its_month():
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


@pytest.mark.parametrize(("outcome", "years"), [("RETAIN", 5), ("RETAIN_REVIEW_2Y", 2), ("RETAIN_REVIEW_12Y", 12)])
def test_a_decision_says_when_to_look_again(outcome, years):
    assert years_of(outcome, 5) == years


@pytest.mark.parametrize("outcome", ["DISPOSE", "RETAIN_REVIEW_0Y", "RETAIN_REVIEW_Y", ""])
def test_what_retains_nothing_has_no_years(outcome):
    with pytest.raises(ValueError, match=f"^{outcome}$"):
        years_of(outcome, 5)


def test_a_request_is_answered_within_a_month_or_three():
    assert answer_by(date(2026, 1, 31)) == date(2026, 2, 28)
    assert answer_by(date(2026, 11, 30), longer=True) == date(2027, 2, 28)
