"""PDF by typst: archivable (PDF/A-2a) and accessible (PDF/UA-1, tagged), with fonts from installed packages only."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from muster.domain.publishing.content import to_data
from muster.features.publishing.composing import Made
from muster.ui.charts import FONT

STANDARDS = ["a-2a", "ua-1"]
SANS = "Source Sans Pro"  # Latin and Cyrillic; the body's Libertinus Serif comes with typst
LANGUAGES = {"sr-latn": "sr"}


def render(made: Made) -> bytes:
    """The report as PDF. Raises `typst.TypstError` where the tree cannot be set."""
    return bytes(
        compile_book(made, format="pdf", pdf_standards=STANDARDS, timestamp=datetime.now(UTC).replace(microsecond=0))
    )


def compile_book(made: Made, **options: Any) -> Any:
    """Set the report with typst; `options` are those of `typst.compile`."""
    source = resources.files(__package__).joinpath("report.typ").read_bytes()
    return typst.compile(source, sys_inputs={"book": _inputs(made)}, font_paths=fonts(), **options)


@cache
def fonts() -> typst.Fonts:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _inputs(made: Made) -> str:
    language = made.book.language
    images = {key: svg.decode().replace(FONT, SANS) for key, svg in made.images.items()}
    return json.dumps(
        {
            "book": to_data(made.book),
            "images": images,
            "lang": LANGUAGES.get(language, language),
            "hyphenate": language != "sr-latn",  # typst breaks Serbian words in Cyrillic only
        }
    )
