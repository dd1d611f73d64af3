import pytest
from django.urls import reverse

from muster.features.activities import actions
from muster.features.activities.actions import Source
from muster.features.activities.choosing import CHOSEN, TOGETHER, choices, taken
from muster.features.activities.models import Activity, Merge
from muster.features.activities.tests.test_merging import ANNUAL, state
from muster.features.activities.values import values_of

pytestmark = pytest.mark.django_db
A_WEEK_LATER = {"start": "2016-04-22", "end": "2016-04-22", "participants": 30}


def suggested(*entries):
    return {
        choice.name: (offer.key, str(offer.reason))
        for choice in choices(entries)
        for offer in choice.offers
        if offer.reason and choice.differs
    }


def test_tellings_of_days_that_lie_apart_are_suggested_as_events_of_their_own(enter):
    entries = enter(), enter(**A_WEEK_LATER)
    said = suggested(*entries)
    assert said["start"][0] == said["sessions"][0] == TOGETHER
    values = taken(entries, {name: key for name, (key, _reason) in said.items()})
    assert (values.start, values.end, values.sessions) == ("2016-04-15", "2016-04-22", 2)
    assert values.dates == (("2016-04-15", "2016-04-16"), ("2016-04-22", "2016-04-22"))


def test_of_days_that_lie_apart_the_largest_number_of_people_is_suggested_and_their_sum_offered(enter):
    entries = enter(), enter(**A_WEEK_LATER)
    key, reason = suggested(*entries)["participants"]
    assert (key, "the largest number" in reason) == (str(entries[1].pk), True)
    assert taken(entries, {"participants": TOGETHER}).participants == 54


@pytest.mark.parametrize(
    ("first", "second", "name", "which", "why"),
    [
        ({}, ANNUAL, "start", 0, "most exact"),
        (ANNUAL, {}, "start", 1, "most exact"),
        ({"women": None}, {}, "women", 1, "only this one"),
        ({"narrative": "Short."}, {}, "narrative", 1, "says the most"),
        ({}, {"start": "2016-04-16"}, "start", 0, "registered first"),
        ({"participants": 20}, {"participants": 24}, "participants", 1, "the largest number"),
    ],
)
def test_what_is_suggested_says_why(enter, first, second, name, which, why):
    first, second = ({"women": 5, "men": 5, **one} for one in (first, second))
    entries = enter(**first), enter(**second)
    key, reason = suggested(*entries)[name]
    assert (key, why in reason) == (str(entries[which].pk), True)


def test_what_most_of_them_say_is_suggested(enter):
    entries = enter(), enter(participants=40), enter(participants=24, title="Again")
    assert suggested(*entries)["participants"] == (str(entries[0].pk), "most of them say it")


def test_sessions_that_one_of_them_states_stand_against_those_that_say_nothing_of_sessions(enter):
    entries = enter(sessions=1), enter(sessions=3), enter(sessions=None, title="Again")
    assert suggested(*entries)["sessions"] == (str(entries[1].pk), "only this one says it")


def test_of_tellings_as_exact_as_each_other_none_that_is_less_exact_is_suggested(enter):
    entries = enter(start="2016-04", end="2016-04"), enter(), enter(end="2016-04-15")
    assert suggested(*entries)["start"] == (str(entries[1].pk), "registered first")


def test_the_title_is_of_the_telling_of_the_most_people(enter):
    whole, part = enter(title="Trainings", participants=57), enter(title="Training in Gjilan/Gnjilane", participants=18)
    assert suggested(part, whole)["title"][0] == str(whole.pk)


def test_places_and_partners_that_none_names_whole_are_suggested_together_each_once(enter):
    entries = enter(places=("Prishtinë/Priština", "Vienna")), enter(places=("Приштина", "Pejë/Peć"))
    assert suggested(*entries)["places"][0] == TOGETHER
    assert len(taken(entries, {"places": TOGETHER}).places) == 3
    assert "places" not in suggested(enter(), enter())


def test_what_is_not_chosen_is_as_the_first_entry_says(enter):
    entries = enter(), enter(**ANNUAL)
    assert taken(entries, {}) == values_of(entries[0])
    assert taken(entries, dict.fromkeys(CHOSEN, "999")) == values_of(entries[0])


def test_the_page_shows_values_with_their_words_and_what_is_chosen_comes_apart_again(client, officer, enter, document):
    words = {"participants": [[73, 88]], "start": [[3, 8]]}
    one = enter(source=Source(document, None, [[0, 65]], words), sessions=None)
    other = enter(**A_WEEK_LATER)
    before = state(one, other)
    client.force_login(officer)
    address = reverse("activities:compare")
    shown = client.get(address, {"entry": [one.pk, other.pk]}).content.decode()
    assert '<mark title="Participants">24 participants</mark>' in shown
    assert "suggested: their days lie apart" in shown
    chosen = {"take_start": TOGETHER, "take_sessions": TOGETHER, "take_participants": other.pk}
    versions = [f"{one.pk}:1", f"{other.pk}:1"]
    client.post(address, {"entry": [one.pk, other.pk], "version": versions, "decision": "one", **chosen})
    kept = Activity.objects.get(pk=one.pk)
    assert (kept.events, kept.participants, len(kept.dates)) == (2, 30, 2)
    actions.take_apart(officer, Merge.objects.get())
    assert state(one, other) == before
