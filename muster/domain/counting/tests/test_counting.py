import json
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.counting.matrix import CATEGORIES, COLUMNS, THEMES, Matrix, Measure, matrix_of
from muster.domain.counting.period import Period
from muster.domain.counting.shares import events_of, percent, shares

FIELD_REPORTS = Path(__file__).resolve().parents[5] / "shared" / "field-reports"
cells = st.lists(
    st.tuples(st.sampled_from([*THEMES, "Z99"]), st.sampled_from([*COLUMNS, ""]), st.integers(0, 10_000)), max_size=60
)
days = st.dates(date(1995, 1, 1), date(2100, 1, 1))


def test_an_activity_counts_its_sessions_or_one():
    assert [events_of(sessions) for sessions in (None, 1, 8)] == [1, 1, 8]


def test_shares_are_rounded_each_on_its_own_halves_up():
    assert shares({"general": 83, "threats": 17}) == {"general": 83, "threats": 17}
    assert shares({"a": 1, "b": 1, "c": 1}) == {"a": 33, "b": 33, "c": 33}
    assert shares({"a": 1, "b": 7}) == {"a": 13, "b": 88}  # 12.5 and 87.5
    assert percent(0, 0) is None


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_never_more_than_half_a_percent_off(part, whole):
    assert abs(percent(part, whole) - 100 * part / whole) <= 0.5 + 1e-9


@pytest.mark.skipif(not FIELD_REPORTS.exists(), reason="the field reports are not here")
@pytest.mark.parametrize(("chapter", "structure"), [("kosovo-2016", "Mission in Kosovo")])
def test_events_of_the_gold_chapter_give_nearly_the_published_share(chapter, structure):
    """Published 83/17; the hand-made gold counts 154 and 34 events, which is 82/18."""
    counts = Counter()
    for line in (FIELD_REPORTS / f"{chapter}.gold.jsonl").read_text().splitlines():
        activity = json.loads(line)
        counts[activity["category"]] += events_of(activity["sessions"])
    published = json.loads((FIELD_REPORTS / "published-2016.json").read_text())["event_shares_percent"][structure]
    counted = shares(counts)
    assert all(abs(counted[category] - published[category]) <= 1 for category in CATEGORIES)


@given(cells)
def test_totals_are_the_sums_of_cells_and_nothing_is_lost(told):
    matrix = matrix_of(told)
    assert matrix.total + matrix.unplaced == sum(count for _, _, count in told)
    assert sum(matrix.sums(category).total for category in CATEGORIES) == matrix.total
    assert sum(row.total for row in matrix.rows) == matrix.total
    assert [row.theme for row in matrix.rows] == list(THEMES)


@given(cells, cells)
def test_a_difference_is_that_of_every_cell(now, before):
    difference = matrix_of(now).minus(matrix_of(before))
    assert difference.total == matrix_of(now).total - matrix_of(before).total


@given(cells, st.none() | days, st.sampled_from(Measure))
def test_a_matrix_survives_json(told, day, measure):
    period = Period(day, day) if day else None
    matrix = matrix_of(told, measure=measure, period=period, units=("north",) if day else None)
    assert Matrix.from_json(json.loads(json.dumps(matrix.to_json()))) == matrix


@pytest.mark.parametrize("year", [2015, 2016])
def test_quarters_and_months_part_a_year(year):
    whole = Period.of_year(year)
    quarters = [Period.of_quarter(year, number) for number in range(1, 5)]
    months = [Period.of_month(year, number) for number in range(1, 13)]
    for parts in (quarters, months):
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        assert all((later.start - earlier.end).days == 1 for earlier, later in pairwise(parts))
    assert list(whole.months()) == [month.start for month in months]


def test_a_year_before_ends_with_the_month_where_this_does():
    assert Period.of_month(2016, 2).year_before() == Period.of_month(2015, 2)
    assert Period.of_month(2017, 2).year_before() == Period.of_month(2016, 2)
    assert Period(date(2016, 2, 29), date(2016, 3, 4)).year_before() == Period(date(2015, 2, 28), date(2015, 3, 4))
    assert Period(date(2016, 11, 1), date(2017, 1, 31)).in_year(2014) == Period(date(2014, 11, 1), date(2015, 1, 31))


def test_a_period_does_not_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2016, 2, 1), date(2016, 1, 31))
