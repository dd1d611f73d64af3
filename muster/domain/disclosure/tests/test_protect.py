from decimal import Decimal

import pytest

from muster.domain.disclosure import (
    MARGINS,
    PUBLISHED,
    TOTAL,
    WITHHELD,
    Cell,
    Dimension,
    Interval,
    Release,
    Rule,
    Table,
    TableError,
    audit,
    protect,
)
from muster.domain.disclosure.tests.samples import VECTOR, kilograms, table_of


def hidden(result, table="t"):
    return {position for name, position in result.hidden if name == table}


def codes(result, position, table="t"):
    return [reason.code for reason in result.hidden[table, position]]


def test_the_table_of_the_reference_loses_the_cheapest_rectangle():
    result = protect([VECTOR], "2016")
    assert hidden(result) == {("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")}
    assert codes(result, ("r0", "c1")) == ["small_count"]
    assert codes(result, ("r1", "c1")) == ["complementary"]
    assert sum(VECTOR.values[position].count for position in hidden(result)) - 3 == 35
    every = audit(result.release, every=True)
    assert every.passes
    assert every.records["t", ("r0", "c1")] == Interval(0, 15, exact=True)


def test_what_the_public_sees_says_nothing_of_why():
    result = protect([VECTOR], "2016")
    shown = result.release.shown()["t"]
    assert shown["r0", "c1"] == shown["r1", "c0"]
    assert shown["r0", "c1"].count is None
    assert shown[TOTAL, TOTAL].count == 110


def test_the_same_comes_out_again():
    table = table_of([[[1, 9, 4], [7, 0, 6], [30, 2, 8]], [[3, 3, 12], [6, 18, 5], [9, 4, 1]]])
    assert protect([table], "2016").hidden == protect([table], "2016").hidden


def test_the_true_value_is_at_neither_end_where_that_can_be_had():
    result = protect([table_of([[4, 30, 10], [20, 0, 9], [8, 0, 30]])], "2016")
    for position in hidden(result):
        interval = audit(result.release, every=True).records["t", position]
        if position == ("r0", "c0"):
            assert interval.low < 4 < interval.high


def test_a_table_without_small_numbers_is_published_whole():
    result = protect([table_of([[5, 0], [9, 12]])], "2016")
    assert (result.outcome, result.hidden) == (PUBLISHED, {})


def test_zeros_are_shown_or_hidden_as_the_register_says():
    table = table_of([[5, 0, 7], [9, 12, 8], [6, 6, 6]])
    result = protect([table], "2016", Rule(hide_zeros=True))
    assert codes(result, ("r0", "c1")) == ["zero"]
    assert audit(result.release, every=True).records["t", ("r0", "c1")].high >= 5


def test_a_table_of_small_numbers_keeps_its_margins():
    result = protect([table_of([[3, 4], [4, 3]])], "2016")
    assert result.outcome == MARGINS
    assert result.release.shown()["t"][TOTAL, TOTAL].count == 14


def test_a_table_that_counts_too_few_is_withheld_and_says_why():
    result = protect([table_of([1, 2])], "2016")
    assert (result.outcome, result.release) == (WITHHELD, None)
    assert [finding.code for finding in result.findings] == ["nothing_left"]


def test_what_everybody_knows_to_be_empty_protects_nothing():
    counts = [[3, 0, 20], [0, 15, 9], [25, 7, 11]]
    known = table_of(counts, impossible=frozenset({("r0", "c1"), ("r1", "c0")}))
    result = protect([known], "2016")
    assert not {("r0", "c1"), ("r1", "c0")} & hidden(result)
    assert audit(result.release, every=True).records["t", ("r0", "c0")].high >= 5


def test_a_table_too_large_to_be_attacked_is_withheld():
    dimensions = tuple(Dimension(field, tuple(f"{field}{n}" for n in range(50))) for field in "abc")
    result = protect([Table("t", dimensions, {})], "2016")
    assert (result.outcome, result.findings[0].code) == (WITHHELD, "too_large")


# Sums


def seizures(cells):
    """By drug and place, with kilograms."""
    dimensions = (Dimension("drug", ("heroin", "cannabis", "cocaine")), Dimension("place", ("K01", "K02", "K03")))
    return Table("seizures", dimensions, cells, measure="kg")


