"""A theme for text that stands under no heading: from the code lists' words, and from what officers have approved.

Without examples, the words of `themes.toml` are counted. With examples, a naive Bayes model over words and word pairs
is trained on them together with the lists' own words, so that a theme without an example is still found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from muster.domain.extraction.model import Reading
from muster.domain.extraction.wordings import theme_words
from muster.domain.reference.codes import code_list

LEAST = 0.24  # of all theme words that speak for the best theme; below it, no theme is given

PRIOR = 0.5  # weight of the document beside the passage
HEADING = 0.75  # weight of the heading above, where it speaks of a theme without naming it
ABOVE = 0.4  # … of one further above, where the nearest says nothing


BEGINS = re.compile(r"\b\w\w")  # the first two letters of a word, by which phrases are looked up


@cache
def _phrases() -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]:
    """The theme words by their first two letters, the longest first, and the themes that each speaks for."""
    themes: dict[str, list[str]] = {}
    for code, entry in theme_words().items():
        for phrase in {*entry["words"], *(heading for heading in entry["headings"] if len(heading) > 8)}:
            themes.setdefault(phrase.lower(), []).append(code)
    starts: dict[str, list[str]] = {}
    for phrase in sorted(themes, key=len, reverse=True):
        starts.setdefault(phrase[:2], []).append(phrase)
    return starts, themes


def word_scores(text: str) -> dict[str, float]:
    """Per theme, how much of the text's theme words speak for it; the shares sum to one."""
    scores = _word_hits(text)
    total = sum(scores.values())
    return {code: score / total for code, score in scores.items()} if total else {}


def _word_hits(text: str) -> dict[str, float]:
    """Per theme, the words that speak for it; a word of several themes counts in parts."""
    starts, themes = _phrases()
    scores: dict[str, float] = {}
    lower, reached = text.lower(), 0
    for match in BEGINS.finditer(lower):
        at = match.start()
        phrase = next((one for one in starts.get(match[0], ()) if lower.startswith(one, at)), None)
        if phrase is None or at < reached:
            continue
        reached = at + len(phrase)
        for code in themes[phrase]:
            scores[code] = scores.get(code, 0.0) + (1 + phrase.count(" ")) / len(themes[phrase])
    return scores


def heading_scores(headings: Sequence[str]) -> dict[str, float]:
    """What the headings above a passage say: the name of a unit or a project mostly tells its subject."""
    for number, title in enumerate(headings):
        scores = word_scores(title)
        if scores:
            weight = ABOVE if number else HEADING
            return {code: weight * share for code, share in scores.items()}
    return {}


def _evidence(text: str) -> float:
    """How much a passage has to say beside its document: one word says less than five."""
    hits = sum(_word_hits(text).values())
    return hits / (hits + 2)


@dataclass(slots=True)
class ThemeMemory:
    """What has been approved so far. `examples` are pairs of a passage and its theme's code."""

    examples: list[tuple[str, str]] = field(default_factory=list)
    _model: Any = None

    def learn(self, examples: Iterable[tuple[str, str]]) -> None:
        """Take approved passages in; the model is made anew when it is next asked."""
        known = code_list("themes")
        self.examples.extend((text, code) for text, code in examples if code in known and text.strip())
        self._model = None

    def scores(self, text: str) -> dict[str, float]:
        """Per theme code a share between 0 and 1."""
        seeds = word_scores(text)
        if not self.examples:
            return seeds
        learned = self._learned(text)
        trust = min(0.8, 0.4 + len(self.examples) / 500)
        return {code: (1 - trust) * seeds.get(code, 0.0) + trust * share for code, share in learned.items()}

    def classify(
        self,
        text: str,
        category: str | None = None,
        prior: Mapping[str, float] | None = None,
        headings: Sequence[str] = (),
    ) -> Reading[str | None]:
        """The best theme, of one category if that is known; None where no theme stands out.

        `prior`: the shares of the themes in the whole document, which decide where a passage says little.
        `headings`: those above the passage, the nearest first; the first that speaks of a theme is heard.
        """
        themes = code_list("themes")
        weight = _evidence(text) if prior else 1.0
        own = {code: weight * share for code, share in self.scores(text).items()}
        heading = heading_scores(headings)
        weight = PRIOR * (1 - sum(heading.values()))
        expected = {code: weight * share + heading.get(code, 0.0) for code, share in (prior or {}).items()}
        expected |= {code: share for code, share in heading.items() if code not in expected}
        scores = {
            code: own.get(code, 0.0) + expected.get(code, 0.0)
            for code in {**own, **expected}
            if category in (None, themes[code].category)
        }
        total = sum(scores.values())
        if not total:
            return Reading(None, (), 0.2, "no theme's words")
        best = max(scores, key=lambda code: (scores[code], code))
        share = scores[best] / total
        if share < LEAST:
            return Reading(None, (), share, "several themes' words")
        return Reading(best, (), min(0.89, 0.3 + 0.6 * share), "words of the theme")

    def _learned(self, text: str) -> dict[str, float]:
        if self._model is None:
            self._model = _trained(self.examples)
        shares = self._model.predict_proba([text])[0]
        return dict(zip(map(str, self._model.classes_), map(float, shares), strict=True))

    def to_json(self) -> list[list[str]]:
        return [[text, code] for text, code in self.examples]

    @classmethod
    def from_json(cls, data: Iterable[Iterable[str]]) -> ThemeMemory:
        memory = cls()
        memory.learn((text, code) for text, code in data)
        return memory


def _trained(examples: Iterable[tuple[str, str]]) -> Any:
    """The model: loaded late, because most documents have headings and need none."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline

    seeds = [(" ".join((*entry["headings"], *entry["words"])), code) for code, entry in theme_words().items()]
    texts, codes = zip(*seeds, *examples, strict=True)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english", min_df=1)
    return make_pipeline(words, MultinomialNB(alpha=0.05, fit_prior=False)).fit(texts, codes)
