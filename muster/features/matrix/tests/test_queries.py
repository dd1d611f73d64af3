from collections import Counter
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.core.models import Place
from muster.domain.counting.matrix import COLUMNS, THEMES, Measure
from muster.domain.counting.period import Period
from muster.features.activities.models import Activity
from muster.features.matrix import queries
from muster.features.matrix.figures import figure, figures
from muster.features.matrix.figures.model import Asked
from muster.features.matrix.selection import Selection

pytestmark = pytest.mark.django_db
YEAR = Period.of_year(2016)


def test_a_cell_counts_events_activities_or_participants(reader, entry):
    entry(sessions=8, participants=135)
    entry(participants=20)
    entry()
    counts = {m: queries.matrix(reader, period=YEAR, measure=m).row("A10").counts["training"] for m in Measure}
    assert counts == {Measure.EVENTS: 10, Measure.ACTIVITIES: 3, Measure.PARTICIPANTS: 155}


def test_what_is_merged_or_withdrawn_is_never_counted(reader, entry):
    kept = entry(sessions=3, women=1, men=2, partners=["EULEX"], place_codes=["K27"])
    twice = entry(sessions=5, women=9, men=9, partners=["EULEX"], place_codes=["K27"])
    Activity.objects.filter(pk=twice.pk).update(merged_into=kept)
    gone = entry(sessions=7)
    Activity.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    assert queries.matrix(reader, period=YEAR).total == 3
    assert sum(queries.months(reader, period=YEAR).counts.values()) == 3
    assert [named.count for named in queries.partners(reader, period=YEAR).names] == [3]
    assert [named.count for named in queries.places(reader, period=YEAR).names] == [3]
    assert [row.women for row in queries.participation(reader, period=YEAR)] == [1]
    assert [sum(row.categories.values()) for row in queries.shares_by_structure(reader, period=YEAR)] == [3]


def test_the_matrix_is_of_the_chosen_structures_alone(reader, entry, unit, other_unit):
    entry(sessions=2)
    entry(sessions=3, unit=other_unit)
    assert queries.matrix(reader, units=[unit], period=YEAR).total == 2
    assert queries.matrix(reader, units=[unit, other_unit], period=YEAR).total == 5
    assert queries.matrix(reader, units=[], period=YEAR).total == 0
    assert queries.matrix(reader, units=[unit], period=YEAR).units == ("north",)


def test_an_unknown_theme_is_said_and_not_lost(reader, entry):
    odd = entry(sessions=4)
    Activity.objects.filter(pk=odd.pk).update(theme="Z1")
    counted = queries.matrix(reader, period=YEAR)
    assert (counted.total, counted.unplaced) == (0, 4)


def test_every_structure_has_its_shares_also_one_that_no_longer_reports(reader, entry, unit, other_unit):
    entry("A10", "training", sessions=3)
    entry("B08", "analysis", unit=other_unit)
    type(other_unit).objects.filter(pk=other_unit.pk).update(reports=False)
    found = {row.unit.code: row for row in queries.shares_by_structure(reader, period=YEAR)}
    assert dict(found["north"].categories) == {"general": 3, "threats": 0}
    assert dict(found["south"].columns) == {"information_exchange": 0, "training": 0, "analysis": 1}


def test_what_states_only_a_year_is_in_no_month(reader, entry):
    entry(day=date(2016, 4, 15))
    entry(day=date(2016, 1, 1), start_precision="year", sessions=4)
    entry(day=date(2016, 1, 1), start=None, start_precision="")
    found = queries.months(reader, period=YEAR)
    assert found.counts[date(2016, 4, 1)] == 1
    assert sum(found.counts.values()) == 1
    assert len(found.counts) == 12
    assert found.not_stated == 5
    assert queries.only_year_stated(reader, period=Period.of_quarter(2016, 1)) == 1


def test_a_long_period_is_drawn_by_years(reader, entry):
    entry(day=date(2012, 4, 15), sessions=2)
    entry(day=date(2016, 4, 15), sessions=3)
    entry(day=date(2016, 9, 1))
    selection = Selection(Period(date(2012, 1, 1), date(2016, 12, 31)))
    rows = {row[0]: tuple(row[1:]) for row in figure(reader, "months", selection).table.rows}
    assert rows == {"2012": (2, 0, 2), "2013": (0, 2, -2), "2014": (0, 0, 0), "2015": (0, 0, 0), "2016": (4, 0, 4)}