EVEN = kilograms(*(["2.5"] * 6))
SEIZED = {(drug, place): EVEN for drug in ("heroin", "cannabis", "cocaine") for place in ("K01", "K02", "K03")}


def test_a_sum_that_is_mostly_one_seizure_is_hidden_and_cannot_be_estimated():
    one_large = kilograms("90", *(["1"] * 7))
    table = seizures({**SEIZED, ("heroin", "K02"): one_large})
    result = protect([table], "2016")
    assert codes(result, ("heroin", "K02"), "seizures") == ["dominance", "nearness"]
    assert len(hidden(result, "seizures")) > 1
    interval = audit(result.release, every=True).sums["seizures", ("heroin", "K02")]
    assert interval.low <= 97 - 23 <= 97 + 23 <= interval.high


def test_where_two_seizures_make_up_a_sum_the_second_could_reckon_the_first():
    table = seizures({**SEIZED, ("heroin", "K02"): kilograms("60", "55", "1", "1", "1")})
    assert codes(protect([table], "2016"), ("heroin", "K02"), "seizures") == ["nearness"]


def test_a_sum_is_hidden_with_its_small_count():
    table = seizures({**SEIZED, ("heroin", "K02"): kilograms("2", "3", "2")})
    shown = protect([table], "2016").release.shown()["seizures"]
    assert shown["heroin", "K02"].sum is None
    assert shown[TOTAL, TOTAL].sum == Decimal("127")


def test_a_pattern_that_protects_the_count_but_not_the_sum_does_not_pass():
    """Beside it only next to nothing is hidden, so the sum of a row gives it away."""
    tiny = kilograms(*(["0.001"] * 6))
    cells = {**SEIZED, ("heroin", "K02"): kilograms("9", "9"), ("heroin", "K01"): tiny}
    table = seizures({**cells, ("cannabis", "K01"): tiny, ("cannabis", "K02"): EVEN})
    square = frozenset(("seizures", (drug, place)) for drug in ("heroin", "cannabis") for place in ("K01", "K02"))
    failures = audit(Release("2016", (table,), square)).failures
    assert {reason.params["measure"] for reason in failures} == {"kg"}
    assert protect([table], "2016").audit.passes


# Tables published together


def by(*fields, **more):
    """One table of drug, place and sex, taken together over the fields that are not named."""
    sizes = {"drug": 3, "place": 3, "sex": 2}
    counts = [[[12, 3], [20, 14], [9, 8]], [[8, 15], [9, 30], [11, 6]], [[25, 7], [11, 9], [16, 5]]]
    dimensions = tuple(Dimension(field, tuple(f"{field}{n}" for n in range(sizes[field]))) for field in fields)
    cells = {}
    for places in ((i, j, k) for i in range(3) for j in range(3) for k in range(2)):
        named = dict(zip(sizes, (f"{field}{n}" for field, n in zip(sizes, places, strict=True)), strict=True))
        position = tuple(named[field] for field in fields)
        cells[position] = cells.get(position, Cell()) + Cell(counts[places[0]][places[1]][places[2]])
    return Table("-".join(fields), dimensions, cells, **more)


def test_a_shared_margin_is_hidden_in_both_tables_or_in_none():
    one = table_of([[3, 1], [8, 15], [25, 7]], "rc", "rc")
    other = table_of([[2, 2], [13, 10], [16, 16]], "rp", "rp")
    result = protect([one, other], "2016")
    assert ("r0", TOTAL) in hidden(result, "rc")
    assert ("r0", TOTAL) in hidden(result, "rp")


def test_a_table_and_its_own_margins_as_tables_are_one_system():
    tables = [by("drug", "place", "sex"), by("drug", "place"), by("sex", "drug")]
    result = protect(tables, "2016")
    assert result.audit.passes
    assert codes(result, ("drug0", "place0", "sex1"), "drug-place-sex") == ["small_count"]
    for (name, position), _ in result.hidden.items():
        if name == "drug-place":
            assert ("drug-place-sex", (*position, TOTAL)) in result.hidden


