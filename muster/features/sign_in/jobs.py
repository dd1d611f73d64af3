"""House-keeping of sign-in, done by the workers now and then."""

from __future__ import annotations

import time
from importlib import import_module

from django.conf import settings

from muster.core import jobs
from muster.features.sign_in import lock_out

EVERY = 3600  # seconds
_last = -float(EVERY)  # on this process's own clock


@jobs.sweep
def forget() -> None:
    """Drop failures that have faded and sessions that are over."""
    global _last
    if time.monotonic() - _last < EVERY:
        return
    _last = time.monotonic()
    lock_out.forget_old()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
