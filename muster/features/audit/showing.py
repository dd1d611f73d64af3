"""Entries of the trail in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.core.data_sets import data_sets
from muster.domain.audit.reasons import DUTY, WORK
from muster.features.audit.models import REASON_NAMES, Channel
from muster.features.audit.queries import Line
from muster.features.audit.subjects import About, histories, noun
from muster.ui.shell import room_of
from muster.ui.templatetags.show import moment

VERBS: dict[str, str | Promise] = {
    "read": gettext_lazy("Looked at"),
    "search": gettext_lazy("Searched"),
    "print": gettext_lazy("Printed"),
    "export": gettext_lazy("Took away"),
    "disclose": gettext_lazy("Gave to somebody outside"),
    "insert": gettext_lazy("Added"),
    "update": gettext_lazy("Changed"),
    "delete": gettext_lazy("Removed"),
    "erase": gettext_lazy("Erased"),
    "signed in": gettext_lazy("Signed in"),
    "signed out": gettext_lazy("Signed out"),
    "sign-in failed": gettext_lazy("Failed to sign in"),
    "sign-in refused": gettext_lazy("Was refused at sign-in"),
    "code failed": gettext_lazy("Gave a wrong code"),
    "locked out": gettext_lazy("Has to wait before trying again"),
    "wait lifted": gettext_lazy("Lifted the wait of somebody"),
    "link made": gettext_lazy("Made a link to set a password"),
    "password set": gettext_lazy("Set a password by a link"),
    "password changed": gettext_lazy("Changed the password"),
    "factor added": gettext_lazy("Added a second factor"),
    "factor removed": gettext_lazy("Removed a second factor"),
    "recovery codes made": gettext_lazy("Made recovery codes"),
    "recovery code used": gettext_lazy("Signed in with a recovery code"),
    "provider linked": gettext_lazy("Linked the account to the provider"),
    "provider unlinked": gettext_lazy("Took the link to the provider away"),
    "session ended": gettext_lazy("Ended a session"),
    "token made": gettext_lazy("Made a service token"),
    "token used": gettext_lazy("Came by a service token"),
    "token revoked": gettext_lazy("Revoked a service token"),
    "break-glass": gettext_lazy("Opened in need"),
    "hand-out": gettext_lazy("Made a link for somebody outside"),
    "withdraw": gettext_lazy("Withdrew a link for somebody outside"),
    "restored": gettext_lazy("Restored a backup"),
}
VERB_CHOICES: dict[str, str | Promise] = {
    "look": gettext_lazy("Every look"),
    "change": gettext_lazy("Every change"),
    **VERBS,
}
LISTED = gettext_lazy("Saw in a list")
LABELS: dict[str, str | Promise] = {
    "where": gettext_lazy("Page"),
    "address": gettext_lazy("From"),
    "token": gettext_lazy("Service token"),
    "found": gettext_lazy("Found"),
    "organisation": gettext_lazy("Given to"),
    "recipient": gettext_lazy("Person there"),
    "channel": pgettext_lazy("of a disclosure", "How"),
    "legal_basis": gettext_lazy("By what right"),
    "what": gettext_lazy("What"),
    "given_on": pgettext_lazy("of a disclosure", "On"),
    "of": gettext_lazy("About"),
    "how": gettext_lazy("By"),
    "file": gettext_lazy("File"),
    "part": gettext_lazy("Part"),
    "until": gettext_lazy("Until"),
    "opened": gettext_lazy("Whether it was opened"),
    "purpose": gettext_lazy("Purpose"),
    "limits": gettext_lazy("May"),
    "report": gettext_lazy("Report"),
    "lifted": gettext_lazy("Address"),
    "of_address": gettext_lazy("Address"),
    "made_by": gettext_lazy("Made by account"),
}
NOT_TOLD = {"justification", "why", "terms", "keys", "unit", "of_unit", "person", "disclosure", "reference"}


def verb(line: Line) -> str:
    if line.listed and line.entry.verb in {"read", "search"}:
        return str(LISTED)
    return str(VERBS.get(line.entry.verb, line.entry.verb))


def about(one: About) -> str:
    """Such as: Activity 17; where no record is named, Activities."""
    if one.key and one.code in data_sets():
        return data_sets()[one.code].called(one.key)
    return f"{noun(one.code)} {one.key}".strip()


def part(line: Line) -> str:
    """Which part of the record it is about, where it is a part."""
    history, data_set = histories().get(line.entry.subject), data_sets().get(line.about.code)
    whole = history is None or data_set is None or history.tracked is data_set.model_class
    return "" if whole else noun(line.entry.subject)


def is_record(one: About) -> bool:
    return one.code in data_sets() and one.key.isdecimal()


def why(detail: Mapping[str, Any]) -> tuple[str, str]:
    """The kind of reason, and the sentence; both may be empty, as of a change."""
    said = detail.get("justification")
    if isinstance(said, dict):
        code, text = said.get("code", ""), said.get("text", "")
        told = _(text) if code in (DUTY, WORK) and text else text  # these words are ours, and kept in English
        sentence = " · ".join(part for part in (told, said.get("reference", "")) if part)
        return str(REASON_NAMES.get(code, code)), sentence
    return "", str(detail.get("why") or "")


def details(line: Line) -> Iterator[tuple[str, str]]:
    """What else the entry says, each with its label."""
    detail = line.entry.detail
    if terms := detail.get("terms"):
        yield _("Looked for"), "; ".join(f"{name}: {', '.join(values)}" for name, values in terms.items())
    if not line.listed and (keys := detail.get("keys")):
        yield _("Records shown"), _keys(keys)
    for name, value in detail.items():
        if name not in NOT_TOLD and value not in (None, "", [], {}):
            yield str(LABELS.get(name, name)), _plain(name, value)


def _keys(keys: list[Any]) -> str:
    first = ", ".join(map(str, keys[:20]))
    return first if len(keys) <= 20 else _("%(first)s and %(n)d more") % {"first": first, "n": len(keys) - 20}


def _plain(name: str, value: Any) -> str:
    if name == "channel":
        return str(dict(Channel.choices).get(value, value))
    if name == "where" and (room := room_of(str(value))):
        return f"{room} · {value}"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "until" and (when := parse_datetime(str(value))):
        return moment(when)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


FINDINGS: dict[str, str | Promise] = {
    "seal": gettext_lazy("Seal %(key)s was changed, or the one before it is missing."),
    "entries": gettext_lazy("Seal %(key)s holds other entries than when it was made."),
    "unsealed": gettext_lazy("Entry %(key)s belongs to a seal that is missing."),
    "late": gettext_lazy("Entry %(key)s has waited for its seal for over an hour."),
    "removed": gettext_lazy("%(table)s: row %(key)s was removed."),
    "inserted": gettext_lazy("%(table)s: row %(key)s was added past the trail."),
    "changed": gettext_lazy("%(table)s: row %(key)s was changed."),
    "lost": gettext_lazy("%(table)s: row %(key)s is gone, and nothing says who deleted it."),
    "unknown": gettext_lazy("%(table)s: row %(key)s was added past its history."),
    "differs": gettext_lazy("%(table)s: row %(key)s was changed past its history."),
    "table": gettext_lazy("%(table)s: this history is missing as a whole."),
    "column": gettext_lazy("%(table)s: the column %(key)s is missing."),
    "trigger": gettext_lazy("%(table)s: the trigger %(key)s is missing or switched off."),
    "function": gettext_lazy("The function %(table)s of the database is not the one of this version of Muster."),
    "anchor": gettext_lazy("Seal %(key)s is not the one that was written down outside of the database."),
}


def finding(kind: str, table: str, key: str) -> str:
    """What a verification found, in a sentence."""
    return str(FINDINGS.get(kind, kind)) % {"table": table, "key": key}
