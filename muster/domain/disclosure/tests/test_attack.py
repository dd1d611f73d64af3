"""What is protected is attacked by trying whole numbers, which shares nothing with the linear programs."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.domain.disclosure import TOTAL, WITHHELD, Cell, Dimension, Release, Rule, Table, TableError, audit, protect
from muster.domain.disclosure.tests.enumeration import Attacker, cells_of, public
from muster.domain.disclosure.tests.samples import VECTOR, counts_of, flat_tables, naive, table_of

RULE = Rule()
BEYOND = 40  # more than any number of these tables
FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def attacker(table, release):
    return Attacker(public(table, release.shown()[table.name]), beyond=BEYOND)


def small_positions(table):
    return [position for position, cell in table.values.items() if RULE.small(cell.count)]


def exposed(table, release):
    """The small numbers of which no two possible values are far enough apart."""
    attack = attacker(table, release)
    return [one for one in small_positions(table) if attack.exposes(cells_of(table, one), RULE.threshold)]


@given(flat_tables())
@FEW
def test_no_small_number_of_a_table_of_two_fields_can_be_reckoned_back(table):
    result = protect([table], "2016")
    if result.outcome != WITHHELD:
        assert exposed(table, result.release) == []


@given(counts_of((2, 3, 3)).map(table_of))
@FEW
def test_nor_of_three_fields(table):
    result = protect([table], "2016")
    if result.outcome != WITHHELD:
        assert exposed(table, result.release) == []


@given(counts_of((5,)).map(table_of))
@FEW
def test_nor_of_one(table):
    result = protect([table], "2016")
    if result.outcome != WITHHELD:
        assert exposed(table, result.release) == []


@given(flat_tables(2, 3), st.data())
@FEW
def test_the_intervals_are_those_that_trying_finds(table, data):
    positions = [("t", position) for position in table.positions() if "*" not in position]
    hidden = frozenset(data.draw(st.lists(st.sampled_from(positions), unique=True, max_size=6)))
    release = Release("2016", (table,), hidden)
    attack = attacker(table, release)
    for (_, position), interval in audit(release, every=True).records.items():
        assert (interval.low, interval.high) == attack.ends(cells_of(table, position))


def test_what_only_hides_small_numbers_is_broken_by_trying_and_does_not_pass():
    release = naive(VECTOR)
    assert exposed(VECTOR, release) == [("r0", "c1")]
    assert attacker(VECTOR, release).ends(cells_of(VECTOR, ("r0", "c1"))) == (3, 3)
    assert [reason.code for reason in audit(release).failures] == ["disclosed"]


def test_one_more_hidden_number_is_not_enough():
    for position in VECTOR.positions():
        release = Release("2016", (VECTOR,), frozenset({("t", ("r0", "c1")), ("t", position)}))
        assert not audit(release).passes
        assert exposed(VECTOR, release) == [("r0", "c1")]


# Answers of which a record may have several: the cells are the sets of answers that a record can have.

SETS = ("", "a", "b", "ab")


def told_twice(counts):
    """The records by place, and the answers by place; `counts`: for each place how many have which of SETS."""
    places = [f"p{number}" for number in range(len(counts))]
    by_place = table_of([sum(row) for row in counts], "records", "p")
    cells = {
        (code, place): Cell(count)
        for place, row in zip(places, counts, strict=True)
        for code, count in (("", row[0]), ("a", row[1] + row[3]), ("b", row[2] + row[3]))
    }
    dimensions = (Dimension("f", ("", "a", "b")), Dimension("p", tuple(places)))
    return by_place, Table("answers", dimensions, cells, several=frozenset("f"))


def sets_of(table, position):
    """The cells of a position of either table."""
    *answer, place = position
    places = table.dimensions[-1].categories if place == TOTAL else [place]
    found = [one for one in SETS if not answer or (answer[0] in one if answer[0] else not one)]
    return frozenset((one, single) for one in places for single in found)


def exposed_together(tables, shown):
    attack = Attacker(
        [
            (sets_of(table, one), number.count)
            for table in tables
            for one, number in shown[table.name].items()
            if not number.hidden
        ],
        beyond=BEYOND,
    )
    small = [(table, one) for table in tables for one in small_positions(table)]
    return [(table.name, one) for table, one in small if attack.exposes(sets_of(table, one), RULE.threshold)]


@given(st.lists(st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=2, max_size=3).map(told_twice))
@FEW
def test_numbers_of_answers_tell_no_small_number_of_records_and_none_the_other_way_round(tables):
    result = protect(tables, "2016")
    if result.outcome != WITHHELD:
        assert exposed_together(tables, result.release.shown()) == []


ANSWERS = told_twice([[0, 1, 1, 1], [0, 7, 0, 1], [0, 9, 8, 1]])


def test_protected_apart_they_give_each_other_away():
    apart = {}
    for table in ANSWERS:
        apart |= protect([table], "2016").release.shown()
    assert exposed_together(ANSWERS, apart) != []
    assert exposed_together(ANSWERS, protect(ANSWERS, "2016").release.shown()) == []


def with_answer_a(answers):
    cells = {(place,): cell for (code, place), cell in answers.cells.items() if code == "a"}
    return Table("limited", answers.dimensions[1:], cells, scope={"f": frozenset("a")}, several=frozenset("f"))


def test_those_who_gave_an_answer_are_one_number_in_a_table_of_answers_and_in_one_limited_to_them():
    answers = told_twice([[0, 3, 3, 0], [0, 8, 9, 0], [0, 9, 8, 0]])[1]
    limited = with_answer_a(answers)
    shown = protect([answers, limited], "2016").release.shown()
    assert all(shown["answers"]["a", *one] == shown["limited"][one] for one in limited.positions())
    assert sum(number.hidden for number in shown["limited"].values()) >= 2


def test_few_records_without_an_answer_are_not_told_by_those_with_it():
    records, answers = told_twice([[0, 18, 2, 0], [0, 9, 9, 0], [0, 9, 9, 0]])
    limited = with_answer_a(answers)
    shown = protect([records, limited], "2016").release.shown()
    assert shown["records"]["p0",].hidden or shown["limited"]["p0",].hidden
    assert not any(number.hidden for number in protect([limited], "2016").release.shown()["limited"].values())


def test_a_field_has_several_answers_or_it_has_one():
    answers = told_twice([[0, 9, 9, 0], [0, 9, 9, 0]])[1]
    with pytest.raises(TableError, match="several_and_one"):
        protect([answers, Table("one", answers.dimensions, answers.cells)], "2016")


# Two states of one register: what was added is a layer of its own.


def layered(before, old, after, new):
    """What is public of both; who attacks knows that nothing went, and where nothing came."""
    equations = [*public(before, old.shown()["t"], "old")]
    for cells, value in public(after, new.shown()["t"], "old"):
        equations.append((cells | {("new", *cell[1:]) for cell in cells}, value))
    same = [place for place in before.cells if before.cells[place] == after.cells[place]]
    return Attacker([*equations, *((frozenset({("new", *place)}), 0) for place in same)], beyond=BEYOND)


def disclosed(before, old, after, new):
    """Small numbers of either state, and small differences, with too few possible values."""
    attack = layered(before, old, after, new)
    targets = [cells_of(before, position, "old") for position in small_positions(before)]
    for position in small_positions(after):
        targets.append(cells_of(after, position, "old") | cells_of(after, position, "new"))
    for position, cell in after.values.items():
        if RULE.small(cell.count - before.values[position].count):
            targets.append(cells_of(after, position, "new"))
    return [target for target in targets if attack.exposes(target, RULE.threshold)]


@st.composite
def grown(draw):
    before = draw(counts_of((2, 3)))
    more = draw(counts_of((2, 3), most=9))
    after = [[one + other for one, other in zip(*rows, strict=True)] for rows in zip(before, more, strict=True)]
    return table_of(before), table_of(after)


@given(grown())
@FEW
def test_two_releases_tell_no_small_number_and_no_small_difference(tables):
    before, after = tables
    first = protect([before], "2016")
    if first.outcome == WITHHELD:
        return
    second = protect([after], "2017", earlier=[first.release])
    if second.outcome != WITHHELD:
        assert disclosed(before, first.release, after, second.release) == []


BEFORE = table_of([[12, 3, 20], [8, 15, 9], [25, 7, 11]])
AFTER = table_of([[12, 9, 20], [8, 15, 9], [25, 7, 19]])


@pytest.mark.parametrize("earlier", [True, False])
def test_a_release_that_forgets_the_earlier_one_gives_it_away(earlier):
    """Nothing is small any more, so nothing is hidden; what did not change tells the earlier hidden numbers."""
    first = protect([BEFORE], "2016").release
    second = protect([AFTER], "2017", earlier=[first] if earlier else []).release
    assert audit(second, [first]).passes is earlier
    assert bool(disclosed(BEFORE, first, AFTER, second)) is not earlier
