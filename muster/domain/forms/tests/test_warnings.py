from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.forms.settings import Warning
from muster.domain.forms.warnings import by_person, reach
from muster.domain.forms.warnings import found as found_of

TODAY = date(2026, 11, 22)
THREE = Warning("overall", {}, "officer", 3, 12)
TOP = Warning("top", {}, "officer", top=2.0)


def found(rule, named, today):
    return found_of(rule, by_person(named), today)


def named(*days, said="1204", first=1):
    return [(date.fromisoformat(day), record, said) for record, day in enumerate(days, start=first)]


def many(counts):
    """Somebody for every count, with so many records of today."""
    record = 0
    for at, count in enumerate(counts):
        for _ in range(count):
            record += 1
            yield (TODAY, record, f"p{at}")


@pytest.mark.parametrize(
    ("days", "records"),
    [
        ((), None),
        (("2026-01-05", "2026-06-01"), None),
        (("2026-01-05", "2026-06-01", "2026-11-22"), [3, 2, 1]),
        (("2025-06-02", "2026-01-05", "2026-06-01"), [3, 2, 1]),  # a window that lies before the present one
        (("2025-06-01", "2026-01-05", "2026-06-01"), None),  # the first day is a year before the last one
        (("2025-01-05", "2025-06-01", "2025-11-22"), None),  # full, but over: its last record is a year old
        (("2025-01-05", "2025-06-01", "2025-11-23"), [3, 2, 1]),
        (("2025-03-01", "2025-09-01", "2025-12-01", "2026-11-01"), [3, 2, 1]),  # the later record fills none
        (("2026-01-05", "2026-02-05", "2026-03-05", "2026-04-05"), [4, 3, 2, 1]),
        (("2024-02-29", "2024-12-01", "2025-02-28"), None),
    ],
)
def test_a_window_is_so_many_months_that_end_with_a_record(days, records):
    warnings = found(THREE, named(*days), TODAY)
    assert [[record for _day, record, _said in warning.records] for warning in warnings] == (
        [records] if records else []
    )


def test_a_record_that_names_somebody_twice_counts_once():
    twice = [*named("2026-01-05", "2026-02-05"), *named("2026-01-05", "2026-02-05")]
    assert not found(THREE, twice, TODAY)
    assert found(replace(THREE, least=2), twice, TODAY)


def test_one_person_is_known_in_every_script_and_writing():
    said = ("Dragan Đorđević", "ДРАГАН ЂОРЂЕВИЋ", "dragan  djordjevic")
    warning = found(THREE, [(TODAY, at, name) for at, name in enumerate(said)], TODAY)
    assert [(one.who, len(one.records)) for one in warning] == [("dragan djordjevic", 3)]


def test_what_has_no_letter_and_no_figure_is_nobody():
    assert not found(THREE, [(TODAY, at, "–") for at in range(5)], TODAY)


def test_the_newest_stand_first_and_say_who_and_when():
    old = named("2026-01-05", "2026-02-05", "2026-03-05", said="A-1")
    new = named("2026-01-06", "2026-02-06", "2026-09-06", said="B-2", first=11)
    first, second = found(THREE, [*old, *new], TODAY)
    assert (first.said, first.since, first.until) == ("B-2", date(2025, 9, 6), date(2026, 9, 6))
    assert second.said == "A-1"


@pytest.mark.parametrize(
    ("counts", "who"),
    [
        ([5] + [1] * 48, set()),  # 49 people: two per cent is less than one of them
        ([5] + [1] * 49, {"p0"}),
        ([5, 5, 5] + [1] * 47, {"p0", "p1", "p2"}),  # one place, three alike
        ([5, 4] + [1] * 48, {"p0"}),
        ([5, 4] + [1] * 98, {"p0", "p1"}),
        ([1] * 60, set()),  # everybody alike
        ([2] * 60, set()),
        ([2, 2] + [1] * 48, {"p0", "p1"}),
    ],
)
def test_the_top_share_is_cut_between_whole_people_and_above_the_middle_one(counts, who):
    warnings = found(TOP, many(counts), TODAY)
    assert {one.who for one in warnings} == who
    assert {one.people for one in warnings} <= {len(counts)}


def test_the_top_share_is_of_the_last_twelve_months():
    old = [(date(2025, 11, 22), 1000 + at, "p7") for at in range(9)]
    assert {one.who for one in found(TOP, [*many([5] + [1] * 49), *old], TODAY)} == {"p0"}


def test_records_are_looked_for_twice_as_far_back_as_a_window_is_long():
    assert reach([THREE, TOP], TODAY) == date(2024, 11, 22)
    assert reach([replace(THREE, months=36), THREE], TODAY) == date(2020, 11, 22)
    assert reach([], TODAY) == TODAY


namings = st.lists(
    st.tuples(
        st.integers(0, 900).map(lambda days: TODAY - timedelta(days=days)),
        st.integers(1, 30),
        st.sampled_from(["A-1", "a 1", "B", "C"]),
    ),
    max_size=40,
).map(lambda some: list({one[1]: one for one in some}.values()))
rules = st.sampled_from([THREE, replace(THREE, least=2, months=6), replace(THREE, least=1), replace(TOP, top=50.0)])


@given(namings, rules, st.randoms())
def test_the_order_of_records_does_not_matter(some, rule, random):
    other = list(some)
    random.shuffle(other)
    assert found(rule, other, TODAY) == found(rule, some, TODAY)


@given(namings, rules.filter(lambda rule: not rule.top), st.data())
def test_a_record_less_never_adds_a_warning(some, rule, data):
    before = {one.who for one in found(rule, some, TODAY)}
    if some:
        left = list(some)
        left.remove(data.draw(st.sampled_from(some)))
        assert {one.who for one in found(rule, left, TODAY)} <= before


@given(namings, rules.filter(lambda rule: not rule.top))
def test_no_record_before_the_reach_makes_a_warning(some, rule):
    near = [one for one in some if one[0] >= reach([rule], TODAY)]
    assert found(rule, near, TODAY) == found(rule, some, TODAY)
    assert all(len(one.records) >= rule.least for one in found(rule, some, TODAY))
