import json

import pytest
from django.utils.translation import get_language, override

from muster.ui import wording
from muster.ui.wording import Sentence, in_language, invalid, said, together

NEEDED, DAY = Sentence("This is needed."), {"en": "Day", "sq": "Dita", "sr": "Dan"}
WHOLE = Sentence("%(field)s: %(said)s", {"field": DAY, "said": NEEDED})
CATALOGUES = {"sq": "Kjo kërkohet.", "sr-latn": "Ovo je obavezno.", "sr": "Ово је обавезно."}
READ = {
    "en": "Day: This is needed.",
    "sq": "Dita: Kjo kërkohet.",
    "sr-latn": "Dan: Ovo je obavezno.",
    "sr": "Дан: Ово је обавезно.",
}


@pytest.fixture
def catalogues(monkeypatch):
    """They may not be compiled here."""
    monkeypatch.setattr(
        wording, "gettext", lambda text: CATALOGUES.get(get_language(), text) if text == NEEDED.text else text
    )


@pytest.mark.parametrize(("language", "text"), READ.items())
def test_a_sentence_is_read_in_the_language_of_its_reader_after_it_was_kept_too(catalogues, language, text):
    with override(language):
        assert str(WHOLE) == said(json.loads(json.dumps(WHOLE.kept()))) == text
        assert invalid(WHOLE).messages == [text]


def test_what_somebody_wrote_stays_as_it_is():
    assert str(Sentence("%(said)s", {"said": "100% %(x)s"})) == "100% %(x)s"
    assert said("100% was kept before sentences were") == "100% was kept before sentences were"


def test_sentences_stand_one_after_the_other():
    assert str(together([WHOLE, NEEDED])) == "Day: This is needed. This is needed."
    assert str(together([NEEDED])) == "This is needed."


def test_words_of_no_language_are_read_by_everybody():
    with override("sq"):
        assert [in_language(one) for one in ({"": "Dan"}, {"fr": "Jour"}, {})] == ["Dan", "Jour", ""]
