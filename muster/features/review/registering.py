"""From a draft to the register: the one place that knows both."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from muster.domain.review.fields import SHAPES, items_of, read_of, words_of
from muster.domain.review.words import flat
from muster.features.accounts.models import User
from muster.features.activities.actions import ActivityValues, Source, register_activity, withdraw_activity
from muster.features.activities.models import Activity
from muster.features.activities.values import NARRATIVE_LIMIT
from muster.features.intake.models import Document, Draft

OPTIONAL_TEXT = ("role",)  # empty text where nothing is stated; other fields then are None
FIRST_VERSION = 1  # of an entry that nobody changed since it was registered


def register(person: User, draft: Draft, text: str, known: frozenset[str]) -> Activity:
    """The entry that a draft becomes, with its words. Only a person's decision calls this. `known` is the vocabulary.

    Whoever calls it calls `activities.actions.settle` for all entries of the transaction. Raises `ValidationError`
    with a sentence for every wrong field.
    """
    source = Source(draft.document, draft, draft.spans, _words(draft))
    return register_activity(person, _values(draft, narrative(draft, text, known)), source, alone=False)


def entry_of(draft: Draft) -> Activity | None:
    """The register entry of an accepted draft."""
    return Activity.objects.filter(sources__draft=draft).first()


def unchanged(entry: Activity) -> bool:
    """Whether nobody has touched the entry since it was registered."""
    return entry.version == FIRST_VERSION and not entry.merged_into_id and not entry.merged_entries.exists()


def withdraw(person: User, entry: Activity) -> None:
    """Take back an entry that nobody changed."""
    withdraw_activity(person, entry, FIRST_VERSION, _("Its review was taken back."))


def narrative(draft: Draft, text: str, known: frozenset[str]) -> str:
    """The passage as running text, with words whole that a line end broke."""
    return "\n\n".join(flat(text[start:end], known) for start, end in draft.spans)[:NARRATIVE_LIMIT]


def _values(draft: Draft, told: str) -> ActivityValues:
    document = draft.document
    assert document.unit is not None  # `queries.lacking` was asked before
    said: dict[str, Any] = {name: _value(draft, name) for name in SHAPES}
    return ActivityValues(unit=document.unit, narrative=told, period=_period(document), **said)


def _value(draft: Draft, name: str) -> Any:
    value = read_of(draft.fields, name)["value"]
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value or "" if name in OPTIONAL_TEXT else value


def _period(document: Document) -> Any:
    period = (document.period_start, document.period_end)
    return period if all(period) else None


def _words(draft: Draft) -> dict[str, list[list[int]]]:
    """The words of each field that has some; of a list, the items that have."""
    reads = {name: read_of(draft.fields, name) for name in SHAPES}
    spans = {
        name: [span for _item, span in items_of(read) if span[1] > span[0]] if read["value"] else []
        for name, read in reads.items()
        if isinstance(read["value"], list)
    }
    return {name: found for name, read in reads.items() if (found := spans.get(name, words_of(read)))}
