from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.domain.disclosure import PUBLISHED, TOTAL, Cell, Dimension, Release, Table, audit, protect
from muster.domain.disclosure.parts import parts_of

SIZES = {"drug": 3, "place": 3, "sex": 2, "year": 2}


def category(field, number):
    return f"{field}{number}"


def by(counts, *fields, limits=None, name=""):
    """A table of records counted by their places in all fields; `limits` are numbers of categories by field."""
    limits = limits or {}
    cells = {}
    for places, count in counts.items():
        named = dict(zip(SIZES, places, strict=True))
        if all(named[field] in numbers for field, numbers in limits.items()):
            position = tuple(category(field, named[field]) for field in fields)
            cells[position] = cells.get(position, Cell()) + Cell(count)
    dimensions = tuple(
        Dimension(field, tuple(category(field, number) for number in range(SIZES[field]))) for field in fields
    )
    scope = {field: frozenset(category(field, number) for number in numbers) for field, numbers in limits.items()}
    return Table(name or "-".join(fields), dimensions, cells, scope=scope)


def records(one):
    """As many everywhere as `one` says of the places."""
    return {places: one(places) for places in product(*map(range, SIZES.values()))}


MANY = records(lambda places: 10 + sum(places))
MORE = {places: count + 9 for places, count in MANY.items()}


def names(parts):
    return sorted(sorted(table.name for release in part.releases for table in release.tables) for part in parts)


def release(tables, as_of="2016", hidden=()):
    return Release(as_of, tuple(tables), frozenset(hidden))


def test_tables_that_share_no_field_are_taken_apart():
    new = release([by(MANY, "drug", "place"), by(MANY, "sex"), by(MANY, "place", name="places")])
    assert names(parts_of(new, [])) == [["drug-place", "places"], ["sex"]]


def test_a_field_by_which_a_table_is_limited_is_one_of_its_own():
    early = release([by(MANY, "drug"), by(MANY, "place", "year")])
    new = release([by(MORE, "drug", limits={"year": [0]}, name="drugs")], "2017")
    assert len(parts_of(new, [early])) == 1
    all_years = release([by(MORE, "drug", limits={"year": [0, 1]}, name="drugs")], "2017")
    assert names(parts_of(all_years, [early])) == [["drug", "drugs"], ["place-year"]]


def test_without_the_number_of_all_records_tables_stay_together():
    hidden = [("sex", (TOTAL,))]
    assert len(parts_of(release([by(MANY, "drug"), by(MANY, "sex")], hidden=hidden), [])) == 1
    rest = Table("sex", (Dimension("sex", ("sex0", "sex1"), whole=False),), by(MANY, "sex").cells)
    assert len(parts_of(release([by(MANY, "drug"), rest]), [])) == 1


def test_tables_that_tell_different_numbers_of_all_records_stay_together():
    assert len(parts_of(release([by(MANY, "drug"), by(MORE, "sex")]), [])) == 1


def test_a_state_whose_total_is_not_told_is_of_one_part_that_tells_the_totals_of_all_others():
    early = release([by(MANY, "drug", "year"), by(MANY, "sex")])
    later = by(MORE, "drug", limits={"year": [0]}, name="later")
    assert names(parts_of(release([later], "2017"), [early])) == [["drug-year", "later"], ["sex"]]
    silent = release([by(MANY, "drug", "year"), by(MANY, "sex")], hidden=[("drug-year", (TOTAL, TOTAL))])
    assert len(parts_of(release([later], "2017"), [silent])) == 1
    only_sex = release([by(MANY, "sex")])
    assert len(parts_of(release([later, by(MORE, "place")], "2017"), [only_sex])) == 1


def test_answers_stay_together_with_the_records_that_gave_them():
    ways = Table("sex", (Dimension("sex", ("sex0", "sex1")),), by(MANY, "sex").cells, several=frozenset({"sex"}))
    assert len(parts_of(release([by(MANY, "drug"), ways]), [])) == 1


COUNTS = st.tuples(*[st.sampled_from([0, 1, 2, 3, 5, 8, 13])] * 36).map(
    lambda drawn: dict(zip(product(*map(range, SIZES.values())), drawn, strict=True))
)
SETS = st.lists(
    st.sampled_from([("drug",), ("place",), ("sex",), ("drug", "place"), ("drug", "year"), ("sex", "year")]),
    min_size=2,
    max_size=3,
    unique=True,
)


@pytest.mark.parametrize("limits", [{}, {"year": [0]}])
@settings(max_examples=15)
@given(COUNTS, COUNTS, SETS, SETS)
def test_what_was_protected_apart_passes_the_attack_on_all_of_it(limits, counts, came, first, second):
    early = protect([by(counts, *fields) for fields in first], "2016")
    earlier = [early.release] if early.release else []
    later = {places: count + came[places] for places, count in counts.items()}
    tables = [by(later, *fields, limits={} if "year" in fields else limits) for fields in second]
    found = protect(tables, "2017", earlier=earlier)
    for one, before in ((early, []), (found, earlier)):
        if one.release:
            assert audit(one.release, before).failures == ()


def test_parts_are_protected_as_the_whole_would_be():
    small = records(lambda places: 1 + places[0] * places[1])
    found = protect([by(small, "drug", "place"), by(small, "sex")], "2016")
    assert found.outcome == PUBLISHED
    assert {name for name, _position in found.release.hidden} == {"drug-place"}
    assert audit(found.release).passes
