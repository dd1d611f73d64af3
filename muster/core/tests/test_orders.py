"""What a person orders is done once, however many workers die over it, or says why it could not be done."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils import timezone
from procrastinate.exceptions import JobAborted

from muster.core import jobs, orders
from muster.core.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]


@pytest.fixture(scope="module")
def errands():
    """A sort of orders of which nothing is known but what all of them have."""
    with isolate_apps("muster.core"):

        class Errand(orders.Order):
            JOB, LOCK = "core.run_errand", "errand"
            about = models.OneToOneField(Unit, models.CASCADE, related_name="+")
            by = models.ForeignKey(get_user_model(), models.PROTECT, related_name="+")

            class Meta:
                app_label = "core"

    return Errand


@pytest.fixture
def errand(errands, db, django_user_model):
    with connection.schema_editor() as editor:
        editor.create_model(errands)
    unit = Unit.objects.create(code="far", name_en="Far", short_name="Far")
    person = django_user_model.objects.create(username="somebody", unit=unit)
    return orders.place(errands, person, 3, about=unit)


def never():
    return False


def take(order):
    return orders.take(type(order)._default_manager.all(), order.pk, "going")


def run(order, act, should_abort=never):
    orders.work(order, should_abort, act, {ValueError: "refused", LookupError: "lost"})


def again(order):
    return orders.place(type(order), order.by, 4, about=order.about)


def forget_job(order):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE lock = %s", [order.lock])


def walked(order, tell):
    """Work that keeps something once: it ends its order, or finds it gone."""
    tell("going", 50)
    tell("coming", 90)
    assert orders.held(order).delete()[0] == 1


def test_an_order_is_in_the_queue(errand):
    assert jobs.queued([errand.lock]) == {errand.lock} == {f"errand-{errand.pk}"}
    assert (errand.version, errand.step, errand.progress, errand.under_way) == (3, "waiting", 0, True)


def test_a_second_one_joins_the_first(errand):
    assert again(errand) == errand
    errand.refresh_from_db()
    assert errand.version == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE lock = %s", [errand.lock])
        assert cursor.fetchone() == (1,)


def test_how_far_it_is_shows_while_it_is_done(errand):
    seen = []

    def act(order, tell):
        for step, percent in (("going", 20), ("coming", 80)):
            tell(step, percent)
            errand.refresh_from_db()
            seen.append((errand.step, errand.progress))

    run(take(errand), act)
    assert seen == [("going", 20), ("coming", 80)]


def test_what_a_dead_worker_had_taken_is_found_again_and_done_once(errand):
    dead = take(errand)
    orders.held(dead).update(step="coming", progress=80)  # here its worker was killed, and its job is gone with it
    forget_job(errand)
    type(errand)._default_manager.update(at=timezone.now() - timedelta(minutes=5))
    orders.find_forgotten(type(errand))
    assert jobs.queued([errand.lock]) == {errand.lock}
    second = take(errand)
    assert (second.step, second.progress, second.attempts) == ("going", 0, 2)
    run(second, walked)
    assert not type(errand)._default_manager.exists()
    with pytest.raises(orders.NoLongerWanted):  # the one that was taken for dead comes to itself
        run(dead, walked)


def test_only_the_newest_run_goes_on(errand):
    first, second = take(errand), take(errand)
    with pytest.raises(orders.NoLongerWanted):
        run(first, walked)
    run(second, walked)


def test_one_that_is_done_is_not_taken_again(errand):
    run(take(errand), walked)
    assert take(errand) is None


def test_only_what_has_lost_its_job_gets_another(errand):
    sort = type(errand)
    forget_job(errand)
    assert orders.without_job(sort, older_than=30) == []  # its job may be on its way
    assert orders.without_job(sort, older_than=-1) == [errand]
    orders.defer(errand)
    assert orders.without_job(sort, older_than=-1) == []
    forget_job(errand)
    orders.held(errand).update(step="failed")
    assert orders.without_job(sort, older_than=-1) == []


def test_workers_that_die_over_it_again_and_again_give_up(errand):
    for _attempt in range(orders.ATTEMPTS):
        assert take(errand)
    assert take(errand) is None
    errand.refresh_from_db()
    assert (errand.step, errand.error) == ("failed", "gave-up")
    anew = again(errand)
    assert (anew.pk, anew.version, anew.attempts, anew.step, anew.error) == (errand.pk, 4, 0, "waiting", "")


@pytest.mark.parametrize(
    ("raised", "error"), [(ValueError, "refused"), (KeyError, "lost"), (ZeroDivisionError, "unexpected")]
)
def test_why_it_could_not_be_done_is_kept(errand, raised, error):
    def act(order, tell):
        raise raised

    run(take(errand), act)
    errand.refresh_from_db()
    assert (errand.step, errand.error, errand.under_way) == ("failed", error, False)


@pytest.mark.parametrize("trouble", jobs.DATABASE_TROUBLE)
def test_a_lost_database_leaves_it_to_be_done_again(errand, trouble):
    def act(order, tell):
        raise trouble

    with pytest.raises(trouble):
        orders.finish(take(errand), lambda order, abort: run(order, act, abort), never)
    errand.refresh_from_db()
    assert errand.under_way


def test_a_worker_that_is_asked_to_stop_gives_it_back(errand):
    with pytest.raises(JobAborted):
        orders.finish(take(errand), lambda order, abort: run(order, walked, abort), lambda: True)
    errand.refresh_from_db()
    assert (errand.step, errand.progress, errand.attempts) == ("waiting", 0, 0)


def test_who_drops_it_stops_its_job(errand):
    taken = take(errand)
    type(errand)._default_manager.all().delete()
    orders.finish(taken, lambda order, abort: run(order, walked, abort), never)
    assert not type(errand)._default_manager.exists()
