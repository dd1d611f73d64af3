from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.domain.disclosure import (
    PUBLISHED,
    TOTAL,
    WITHHELD,
    Cell,
    Dimension,
    Records,
    Release,
    Rule,
    Table,
    audit,
    protect,
)
from muster.domain.disclosure.parts import ALL, cuts_of

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


def even(sizes, field, quarter, name=""):
    """Ten records of each category of the field in each quarter."""
    cells = {
        (f"{field}{number}", code): Cell(10 * len(quarter.codes(code)) * (6 // sizes[field]))
        for number in range(sizes[field])
        for code in quarter.categories
    }
    dimension = Dimension(field, tuple(f"{field}{number}" for number in range(sizes[field])))
    return Table(name or field, (dimension, quarter), cells)


def records(one):
    """As many everywhere as `one` says of the places."""
    return {places: one(places) for places in product(*map(range, SIZES.values()))}


MANY = records(lambda places: 10 + sum(places))
MORE = {places: count + 9 for places, count in MANY.items()}


def names(new, *earlier, by=ALL):
    """The tables of each system where the field cuts into slices; of none where they stay together."""
    cuts = [cut for cut in cuts_of(new, earlier) if cut.field == by]
    parts = cuts[0].parts(new, earlier) if cuts else []
    return sorted(sorted(table.name for release in part.releases for table in release.tables) for part in parts)


def release(tables, as_of="2016", hidden=()):
    return Release(as_of, tuple(tables), frozenset(hidden))


TOGETHER = []


def test_tables_that_share_no_field_are_taken_apart():
    new = release([by(MANY, "drug", "place"), by(MANY, "sex"), by(MANY, "place", name="places")])
    assert names(new) == [["drug-place", "places"], ["sex"]]


def test_a_field_by_which_a_table_is_limited_is_one_of_its_own():
    early = release([by(MANY, "drug"), by(MANY, "place", "year")])
    hidden = [("place-year", (TOTAL, "year0"))]
    new = release([by(MORE, "drug", limits={"year": [0]}, name="drugs")], "2017")
    assert names(new, release(early.tables, hidden=hidden)) == TOGETHER
    all_years = release([by(MORE, "drug", limits={"year": [0, 1]}, name="drugs")], "2017")
    assert names(all_years, early) == [["drug", "drugs"], ["place-year"]]


def test_where_the_number_of_each_year_is_shown_tables_of_one_year_are_taken_apart():
    early = release([by(MANY, "drug", "year"), by(MANY, "sex", "year")])
    first = release([by(MANY, "place", limits={"year": [0]}, name="first")], "2017")
    second = release([by(MORE, "place", limits={"year": [1]}, name="second")], "2018")
    assert names(second, early, first) == TOGETHER
    assert names(second, early, first, by="year") == [["drug-year"], ["first"], ["second"], ["sex-year"]]
    again = release([by(MORE, "place", "sex", limits={"year": [1]}, name="second")], "2018")
    assert names(again, early, first, by="year") == [["drug-year"], ["first"], ["second", "sex-year"]]
    silent = release(early.tables, hidden=[(name, (TOTAL, "year1")) for name in ("drug-year", "sex-year")])
    assert names(second, silent, first, by="year") == TOGETHER


def test_tables_that_tell_parts_of_a_year_hang_together_within_it():
    sizes = {"drug": 3, "place": 2, "quarter": 3}
    halves = {"ab": frozenset({"quarter0", "quarter1"}), "c": frozenset({"quarter2"})}
    quarters = ("quarter0", "quarter1", "quarter2")
    early = even(sizes, "drug", quarter=Dimension("quarter", ("ab", "c"), halves))
    places = even(sizes, "place", quarter=Dimension("quarter", ("ab", "c"), halves), name="places")
    assert names(release([early, places]), by="quarter") == [["drug"], ["places"]]
    finer = even(sizes, "place", quarter=Dimension("quarter", quarters), name="places")
    assert names(release([early, finer]), by="quarter") == [["drug"], ["places"]], "one of them alone tells parts"
    both = even(sizes, "drug", quarter=Dimension("quarter", quarters), name="drugs")
    late = Table("late", (Dimension("sex", ("m", "f")),), {("m",): Cell(60)}, scope={"quarter": halves["ab"]})
    assert names(release([both, finer, late]), by="quarter") == TOGETHER


def test_without_the_number_of_all_records_tables_stay_together():
    hidden = [("sex", (TOTAL,))]
    assert names(release([by(MANY, "drug"), by(MANY, "sex")], hidden=hidden)) == TOGETHER
    rest = Table("sex", (Dimension("sex", ("sex0", "sex1"), whole=False),), by(MANY, "sex").cells)
    assert names(release([by(MANY, "drug"), rest])) == TOGETHER


def test_tables_that_tell_different_numbers_of_all_records_stay_together():
    assert names(release([by(MANY, "drug"), by(MORE, "sex")])) == TOGETHER


def test_a_state_whose_total_is_not_told_is_of_one_part_that_knows_the_totals_of_all_others():
    early = release([by(MANY, "drug", "place"), by(MANY, "sex")])
    later = by(MORE, "drug", limits={"place": [0]}, name="later")
    assert names(release([later], "2017"), early) == [["drug-place", "later"], ["sex"]]
    silent = release([by(MANY, "drug", "place")], hidden=[("drug-place", (TOTAL, TOTAL))])
    known = release([by(MANY, "sex")], "2015")
    assert names(release([by(MORE, "sex")], "2017"), known, silent) == TOGETHER
    only_sex = release([by(MANY, "sex")])
    of_a_year = by(MORE, "drug", limits={"year": [0]}, name="of a year")
    assert names(release([of_a_year, by(MORE, "place")], "2017"), only_sex) == TOGETHER


def test_of_what_came_between_two_releases_that_share_no_field_nobody_learns_that_it_is_little():
    few = {places: count + 2 * (places == (0, 0, 0, 0)) for places, count in MANY.items()}
    early = protect([by(MANY, "drug")], "2016").release
    found = protect([by(few, "sex")], "2017", earlier=[early])
    assert ("sex", (TOTAL,)) in found.release.hidden
    assert audit(found.release, [early]).passes


def test_nor_by_a_table_that_leaves_little_out():
    few = {(0, 2, 0, 0): 1, (1, 2, 1, 1): 1}
    counts = {places: count if places[1] < 2 else few.get(places, 0) for places, count in MANY.items()}
    early = protect([by(counts, "drug")], "2016").release
    limited = by(counts, "sex", limits={"place": [0, 1]}, name="limited")
    found = protect([limited], "2017", earlier=[early])
    assert cuts_of(release([limited], "2017"), [early])
    assert ("limited", (TOTAL,)) in found.release.hidden
    assert audit(found.release, [early]).passes


def counted(name, **counts):
    """A table of one field, its codes with their counts; nothing is told of other fields."""
    return Table(name, (Dimension(name, (*counts,)),), {(code,): Cell(count) for code, count in counts.items()})


@pytest.mark.parametrize(
    ("totals", "as_of", "men", "limits"),
    [
        ({"2015": 100, "2016": 90, "2017": 100}, "2018", 96, {}),
        ({"2015": 110, "2017": 110}, "2016", 107, {"place": frozenset({"here"})}),
    ],
)
def test_a_number_of_all_records_that_comes_again_stands_between_those_that_differ(totals, as_of, men, limits):
    earlier = [release([counted("drug", a=50, b=total - 50)], state) for state, total in totals.items()]
    new = replace(counted("sex", m=men, f=1), scope=limits)
    assert cuts_of(release([new], as_of), earlier)
    assert protect([new], as_of, earlier=earlier).outcome == WITHHELD, (
        "it was the last number, or the one on both sides"
    )


def test_entries_of_few_records_stay_together_with_what_else_counts_them():
    def victims(name, made_up, **counts):
        whole = {(TOTAL,): Records(made_up)}
        return replace(counted(name, **counts), records=whole | {(code,): Records(made_up // 2) for code in counts})

    early = protect([victims("drug", 20, a=20, b=20)], "2016").release
    new = victims("sex", 21, m=28, f=20)
    assert cuts_of(release([new], "2017"), [early]) == []
    found = protect([new], "2017", earlier=[early])
    assert ("sex", (TOTAL,)) in found.release.hidden


def test_releases_of_several_rules_stay_together():
    strict = replace(release([by(MANY, "drug")]), rule=Rule(threshold=10))
    assert cuts_of(release([by(MORE, "sex")], "2017"), [strict]) == []


def test_a_limit_to_nothing_is_no_slice():
    nothing = Table("sex", (Dimension("sex", ("m",)),), {}, scope={"year": frozenset()})
    assert names(release([by(MANY, "drug"), nothing]), by="year") == [["drug"], ["sex"]]
    assert protect([by(MANY, "drug"), nothing], "2017").outcome == PUBLISHED
    assert protect([nothing], "2017").outcome == PUBLISHED


def test_answers_stay_together_with_the_records_that_gave_them():
    ways = Table("sex", (Dimension("sex", ("sex0", "sex1")),), by(MANY, "sex").cells, several=frozenset({"sex"}))
    assert names(release([by(MANY, "drug"), ways])) == TOGETHER


COUNTS = st.tuples(*[st.sampled_from([0, 1, 2, 3, 5, 8, 13])] * 36).map(
    lambda drawn: dict(zip(product(*map(range, SIZES.values())), drawn, strict=True))
)
SETS = st.lists(
    st.sampled_from([("drug",), ("place",), ("sex",), ("drug", "place"), ("drug", "year"), ("sex", "year")]),
    min_size=2,
    max_size=3,
    unique=True,
)


LIMITS = st.sampled_from([{}, {"year": [0]}, {"year": [1]}, {"place": [0, 2]}])
STEPS = st.lists(st.tuples(SETS, LIMITS, st.booleans()), min_size=3, max_size=3)


@settings(max_examples=40)
@given(COUNTS, COUNTS, STEPS)
def test_what_was_protected_apart_passes_the_attack_on_all_of_it(counts, came, steps):
    earlier = []
    for year, (sets, limits, grows) in enumerate(steps, start=2016):
        counts = {places: count + came[places] * grows for places, count in counts.items()}
        tables = [by(counts, *fields, limits={} if limits.keys() & {*fields} else limits) for fields in sets]
        found = protect(tables, str(year), earlier=earlier)
        if found.release:
            assert audit(found.release, earlier).failures == ()
            earlier.append(found.release)


def test_parts_are_protected_as_the_whole_would_be():
    small = records(lambda places: 1 + places[0] * places[1])
    found = protect([by(small, "drug", "place"), by(small, "sex")], "2016")
    assert found.outcome == PUBLISHED
    assert {name for name, _position in found.release.hidden} == {"drug-place"}
    assert audit(found.release).passes


def test_tables_of_one_year_after_another_are_small_systems():
    few = records(lambda places: (3, 0, 8, 1, 12)[sum(places) % 5])
    releases = [protect([by(few, "drug", "year"), by(few, "sex", "year")], "2016").release]
    for year in (0, 1):
        found = protect([by(few, "drug", "place", limits={"year": [year]})], str(2017 + year), earlier=releases)
        assert found.release
        assert audit(found.release, releases).passes
        releases.append(found.release)
    (cut, *_others) = cuts_of(releases[-1], releases[:-1])
    sizes = [part.size for part in cut.parts(releases[-1], releases[:-1]) if part.new.tables]
    assert cut.field == "year"
    assert max(sizes) < 3 * 3 * 2 * 2 * 3, "fewer than all finest cells in three states"
