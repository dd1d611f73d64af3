"""docs/impact-assessment.md tells of every data set, and of nothing that is not there."""

import re
from pathlib import Path

import pytest

from muster.core.data_sets import data_sets

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "impact-assessment.md").read_text(encoding="utf-8")
ROWS = {row[0]: row for row in re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", TEXT, re.MULTILINE)}


def test_every_data_set_is_assessed():
    assert set(ROWS) == set(data_sets())


@pytest.mark.parametrize("code", sorted(ROWS))
def test_the_years_are_those_that_muster_begins_with(code):
    said = re.match(r"(\d+) year", ROWS[code][3])
    if said:
        assert int(said.group(1)) == data_sets()[code].years
        assert data_sets()[code].since


def test_every_measure_that_names_a_test_has_it():
    named = re.findall(r"`(tests/[\w/]+\.py)`", TEXT)
    assert len(named) > 8
    assert [path for path in named if not (ROOT / path).exists()] == []
