"""Two people, or a person and a job, at one moment: nobody waits for a neighbour, no decision is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from muster.domain.matching import compare
from muster.features.activities import actions, jobs
from muster.features.activities.actions import tables
from muster.features.activities.actions.pairs import keep_found
from muster.features.activities.actions.writing import locked
from muster.features.activities.models import Activity, Pair, PairState
from muster.features.activities.telling import tellings
from muster.features.activities.values import values_of

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def meanwhile(begin):
    """Somebody else's transaction has done this and stays open; whoever waits for its locks fails."""
    done, go_on = threading.Event(), threading.Event()

    def work():
        try:
            with transaction.atomic():
                begin()
                done.set()
                go_on.wait()
        finally:
            connection.close()

    other = threading.Thread(target=work)
    other.start()
    done.wait()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        yield
    finally:
        go_on.set()
        other.join()
        connection.close()


def test_what_tells_an_entry_again_is_registered_while_somebody_changes_that_entry(enter):
    first = enter()
    with meanwhile(lambda: locked(first.pk)):
        second = enter(title="Workshop about hate crime")
    assert Pair.objects.filter(first=first, second=second, state=PairState.OPEN).exists()


def test_a_decision_taken_while_pairs_are_looked_for_stands(officer, enter):
    first, second = enter(), enter()
    seen = list(Pair.objects.all())
    actions.keep_apart(officer, [first, second])
    keep_found({}, seen)
    assert Pair.objects.get().state == PairState.APART


def test_entries_made_one_meanwhile_are_not_kept_apart(officer, enter):
    first, second = enter(), enter()
    seen = [first, second]
    actions.merge_activities(officer, first.pk, {first.pk: 1, second.pk: 1}, values_of(first))
    with pytest.raises(ValidationError, match="does not count any more"):
        actions.keep_apart(officer, seen)
    assert Pair.objects.get().state == PairState.MERGED


def test_a_pair_dropped_while_pairs_are_looked_for_stops_nobody(enter):
    one, other = tellings([enter(), enter()])
    (seen,) = Pair.objects.all()
    seen.score = 0.0
    Pair.objects.all().delete()
    keep_found({(one.key, other.key): compare(one, other)}, [seen])


@pytest.fixture
def load(officer, monkeypatch):
    """A table with one new row that a job is to read."""
    monkeypatch.setattr(tables, "AT_ONCE", 0)
    heads = "Title,Theme,Kind,Column,Start,Structure"
    return actions.take_table(
        officer, "table.csv", f"{heads}\nCourse,Hate Crime,Training,Training,2016-04,North\n".encode()
    )


def while_comparing(monkeypatch, act):
    """Have this done once, by somebody else, in the midst of the comparison of a table."""
    compare = tables.Comparer.compare

    def compared(self, rows):
        monkeypatch.setattr(tables.Comparer, "compare", compare)
        other = threading.Thread(target=lambda: (act(), connection.close()))
        other.start()
        other.join(timeout=3)  # one who has to wait for us goes on afterwards
        others.append(other)
        return compare(self, rows)

    others = []
    monkeypatch.setattr(tables.Comparer, "compare", compared)
    return others


def test_a_table_that_two_workers_read_at_once_has_each_row_once(load, monkeypatch):
    others = while_comparing(monkeypatch, lambda: jobs.read_table.func(load.pk))
    jobs.read_table.func(load.pk)
    others[0].join()
    load.refresh_from_db()
    assert (load.state, load.rows.count(), load.rows_total) == ("ready", 1, 1)


def test_a_table_dropped_while_it_is_read_stays_dropped(officer, load, monkeypatch):
    while_comparing(monkeypatch, lambda: actions.drop_table(officer, load))
    jobs.read_table.func(load.pk)
    load.refresh_from_db()
    assert (load.state, load.rows.count()) == ("dropped", 0)


def test_a_table_that_two_workers_load_at_once_is_loaded_once(officer, load, monkeypatch):
    jobs.read_table.func(load.pk)
    load.refresh_from_db()
    load.rows_total = tables.BATCH + 1  # as a large one, for a job
    actions.start_loading(officer, load, ["new"])
    load.refresh_from_db()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _n: (jobs.load_table.func(load.pk, "new"), connection.close()), range(2)))
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("state", ["reading", "loading", "done", "dropped"])
def test_columns_of_a_table_that_is_at_work_or_done_with_are_not_assigned_again(officer, load, state):
    type(load).objects.update(state=state)
    for again in (
        lambda: actions.assign_columns(officer, load, {0: "title", 1: "theme", 2: "kind", 3: "column"}),
        lambda: actions.compare_again(officer, load),
    ):
        with pytest.raises(ValidationError, match="not ready"):
            again()
    load.refresh_from_db()
    assert (load.state, load.mapping["4"]) == (state, "start")
