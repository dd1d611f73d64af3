"""What is released: counted by a job, protected, looked at, published, and never changed."""

import json
from datetime import date
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict
from django.utils import timezone

from muster.core.conflicts import Conflict
from muster.core.identity import NOBODY, acting_as, of_person
from muster.core.orders import NoLongerWanted
from muster.domain.disclosure import Release as Protected
from muster.domain.disclosure import Rule
from muster.features.statistics import jobs, protecting, queries
from muster.features.statistics.actions import releases as actions
from muster.features.statistics.axes import schema_of
from muster.features.statistics.models import Order, Release, State, Step, Truth
from muster.features.statistics.published import release_json
from muster.features.statistics.selection import read_selection
from muster.features.statistics.tests.conftest import CHOICES, SURVEY, WHOLE

pytestmark = pytest.mark.django_db
TITLES = {"en": "Cases of 2025", "sq": "Rastet 2025", "sr": "Slučajevi 2025"}
WORST = "by=place&by=f:kind"


def never():
    return False


@pytest.fixture
def head(register, person, unit):
    return person("head_of_structure", unit)


@pytest.fixture
def draft(head, register):
    def made(*queries_):
        release = actions.start_release(head, register, TITLES, date(2025, 1, 1), date(2025, 12, 31), {})
        for query in queries_:
            release = add(head, release, query)
        return release

    return made


def add(person, release, query):
    schema = schema_of(release.register)
    selection, problems = read_selection(schema, QueryDict(query))
    assert problems == []
    return actions.add_table(person, release, schema, selection)


def work(order):
    jobs.work(jobs.take(order.pk), never)


@pytest.fixture
def released(head, draft):
    def counted(*queries_):
        release = draft(*queries_)
        work(actions.order_count(head, release, release.version))
        release.refresh_from_db()
        return release

    return counted


@pytest.fixture
def many(keep):
    """Three places by three kinds, one number of which is small: the example of the domain reference."""

    def kept(counts=((12, 3, 20), (8, 15, 9), (25, 7, 11)), **more):
        for place, row in zip(("K27", "K28", "K04"), counts, strict=True):
            for kind, count in zip(("theft", "fraud", "arson"), row, strict=True):
                for _ in range(count):
                    keep(kind=kind, place=place, **more)

    return kept


def numbers(release, table=0):
    return {tuple(position): count for position, count, _sum in release.content["tables"][table]["numbers"]}


def test_a_small_number_is_hidden_with_others_that_would_tell_it(released, many):
    many()
    release = released(WORST)
    assert release.state == State.COUNTED
    shown = numbers(release)
    assert shown["*", "*"] == 110
    assert shown["K27", "fraud"] is None
    assert sum(count is None for count in shown.values()) >= 4
    reasons = {tuple(position): codes for position, codes in release.hidden[0]["hidden"]}
    assert reasons["K27", "fraud"] == ["small_count"]
    assert ["complementary"] in reasons.values()


def test_no_hidden_number_is_kept_where_a_person_may_read_it(released, many, head):
    many(((12, 3, 20), (8, 15, 9), (25, 7, 11)))
    release = released(WORST)
    assert "3" not in json.dumps(release.hidden)
    hidden = [position for position, count in numbers(release).items() if count is None]
    assert {len(one) for one in release.content["tables"][0]["numbers"]} == {3}
    assert hidden
    assert Truth.objects.filter(release=release).exists()
    for who in (NOBODY, of_person(head.pk)):
        with acting_as(who):
            assert not Truth.objects.exists()


def test_a_choice_that_a_version_dropped_keeps_its_words(released, publish, many, register):
    many()
    without = tuple(one for one in CHOICES if one["name"] != "fraud")
    publish(version="2", survey=SURVEY, register=WHOLE, choices=without)
    register.refresh_from_db()
    (axis,) = released("by=f:kind").content["tables"][0]["axes"]
    assert [list(words.values()) for _code, words in axis["categories"]] == [["Theft"], ["Arson"], ["Fraud"]]


def test_published_it_is_public_and_never_changes(released, many, head):
    many()
    release = released(WORST)
    assert queries.published() == []
    actions.publish_release(head, release, release.version)
    with acting_as(NOBODY):
        assert [str(one) for one in queries.published()] == ["Cases of 2025"]
        assert not Release.objects.exists()
    for change in (
        "UPDATE statistics_release SET notes = '{}'",
        "DELETE FROM statistics_release",
        "UPDATE statistics_truth SET systems = '{}'",
        "DELETE FROM statistics_truth",
    ):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    with pytest.raises(ValidationError, match="published"):
        actions.change_release(head, release, release.version + 1, notes={"en": "x"})