def test_women_and_men_are_counted_only_where_both_are_stated(reader, entry):
    entry(participants=30, women=10, men=20)
    entry(participants=50, women=20)
    entry()
    (row,) = queries.participation(reader, period=YEAR)
    assert (row.entries, row.participants, row.both_stated, row.women, row.men) == (3, 80, 1, 10, 20)


def test_spellings_of_a_partner_are_counted_together(reader, entry):
    entry(partners=["Policia e Kosovës"], sessions=2)
    entry(partners=["Policia e Kosovës", "EULEX"])
    entry(partners=["POLICIA E KOSOVES"])
    entry()
    found = queries.partners(reader, period=YEAR, most=1)
    assert [(named.name, named.count) for named in found.names] == [("Policia e Kosovës", 4)]
    assert (found.others, found.none_stated) == (1, 1)


def test_an_entry_counts_once_for_a_partner_whose_abbreviation_it_writes_too(reader, entry):
    full = "Kosovo Academy for Public Safety (KAPS)"
    entry(partners=[full, "KAPS"], sessions=2)
    entry(partners=["KAPS"])
    found = queries.partners(reader, period=YEAR)
    assert [(named.name, named.count) for named in found.names] == [(full, 3)]


def test_an_activity_in_two_places_counts_in_both(reader, entry):
    Place.objects.create(code="X1", name="Vienna")
    entry(place_codes=["K27", "X1"], sessions=2)
    entry(places=["somewhere"])
    found = queries.places(reader, period=YEAR)
    assert [(named.name, named.count) for named in found.names] == [("Prishtinë/Priština", 2), ("Vienna", 2)]
    assert found.none_stated == 1


def test_years_are_those_with_entries(reader, entry):
    assert queries.years(reader) == []
    entry(day=date(2014, 5, 1))
    entry(day=date(2016, 5, 1))
    assert queries.years(reader) == [2016, 2015, 2014]


@pytest.mark.parametrize("read", [queries.matrix, queries.months, queries.participation, queries.partners])
def test_a_stranger_counts_nothing(db, read):
    with pytest.raises(PermissionDenied):
        read(AnonymousUser(), period=YEAR)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(THEMES)),
            st.sampled_from(COLUMNS),
            st.integers(0, 365),
            st.none() | st.integers(1, 50),
            st.booleans(),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_cells_sum_up_and_filters_part_the_whole(reader, entry, unit, other_unit, told):
    """Quarters part the year, structures part the mission, and nothing that is withdrawn is in any of them."""
    Activity.objects.all().delete()
    rows = [
        entry(
            theme,
            column,
            date(2016, 1, 1) + timedelta(days),
            save=False,
            sessions=sessions,
            unit=other_unit if elsewhere else unit,
            withdrawn_at=timezone.now() if withdrawn else None,
        )
        for theme, column, days, sessions, elsewhere, withdrawn in told
    ]
    Activity.objects.bulk_create(rows)
    expected = Counter()
    for theme, column, _days, sessions, _elsewhere, withdrawn in told:
        expected[theme, column] += 0 if withdrawn else sessions or 1
    whole = queries.matrix(reader, period=YEAR)
    assert {(r.theme, c): r.counts[c] for r in whole.rows for c in COLUMNS if r.counts[c]} == +expected
    quarters = [queries.matrix(reader, period=Period.of_quarter(2016, number)) for number in range(1, 5)]
    structures = [queries.matrix(reader, units=[one], period=YEAR) for one in (unit, other_unit)]
    for parts in (quarters, structures):
        for row in whole.rows:
            assert row.total == sum(part.row(row.theme).total for part in parts)


@pytest.mark.parametrize("measure", Measure)
def test_charts_that_share_a_count_agree_with_the_matrix(reader, entry, unit, other_unit, measure):
    entry("A10", "training", sessions=8, participants=20)
    entry("B08", "analysis", unit=other_unit, participants=5)
    entry("B08", "analysis", sessions=2)
    asked = Asked(reader, Selection(YEAR, measure=measure), None)
    assert asked.matrix.rows == queries.matrix(reader, period=YEAR, measure=measure).rows


def test_what_several_charts_count_is_counted_once(reader, entry, django_assert_max_num_queries):
    entry(sessions=3, partners=["EULEX"], place_codes=["K27"])
    with django_assert_max_num_queries(15):
        figures(reader, Selection(YEAR), None)
