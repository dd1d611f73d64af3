"""The wordings of headings: which theme or category a heading names by its words alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from muster.domain.reference.codes import code_list

CATEGORY_WORDS = (
    (
        "general",
        re.compile(
            r"(?:[a-z]\s)?(?:(?:police-related )?activities )?(?:related to |on |in )"
            r"?general police development(?: and reform)?"
        ),
    ),
    (
        "threats",
        re.compile(
            r"(?:[a-z]\s)?(?:(?:police-related )?activities )?(?:related to |on |addressing )?(?:the )"
            r"?threats? posed by criminal activit(?:y|ies)"
        ),
    ),
)
NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[A-Z]\.|[IVX]+\.|[•●▪–-])\s+")


def key(text: str) -> str:
    """A heading as its words alone."""
    text = NUMBERING.sub("", text.strip()).lower().replace("&", " and ").replace("organised", "organized")
    text = (
        text.replace("co-operation", "cooperation")
        .replace("co-ordination", "coordination")
        .replace("specialised", "specialized")
    )
    return " ".join(re.findall(r"[^\W_]+", text))


@cache
def theme_words() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Per theme code, its heading wordings and its words."""
    with resources.files(__package__).joinpath("themes.toml").open("rb") as handle:
        return tomllib.load(handle)


@cache
def heading_keys() -> Mapping[str, str]:
    """Heading wordings to theme codes."""
    found = {}
    for code, theme in code_list("themes").items():
        for wording in (theme.names["en"], *theme_words()[code]["headings"]):
            found[key(wording)] = code
    return found


def category_of_heading(title: str) -> str | None:
    wording = " ".join(re.findall(r"[a-z-]+", title.lower()))
    return next((category for category, words in CATEGORY_WORDS if words.fullmatch(wording)), None)


def names_theme(*lines: str) -> bool:
    """Whether the first of these lines, alone or with those below it, is the wording of a theme or category."""
    titles = (" ".join(lines[: count + 1]) for count in range(len(lines)))
    return any(len(title) > 4 and (key(title) in heading_keys() or category_of_heading(title)) for title in titles)
