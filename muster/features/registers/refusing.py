"""What a person is told of an answer that the form does not allow: what stands there, and what is asked for."""

from __future__ import annotations

import re

from muster.domain.forms.model import DAYS, NUMBERS, Field, Kind
from muster.domain.forms.tables.serials import moment_in
from muster.domain.forms.xform import language_code
from muster.domain.words_for_people import gettext_noop as _
from muster.features.registers.engine import Violation
from muster.ui.wording import Sentence, Words

SHOWN = 80  # characters of an answer
_SAID = {
    "required": _("An answer is needed."),
    "shown": _("While this is shown, the form cannot be sent."),  # a text that is required
    "constraint": _("This answer is not allowed here."),
    "choice": _("“%(sent)s” is not among the choices."),
    "type": _("“%(sent)s” cannot be read as an answer of this kind."),
}
_ASKED = {
    Kind.INTEGER: _("“%(sent)s” is not a whole number, such as 12."),
    Kind.DECIMAL: _("“%(sent)s” is not a number, such as 12.5."),
    Kind.DATE: _("“%(sent)s” is not a day: write it as 2016-04-05."),
    Kind.MOMENT: _("“%(sent)s” is not a day with a time: write it as 2016-04-05T14:30."),
    Kind.TIME: _("“%(sent)s” is not a time of day: write it as 14:30."),
    Kind.POINT: _("“%(sent)s” is not a place: write its latitude and longitude, such as 42.6629 21.1655."),
    Kind.LINE: _(
        "“%(sent)s” is not a line: write latitude and longitude of each point, with a semicolon between points."
    ),
    Kind.AREA: _(
        "“%(sent)s” is not an area: write latitude and longitude of each corner, with a semicolon between corners and"
        " the first one again at the end."
    ),
}
_TWO = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_EITHER = _("“%(sent)s” may mean %(grouped)s or %(broken)s: write the one that is meant.")
_COUNTED = _("“%(sent)s” looks like a day as Excel counts it: write it as %(day)s.")


def refusal(field: Field | None, violation: Violation) -> Sentence:
    """In the form's own words, where it has some for this."""
    own = {language_code(language): words for language, words in violation.messages.items() if words}
    return Sentence("%(said)s", {"said": own}) if own else _wrong(field, violation)


def called(field: Field) -> Words:
    return field.labels or {"": field.name}


def _wrong(field: Field | None, violation: Violation) -> Sentence:
    sent = violation.sent if len(violation.sent) <= SHOWN else f"{violation.sent[:SHOWN]}…"
    if violation.code == "type" and field:
        return _not_of_its_kind(field.kind, sent)
    code = "shown" if field and field.kind == Kind.NOTE else violation.code
    return Sentence(_SAID[code], {"sent": sent})


def _not_of_its_kind(kind: Kind, sent: str) -> Sentence:
    if kind in DAYS and (moment := moment_in(sent)):
        day = moment.date().isoformat() if kind == Kind.DATE else moment.isoformat(timespec="minutes")
        return Sentence(_COUNTED, {"sent": sent, "day": day})
    if kind in NUMBERS and _TWO.fullmatch(sent):
        either = {"grouped": re.sub("[.,]", "", sent), "broken": sent.replace(",", ".")}
        return Sentence(_EITHER, {"sent": sent, **either})
    return Sentence(_ASKED.get(kind, _SAID["type"]), {"sent": sent})
