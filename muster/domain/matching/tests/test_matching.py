from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.matching import THRESHOLD, Told, candidate_pairs, compare, groups, may_be_one

WEEKLY = Told(
    key=1,
    unit=1,
    period_start=date(2016, 4, 15),
    period_end=date(2016, 4, 16),
    theme="A10",
    category="general",
    kind="workshop",
    title="Workshop on hate speech for investigators",
    narrative="On 15 and 16 April a workshop on hate speech was held for 24 investigators and prosecutors.",
    start=date(2016, 4, 15),
    end=date(2016, 4, 16),
    precision="day",
    participants=24,
    places=frozenset({"K27"}),
    documents=frozenset({1}),
)
ANNUAL = replace(
    WEEKLY,
    key=2,
    title="Hate speech training for investigators and prosecutors",
    narrative="In April, investigators and prosecutors were trained on hate speech in a workshop.",
    start=date(2016, 4, 1),
    end=date(2016, 4, 30),
    period_start=date(2016, 4, 1),
    period_end=date(2016, 4, 30),
    precision="month",
    kind="training",
    documents=frozenset({2}),
)
DAYS = st.dates(date(2016, 1, 1), date(2016, 12, 31))


@st.composite
def told(draw, key=None):
    start = draw(DAYS)
    end = start + timedelta(days=draw(st.integers(0, 60)))
    stated = draw(st.booleans())
    return Told(
        key=draw(st.integers(1, 50)) if key is None else key,
        unit=draw(st.integers(1, 2)),
        period_start=start,
        period_end=end,
        theme=draw(st.sampled_from(["A10", "B06", "A01"])),
        category=draw(st.sampled_from(["general", "threats"])),
        kind=draw(st.sampled_from(["workshop", "training", "meeting"])),
        title=draw(st.sampled_from(["Hate speech", "Drugs seized at border", "Hate crime seminar, border", ""])),
        narrative=draw(st.sampled_from(["", "Drugs were seized.", "Hate speech was discussed at the border."])),
        start=start if stated else None,
        end=end if stated else None,
        precision="day" if stated else "",
        participants=draw(st.sampled_from([None, 5, 24, 25, 100])),
        women=draw(st.sampled_from([None, 3])),
        places=frozenset(draw(st.lists(st.sampled_from(["K01", "K02"])))),
        documents=frozenset(draw(st.lists(st.integers(1, 3)))),
    )


def test_weekly_and_annual_telling_of_one_workshop_are_proposed_with_reasons():
    match = compare(WEEKLY, ANNUAL)
    assert match.score > THRESHOLD
    assert {"date_within", "same_participants", "same_places", "same_theme"} <= {
        reason.name for reason in match.reasons
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"period_start": date(2016, 9, 1), "period_end": date(2016, 9, 2)}, "different_dates"),
        ({"places": frozenset({"K01"})}, "different_places"),
        ({"participants": 90}, "different_participants"),
        ({"documents": frozenset({1})}, "same_document"),
        ({"theme": "B06", "category": "threats"}, "different_theme"),
    ],
)
def test_a_contradiction_lowers_the_score_and_is_named(changes, reason):
    against = compare(WEEKLY, replace(ANNUAL, **changes))
    assert reason in {one.name for one in against.reasons if one.weight < 0}
    assert against.score < compare(WEEKLY, ANNUAL).score


def test_the_next_workshop_of_a_series_is_not_taken_for_this_one():
    days = {"period_start": date(2016, 4, 22), "period_end": date(2016, 4, 23)}
    following = replace(WEEKLY, key=3, **days, documents=frozenset({2}))
    assert not compare(WEEKLY, following).proposed


def test_a_month_without_an_end_holds_its_days():
    month = replace(ANNUAL, end=None)
    assert "date_within" in {reason.name for reason in compare(WEEKLY, month).reasons}


def test_what_is_not_stated_says_nothing():
    silent = replace(ANNUAL, participants=None, places=frozenset(), start=None, end=None, precision="", narrative="")
    names = {reason.name for reason in compare(WEEKLY, silent).reasons}
    assert not {name for name in names if "date" in name or "participants" in name or "place" in name}


@given(told(), told())
def test_matching_is_symmetric(one, other):
    assert compare(one, replace(other, key=one.key + 1)) == compare(replace(other, key=one.key + 1), one)
    assert may_be_one(one, other) == may_be_one(other, one)


def in_one_block(one, other):
    return bool((one.signs & other.signs and one.unit == other.unit) or one.rare_signs & other.rare_signs)


@given(st.lists(told(), max_size=12, unique_by=lambda one: one.key), st.sampled_from([(), (1,), (1, 2), (3,)]))
def test_blocking_yields_just_the_pairs_that_share_signs(tellings, units):
    found = [(one.key, other.key) for one, other in candidate_pairs(tellings, units)]
    every = {
        (one.key, other.key)
        for one in tellings
        for other in tellings
        if one.key < other.key and may_be_one(one, other) and in_one_block(one, other)
        if not units or {one.unit, other.unit} & {*units}
    }
    assert sorted(found) == sorted(every)


def test_headquarters_retelling_of_a_field_office_is_proposed_a_little_less_surely():
    at_headquarters = replace(ANNUAL, unit=2)
    match = compare(WEEKLY, at_headquarters)
    assert THRESHOLD < match.score < compare(WEEKLY, ANNUAL).score
    assert "other_structure" in {reason.name for reason in match.reasons}
    assert list(candidate_pairs([at_headquarters, WEEKLY])) == [(WEEKLY, at_headquarters)]


def test_two_field_offices_with_the_same_seminar_in_their_own_towns_are_not_proposed():
    elsewhere = replace(
        WEEKLY,
        key=3,
        unit=3,
        places=frozenset({"K01"}),
        participants=19,
        start=date(2016, 4, 18),
        end=date(2016, 4, 19),
        period_start=date(2016, 4, 18),
        period_end=date(2016, 4, 19),
    )
    assert not compare(WEEKLY, elsewhere).proposed


def test_a_crowd_under_one_sign_is_not_compared_each_with_each():
    crowd = [replace(WEEKLY, key=key, unit=key, title="Seminar", narrative="", participants=None) for key in range(400)]
    assert len(list(candidate_pairs(crowd))) <= 400 * 50


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1])))
def test_groups_hold_every_key_once_and_no_pair_is_torn(pairs):
    made = groups(pairs)
    keys = [key for group in made for key in group]
    assert sorted(keys) == sorted({key for pair in pairs for key in pair})
    assert all(any({*pair} <= {*group} for group in made) for pair in pairs)


def test_a_thing_told_three_times_is_one_group():
    assert groups([(1, 2), (2, 5), (7, 8)]) == [[1, 2, 5], [7, 8]]
