"""How a document's fields, their origin and their history are shown to people."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.domain.periods import show_period, show_range
from muster.features.intake import queries
from muster.features.intake.forms import LANGUAGES, DocumentForm
from muster.features.intake.models import Document, DocumentText, ReportKind
from muster.features.intake.sentences import sentence

NOTHING = "–"


def facts(document: Document, content: DocumentText | None) -> list[dict[str, Any]]:
    """What was recognised: `label`, `value`, `why`, and the number of the `line` that says so (or None)."""
    period = show_period(document.period_start, document.period_end, get_language() or "en")
    rows = (
        ("title", _("Title"), document.title),
        ("unit", _("Structure"), document.unit.name if document.unit else ""),
        ("period", _("Period"), period),
        ("kind", _("Kind"), document.get_kind_display()),
        ("language", _("Language"), shown("language", document.language)),
    )
    starts = [line[0] for line in content.lines] if content else []
    return [
        {"label": label, "value": value or NOTHING, **_origin(document, name, starts)} for name, label, value in rows
    ]


def shown(name: str, value: Any) -> str:
    """A field's value in words."""
    if value in (None, ""):
        return NOTHING
    if name == "kind":
        return str(ReportKind(value).label)
    if name == "language":
        return language_name(value)
    return show_range(value, None, language=get_language() or "en") if name.startswith("period") else str(value)


def language_name(code: str) -> str:
    """In the reader's language; empty for one that was not recognised."""
    return str(dict(LANGUAGES).get(code, code)) if code else ""


def difference(name: str, pair: tuple[Any, Any]) -> tuple[str, str, str]:
    """A field's label and two values of it, in words."""
    labels: dict[str, Any] = {**DocumentForm.Meta.labels, "unit_id": _("Structure"), "language": _("Language")}
    return str(labels[name]), shown(name, pair[0]), shown(name, pair[1])


def history(viewer: queries.Viewer, document: Document) -> list[dict[str, Any]]:
    """Everything that happened to it, the newest first: `at`, `words`, and the `fields` that were changed."""
    events = [*_deliveries(document), *_corrections(viewer, document)]
    if document.finished_at:
        events.append({"at": document.finished_at, "words": _ended(document)})
    return sorted(events, key=lambda event: event["at"], reverse=True)


def _ended(document: Document) -> str:
    words = str(document.get_stage_display())
    if document.attempts > 1:
        words += ", " + _("attempt %(number)d") % {"number": document.attempts}
    return words


def _deliveries(document: Document) -> Iterator[dict[str, Any]]:
    for number, delivery in enumerate(document.deliveries.select_related("person")):
        words = _("Handed in again by %(person)s as %(file)s") if number else _("Handed in by %(person)s as %(file)s")
        yield {"at": delivery.at, "words": words % {"person": delivery.person, "file": delivery.file_name}}


def _corrections(viewer: queries.Viewer, document: Document) -> Iterator[dict[str, Any]]:
    for change in queries.changes(viewer, document):
        words = _("Corrected by %(person)s") % {"person": change.by} if change.by else _("Recognised from the text")
        fields = [difference(name, pair) for name, pair in change.fields.items()]
        yield {"at": change.at, "words": words, "fields": fields}


def _origin(document: Document, name: str, starts: list[int]) -> dict[str, Any]:
    """Where a field was recognised; that a person set it, where it is another value by now."""
    found = document.recognised.get(name)
    if not found:
        return {"why": "", "line": None}
    if not _as_recognised(document, name, found["value"]):
        return {"why": _("Set by a person."), "line": None}
    line = bisect_right(starts, found["span"][0]) if found["span"] else None
    return {"why": sentence(*found["reason"]), "line": line}


def _as_recognised(document: Document, name: str, recognised: Any) -> bool:
    if name == "period":
        return bool(recognised[:2] == [str(document.period_start), str(document.period_end)])
    if name == "unit":
        return bool(document.unit and document.unit.code == recognised)
    return bool(getattr(document, name) == recognised[:300])