def test_a_two_way_table_that_was_published_before_limits_what_a_three_way_table_may_hide():
    first = protect([by("drug", "place")], "2016").release
    result = protect([by("drug", "place", "sex")], "2016", earlier=[first])
    assert result.audit.passes
    assert not any(position[2] == TOTAL for _, position in result.hidden)


def test_tables_that_contradict_each_other_are_refused():
    with pytest.raises(TableError) as error:
        protect([table_of([[9, 9], [9, 9]], "a"), table_of([[9, 9], [9, 8]], "b")], "2016")
    assert error.value.reason.code == "tables_disagree"


def test_tables_of_one_name_are_refused():
    with pytest.raises(TableError) as error:
        protect([VECTOR, VECTOR], "2016")
    assert error.value.reason.code == "names_twice"


# Releases one after the other


def test_a_table_published_again_unchanged_keeps_its_pattern():
    first = protect([VECTOR], "2016")
    again = protect([VECTOR], "2017", earlier=[first.release])
    assert hidden(again) == hidden(first)
    assert codes(again, ("r1", "c0")) == ["hidden_before"]


def test_a_small_growth_is_not_told():
    before = table_of([[12, 30], [18, 15]])
    after = table_of([[14, 38], [26, 22]])
    first = protect([before], "2016")
    assert first.hidden == {}
    result = protect([after], "2017", earlier=[first.release])
    assert codes(result, ("r0", "c0")) == ["small_difference"]
    assert result.hidden["t", ("r0", "c0")][0].params == {"difference": 2, "as_of": "2016"}


def test_where_only_few_records_came_nothing_is_published():
    before, after = table_of([[12, 30], [18, 15]]), table_of([[14, 30], [18, 15]])
    result = protect([after], "2017", earlier=[protect([before], "2016").release])
    assert ("t", (TOTAL, TOTAL)) in result.hidden or result.outcome == WITHHELD


def test_records_that_went_are_a_difference_too():
    before, after = table_of([[12, 30], [18, 15]]), table_of([[10, 39], [27, 22]])
    result = protect([after], "2017", earlier=[protect([before], "2016").release])
    assert codes(result, ("r0", "c0")) == ["small_difference"]
    assert result.audit.passes


def half_year(name, months, counts):
    kinds = Dimension("kind", ("a", "b", "c"))
    cells = {(kind,): Cell(count) for kind, count in zip("abc", counts, strict=True)}
    return Table(name, (kinds,), cells, scope={"month": frozenset(months)})


FIRST, SECOND = ("01", "02", "03"), ("04", "05", "06")


def test_a_quarter_that_follows_from_a_half_year_and_the_other_quarter_is_protected():
    """Of the second quarter nothing is published, but it would be the difference."""
    quarter = protect([half_year("q1", FIRST, (20, 30, 40))], "2016-04").release
    half = half_year("h1", (*FIRST, *SECOND), (23, 45, 51))
    result = protect([half], "2016-07", earlier=[quarter])
    assert codes(result, ("a",), "h1") == ["small_difference"]
    assert len(result.hidden) > 1


def test_quarters_and_their_half_year_are_one_system():
    tables = [half_year("q1", FIRST, (3, 30, 40)), half_year("q2", SECOND, (20, 15, 11))]
    half = half_year("h1", (*FIRST, *SECOND), (23, 45, 51))
    result = protect([*tables, half], "2016-07")
    assert result.audit.passes
    hidden_of_a = [name for name, position in result.hidden if position == ("a",)]
    assert len(hidden_of_a) >= 2


def test_few_records_that_came_late_to_a_quarter_do_not_follow_from_the_half_year():
    """Both quarters were published; the half-year has one record more of the first than they say together."""
    first = protect([half_year("q1", FIRST, (20, 30, 40))], "2016-04").release
    second = protect([half_year("q2", SECOND, (25, 15, 11))], "2016-07", earlier=[first]).release
    half = half_year("h1", (*FIRST, *SECOND), (46, 55, 61))
    assert not audit(Release("2016-07", (half,), frozenset()), [first, second]).passes
    result = protect([half], "2016-07", earlier=[first, second])
    assert ("h1", ("a",)) in result.hidden
    assert result.audit.passes