def test_nothing_is_published_before_it_was_counted(draft, head, many):
    release = draft(WORST)
    with pytest.raises(ValidationError, match="Count it first"):
        actions.publish_release(head, release, release.version)


def test_a_change_undoes_the_count(released, many, head):
    many()
    release = released(WORST)
    changed = add(head, release, "by=f:kind")
    assert (changed.state, changed.content) == (State.DRAFT, None)
    assert not Truth.objects.exists()


def test_a_later_release_hides_what_the_earlier_one_hid(released, many, head):
    many()
    first = released(WORST)
    actions.publish_release(head, first, first.version)
    second = released(WORST)
    before = {position for position, count in numbers(first).items() if count is None}
    assert {position for position, count in numbers(second).items() if count is None} == before


def test_few_records_that_came_since_are_not_told_by_the_difference(released, many, keep, head):
    many(((12, 13, 20), (8, 15, 9), (25, 7, 11)))
    first = released(WORST)
    assert all(count is not None for count in numbers(first).values())
    actions.publish_release(head, first, first.version)
    for _ in range(2):
        keep(kind="theft", place="K27")
    for _ in range(9):
        keep(kind="arson", place="K28")
    second = released(WORST)
    assert numbers(second)["K27", "theft"] is None
    assert ["small_difference"] in [codes for _position, codes in second.hidden[0]["hidden"]]


def test_what_was_counted_before_another_was_published_is_counted_again(released, many, head):
    many()
    one, other = released(WORST), released("by=f:kind")
    actions.publish_release(head, one, one.version)
    with pytest.raises(ValidationError, match="published since"):
        actions.publish_release(head, other, other.version)
    work(actions.order_count(head, other, other.version))
    other.refresh_from_db()
    actions.publish_release(head, other, other.version)


def test_a_table_that_would_expose_somebody_whatever_is_hidden_is_withheld(released, keep, head):
    keep(kind="theft")
    release = released("by=f:kind")
    assert release.content["tables"][0]["withheld"]
    with pytest.raises(ValidationError, match="expose"):
        actions.publish_release(head, release, release.version)


def test_means_are_of_shown_numbers_alone(released, keep, head):
    for number in range(10):
        keep(kind="theft", loss=str(number))
    for loss in ("70", "80"):
        keep(kind="fraud", loss=loss)
    release = released("by=f:kind&measure=mean:loss")
    table = release_json(release)["tables"][0]
    values = {tuple(one["position"]): one["value"] for one in table["numbers"]}
    assert values["fraud",] is None
    assert values["theft",] is None  # with the total it would tell the two others
    assert values["*",] == pytest.approx((45 + 150) / 12)


def test_numbers_of_answers_and_of_entries_are_no_sums_of_records(released, keep):
    for _ in range(6):
        keep(kind="theft", ways=["dog", "scan"], person=[{"sex": "f"}, {"sex": "m"}])
    release = released("by=f:kind", "by=f:ways", "by=f:person/sex")
    assert numbers(release, 0) == {("theft",): 6, ("*",): 6}
    assert numbers(release, 1) == {("dog",): 6, ("scan",): 6}  # no sum: a record would be in it twice
    assert numbers(release, 2) == {("f",): 6, ("m",): 6, ("*",): 12}


def test_answers_do_not_tell_how_many_records_there_are(released, keep):
    """By themselves the answers would be shown: all but one of the 8 records of Prizren were found by a dog."""
    for place, count in (("K27", 3), ("K28", 8), ("K04", 30)):
        for number in range(count):
            keep(kind="theft", place=place, ways=["dog"] if number else ["dog", "scan"])
    alone = numbers(released("by=place&by=f:ways"))
    assert alone["K04", "dog"] == 30
    release = released("by=place", "by=place&by=f:ways", "by=place&only.f:ways=dog")
    records, answers, found = (numbers(release, table) for table in range(3))
    assert records["K27",] is None
    assert {records["*",], records["K28",], answers["K28", "dog"]} >= {None}
    assert {place: answers[place, "dog"] for place in ("K27", "K28", "K04")} == {
        place: found[place,] for place in ("K27", "K28", "K04")
    }


