from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.core.conflicts import Conflict
from muster.features.activities import actions
from muster.features.activities.filters import Filters
from muster.features.activities.models import Activity, Pair
from muster.features.activities.queries import may_decide, open_pair_count, pair_groups, register, register_counts
from muster.features.activities.values import from_json, to_json, values_of

pytestmark = pytest.mark.django_db
ANNUAL = {
    "title": "Hate crime workshop in Prishtinë/Priština",
    "start": "2016-04",
    "end": "2016-04",
    "narrative": "In April a workshop on hate crime for police officers was held in Prishtinë/Priština.",
    "women": None,
    "men": None,
    "partners": (),
}
FURTHER = {
    "title": "Visit to a border post",
    "start": "2016-04-20",
    "end": "2016-04-20",
    "kind": "meeting",
    "theme": "B09",
}


def state(*entries):
    """Everything of these entries that people can see or count."""
    fresh = [Activity.objects.get(pk=entry.pk) for entry in entries]
    return [(values_of(one), one.counted, one.merged_into_id, list(one.sources.values())) for one in fresh]


def versions(*entries):
    return {entry.pk: Activity.objects.get(pk=entry.pk).version for entry in entries}


def merge(person, kept, *others, **changes):
    return actions.merge_activities(
        person, kept.pk, versions(kept, *others), replace(values_of(Activity.objects.get(pk=kept.pk)), **changes)
    )


def test_what_a_monthly_and_an_annual_report_tell_is_proposed_when_it_is_registered(enter):
    weekly, annual = enter(), enter(**ANNUAL)
    enter(**FURTHER)
    pair = Pair.objects.get()
    assert (pair.first, pair.second, pair.state) == (weekly, annual, "open")
    assert "same_participants" in {name for name, _weight, _words in pair.reasons}


def test_events_of_merged_entries_are_counted_once_and_apart_again_as_before(reader, officer, enter):
    weekly, annual = enter(sessions=2), enter(sessions=2, **ANNUAL)
    before, counts = state(weekly, annual), register_counts(reader, Filters())
    made = merge(officer, weekly, annual)
    assert register_counts(reader, Filters()).events == 2
    actions.take_apart(officer, made)
    assert state(weekly, annual) == before
    assert register_counts(reader, Filters()) == counts


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Other", "Another title"]),
        "participants": st.sampled_from([None, 30]),
        "start": st.sampled_from(["2016", "2016-04-10"]),
        "places": st.lists(st.sampled_from(["Pejë/Peć", "Vienna"])).map(tuple),
        "dates": st.just((("2016-04-15", "2016-04-15"), ("2016-04-16", "2016-04-16"))),
        "theme": st.sampled_from(["B06", "A01"]),
    },
)


