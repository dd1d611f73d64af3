"""/livez, /readyz and /metrics: what they tell, and to whom."""

import pytest
from django.db import Error
from prometheus_client.parser import text_string_to_metric_families

from muster.core import jobs
from muster.core.operation import health, metrics


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.ORIGINALS = settings.DATA = tmp_path


def part(answer, name):
    return next(part for part in answer.json()["parts"] if part["name"] == name)


def test_live_touches_nothing(client, django_assert_num_queries):
    """Without the `db` fixture any query fails the test; a session's cookie makes no difference."""
    client.cookies["sessionid"] = "x" * 32
    answer = client.get("/livez", HTTP_HOST="10.1.2.3:8000")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.django_db
def test_ready_without_a_worker_is_a_warning(client):
    answer = client.get("/readyz", HTTP_HOST="10.1.2.3:8000")
    assert answer.status_code == 200
    assert part(answer, "worker")["state"] == "warning"
    assert {found["state"] for found in answer.json()["parts"]} == {"ok", "warning"}


@pytest.mark.django_db
def test_not_ready_while_originals_cannot_be_written(client, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "file"
    settings.ORIGINALS.touch()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert part(answer, "originals")["state"] == "failed"
    assert str(tmp_path) not in answer.content.decode()


@pytest.mark.django_db
def test_not_ready_while_migrations_are_missing(client, monkeypatch):
    health._require_all_applied.cache_clear()
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["one"])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "muster migrate" in part(answer, "migrations")["sentence"]
    health._require_all_applied.cache_clear()


def test_not_ready_while_the_database_is_down_and_no_secret_told(client, monkeypatch):
    def down():
        raise Error("connection to muster_app:secret@10.0.0.1 failed")

    monkeypatch.setattr(health.connection, "ensure_connection", down)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert part(answer, "database")["sentence"] == "The database does not answer."
    assert "secret" not in answer.content.decode()


def test_not_ready_while_a_restore_is_cut_off(client, monkeypatch, tmp_path):
    monkeypatch.setattr(health.connection, "ensure_connection", lambda: (_ for _ in ()).throw(Error()))
    monkeypatch.setenv("MUSTER_DATA", str(tmp_path))
    (tmp_path / "restoring").touch()
    assert part(client.get("/readyz"), "restore")["state"] == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "the-token"])
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer wrong", "the-token"])
def test_figures_are_for_who_brings_the_token(client, settings, token, given):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", HTTP_AUTHORIZATION=given).status_code == 404


@pytest.mark.django_db
def test_figures_are_in_prometheus_format_and_name_no_person(client, settings, officer, job):
    settings.METRICS_TOKEN = "the-token"
    client.force_login(officer)
    client.get("/activities/?q=Arben")
    answer = client.get("/metrics", HTTP_AUTHORIZATION="Bearer the-token")
    text = answer.content.decode()
    found = {family.name: family for family in text_string_to_metric_families(text)}
    assert {
        "muster_requests",
        "muster_request_seconds",
        "muster_jobs",
        "muster_workers",
        "muster_drafts_waiting",
        "muster_audit_unsealed",
        "muster_database_connections",
    } <= found.keys()
    assert found["muster_database_up"].samples[0].value == 1
    queue = {(one.labels["task"], one.labels["status"]): one.value for one in found["muster_jobs"].samples}
    assert queue == {("intake.read", "todo"): 1}
    views = {one.labels["view"] for one in found["muster_requests"].samples}
    assert any(view.startswith("activities:") for view in views)
    for word in ("Arben", officer.username, officer.full_name):
        assert word not in text


@pytest.fixture
def job():
    jobs.defer("intake.read", lock="document-0", document=0)


@pytest.mark.django_db
def test_every_measure_can_be_read():
    for measure in metrics._measures:
        for labels, value in measure.read().items():
            assert len(labels) == len(measure.labels)
            assert isinstance(value, float)


def test_figures_tell_that_the_database_is_down(monkeypatch):
    def down():
        raise Error

    monkeypatch.setattr(metrics, "_measures", [metrics._Measure("x", "X.", (), down)])
    assert b"muster_database_up 0.0" in metrics.exposition()


class Socket:
    def __init__(self, name):
        self.name = name

    def getsockname(self):
        return self.name


@pytest.mark.parametrize(
    ("address", "came_in", "status"),
    [
        ("127.0.0.1:9100", ("127.0.0.1", 9100), 200),
        ("0.0.0.0:9100", ("10.0.0.5", 9100), 200),
        ("127.0.0.1:9100", ("127.0.0.1", 8000), 404),
        ("127.0.0.1:9100", ("10.0.0.5", 9100), 404),
        ("127.0.0.1:9100", "/run/muster/site.sock", 404),
        ("", ("127.0.0.1", 9100), 404),
    ],
)
def test_figures_are_served_by_their_address_whatever_the_headers_say(
    client, settings, monkeypatch, address, came_in, status
):
    monkeypatch.setattr(metrics, "_measures", [])
    settings.METRICS_ADDRESS = address
    extra = {"gunicorn.socket": Socket(came_in), "HTTP_HOST": "127.0.0.1:9100", "SERVER_PORT": "9100"}
    assert client.get("/metrics", **extra).status_code == status


def test_by_the_address_of_the_figures_nothing_else_is_served(client, settings):
    settings.METRICS_ADDRESS = "127.0.0.1:9100"
    by_it = {"gunicorn.socket": Socket(("127.0.0.1", 9100))}
    assert client.get("/", **by_it).status_code == 404
    assert client.get("/livez", **by_it).status_code == 200


def test_only_looking_is_answered(client):
    assert client.post("/livez").status_code == 405
