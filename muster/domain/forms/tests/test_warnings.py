from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.forms.model import Field, Form, Kind
from muster.domain.forms.settings import Warning
from muster.domain.forms.warnings import DAY, RECORD, about, reach, share
from muster.domain.forms.warnings import found as found_of
from muster.domain.forms.warnings import named as named_of
from muster.domain.names import search_key
from muster.domain.protection.retention import add_months

TODAY = date(2026, 11, 22)
THREE = Warning("overall", {}, "officer", 3, 12)
TOP = Warning("top", {}, "officer", top=2.0)
TOP_OF_THEM = Warning("top", {}, "deed/against", top=2.0)


def found(rule, named, today):
    people = {}
    for one in sorted(named, key=lambda one: (one[DAY], one[RECORD]), reverse=True):
        people.setdefault(search_key(one[2]), []).append(one)
    lately = [sum(add_months(today, -12) < one[DAY] <= today for one in some) for some in people.values()]
    return found_of(rule, people, today, share(rule, [one for one in lately if one]) if rule.top else None)


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


FORM = Form(
    *("complaints", "1", "complaints", "", ()),
    fields=(
        Field("officer", Kind.TEXT),
        Field("seen", Kind.MANY),
        Field("deed", Kind.REPEAT),
        Field("deed/against", Kind.TEXT, repeat="deed"),
        Field("deed/what", Kind.ONE, repeat="deed"),
        Field("deed/means", Kind.REPEAT, repeat="deed"),
        Field("deed/means/used", Kind.MANY, repeat="deed/means"),
    ),
    lists={},
    files=(),
)
AGAINST = Warning("all", {}, "deed/against", 3, 12)
FORCE = Warning("force", {}, "deed/against", 2, 12, "deed/what", "force")
USED = Warning("used", {}, "deed/against", 2, 12, "deed/means/used", "baton")


def names(rule, answers):
    return [one.said for one in named_of(FORM, [rule], answers)]


def test_a_record_names_somebody_once_however_often_it_says_so():
    deeds = [{"against": "A-17"}, {"against": "a 17"}, {"against": "B-2"}, {"against": " – "}, {}]
    assert names(AGAINST, {"deed": deeds}) == ["A-17", "B-2"]
    assert names(replace(AGAINST, who="seen"), {"seen": ["x", "y"]}) == ["x", "y"]
    assert names(AGAINST, {}) == []


def test_what_is_said_of_another_item_is_not_said_of_one():
    deeds = [{"against": "A", "what": "force"}, {"against": "B", "what": "tone"}]
    assert names(FORCE, {"deed": deeds}) == ["A"]
    means = [{"against": "A", "means": [{"used": ["spray"]}, {"used": ["spray", "baton"]}]}, {"against": "B"}]
    assert names(USED, {"deed": means}) == ["A"]


def test_what_the_whole_record_says_is_said_of_every_item():
    rule = replace(AGAINST, of="seen", value="camera")
    assert names(rule, {"seen": ["camera"], "deed": [{"against": "A"}, {"against": "B"}]}) == ["A", "B"]
    assert names(rule, {"seen": ["witness"], "deed": [{"against": "A"}]}) == []


def test_rules_that_ask_alike_share_what_they_count():
    assert about(AGAINST) == about(replace(AGAINST, code="more", least=6, months=24)) == about(TOP_OF_THEM)
    assert len({about(one) for one in (AGAINST, FORCE, USED, replace(FORCE, value="tone"))}) == 4
    assert len(named_of(FORM, [AGAINST, TOP_OF_THEM], {"deed": [{"against": "A"}]})) == 1


def test_a_form_that_does_not_ask_for_it_names_nobody():
    assert names(replace(AGAINST, who="gone"), {"gone": "A"}) == []
    assert names(replace(FORCE, of="gone"), {"deed": [{"against": "A"}]}) == []


def test_one_person_is_known_in_every_script_and_writing():
    said = ("Dragan Đorđević", "ДРАГАН ЂОРЂЕВИЋ", "dragan  djordjevic")
    warning = found(THREE, [(TODAY, at, name) for at, name in enumerate(said)], TODAY)
    assert [(one.who, len(one.records)) for one in warning] == [("dragan djordjevic", 3)]


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
