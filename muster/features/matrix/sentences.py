"""What was found in a published matrix, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.domain.counting.published import ALL, TOTAL
from muster.domain.reference.codes import code_list
from muster.ui.templatetags.show import label, short_label

SENTENCES = {
    "too_large": gettext_lazy("This is larger than 1 MB, and so no matrix."),
    "not_utf8": gettext_lazy("This is not UTF-8 text (from byte %(byte)s on)."),
    "empty": gettext_lazy("There is nothing in this file."),
    "not_json": gettext_lazy("This is not JSON: it cannot be read from line %(line)s on."),
    "not_csv": gettext_lazy("This is neither JSON nor CSV: line %(line)s cannot be read."),
    "no_matrix": gettext_lazy("There is no “matrix” in this JSON."),
    "unknown_category": gettext_lazy("“%(name)s” is not a category: general and threats are."),
    "no_column": gettext_lazy("The column “%(name)s” is missing in the first line."),
    "no_rows": gettext_lazy("There is no theme in this file."),
    "unknown_theme": gettext_lazy("%(place)s: “%(name)s” is not a theme of the list."),
    "theme_twice": gettext_lazy("%(place)s: “%(name)s” was there before."),
    "wrong_category": gettext_lazy("%(place)s: “%(name)s” does not belong to “%(category)s”."),
    "not_a_count": gettext_lazy("%(place)s, %(column)s: “%(value)s” is not a count."),
    "negative": gettext_lazy("%(place)s, %(column)s: a count cannot be less than nought, and this is %(value)s."),
    "row_total": gettext_lazy("%(place)s: the total as printed is %(printed)s, its cells make %(summed)s."),
    "total": gettext_lazy("Total of %(place)s: as printed %(printed)s, the cells make %(summed)s."),
    "themes_missing": gettext_lazy("Not in the file, and counted as nought: %(names)s."),
}


def sentence(finding: Mapping[str, Any]) -> str:
    """One finding (as `Finding.to_json`) as a sentence that names its place."""
    names = "; ".join(label(theme, "themes") for theme in finding["params"].get("themes", []))
    params = {**finding["params"], "place": _place(finding["code"], finding["place"]), "names": names}
    return str(SENTENCES[finding["code"]] % params)


def _place(code: str, place: str) -> str:
    if code == "row_total":
        return label(place, "themes")
    if code == "total":
        return total_name(place)
    category, _comma, row = place.rpartition(", ")
    if not row.isdecimal():
        return place
    if category:
        return _("%(category)s, row %(row)s") % {"category": category, "row": row}
    return _("Line %(line)s") % {"line": row}


def total_name(name: str) -> str:
    """Of a printed total: the column, the category, or everything."""
    if name in code_list("columns"):
        return short_label(name, "columns")
    return _("all together") if name in {ALL, TOTAL} else label(name, "categories")
