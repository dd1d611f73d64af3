"""Two people, or a person and a job, at one moment: nobody waits for a neighbour, no decision is lost."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from muster.domain.matching import compare
from muster.features.activities import actions
from muster.features.activities.actions.pairs import keep_found
from muster.features.activities.actions.writing import locked
from muster.features.activities.models import Pair, PairState
from muster.features.activities.telling import tellings

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


def test_a_pair_dropped_while_pairs_are_looked_for_stops_nobody(enter):
    one, other = tellings([enter(), enter()])
    (seen,) = Pair.objects.all()
    seen.score = 0.0
    Pair.objects.all().delete()
    keep_found({(one.key, other.key): compare(one, other)}, [seen])
