import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.domain.review.comparing import differences
from muster.domain.review.fields import SHAPES, Shape, blank, is_list, words_of
from muster.domain.review.joining import Part, copy_with, merge, split, union

# Drafts have many fields: how long it takes to draw them depends on what else the machine does, and says nothing here.
at_leisure = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

SPAN = st.tuples(st.integers(0, 200), st.integers(1, 40)).map(lambda pair: [pair[0], pair[0] + pair[1]])
VALUES = {
    Shape.CODE: st.sampled_from([None, "A10", "B01"]),
    Shape.LINE: st.sampled_from([None, "One title", "Another title"]),
    Shape.NUMBER: st.none() | st.integers(0, 500),
    Shape.DATE: st.sampled_from([None, "2016", "2016-04", "2016-04-15"]),
}


@st.composite
def reads(draw, name):
    sure = draw(st.floats(0, 1))
    if is_list(name):
        items = draw(st.lists(st.sampled_from(["Prizren", "Pejë/Peć", "Deçan/Dečani", "Klinë/Klina"]), unique=True))
        items = [[item, item] for item in items] if name == "dates" else items
        spans = draw(st.lists(SPAN | st.just([0, 0]), min_size=len(items), max_size=len(items)))
        return {"value": items, "spans": spans, "confidence": sure, "reason": "rule"}
    value = draw(VALUES[SHAPES[name]])
    spans = draw(st.lists(SPAN, max_size=2)) if value is not None else []
    return {"value": value, "spans": union(spans, []), "confidence": sure, "reason": "rule"}


@st.composite
def parts(draw):
    spans = union(draw(st.lists(SPAN, min_size=1, max_size=3)), [])
    return Part(spans, draw(st.lists(SPAN, max_size=1)), {name: draw(reads(name)) for name in SHAPES})


@st.composite
def divided(draw):
    """A draft and an offset inside its passage: drawn from there, because most offsets do not divide a passage."""
    whole = draw(parts().filter(lambda part: part.spans[-1][1] - part.spans[0][0] > 1))
    return whole, draw(st.integers(whole.spans[0][0] + 1, whole.spans[-1][1] - 1))


def characters(spans):
    return {place for start, end in spans for place in range(start, end)}


def all_words(fields):
    """Characters under each field, with those of readings set aside."""
    return {
        name: characters(words_of(read)) | {c for aside in read.get("aside", []) for c in characters(words_of(aside))}
        for name, read in fields.items()
        if name in SHAPES
    }


@at_leisure
@given(parts(), parts())
def test_merge_keeps_every_span(first, second):
    merged = merge(first, second)
    assert characters(merged.spans) == characters(first.spans) | characters(second.spans)
    assert characters(merged.also_spans) == characters(first.also_spans) | characters(second.also_spans)
    before, other, after = (all_words(part.fields) for part in (first, second, merged))
    for name in SHAPES:
        assert after[name] == before[name] | other[name], name


@at_leisure
@given(parts(), parts())
def test_merge_loses_no_value(first, second):
    merged = merge(first, second)
    for name in SHAPES:
        for read in (first.fields[name], second.fields[name]):
            kept = [merged.fields[name]["value"], *(aside["value"] for aside in merged.fields[name].get("aside", []))]
            if is_list(name):
                assert all(item in merged.fields[name]["value"] for item in read["value"])
            else:
                assert read["value"] is None or read["value"] in kept


@at_leisure
@given(parts())
def test_merging_with_itself_changes_no_value(part):
    merged = merge(part, part)
    for name in SHAPES:
        assert merged.fields[name]["value"] == part.fields[name]["value"]


@at_leisure
@given(divided())
def test_split_keeps_all_text(divided):
    whole, at = divided
    first, second = split(whole, at)
    assert characters(first.spans) | characters(second.spans) == characters(whole.spans)
    assert not characters(first.spans) & characters(second.spans)
    before, one, two = (all_words(part.fields) for part in (whole, first, second))
    for name in SHAPES:
        assert one[name] | two[name] == before[name], name


@at_leisure
@given(divided())
def test_split_loses_no_value(divided):
    whole, at = divided
    sides = split(whole, at)
    for name, read in whole.fields.items():
        values = [side.fields[name]["value"] for side in sides]
        if is_list(name):
            assert all(any(item in value for value in values) for item in read["value"])
        else:
            assert read["value"] in values


def test_split_gives_a_value_to_the_side_that_has_its_words():
    fields = {name: blank(name) for name in SHAPES}
    fields["participants"] = {"value": 30, "spans": [[25, 27]], "confidence": 0.9, "reason": "rule"}
    fields["theme"] = {"value": "A10", "spans": [[0, 5]], "confidence": 0.9, "reason": "heading"}
    first, second = split(Part([[10, 40]], [], fields), 20)
    assert first.fields["participants"]["value"] is None
    assert second.fields["participants"]["value"] == 30
    assert first.fields["theme"] == second.fields["theme"] == fields["theme"]


def test_split_must_divide_the_passage():
    with pytest.raises(ValueError, match="does not divide"):
        split(Part([[10, 40]], [], {}), 40)


def test_merge_takes_the_outer_dates_and_sets_the_other_aside():
    def dated(day):
        start = {"value": day, "spans": [[1, 2]], "confidence": 1.0, "reason": ""}
        return {**{name: blank(name) for name in SHAPES}, "start": start}

    merged = merge(Part([[0, 9]], [], dated("2016-05-01")), Part([[9, 20]], [], dated("2016-04-01")))
    assert merged.fields["start"]["value"] == "2016-04-01"
    assert [aside["value"] for aside in merged.fields["start"]["aside"]] == ["2016-05-01"]


def test_a_copy_differs_only_in_what_was_given():
    fields = {name: blank(name) for name in SHAPES}
    first, second = copy_with(Part([[0, 9]], [], fields), {"start": "2016-05-01"})
    assert second.fields["start"]["value"] == "2016-05-01"
    assert {**second.fields, "start": first.fields["start"]} == first.fields


def test_a_difference_says_who_changed_what():
    def fields(**values):
        return {name: {**blank(name), "value": value} for name, value in values.items()}

    found = differences(
        fields(title="a", women=1, men=1, role="x"),
        fields(title="b", women=1, men=2, role="y"),
        fields(title="c", women=3, men=1, role="y"),
    )
    assert [(item.name, item.clash, item.proposal) for item in found] == [
        ("title", True, "mine"), ("women", False, "mine"), ("men", False, "theirs"),
    ]  # fmt: skip
