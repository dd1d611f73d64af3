"""The settings of a site behind TLS are those that Django asks of one."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.security.dependencies import ROOT

CHOSEN = {"MUSTER_TLS": "1", "MUSTER_HOSTS": "muster.example", "DJANGO_SETTINGS_MODULE": "muster.config.settings"}
SAY = """
import json
from django.conf import settings as s
cookies = [[getattr(s, f"{kind}_COOKIE_{what}") for what in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")]
           for kind in ("SESSION", "CSRF", "LANGUAGE")]
print(json.dumps([cookies, s.SECURE_HSTS_SECONDS, s.DEBUG]))
"""


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name == "MUSTER_DATA" or "MUSTER_" not in name}
    command, environment = [sys.executable, *arguments], {**kept, **CHOSEN}
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_passes_every_check_but_the_one_that_is_silenced_with_its_reason():
    done = python("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "(1 silenced)" in done.stdout


def test_its_cookies_are_taken_from_this_host_alone_and_travel_encrypted_only():
    cookies, hsts, debug = json.loads(python("-c", SAY).stdout)
    assert len(cookies) == 3
    for name, secure, closed_to_scripts, same_site in cookies:
        assert name.startswith("__Host-")
        assert secure
        assert closed_to_scripts
        assert same_site == "Lax"
    assert hsts >= 31_536_000
    assert not debug
