"""Settings of the tests: the embedded PostgreSQL in a data folder of the tests' own, one database a process."""

import os
from contextvars import ContextVar
from pathlib import Path

os.environ.setdefault("MUSTER_DATA", str(Path(__file__).resolve().parents[1] / "var" / "test"))
os.environ["MUSTER_DB_OWNER"] = "1"
os.environ["MUSTER_PLAIN_STATIC"] = "1"

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from muster.core import embedded, identity

if STARTED_SERVER := "DATABASE_URL" not in os.environ and not embedded.is_running():
    embedded.ensure_running()

from muster.config.settings import *  # noqa: F403
from muster.config.settings import DATABASES

# Fixtures, and the threads that tests begin, make people and records as a command would.
identity._present = ContextVar("identity", default=identity.SYSTEM)
DATABASES["default"]["TEST"] = {"NAME": f"test_muster_{os.getpid()}"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; real ones are tested at sign-in

# How long a busy machine takes says nothing about the code: no test fails for its time.
hypothesis_settings.register_profile("muster", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("muster")
