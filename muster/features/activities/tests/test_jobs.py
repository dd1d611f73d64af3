"""What the register's jobs do where something goes wrong."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from muster.core import jobs as jobs_of_muster
from muster.features.accounts.models import Assignment
from muster.features.activities import jobs
from muster.features.activities.models import LoadState, TableLoad

pytestmark = pytest.mark.django_db


def test_a_table_that_nobody_foresaw_goes_back_to_its_person(officer, monkeypatch):
    def stumble(load):
        raise RuntimeError("a bug")

    monkeypatch.setattr(jobs.tables, "read_table", stumble)
    load = TableLoad.objects.create(file_name="a.csv", content=b"", state=LoadState.READING, uploaded_by=officer)
    jobs.read_table(load.pk)
    load.refresh_from_db()
    assert (load.state, load.error) == (LoadState.FAILED, "Nothing was loaded.")


@pytest.fixture
def brought(officer):
    """A table of a state, brought some days ago."""

    def made(state, days):
        load = TableLoad.objects.create(file_name="a.csv", content=b"Title", state=state, uploaded_by=officer)
        day = timezone.localdate() - timedelta(days=days)
        TableLoad.objects.filter(pk=load.pk).update(uploaded_at=timezone.make_aware(datetime.combine(day, time(12))))
        return load

    return made


@pytest.mark.parametrize("state", [LoadState.MAPPING, LoadState.READING, LoadState.READY, LoadState.FAILED])
def test_a_table_that_nobody_decided_about_is_forgotten_after_its_time(brought, officer, state):
    young, old = brought(state, 29), brought(state, 30)
    Assignment.objects.filter(person=officer).delete()  # nor does it stay because its person may nothing any more
    jobs.forget_tables()
    young.refresh_from_db()
    old.refresh_from_db()
    assert [(one.state, bytes(one.content)) for one in (young, old)] == [(state, b"Title"), (LoadState.DROPPED, b"")]


def test_one_that_cannot_be_dropped_keeps_no_other_from_it(brought, monkeypatch, caplog):
    first, second = brought(LoadState.READY, 30), brought(LoadState.READY, 30)
    drop = jobs.tables.drop_table

    def stumble(person, load):
        if load.pk == first.pk:
            raise RuntimeError("a bug")
        drop(person, load)

    monkeypatch.setattr(jobs.tables, "drop_table", stumble)
    jobs.forget_tables()
    second.refresh_from_db()
    assert second.state == LoadState.DROPPED
    assert f"Table {first.pk} could not be dropped" in caplog.text


@pytest.mark.parametrize("state", [LoadState.LOADING, LoadState.DONE, LoadState.DROPPED])
def test_what_was_decided_is_left_alone(brought, state):
    load = brought(state, 400)
    jobs.forget_tables()
    load.refresh_from_db()
    assert (load.state, load.finished_at) == (state, None)


def test_the_workers_sweep_them():
    assert jobs.forget_tables in jobs_of_muster._sweeps


def test_its_page_says_when_it_is_dropped(brought, officer, client):
    client.force_login(officer)
    waiting, done = brought(LoadState.READY, 29), brought(LoadState.DONE, 29)
    pages = [client.get(f"/activities/tables/{one.pk}/").text for one in (waiting, done)]
    assert ["If nobody decides about it, it is dropped on" in page for page in pages] == [True, False]
    assert "dropped after 30 days" in client.get("/activities/tables/").text
