"""What every decision shares: the drafts locked as the person saw them, saved one version further, remembered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.domain.reference.codes import code_list
from muster.domain.review.comparing import Difference, differences
from muster.domain.review.correcting import corrected
from muster.domain.review.fields import Fields, Spans, read_of
from muster.domain.review.joining import Part
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.intake.models import Document, DocumentText, Draft, DraftState
from muster.features.review import queries
from muster.features.review.models import Decision, Deed

KEPT = ("state", "fields", "reason", "decided_by_id", "decided_at", "parent_id")
Changes = Mapping[str, tuple[Any, Spans]]  # what a person left in the form: field -> (value, spans)


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft as the person saw it."""

    draft: int
    version: int


class DraftConflict(Conflict):
    """Somebody saved the draft since the person saw it. `differences` sets both sides beside each other."""

    def __init__(self, current: Draft, found: Sequence[Difference], changes: Changes) -> None:
        super().__init__(current, {item.name: (item.theirs, item.mine) for item in found})
        self.draft, self.differences, self.changes = current, found, changes


class NotOpen(ValidationError):
    """The draft is decided already, or what was asked cannot be done; the sentence says which."""


class Incomplete(ValidationError):
    """The draft lacks what the register cannot do without: `names`."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__({name: [lack_sentence(name)] for name in names})
        self.names = names


def lack_sentence(name: str) -> str:
    """What to do about something that is missing."""
    sentences = {
        "theme": _("Choose a theme."),
        "kind": _("Choose a kind."),
        "column": _("Choose a column."),
        "title": _("Give a title."),
        "start": _("Say when, or give the report its period."),
        "unit": _("The report has no structure yet: set it on the report."),
    }
    return sentences[name]


@dataclass(slots=True)
class Deciding:
    """A decision under way: the locked drafts as they were, and what comes out of it."""

    person: User
    document: Document
    content: DocumentText
    drafts: dict[int, Draft] = field(default_factory=dict)
    was: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)
    entries: list[tuple[int, int]] = field(default_factory=list)

    def put(self, draft: Draft, **values: Any) -> None:
        """Save a draft with these values, one version further."""
        self.was.setdefault(draft.pk, (draft.version, {name: _plain(getattr(draft, name)) for name in KEPT}))
        for name, value in values.items():
            setattr(draft, name, value)
        draft.version += 1
        draft.changed_by, draft.changed_at = self.person, timezone.now()
        draft.save()

    def decide(self, draft: Draft, state: DraftState, **values: Any) -> None:
        """As `put`, with the decision and who took it."""
        self.put(draft, state=state, decided_by=self.person, decided_at=timezone.now(), **values)

    def make(self, position: int, part: Part, **values: Any) -> Draft:
        """A new draft at a position of the document."""
        made = Draft.objects.create(
            document=self.document,
            position=position,
            spans=part.spans,
            also_spans=part.also_spans,
            first_line=self._line(part.spans[0][0]),
            last_line=self._line(part.spans[-1][1] - 1),
            proposed=part.fields,
            fields=part.fields,
            changed_by=self.person,
            changed_at=timezone.now(),
            **values,
        )
        self.made.append(made.pk)
        return made

    def _line(self, offset: int) -> int:
        """The number of the line that holds an offset."""
        return max(1, bisect_right(self.content.lines, offset, key=lambda line: int(line[0])))

    def keep(self, deed: Deed) -> Decision:
        """Remember the decision, for those who ask who did what and for taking it back."""
        versions = dict(Draft.objects.filter(pk__in=self.was).values_list("pk", "version"))
        before = [
            {"draft": pk, "was": version, "now": versions[pk], "kept": kept} for pk, (version, kept) in self.was.items()
        ]
        return Decision.objects.create(
            document=self.document, person=self.person, deed=deed, before=before, made=self.made, entries=self.entries
        )


@contextmanager
def deciding(
    person: User, seen: Seen, changes: Changes | None = None, also: Sequence[Seen] = ()
) -> Iterator[tuple[Deciding, Draft]]:
    """The draft, locked, open, as the person saw it, with what they typed saved as a decision of its own.

    `also` are other drafts of the document that the decision takes: locked and checked likewise, found in `drafts`.
    """
    with transaction.atomic(), pghistory.context(user=person.pk):
        document = held_document(person, drafts=seen.draft)
        deed = Deciding(person, document, content_of(document))
        for draft in locked(document, [seen.draft, *(one.draft for one in also)]):
            deed.drafts[draft.pk] = draft
        for one in (seen, *also):
            if one.draft not in deed.drafts:
                raise NotOpen(_("This draft is not in this report any more. Look at the report again."))
            check(deed, one, changes or {} if one is seen else {})
        keep_changes(deed, deed.drafts[seen.draft], changes or {})
        yield deed, deed.drafts[seen.draft]


def held_document(person: User, **which: object) -> Document:
    """The document, locked before its drafts: nobody gives it another structure or reads it anew meanwhile.

    Raises `PermissionDenied` before it waits, and where it went to another structure meanwhile.
    """
    rows = Document.objects.select_related("unit")
    seen = rows.get(**which)
    require(person, Verb.REVIEW, Subject.DOCUMENT, seen.unit)
    document = rows.select_for_update(of=("self",), no_key=True).get(pk=seen.pk)
    require(person, Verb.REVIEW, Subject.DOCUMENT, document.unit)
    return document


def locked(document: Document, pks: Iterable[int]) -> Iterator[Draft]:
    """In the order of their keys, so that two people who take the same ones never wait for each other."""
    # No joins: a row that was waited for would come with what it pointed at before. No keys: who only says that one is
    # at a draft (`be_present`) need not wait for who decides on it.
    rows = Draft.objects.select_for_update(no_key=True)
    for draft in rows.filter(document=document, pk__in=list(pks)).order_by("pk"):
        draft.document = document
        yield draft


def content_of(document: Document) -> DocumentText:
    """The document's text; its lines are read only where somebody asks for them."""
    return DocumentText.objects.defer("lines").get(pk=document.pk)


def check(deed: Deciding, seen: Seen, changes: Changes) -> None:
    """Raises `DraftConflict` on another version than was seen, `NotOpen` on a draft that is decided."""
    draft = deed.drafts[seen.draft]
    if draft.version != seen.version:
        base = queries.fields_at(draft, seen.version) or draft.fields
        mine = changed_fields(deed, base, changes)
        raise DraftConflict(draft, differences(base, draft.fields, mine), changes)
    if draft.state != DraftState.OPEN:
        raise NotOpen(_("This draft is decided already. Reopen it first."))


def changed_fields(deed: Deciding, fields: Fields, changes: Changes) -> Fields:
    """The fields with what a person left in the form; the category follows from the theme."""
    source = (deed.content.text, deed.document.year or timezone.now().year)
    after = dict(fields)
    for name, (value, spans) in changes.items():
        before = read_of(fields, name)
        if (read := corrected(name, before, value, spans, source)) != before:
            after[name] = read
    theme = read_of(after, "theme")
    if theme != read_of(fields, "theme"):
        entry = code_list("themes").get(theme["value"] or "")
        after["category"] = {**theme, "value": entry.category if entry else None}
    return after


def keep_changes(deed: Deciding, draft: Draft, changes: Changes) -> None:
    """Save what was typed, where it differs, as a decision of its own: taking back the next one leaves it."""
    after = changed_fields(deed, draft.fields, changes)
    if after != draft.fields:
        own = Deciding(deed.person, deed.document, deed.content)
        own.put(draft, fields=after)
        own.keep(Deed.CORRECT)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
