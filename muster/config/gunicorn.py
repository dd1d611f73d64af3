"""How the site is served: a process for each core, a few threads each; database connections are kept by thread."""

import gc
import os
import shutil
import tempfile
from typing import Any

from muster.core.operation import logs

METRICS_ADDRESS = os.environ.get("MUSTER_METRICS_ADDRESS")
if METRICS_ADDRESS or os.environ.get("MUSTER_METRICS_TOKEN"):
    # The processes count together through files here; must be set before any of them imports prometheus_client.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="muster-metrics-")

bind = [os.environ.get("MUSTER_LISTEN", "127.0.0.1:8000"), *([METRICS_ADDRESS] if METRICS_ADDRESS else [])]
wsgi_app = "muster.config.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("MUSTER_WEB_PROCESSES", os.cpu_count() or 1))
threads = int(os.environ.get("MUSTER_WEB_THREADS", "4"))
timeout = 120  # seconds; a 200 MB upload on a slow line is read by a thread, not by the watchdog
graceful_timeout = 15  # seconds
accesslog = None  # each request has its line in the application's log
logconfig_dict = logs.configuration()
control_socket_disable = True  # it would lie in the home of whoever runs it, one for all sites


def post_worker_init(worker: Any) -> None:
    """What was imported stays: the collector need not look through it again while somebody waits for a page."""
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    """What a process that ended has counted stays counted; what it measured of itself goes."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)
