"""Correct, accept, reject, split, merge. A draft becomes a register entry only here, by a person who calls it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.domain.review import joining
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.actions import settle
from muster.features.intake.models import Document, Draft, DraftState
from muster.features.review import queries, registering
from muster.features.review.actions.deciding import (
    Changes,
    Deciding,
    Incomplete,
    NotOpen,
    Seen,
    check,
    content_of,
    deciding,
    held_document,
    locked,
)
from muster.features.review.models import Deed, Presence


def correct(person: User, seen: Seen, changes: Changes) -> Draft:
    """Keep what the person typed. Unchanged fields stay as they were read; nothing changed is nothing saved."""
    with deciding(person, seen, changes) as (_deed, draft):
        return draft


def accept(person: User, seen: Seen, changes: Changes | None = None) -> Draft:
    """Into the register, with what the person typed. Raises `Incomplete`, `DraftConflict`, `NotOpen`."""
    with deciding(person, seen, changes) as (deed, draft):
        _accept(deed, draft)
        deed.keep(Deed.ACCEPT)
        settle([entry for _draft, entry in deed.entries])
        return draft


def accept_all(person: User, document: Document, seen: Iterable[Seen]) -> int:
    """All of these into the register, or none of them; the number. Raises as `accept`, on the first that cannot be."""
    versions = {one.draft: one for one in seen}
    with transaction.atomic(), pghistory.context(user=person.pk):
        document = held_document(person, pk=document.pk)
        deed = Deciding(person, document, content_of(document))
        for draft in locked(document, versions):
            deed.drafts[draft.pk] = draft
            check(deed, versions[draft.pk], {})
            _accept(deed, draft)
        if len(deed.drafts) != len(versions):
            raise NotOpen(_("Some of these drafts are no longer there. Look at the list again."))
        if deed.was:
            deed.keep(Deed.ACCEPT)
            settle([entry for _draft, entry in deed.entries])
    return len(deed.was)


def reject(person: User, seen: Seen, reason: str = "") -> Draft:
    """Not an activity, or not one of ours."""
    with deciding(person, seen, {}) as (deed, draft):
        deed.decide(draft, DraftState.REJECTED, reason=reason.replace("\x00", "").strip()[:300])
        deed.keep(Deed.REJECT)
        return draft


def split_at(person: User, seen: Seen, at: int, changes: Changes | None = None) -> list[Draft]:
    """Two drafts, divided at an offset of the document's text inside the passage."""
    with deciding(person, seen, changes) as (deed, draft):
        try:
            parts = joining.split(_part(draft), at)
        except ValueError:
            raise NotOpen(_("Choose a place inside the passage, between two sentences.")) from None
        return _replace(deed, draft, parts)


def split_copy(person: User, seen: Seen, values: Mapping[str, Any], changes: Changes | None = None) -> list[Draft]:
    """The draft and a second one of the same words that took place on other dates."""
    with deciding(person, seen, changes) as (deed, draft):
        return _replace(deed, draft, joining.copy_with(_part(draft), values))


def merge(person: User, seen: Seen, other: Seen, changes: Changes | None = None) -> Draft:
    """Both drafts as one activity; where they differ the surer value leads and the other one is kept beside it."""
    if seen.draft == other.draft:
        raise NotOpen(_("Choose another draft of this document."))
    with deciding(person, seen, changes, [other]) as (deed, draft):
        first, second = sorted((draft, deed.drafts[other.draft]), key=lambda one: (one.position, one.pk))
        part = joining.merge(_part(first), _part(second))
        merged = deed.make(first.position, part, confidence=min(first.confidence, second.confidence))
        for one in (first, second):
            deed.decide(one, DraftState.MERGED, parent=merged)
        deed.keep(Deed.MERGE)
        return merged


def be_present(person: User, document: Document, draft: int | None) -> None:
    """Tell the others that one has the document open, at this draft."""
    require(person, Verb.READ, Subject.DOCUMENT)
    here = draft if draft and document.drafts.filter(pk=draft).exists() else None
    Presence.objects.update_or_create(
        document=document, person=person, defaults={"draft_id": here, "seen_at": timezone.now()}
    )


def _accept(deed: Deciding, draft: Draft) -> None:
    lack = queries.lacking(draft, deed.document)
    if lack:
        raise Incomplete(lack)
    known = queries.setting(deed.content).known
    entry = registering.register(deed.person, draft, deed.content.text, known)
    deed.decide(draft, DraftState.ACCEPTED)
    deed.entries.append((draft.pk, entry.pk))


def _part(draft: Draft) -> joining.Part:
    return joining.Part(draft.spans, draft.also_spans, draft.fields)


def _replace(deed: Deciding, draft: Draft, parts: Iterable[joining.Part]) -> list[Draft]:
    children = [deed.make(draft.position, part, confidence=draft.confidence, parent=draft) for part in parts]
    deed.decide(draft, DraftState.SPLIT)
    deed.keep(Deed.SPLIT)
    return children
