"""Every word of the page is translated by the server."""

from __future__ import annotations

import re

from muster.features.registers.tests.browser.site import FEATURE
from muster.features.registers.views.words import WORDS

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((FEATURE / "browser").rglob("*.js")))
QUOTED = set(re.findall(r"'([a-z_]+)'", SOURCES))


def test_every_word_that_is_asked_for_is_there():
    asked = set(re.findall(r"say\('([a-z_]+)'", SOURCES))
    assert asked <= set(WORDS)


def test_no_word_is_there_for_nothing():
    assert set(WORDS) <= QUOTED
