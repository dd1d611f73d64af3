"""Why a count ended, and why a number is hidden, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

ERRORS: dict[str, Any] = {
    "too-much": _(
        "It is too large to be protected in the time there is. Take fewer fields, regions for municipalities, or the"
        " same tables as in earlier releases."
    ),
    "changed": _("The release was changed meanwhile. Look at it and count it again."),
    "refused": _("A table of it cannot be published. Take it out, or look at it again."),
    "gave-up": _("The work was begun several times and never ended. Take fewer fields."),
    "unexpected": _("Something went wrong that was not foreseen; it is in the log."),
}
REASONS: dict[str, Any] = {
    "small_count": _("small number"),
    "few_records": _("entries of few records"),
    "zero": _("nothing counted"),
    "dominance": _("one makes up most of the sum"),
    "nearness": _("one could work out another's part"),
    "small_difference": _("small difference to another number"),
    "hidden_before": _("hidden in an earlier release"),
    "complementary": _("another hidden number could be worked out from it"),
}
FINDINGS: dict[str, Any] = {
    "not_protectable": _("No pattern of hidden numbers protects this table."),
    "nothing_left": _("Every number of this table would have to be hidden."),
    "disclosed": _("An earlier release told a small number already."),
    "disclosed_difference": _("Earlier releases told a small difference already."),
}


def why(codes: Iterable[str]) -> str:
    return ", ".join(str(REASONS.get(code, code)) for code in codes)
