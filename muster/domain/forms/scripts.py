"""The words of a form in another script than they were written in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from muster.domain.forms.xform import language_code

_TEXT = "{http://www.w3.org/2002/xforms}"
_WORDS = {None, "short", "long", "guidance"}  # forms of a text; the others name pictures and sounds


def rewritten(xform: str, language: str, to: Callable[[str], str]) -> str:
    """An XForm with its texts of one language, by its code, and with its name, as `to` gives them; what is worked into
    them stays."""
    html: Any = etree.fromstring(
        xform.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    )
    for translation in html.iter(f"{_TEXT}translation"):
        if language_code(translation.get("lang", "")) == language:
            translation.set("lang", _called(translation.get("lang"), to))
            for value in translation.iter(f"{_TEXT}value"):
                if value.get("form") in _WORDS:
                    _rewrite(value, to)
    return str(etree.tostring(html, encoding="unicode"))


def _called(language: str, to: Callable[[str], str]) -> str:
    """As forms name languages: "Srpski (sr)"; the code stays, by which it is known."""
    name, bracket, code = language.rpartition("(")
    return f"{to(name)}{bracket}{code}"


def _rewrite(value: Any, to: Callable[[str], str]) -> None:
    value.text = to(value.text) if value.text else value.text
    for output in value:
        output.tail = to(output.tail) if output.tail else output.tail
