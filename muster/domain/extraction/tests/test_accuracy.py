"""Floors under what is found, on invented chapters and, where it stands beside the checkout, real report text."""

from pathlib import Path

import pytest

from muster.domain.extraction.tests.scoring import chapters, figures

ROOT = Path(__file__).parents[4]
REAL = ROOT.parent / "shared" / "field-reports"
BY_UNITS = {"tntd-2016", "vienna-2016"}  # headquarters: units go through many themes without naming them
INVENTED = ROOT / "tests" / "extraction_corpus"


def above(found, **floors):
    """Every figure that lies under its floor."""
    under = {}
    for name, floor in floors.items():
        figure = found.f1 if name == "detection" else found.list_f1(name) if name in found.lists else found.share(name)
        if figure < floor:
            under[name] = round(figure, 3)
    return under


@pytest.mark.skipif(not REAL.is_dir(), reason="the real report text is not beside this checkout")
@pytest.mark.parametrize("name", ["albania-2016", "kosovo-2016"])
def test_real_chapters(name):
    found = figures(REAL / f"{name}.txt")
    assert not above(
        found,
        detection=0.92,
        theme=0.97,
        start=0.9,
        end=0.9,
        sessions=0.9,
        participants=0.92,
        kind=0.8,
        column=0.8,
        places=0.85,
        partners=0.6,
    )
    assert found.wrong_share <= 0.05


@pytest.mark.parametrize("chapter", chapters(INVENTED), ids=lambda path: path.stem)
def test_invented_chapters(chapter):
    found = figures(chapter)
    assert not above(
        found,
        detection=0.88 if chapter.stem in BY_UNITS else 0.9,
        theme=0.88 if chapter.stem in BY_UNITS else 0.95,
        start=0.8,
        end=0.8,
        sessions=0.8,
        participants=0.8,
        kind=0.65,
        column=0.7,
        places=0.75,
        partners=0.7,
    )
    assert found.wrong_share <= 0.1
