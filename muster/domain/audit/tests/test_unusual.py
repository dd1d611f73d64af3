from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from muster.domain.audit.unusual import (
    Account,
    Failed,
    Glass,
    Hour,
    accounts,
    broken_glass,
    exports,
    failed_sign_ins,
    many_records,
    other_units,
    outside_hours,
)

TUESDAY = datetime(2026, 5, 12, 10)
SINCE = date(2026, 5, 12)


def hour(at=TUESDAY, records=0, looks=1, elsewhere=0, exported=0, person=1):
    return Hour(person, at, records, looks, elsewhere, exported)


def weeks_of(**counts):
    return [hour(TUESDAY - timedelta(days=days), **counts) for days in range(1, 20)]


def test_many_records_are_unusual_for_who_opens_few():
    (one,) = many_records([*weeks_of(records=5), hour(records=90)], SINCE)
    assert (one.person, one.since, one.numbers) == (1, TUESDAY, {"n": 90, "usual": 5})


def test_many_records_are_usual_for_who_opens_many():
    assert not list(many_records([*weeks_of(records=60), hour(records=90)], SINCE))


def test_few_records_are_never_unusual():
    assert not list(many_records([*weeks_of(records=1), hour(records=39)], SINCE))


def test_what_was_before_the_days_that_are_shown_is_left_out():
    assert not list(many_records([hour(TUESDAY - timedelta(days=1), records=500)], SINCE))


def test_looks_at_night_and_at_week_ends_are_outside_of_working_hours():
    night = hour(TUESDAY.replace(hour=23), looks=6)
    saturday = hour(datetime(2026, 5, 16, 12), looks=7)
    found = list(outside_hours([*weeks_of(looks=10), night, saturday], SINCE))
    assert [(one.since, one.numbers["n"]) for one in found] == [(SINCE, 6), (date(2026, 5, 16), 7)]


def test_who_mostly_works_at_night_is_not_pointed_at():
    nights = [hour(TUESDAY.replace(hour=23) + timedelta(days=day), looks=9) for day in range(3)]
    assert not list(outside_hours(nights, SINCE))


def test_records_of_other_units_and_files_are_compared_with_ones_own_days():
    (one,) = other_units([*weeks_of(elsewhere=2), hour(elsewhere=20)], SINCE)
    assert one.numbers == {"n": 20, "usual": 2}
    assert not list(other_units([*weeks_of(elsewhere=10), hour(elsewhere=20)], SINCE))
    (one,) = exports([*weeks_of(exported=1), hour(exported=9)], SINCE)
    assert one.numbers == {"n": 9, "usual": 1}


def test_sign_ins_that_failed_often_at_one_account_or_from_one_address():
    found = list(
        failed_sign_ins([Failed(SINCE, 7, "", 5), Failed(SINCE, None, "10.0.0.1", 9), Failed(SINCE, 8, "", 4)], SINCE)
    )
    assert [one.rule for one in found] == ["failed-at-account", "failed-from-address"]


def test_ones_own_account_and_those_of_several_colleagues():
    looks = [
        Account(SINCE, 1, 1, True),
        *(Account(SINCE, 2, key, True) for key in (4, 5, 6)),
        Account(SINCE, 3, 9, True),
    ]
    assert [(one.rule, one.person) for one in accounts(looks, SINCE)] == [("own-account", 1), ("colleagues", 2)]


def test_a_glass_is_pointed_at_after_a_day():
    now = datetime(2026, 5, 12, tzinfo=UTC)
    glass = Glass(1, "document", "3", now - timedelta(days=2))
    assert [one.numbers["n"] for one in broken_glass([glass], now)] == [2]
    assert not list(broken_glass([glass._replace(at=now - timedelta(hours=20))], now))


@given(st.lists(st.integers(0, 400), max_size=30), st.integers(0, 400))
def test_a_rule_says_nothing_without_more_than_three_times_the_usual(before, now):
    hours = [hour(TUESDAY - timedelta(days=1 + n), records=records) for n, records in enumerate(before)]
    for one in many_records([*hours, hour(records=now)], SINCE):
        assert one.numbers["n"] > 3 * one.numbers["usual"]
        assert one.numbers["n"] >= 40
