"""How the site is served: a process for each core, a few threads each; database connections are kept by thread."""

import gc
import os
from typing import Any

wsgi_app = "muster.config.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("MUSTER_WEB_PROCESSES", os.cpu_count() or 1))
threads = int(os.environ.get("MUSTER_WEB_THREADS", "4"))
timeout = 120  # seconds; a 200 MB upload on a slow line is read by a thread, not by the watchdog
graceful_timeout = 15  # seconds
accesslog = None
control_socket_disable = True  # it would lie in the home of whoever runs it, one for all sites


def post_worker_init(worker: Any) -> None:
    """What was imported stays: the collector need not look through it again while somebody waits for a page."""
    gc.freeze()
