"""A report is published by a job: people see how far it is, and nothing is ever published in part."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.exceptions import JobAborted

from muster.core import jobs as queue
from muster.core import orders
from muster.features.activities.models import Activity
from muster.features.publishing import jobs
from muster.features.publishing.actions import publication
from muster.features.publishing.actions.clearance import NotReady
from muster.features.publishing.actions.publication import drop_order, order_publication
from muster.features.publishing.models import FrozenFile, Order, Publication, PublicationFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered(cleared, reporting_officer):
    return order_publication(reporting_officer, cleared, cleared.version)


def never():
    return False


def published_nothing():
    return not (Publication.objects.exists() or PublicationFile.objects.exists() or FrozenFile.objects.exists())


def test_an_order_is_in_the_queue_and_its_job_publishes(ordered, cleared, publish_ordered):
    assert queue.queued([ordered.lock]) == {ordered.lock}
    assert (ordered.under_way, ordered.progress) == (True, 0)
    publish_ordered()
    cleared.refresh_from_db()
    assert cleared.published
    assert cleared.publication.published_by == ordered.by
    assert not Order.objects.exists()


def test_the_steps_show_while_it_is_worked_on(ordered, monkeypatch):
    seen = []
    update = orders.held
    monkeypatch.setattr(orders, "held", lambda order: seen.append(Order.objects.get().step) or update(order))
    jobs.work(jobs.take(ordered.pk), never)
    assert seen == ["composing", "composing", "pdf", "docx", "html"]


def test_what_is_not_ready_is_not_ordered(report, reporting_officer, officer, reader):
    with pytest.raises(NotReady):
        order_publication(reporting_officer, report, report.version)
    for somebody in (officer, reader):
        with pytest.raises(PermissionDenied):
            order_publication(somebody, report, report.version)
        with pytest.raises(PermissionDenied):
            drop_order(somebody, report)
    assert not Order.objects.exists()


def test_a_second_order_joins_the_first(ordered, cleared, reporting_officer):
    assert order_publication(reporting_officer, cleared, cleared.version) == ordered
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE lock = %s", [ordered.lock])
        assert cursor.fetchone() == (1,)


def test_a_register_that_moves_before_the_job_is_said_and_nothing_is_published(
    ordered, cleared, reporting_officer, publish_ordered, client
):
    Activity.objects.filter(sessions=8).update(sessions=9)
    publish_ordered()
    ordered.refresh_from_db()
    assert (ordered.step, ordered.error, published_nothing()) == ("failed", "not-ready", True)
    client.force_login(reporting_officer)
    page = client.get(reverse("publishing:publish", args=[cleared.pk])).content.decode()
    assert "It was not published." in page
    assert "Something stood in the way" in page
    assert "clear it again" in page


def test_a_register_that_moves_while_files_are_made_is_noticed(ordered, cleared, monkeypatch):
    """What was composed and what is frozen must say the same, even where no clearance is touched by the change."""
    made = publication.render

    def render(book, output):
        type(cleared).objects.filter(pk=cleared.pk).update(title="Another title")
        return made(book, output)

    monkeypatch.setattr(publication, "render", render)
    jobs.work(jobs.take(ordered.pk), never)
    ordered.refresh_from_db()
    assert (ordered.error, published_nothing()) == ("changed", True)


def test_a_killed_worker_s_order_is_taken_over_and_published_once(ordered, cleared):
    dead = jobs.take(ordered.pk)
    orders.held(dead).update(step="docx")  # here its worker was killed
    jobs.work(jobs.take(ordered.pk), never)
    cleared.refresh_from_db()
    assert cleared.published
    with pytest.raises(orders.NoLongerWanted):
        jobs.work(dead, never)
    assert Publication.objects.count() == 1


def test_a_worker_that_is_asked_to_stop_publishes_nothing(ordered):
    with pytest.raises(JobAborted):
        jobs.work(jobs.take(ordered.pk), lambda: True)
    assert published_nothing()


def test_files_that_cannot_be_made_leave_a_draft_and_a_sentence(ordered, cleared, monkeypatch):
    monkeypatch.setattr(publication, "render", lambda made, output: 1 / 0)
    jobs.work(jobs.take(ordered.pk), never)
    ordered.refresh_from_db()
    cleared.refresh_from_db()
    assert (ordered.error, cleared.published, published_nothing()) == ("unexpected", False, True)


def test_an_order_can_be_dropped_also_while_it_is_worked_on(ordered, cleared, reporting_officer, client):
    taken = jobs.take(ordered.pk)
    client.force_login(reporting_officer)
    client.post(reverse("publishing:publish", args=[cleared.pk]), {"drop": "1"})
    assert not Order.objects.exists()
    with pytest.raises(orders.NoLongerWanted):
        jobs.work(taken, never)
    assert published_nothing()


def test_what_is_published_cannot_be_ordered_or_dropped(published, reporting_officer):
    with pytest.raises(ValidationError):
        order_publication(reporting_officer, published, published.version)
    with pytest.raises(ValidationError):
        drop_order(reporting_officer, published)


def test_an_order_that_lost_its_job_gets_another(ordered):
    Order.objects.update(at=timezone.now() - timedelta(minutes=5))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE lock = %s", [ordered.lock])
    jobs.find_forgotten()
    assert queue.queued([ordered.lock]) == {ordered.lock}


def test_the_page_looks_again_by_itself_with_scripts_and_without(ordered, cleared, reporting_officer, client):
    client.force_login(reporting_officer)
    page = client.get(reverse("publishing:publish", args=[cleared.pk])).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "No worker is running" in page
    answer = client.get(f"/api/reports/{cleared.pk}").json()
    assert (answer["state"], answer["publishing"]) == ("draft", "waiting")
