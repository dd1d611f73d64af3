"""PDF by typst: archivable (PDF/A-2a) and accessible (PDF/UA-1, tagged), with fonts from installed packages only."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path

import font_source_sans_pro
import typst

from muster.domain.publishing.content import to_data
from muster.features.publishing.composing import Made
from muster.ui.charts import FONT

SANS = "Source Sans Pro"  # Latin and Cyrillic; the body's Libertinus Serif comes with typst
LANGUAGES = {"sr-latn": "sr"}
NOT_SHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
SQUARE, TRIES = "□", 3  # one pass names all such characters; a further one where a line end hid some


def render(made: Made) -> bytes:
    """The report as PDF. What no font here can show (an emoji, a Chinese name) is printed as an empty square."""
    source, given = resources.files(__package__).joinpath("report.typ").read_bytes(), _inputs(made)
    for _attempt in range(TRIES):
        try:
            return _set(source, given)
        except typst.TypstError as error:
            missing = set("".join(NOT_SHOWN.findall(error.diagnostic)))
            if not missing:
                raise
            given = given.translate(dict.fromkeys(map(ord, missing), SQUARE))
    return _set(source, given)


def _set(source: bytes, given: str) -> bytes:
    now = datetime.now(UTC).replace(microsecond=0)
    return bytes(
        typst.compile(
            source,
            sys_inputs={"book": given},
            font_paths=fonts(),
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
            timestamp=now,
        )
    )


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
        },
        ensure_ascii=False,
    )