@given(st.lists(CHANGES, min_size=1, max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
def test_merges_on_merges_taken_apart_in_turn_restore_everything(officer, enter, chosen):
    kept = enter()
    others = [enter(**{**ANNUAL, "title": f"Told again {number}"}) for number in range(len(chosen))]
    before = state(kept, *others)
    made = [merge(officer, kept, other, **changes) for other, changes in zip(others, chosen, strict=True)]
    for one in reversed(made):
        actions.take_apart(officer, one)
    assert state(kept, *others) == before


def test_a_group_of_three_is_made_one_at_once(reader, officer, enter):
    entries = [enter(), enter(**ANNUAL), enter(**{**ANNUAL, "title": "Workshop on hate crimes"})]
    merge(officer, *entries, title="Chosen")
    assert register_counts(reader, Filters()).entries == 1
    assert not Pair.objects.filter(state="open").exists()
    assert Activity.objects.get(pk=entries[0].pk).title == "Chosen"


def test_an_earlier_merge_waits_for_the_later_one(officer, enter):
    kept, one, two = enter(), enter(**ANNUAL), enter(**{**ANNUAL, "title": "Again"})
    first, second = merge(officer, kept, one), merge(officer, kept, two)
    with pytest.raises(ValidationError):
        actions.take_apart(officer, first)
    actions.take_apart(officer, second)
    actions.take_apart(officer, first)
    with pytest.raises(ValidationError):
        actions.take_apart(officer, first)


def test_what_somebody_changed_since_the_merge_stays_and_is_named(officer, enter):
    kept, other = enter(), enter(**ANNUAL)
    made = merge(officer, kept, other, title="Chosen", participants=30)
    now = Activity.objects.get(pk=kept.pk)
    actions.update_activity(officer, now, replace(values_of(now), title="Mended"), now.version)
    _merge, stayed = actions.take_apart(officer, made)
    now.refresh_from_db()
    assert (stayed, now.title, now.participants) == (["title"], "Mended", 24)


def test_a_pair_kept_apart_or_taken_apart_is_never_proposed_again(officer, values, enter):
    one, other = enter(), enter(**ANNUAL)
    actions.keep_apart(officer, [one, other])
    actions.update_activity(officer, one, replace(values, men=14), one.version)
    assert Pair.objects.get().state == "apart"
    third = enter(**{**ANNUAL, "title": "Workshop on hate crimes"})
    made = merge(officer, one, third)
    actions.take_apart(officer, made)
    assert not Pair.objects.filter(state="open", first=one, second=third).exists()


def test_an_entry_changed_meanwhile_is_not_merged(officer, values, enter):
    one, other = enter(), enter(**ANNUAL)
    seen = versions(one, other)
    actions.update_activity(officer, one, replace(values, men=14), one.version)
    with pytest.raises(Conflict):
        actions.merge_activities(officer, one.pk, seen, values)
    assert Activity.objects.filter(counted=True).count() == 2


def test_merged_and_withdrawn_entries_are_not_merged_again(officer, enter):
    one, other = enter(), enter(**ANNUAL)
    actions.withdraw_activity(officer, other, other.version, "wrong")
    with pytest.raises(ValidationError):
        merge(officer, one, other)
    assert not Pair.objects.exists()


def test_an_entry_that_others_are_merged_into_is_not_withdrawn(officer, enter):
    one, other = enter(), enter(**ANNUAL)
    merge(officer, one, other)
    with pytest.raises(ValidationError):
        actions.withdraw_activity(officer, Activity.objects.get(pk=one.pk), versions(one)[one.pk])


def test_a_person_without_the_right_decides_nothing(reader, other_officer, officer, enter, values):
    one, other = enter(), enter(**ANNUAL)
    for person in (reader, other_officer):
        with pytest.raises(PermissionDenied):
            actions.merge_activities(person, one.pk, versions(one, other), values)
        with pytest.raises(PermissionDenied):
            actions.keep_apart(person, [one, other])
    made = merge(officer, one, other)
    for person in (reader, other_officer):
        with pytest.raises(PermissionDenied):
            actions.take_apart(person, made)


def test_history_names_the_person_of_a_merge(officer, enter):
    one, other = enter(), enter(**ANNUAL)
    merge(officer, one, other)
    assert other.history.order_by("pgh_id").last().pgh_context.metadata["user"] == officer.pk


def test_values_survive_their_json_form(enter, values):
    period = replace(values, start=None, end=None, period=(date(2016, 1, 1), date(2016, 12, 31)))
    for one in (values, period, replace(values, dates=(("2016-04-15", "2016-04"),))):
        assert replace(one, **from_json(to_json(one))) == one


@pytest.fixture
def across(officer, other_officer, other_unit, enter):
    """A field office's entry, and how another structure tells it."""
    return enter(), enter(other_officer, unit=other_unit, **ANNUAL)


def test_what_another_structure_retells_is_proposed_with_its_reason(across, other_unit, other_officer, enter):
    pair = Pair.objects.get()
    assert (pair.first, pair.second) == across
    assert "other_structure" in {name for name, _weight, _words in pair.reasons}
    enter(other_officer, unit=other_unit, **FURTHER)
    assert Pair.objects.count() == 1


def test_all_pairs_of_a_year_reach_across_structures(across, unit, other_unit, enter, other_officer):
    Pair.objects.all().delete()
    for units in ((), (unit.pk,), (other_unit.pk,)):
        assert actions.find_all_pairs(2016, units) == 1
        assert (Pair.objects.get().first, Pair.objects.get().second) == across
    assert actions.find_all_pairs(2016, (-1,)) == 0
    assert Pair.objects.count() == 1
    assert actions.years_and_units(Activity.objects.all()) == {2016: {unit.pk, other_unit.pk}}


def test_only_a_person_for_both_structures_decides_about_them(across, officer, other_officer, reporting_officer):
    one, other = across
    for person in (officer, other_officer):
        assert pair_groups(person) == []
        assert open_pair_count(person) == 0
        assert not may_decide(person, across)
        with pytest.raises(PermissionDenied):
            merge(person, one, other)
        with pytest.raises(PermissionDenied):
            actions.keep_apart(person, across)
    assert may_decide(reporting_officer, across)
    assert [group.entries for group in pair_groups(reporting_officer)] == [[one, other]]


@pytest.mark.parametrize("told_by", [0, 1])
def test_a_merge_across_structures_counts_for_the_structure_that_is_chosen(
    across, reporting_officer, officer, reader, told_by
):
    one, other = across
    before, chosen = state(one, other), across[told_by].unit
    made = merge(reporting_officer, one, other, unit=chosen)
    assert Activity.objects.get(counted=True).unit == chosen
    assert register_counts(reader, Filters(unit=(chosen.code,))).entries == 1
    assert register_counts(reader, Filters()).entries == 1
    with pytest.raises(PermissionDenied):
        actions.take_apart(officer, made)
    actions.take_apart(reporting_officer, made)
    assert state(one, other) == before


def test_a_merged_entry_is_found_by_the_words_of_each_telling_and_apart_only_by_its_own(reader, officer, enter, values):
    def found(word):
        return set(register(reader, Filters(q=word)).values_list("pk", flat=True))

    kept, other, third = (
        enter(),
        enter(**{**ANNUAL, "narrative": "Prosecutors came."}),
        enter(**ANNUAL, reference="Q17"),
    )
    first = merge(officer, kept, other)
    second = merge(officer, kept, third)
    now = Activity.objects.get(pk=kept.pk)
    actions.update_activity(officer, now, replace(values_of(now), title="Mended"), now.version)
    assert found("prosecutors") == found("mended") == found("q17") == {kept.pk}
    actions.take_apart(officer, second)
    assert found("q17") == {third.pk}
    assert found("prosecutors") == {kept.pk}
    actions.take_apart(officer, first)
    assert found("prosecutors") == {other.pk}
    assert found("mended") == {kept.pk}
