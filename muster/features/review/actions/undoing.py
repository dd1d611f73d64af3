"""Taking back: one's own last decision, or any decided draft, as long as nobody has built on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.intake.models import Document, Draft, DraftState
from muster.features.review import queries, registering
from muster.features.review.actions.deciding import Deciding, DraftConflict, NotOpen, Seen, content_of, locked
from muster.features.review.models import Decision, Deed


def reopen(person: User, seen: Seen) -> Draft:
    """A decided draft is open again; an accepted one only while nobody changed its register entry."""
    with transaction.atomic(), pghistory.context(user=person.pk):
        document = Document.objects.select_related("unit").get(drafts=seen.draft)
        require(person, Verb.REVIEW, Subject.DOCUMENT, document.unit)
        draft = next(locked(document, [seen.draft]))
        if draft.version != seen.version:
            raise DraftConflict(draft, [], {})
        if draft.state not in (DraftState.ACCEPTED, DraftState.REJECTED):
            raise NotOpen(_("Only an accepted or rejected draft can be reopened."))
        deed = Deciding(person, document, content_of(document))
        _release(person, draft)
        deed.put(draft, state=DraftState.OPEN, decided_by=None, decided_at=None, reason="")
        _settle(deed.keep(Deed.REOPEN), draft, seen.version)
        return draft


def _settle(reopened: Decision, draft: Draft, version: int) -> None:
    """A decision that was reopened is undone; what was decided before it may be undone in its turn."""
    for decision in _standing(draft, version):
        one = next(one for one in decision.before if one["draft"] == draft.pk)
        if len(decision.before) == 1:
            decision.undone_at = reopened.at
            decision.save(update_fields=["undone_at"])
            _carry_on(draft, one["was"])


def undo(person: User, document: Document) -> Decision:
    """Take back one's own last decision in a document, as long as nobody has built on it. Raises `NotOpen`."""
    require(person, Verb.REVIEW, Subject.DOCUMENT, document.unit)
    with transaction.atomic(), pghistory.context(user=person.pk):
        decision = queries.last_decision(person, document)
        if decision is None:
            raise NotOpen(_("You have decided nothing here that could be undone."))
        drafts = {draft.pk: draft for draft in locked(document, [one["draft"] for one in decision.before])}
        _check_untouched(decision, drafts)
        for one in decision.before:
            _put_back(person, decision, drafts[one["draft"]], one)
        Draft.objects.filter(pk__in=decision.made).delete()
        decision.undone_at = timezone.now()
        decision.save(update_fields=["undone_at"])
        return decision


def _release(person: User, draft: Draft) -> None:
    """Take back the entry of an accepted draft. Raises `NotOpen` where somebody changed it."""
    entry = registering.entry_of(draft)
    if entry is None:
        return
    if not registering.unchanged(entry):
        raise NotOpen(_("Its register entry was changed since; correct it there."))
    registering.withdraw(person, entry)


def _check_untouched(decision: Decision, drafts: Mapping[int, Draft]) -> None:
    made = Draft.objects.filter(pk__in=decision.made, version=1, state=DraftState.OPEN).count()
    same = all(one["draft"] in drafts and drafts[one["draft"]].version == one["now"] for one in decision.before)
    if not same or made != len(decision.made):
        raise NotOpen(_("Somebody has worked on it since, so your last decision can no longer be undone."))


def _put_back(person: User, decision: Decision, draft: Draft, one: Mapping[str, Any]) -> None:
    """The draft as it was before the decision, one version further; older own decisions may then be undone too."""
    _release(person, draft)
    for name, value in one["kept"].items():
        setattr(draft, name, value)
    draft.version += 1
    draft.changed_by, draft.changed_at = person, timezone.now()
    draft.save()
    _carry_on(draft, one["was"])


def _carry_on(draft: Draft, version: int) -> None:
    """Decisions that left the draft at `version`, which it has again in all but the number, may be undone next."""
    for decision in _standing(draft, version):
        for one in decision.before:
            one["now"] = draft.version if one["draft"] == draft.pk else one["now"]
        decision.save(update_fields=["before"])


def _standing(draft: Draft, version: int) -> QuerySet[Decision]:
    """Decisions, not undone, that left the draft at this version."""
    left = [{"draft": draft.pk, "now": version}]
    return Decision.objects.filter(document=draft.document_id, undone_at=None, before__contains=left)