def places(name, categories, counts, **parts):
    sides = Dimension("place", categories, {region: frozenset(codes) for region, codes in parts.items()})
    return Table(name, (sides,), {(one,): Cell(count) for one, count in zip(categories, counts, strict=True)})


def test_regions_after_their_municipalities_tell_no_small_growth():
    first = protect([places("m", ("K1", "K2", "K3", "K4"), (20, 30, 40, 50))], "2016").release
    regions = places("r", ("north", "south"), (52, 101), north={"K1", "K2"}, south={"K3", "K4"})
    result = protect([regions], "2017", earlier=[first])
    assert codes(result, ("north",), "r") == ["small_difference"]


def test_a_hidden_municipality_limits_what_its_region_may_show():
    """Beside a region of two municipalities one that is hidden would follow from the other."""
    tables = [
        places("m", ("K1", "K2", "K3", "K4"), (3, 30, 40, 50)),
        places("r", ("north", "south"), (33, 90), north={"K1", "K2"}, south={"K3", "K4"}),
    ]
    result = protect(tables, "2016")
    assert result.audit.passes
    assert ("m", ("K2",)) in result.hidden or ("r", ("north",)) in result.hidden


def test_sums_of_two_releases_tell_no_sum_of_few_records():
    first = protect([seizures(SEIZED)], "2016").release
    grown = {position: cell + kilograms(*(["2"] * 5)) for position, cell in SEIZED.items()}
    grown["heroin", "K01"] = SEIZED["heroin", "K01"] + kilograms("7", "9")
    result = protect([seizures(grown)], "2017", earlier=[first])
    assert codes(result, ("heroin", "K01"), "seizures") == ["small_difference"]
    assert result.audit.passes
    assert result.release.shown()["seizures"][TOTAL, TOTAL].sum is not None


def test_a_release_is_kept_as_json():
    release = protect([seizures({**SEIZED, ("heroin", "K02"): kilograms("2", "3", "2")})], "2016").release
    assert Release.from_json(release.to_json()) == release


def test_what_was_given_away_before_is_said_and_hinders_nothing():
    careless = Release("2016", (VECTOR,), frozenset({("t", ("r0", "c1"))}))
    result = protect([VECTOR], "2017", earlier=[careless])
    assert result.outcome == PUBLISHED
    assert {finding.code for finding in result.findings} == {"disclosed"}


# Bad input


@pytest.mark.parametrize(
    ("cells", "measure", "code"),
    [
        ({("heroin", "K09"): Cell(3)}, "", "unknown_position"),
        ({("heroin",): Cell(3)}, "", "unknown_position"),
        ({("heroin", "K01"): Cell(-1)}, "", "not_a_count"),
        ({("heroin", "K01"): Cell(3)}, "kg", "sum_missing"),
        ({("heroin", "K01"): kilograms("1")}, "", "sum_missing"),
        ({("heroin", "K01"): Cell(2, Decimal(3), (Decimal(2), Decimal(2)))}, "kg", "not_a_sum"),
        ({("heroin", "K01"): Cell(1, Decimal(-3), (Decimal(-3),))}, "kg", "not_a_sum"),
        ({("heroin", "K01"): Cell(2, Decimal(3), (Decimal(2),))}, "kg", "not_a_sum"),
    ],
)
def test_cells_that_cannot_be_are_refused(cells, measure, code):
    dimensions = (Dimension("drug", ("heroin",)), Dimension("place", ("K01",)))
    with pytest.raises(TableError) as error:
        Table("t", dimensions, cells, measure)
    assert error.value.reason.code == code


@pytest.mark.parametrize(
    ("dimensions", "code"),
    [
        ((), "fields_twice"),
        ((Dimension("a", ("x",)), Dimension("a", ("y",))), "fields_twice"),
        ((Dimension("a", ("x", "x")),), "categories_overlap"),
        ((Dimension("a", (TOTAL,)),), "categories_overlap"),
        ((Dimension("a", ()),), "categories_overlap"),
        ((Dimension("a", ("x", "y"), {"x": frozenset("pq"), "y": frozenset("q")}),), "categories_overlap"),
    ],
)
def test_dimensions_that_cannot_be_are_refused(dimensions, code):
    with pytest.raises(TableError) as error:
        Table("t", dimensions, {})
    assert error.value.reason.code == code
