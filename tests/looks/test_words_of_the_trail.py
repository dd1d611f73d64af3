"""Nothing that a program calls something stands on an auditor's page: every verb and table has its words."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

import muster
from muster.core.data_sets import data_sets
from muster.features.audit import showing
from muster.features.audit.models import REASON_NAMES
from muster.features.audit.nouns import NOUNS
from muster.features.audit.showing import VERBS, _plain, about, why
from muster.features.audit.subjects import About
from muster.features.markings.actions.opening import VERB

WRITTEN = re.compile(r"""(?:trail\.note\(|audit\.record\([\w.]+,)\s*"([^"]+)\"""")


def test_every_verb_that_is_written_has_its_words():
    sources = [path for path in Path(muster.__file__).parent.rglob("*.py") if "tests" not in path.parts]
    written = {verb for path in sources for verb in WRITTEN.findall(path.read_text())} | {VERB}
    assert len(written) > 20
    assert written <= set(VERBS), "these would be shown as the program calls them"


def test_every_table_with_a_history_has_its_words():
    tracked = {model.pgh_tracked_model._meta.label_lower for model in apps.get_models() if hasattr(model, "pgh_obj")}
    assert len(tracked) > 20
    assert set(NOUNS) <= tracked
    assert tracked <= set(NOUNS) | {one.model.lower() for one in data_sets().values() if one.one}


@pytest.fixture
def translated(monkeypatch):
    """What the trail translates says so, also where no catalogue was compiled."""
    monkeypatch.setattr(showing, "_", lambda text: f"«{text}»")


def test_the_standing_purpose_is_told_in_the_language_of_who_reads(translated):
    kept = "To count and report what the mission did."
    assert why({"justification": {"code": "duty", "text": kept}}) == (str(REASON_NAMES["duty"]), f"«{kept}»")


@pytest.mark.parametrize("language", ["en", "sr-latn"])
def test_one_record_is_called_by_what_one_is(db, language):
    with translation.override(language):
        told = [about(About(*which)) for which in (("activity", "244"), ("activity", ""), ("audit", ""))]
        one, several, trail = map(translation.gettext, ("activity", "Activities", "The audit trail"))
    assert told == [f"{one.capitalize()} 244", several, trail]


def test_every_data_set_of_records_says_what_one_is_called():
    assert {code for code, one in data_sets().items() if not one.one} == {"audit", "attempts"}


@pytest.mark.parametrize(
    ("address", "told"),
    [("/audit/search/", "Audit · /audit/search/"), ("/security/", "/security/"), ("/", "Today · /")],
)
def test_the_page_of_a_look_is_told_with_its_room(address, told):
    with translation.override("en"):
        assert _plain("where", address) == told


def test_what_a_person_wrote_is_told_as_they_wrote_it(translated):
    assert why({"justification": {"code": "other", "text": "Reporting"}})[1] == "Reporting"
