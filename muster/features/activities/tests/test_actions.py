from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from muster.core.conflicts import Conflict
from muster.features.activities import actions
from muster.features.activities.filters import Filters
from muster.features.activities.models import Activity
from muster.features.activities.queries import register
from muster.features.activities.values import values_of

pytestmark = pytest.mark.django_db


def test_an_entry_carries_what_follows_from_its_values(officer, values):
    entry = actions.register_activity(officer, values)
    assert (entry.category, entry.place_codes, entry.partner_keys) == ("general", ["K27"], ["kosovo police"])
    assert (entry.period_start, entry.period_end, entry.events, entry.counted) == (
        date(2016, 4, 15),
        date(2016, 4, 16),
        1,
        True,
    )
    assert values_of(entry) == values


def test_a_month_is_its_first_and_last_day_with_its_precision(enter):
    entry = enter(start="2016-02", end="2016-02")
    assert (entry.start, entry.end, entry.end_precision) == (date(2016, 2, 1), date(2016, 2, 29), "month")


def test_an_entry_without_dates_belongs_to_the_period_of_its_report(enter):
    period = (date(2016, 1, 1), date(2016, 12, 31))
    entry = enter(start=None, end=None, period=period)
    assert (entry.start, entry.period_start, entry.period_end) == (None, *period)
    assert values_of(entry).period == period


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"theme": "Z99"}, "theme"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"start": "2016-13"}, "start"),
        ({"start": "in April"}, "start"),
        ({"end": "2015"}, "end"),
        ({"start": None, "end": None}, "start"),
        ({"women": 25}, "women"),
        ({"sessions": 0}, "sessions"),
        ({"dates": (("2016-04-02", "2016-04-01"),)}, "dates"),
    ],
)
def test_wrong_values_are_named_by_field_and_nothing_is_stored(enter, changes, field):
    with pytest.raises(ValidationError) as error:
        enter(**changes)
    assert list(error.value.message_dict) == [field]
    assert not Activity.objects.exists()


def test_a_person_without_the_right_registers_changes_and_withdraws_nothing(reader, other_officer, values, enter):
    entry = enter()
    for person in (reader, other_officer):
        with pytest.raises(PermissionDenied):
            actions.register_activity(person, values)
        with pytest.raises(PermissionDenied):
            actions.update_activity(person, entry, values, entry.version)
        with pytest.raises(PermissionDenied):
            actions.withdraw_activity(person, entry, entry.version)
        with pytest.raises(PermissionDenied):
            actions.restore_activity(person, entry, entry.version)


def test_nobody_moves_an_entry_to_a_unit_that_is_not_theirs(officer, other_unit, values, enter):
    entry = enter()
    with pytest.raises(PermissionDenied):
        actions.update_activity(officer, entry, replace(values, unit=other_unit), entry.version)


def test_the_later_of_two_saves_sees_the_difference(officer, reporting_officer, values, enter):
    entry = enter()
    actions.update_activity(reporting_officer, entry, replace(values, participants=30), entry.version)
    with pytest.raises(Conflict) as conflict:
        actions.update_activity(officer, entry, replace(values, title="Another"), entry.version)
    assert conflict.value.difference == {"participants": (30, 24), "title": ("Workshop on hate crime", "Another")}
    entry.refresh_from_db()
    assert (entry.title, entry.participants, entry.version) == ("Workshop on hate crime", 30, 2)


def test_history_names_the_person_of_every_write(officer, reporting_officer, values, enter):
    entry = enter()
    entry = actions.update_activity(reporting_officer, entry, replace(values, participants=30), 1)
    actions.withdraw_activity(officer, entry, 2, "told elsewhere")
    events = entry.history.order_by("pgh_id").values_list("version", "participants", "pgh_context__metadata__user")
    assert list(events) == [(1, 24, officer.pk), (2, 30, reporting_officer.pk), (3, 30, officer.pk)]


def test_undoing_an_acceptance_frees_the_draft(officer, enter, document, draft):
    source = actions.Source(document, draft, [[0, 65]], {"participants": [[74, 76]]})
    entry = enter(source=source)
    assert entry.origin == "report"
    actions.withdraw_activity(officer, entry, entry.version)
    entry.refresh_from_db()
    assert (entry.counted, entry.sources.get().draft) == (False, None)
    assert enter(source=source).sources.get().draft == draft


def test_an_entry_changed_since_is_not_withdrawn(officer, values, enter):
    entry = enter()
    actions.update_activity(officer, entry, replace(values, men=1), 1)
    with pytest.raises(Conflict):
        actions.withdraw_activity(officer, entry, 1)


def test_an_entry_that_does_not_count_stays_as_it_is(officer, values, enter):
    entry = actions.withdraw_activity(officer, enter(), 1, "a mis\x00take")
    with pytest.raises(ValidationError, match="does not count"):
        actions.update_activity(officer, entry, replace(values, men=1), entry.version)
    assert entry.withdrawn_reason == "a mistake"


def test_an_entry_with_a_word_that_has_no_end_is_kept_and_found(reader, enter):
    endless = "x" * 5_000
    entry = enter(narrative=f"See {endless}")
    assert list(register(reader, Filters(q=endless))) == [entry]


def test_half_a_character_is_not_kept(enter):
    assert enter(narrative="Half \ud83d of a sign").narrative == "Half  of a sign"


def test_a_withdrawn_entry_can_be_restored(officer, enter):
    entry = actions.withdraw_activity(officer, enter(), 1, "a mistake")
    entry = actions.restore_activity(officer, entry, entry.version)
    entry.refresh_from_db()
    assert (entry.counted, entry.withdrawn_reason) == (True, "")