def test_many_entries_of_few_records_are_those_records(released, keep):
    for place, cases in (("K27", 2), ("K28", 9), ("K04", 9)):
        for _ in range(cases):
            keep(place=place, person=[{"sex": sex} for sex in "ffmm"])
    release = released("by=place&by=f:person/sex")
    shown = numbers(release)
    assert shown["K27", "*"] is None  # eight people, of two cases
    assert ["few_records"] in [codes for _position, codes in release.hidden[0]["hidden"]]
    assert shown["*", "*"] == 80


def test_a_sum_of_entries_of_few_records_is_hidden(released, keep):
    for weights in (["1", "1"], *[["", ""]] * 7):
        keep(item=[{"found": "dog", "weight": weight} for weight in weights] * 3)
    for _ in range(6):
        keep(item=[{"found": "scan", "weight": "1"}])
    release = released("by=f:item/found&measure=sum:item/weight")
    reasons = {tuple(position): codes for position, codes in release.hidden[0]["hidden"]}
    assert "few_records" in reasons["dog",]


def test_many_entries_that_came_with_one_case_are_not_told_by_the_difference(released, keep, head):
    for place in ("K27", "K28"):
        for _ in range(9):
            keep(place=place, person=[{"sex": "f"}, {"sex": "m"}])
    first = released("by=place&by=f:person/sex")
    actions.publish_release(head, first, first.version)
    keep(place="K27", person=[{"sex": "f"}] * 12)
    for _ in range(9):
        keep(place="K28", person=[{"sex": "f"}, {"sex": "m"}])
    second = released("by=place&by=f:person/sex")
    reasons = {tuple(position): codes for position, codes in second.hidden[0]["hidden"]}
    assert "small_difference" in reasons["K27", "f"]


def test_what_one_case_adds_by_several_entries_makes_up_most_of_a_sum(released, keep):
    """No entry is large; the seven of one case, some of them found by dogs and some by scans, are."""
    keep(item=[{"found": found, "weight": "10"} for found in ("dog", "dog", "dog", "dog", "scan", "scan", "scan")])
    for found in ("dog", "scan"):
        for _ in range(6):
            keep(item=[{"found": found, "weight": "1"}])
    release = released("by=f:item/found&measure=sum:item/weight")
    reasons = {tuple(position): codes for position, codes in release.hidden[0]["hidden"]}
    assert reasons["*",] == ["dominance"]  # 70 of 82; by entries 10 of 82
    assert "dominance" in reasons["dog",]  # 40 of 46
    assert "dominance" in reasons["scan",]  # 30 of 36


def test_where_no_entry_says_the_measure_nothing_is_hidden(released, keep):
    for _ in range(6):
        keep(item=[{"found": "dog", "weight": "1"}, {"found": "scan"}])
        keep(item=[{"found": "tip", "weight": "2"}])
    release = released("by=f:item/found&measure=sum:item/weight")
    assert release.hidden[0]["hidden"] == []


def kept_before(name, by, **scope):
    """A table as it was kept before answers were protected beside records."""
    dimensions = [{"field": by, "categories": ["dog", "scan"], "parts": {}, "whole": True}]
    cells = [[["dog"], 6, None, []]]
    return {"name": name, "dimensions": dimensions, "cells": cells, "measure": "", "scope": scope, "impossible": []}


def read_now(**systems):
    """`systems`: each with its one table, of which the total was hidden."""
    migration = import_module("muster.features.statistics.migrations.0003_answers_beside_records")
    rest = {"as_of": "2025", "rule": Rule().to_json()}
    found = migration.joined(
        {name: {"tables": [one], "hidden": [[one["name"], ["*"]]], **rest} for name, one in systems.items()}
    )
    assert [*found] == [""]
    return Protected.from_json(found[""])


def test_what_was_published_of_answers_before_is_read_as_it_is_kept_now():
    by_answers, limited = kept_before("t1", "f:ways"), kept_before("t2", "f:kind", **{"f:ways=dog": ["yes"]})
    found = read_now(**{"entries  f:ways": by_answers, "entries ": limited})
    answers, some = found.tables
    assert answers.by == answers.several == some.several == {"answers f:ways"}
    assert some.scope == {"answers f:ways": {"dog"}}
    assert found.hidden == {("t2", ("*",))}  # a sum over answers was never shown


def test_so_is_a_table_by_answers_that_was_limited_to_one_of_them():
    (table,) = read_now(**{"entries  f:ways": kept_before("t1", "f:ways", **{"f:ways=dog": ["yes"]})}).tables
    assert (table.several, table.scope) == ({"answers f:ways"}, {"f:ways=dog": {"yes"}})


