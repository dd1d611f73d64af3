"""Settings of the tests: the embedded PostgreSQL in a data folder of the tests' own, one database a process."""

import os
from pathlib import Path

os.environ.setdefault("MUSTER_DATA", str(Path(__file__).resolve().parents[1] / "var" / "test"))
os.environ["MUSTER_DB_OWNER"] = "1"
os.environ["MUSTER_PLAIN_STATIC"] = "1"

from muster.core import embedded

if "DATABASE_URL" not in os.environ:
    embedded.ensure_running()

from muster.config.settings import *  # noqa: F403
from muster.config.settings import DATABASES

DATABASES["default"]["TEST"] = {"NAME": f"test_muster_{os.getpid()}"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; real ones are tested at sign-in
