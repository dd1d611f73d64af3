"""What is measured of the queue, the audit trail, the database and the disk."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.db import connection

from muster.core.operation.metrics import Readings, measure


@measure("muster_jobs", "Jobs in the queue; those that succeeded leave it.", "task", "status")
def jobs() -> Readings:
    return _by_labels("SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2")


@measure("muster_oldest_job_seconds", "How long the oldest job waits.", "task")
def oldest_job() -> Readings:
    return _by_labels(
        "SELECT j.task_name, extract(epoch FROM now() - min(e.at)) FROM procrastinate_jobs j"
        " JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' WHERE j.status = 'todo' GROUP BY 1"
    )


@measure("muster_workers", "Workers that gave a sign of life lately.")
def workers() -> Readings:
    return _by_labels(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - %s * interval '1s'",
        settings.WORKER_DEAD_AFTER,
    )


@measure("muster_audit_seal_age_seconds", "How long ago the audit trail was last sealed.")
def seal_age() -> Readings:
    return _by_labels("SELECT extract(epoch FROM now() - max(at)) FROM core_auditseal HAVING count(*) > 0")


@measure("muster_audit_unsealed", "Entries of the audit trail that no seal holds yet.")
def unsealed() -> Readings:
    return _by_labels("SELECT count(*) FROM core_auditentry WHERE seal_id IS NULL")


@measure("muster_database_connections", "Connections to the database.", "state")
def connections() -> Readings:
    return _by_labels(
        "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
    )


@measure("muster_database_connections_limit", "Connections that the server takes, of all its databases together.")
def connections_limit() -> Readings:
    return _by_labels("SELECT current_setting('max_connections')::int")


@measure("muster_database_bytes", "Size of the database.")
def size() -> Readings:
    return _by_labels("SELECT pg_database_size(current_database())")


@measure("muster_disk_free_bytes", "Room on the disk of the data folder.")
def disk_free() -> Readings:
    return {(): float(shutil.disk_usage(settings.DATA).free)}


def _by_labels(statement: str, *values: Any) -> Readings:
    """The last column by the ones before."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[:-1]: float(row[-1]) for row in cursor.fetchall()}