def test_places_and_their_regions_hang_together(released, many):
    many(((12, 3, 20), (8, 15, 9), (25, 7, 11)))
    release = released("by=place&by=f:kind", "by=region&by=f:kind", "by=region")
    shown, regions = numbers(release, 0), numbers(release, 1)
    assert numbers(release, 2) == {("PR",): 78, ("PZ",): 32, ("*",): 110}
    # beside the region's total the other municipality would tell the hidden one
    assert shown["K27", "fraud"] is None
    assert regions["PR", "fraud"] is None or shown["K04", "fraud"] is None


def test_months_lie_in_their_quarters(released, keep):
    for day, count in (("2025-01-05", 3), ("2025-02-05", 20), ("2025-04-05", 20), ("2025-05-01", 20)):
        for _ in range(count):
            keep(kind="theft", day=day)
    keep(kind="theft", day="2024-05-05")
    release = released("by=month", "by=quarter")
    months, quarters = numbers(release, 0), numbers(release, 1)
    assert months["2025-03",] == 0
    assert months["2025-01",] is None
    assert None in (months["2025-02",], quarters["2025-Q1",])
    assert quarters["*",] == 63


def test_negative_sums_are_refused(draft, keep, head):
    keep(kind="theft", loss="-3")
    release = draft("by=f:kind&measure=sum:loss")
    order = actions.order_count(head, release, release.version)
    work(order)
    order.refresh_from_db()
    assert (order.step, order.error) == (Step.FAILED, "refused")


def test_what_takes_too_long_is_refused(draft, many, head, monkeypatch):
    monkeypatch.setattr(protecting, "LONGEST", 0.0)
    many()
    release = draft(WORST)
    order = actions.order_count(head, release, release.version)
    work(order)
    order.refresh_from_db()
    assert order.error == "too-much"


def test_who_stops_the_count_ends_it(draft, many, head):
    many()
    release = draft(WORST)
    order = jobs.take(actions.order_count(head, release, release.version).pk)
    actions.drop_order(head, release)
    with pytest.raises(NoLongerWanted):
        jobs.work(order, never)
    release.refresh_from_db()
    assert release.state == State.DRAFT


def test_a_job_whose_worker_died_is_done_again(draft, many, head):
    many()
    release = draft(WORST)
    order = actions.order_count(head, release, release.version)
    lost = jobs.take(order.pk)
    work(order)
    release.refresh_from_db()
    assert release.state == State.COUNTED
    with pytest.raises(NoLongerWanted):  # the one that was taken for dead
        jobs.work(lost, never)
    assert not Order.objects.exists()


def test_a_release_that_was_changed_is_not_counted(draft, many, head):
    many()
    release = draft(WORST)
    order = jobs.take(actions.order_count(head, release, release.version).pk)
    Release.objects.update(version=99)
    jobs.work(order, never)
    order.refresh_from_db()
    assert order.error == "changed"


def test_who_saw_another_version_is_told(draft, head):
    release = draft(WORST)
    with pytest.raises(Conflict):
        actions.order_count(head, release, release.version - 1)


def test_a_period_that_is_not_over_is_not_released(draft, client, head, register):
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="not over"):
        actions.start_release(head, register, TITLES, date(2025, 1, 1), today, {})
    release = draft(WORST)
    with pytest.raises(ValidationError, match="not over"):
        actions.change_release(head, release, release.version, end=today)
    client.force_login(head)
    said = {f"title_{language}": title for language, title in TITLES.items()}
    sent = {**said, "start": "2025-01", "end": f"{today:%Y-%m}"}
    page = client.post("/statistics/cases/releases/new/", sent)
    assert page.status_code == 422
    assert "not over" in page.text
    assert Release.objects.get().end == date(2025, 12, 31)


def test_others_prepare_no_release(draft, register, officer, person, unit, reader):
    release = draft(WORST)
    for one in (officer, reader, person("", unit)):
        with pytest.raises(PermissionDenied):
            actions.order_count(one, release, release.version)
        with pytest.raises(PermissionDenied):
            actions.start_release(one, register, TITLES, date(2025, 1, 1), date(2025, 12, 31), {})
        with acting_as(of_person(one.pk)):
            assert not Release.objects.exists()


def test_a_table_by_what_it_is_filtered_by_is_refused(draft, many, head):
    many()
    release = draft("by=f:kind&only.f:kind=theft")
    order = actions.order_count(head, release, release.version)
    work(order)
    order.refresh_from_db()
    assert order.error == "refused"
