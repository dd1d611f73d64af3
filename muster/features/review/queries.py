"""Reads of review: what waits, a document with its drafts, who decided what. Each takes the viewer first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils import timezone

from muster.domain.review.fields import Fields, missing, read_of
from muster.domain.review.setting import Setting, set_document
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.audit import looks
from muster.features.intake.models import Document, DocumentText, Draft, DraftState, Stage
from muster.features.review.models import Decision, Deed, Presence

REPLACED = (DraftState.SPLIT, DraftState.MERGED)
STILL_HERE = timedelta(seconds=60)  # a person who has not been heard of for longer has left
SURENESS = (0.95, 0.9, 0.8, 0.7)  # the thresholds that accepting all offers


def may_review(person: User, document: Document) -> bool:
    """Whether this person may decide on this document's drafts."""
    return may(person, Verb.REVIEW, Subject.DOCUMENT, document.unit)


def to_review(viewer: User) -> QuerySet[Document]:
    """Documents with open drafts and their counts; those of one's own unit first, the oldest first."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    live = ~Q(drafts__state__in=REPLACED)
    mine = Case(When(unit=viewer.unit_id, then=Value(True)), default=Value(False), output_field=BooleanField())
    return (
        Document.objects.select_related("unit")
        .annotate(
            waiting=Count("drafts", filter=Q(drafts__state=DraftState.OPEN)),
            total=Count("drafts", filter=live),
            mine=mine,
        )
        .annotate(done=F("total") - F("waiting"))
        .filter(waiting__gt=0)
        .order_by("-mine", "uploaded_at", "pk")
    )


def document(viewer: User, pk: int) -> Document:
    """The document with its text. Raises `Document.DoesNotExist`; one without a text yet has no `content`."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    found = Document.objects.select_related("unit", "content").defer("content__lines").get(pk=pk)
    looks.opened(viewer, "document", found)
    return found


def draft(viewer: User, pk: int) -> Draft:
    """A draft with its document. Raises `Draft.DoesNotExist`."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    found = Draft.objects.select_related("document__unit", "decided_by", "changed_by", "source").get(pk=pk)
    looks.opened(viewer, "document", found.document)
    return found


def drafts(viewer: User, document: Document) -> QuerySet[Draft]:
    """The drafts that stand (not replaced by a split or merge), in the order of the document, with their title.

    Their fields are read only where somebody asks for them: a long document has hundreds of drafts.
    """
    require(viewer, Verb.READ, Subject.DOCUMENT)
    looks.opened(viewer, "document", document)
    standing = document.drafts.exclude(state__in=REPLACED).defer("fields", "proposed")
    words = {name: KeyTextTransform("value", KeyTransform(name, "fields")) for name in ("title", "theme")}
    return standing.annotate(**words).select_related("decided_by", "changed_by")


def setting(content: DocumentText) -> Setting:
    """The document set for reading, kept in memory until its text changes: words of it may be erased."""
    return _setting(content.document_id, content.fingerprint, hash(content.text))


@lru_cache(maxsize=64)
def _setting(document_id: int, fingerprint: str, text: int) -> Setting:
    return set_document(DocumentText.objects.get(pk=document_id).source())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a document is: `7 of 23`."""

    done: int
    total: int
    accepted: int
    rejected: int

    @property
    def waiting(self) -> int:
        return self.total - self.done


def progress(standing: Sequence[Draft]) -> Progress:
    """Over the drafts that stand."""
    accepted = sum(draft.state == DraftState.ACCEPTED for draft in standing)
    rejected = sum(draft.state == DraftState.REJECTED for draft in standing)
    return Progress(accepted + rejected, len(standing), accepted, rejected)


def next_open(standing: Sequence[Draft], position: tuple[int, int]) -> Draft | None:
    """The next open draft behind a place in the document (position, key); from the top again at its end."""
    waiting = [draft for draft in standing if draft.state == DraftState.OPEN]
    behind = [draft for draft in waiting if (draft.position, draft.pk) > position]
    return next(iter(behind or waiting), None)


def fields_at(draft: Draft, version: int) -> Fields | None:
    """The fields as they were at a version that somebody saw; None for a version that never was."""
    event = draft.history.filter(version=version).order_by("pgh_id").first()  # type: ignore[attr-defined]
    return event.fields if event else None


def lacking(draft: Draft, document: Document) -> list[str]:
    """What the register cannot do without and the draft does not say."""
    has_period = bool(document.period_start and document.period_end)
    return missing(draft.fields, has_unit=document.unit_id is not None, has_period=has_period)


def title(draft: Draft) -> str:
    """What a list calls the draft."""
    return read_of(draft.fields, "title")["value"] or ""


@dataclass(frozen=True, slots=True)
class Sure:
    """Open drafts at or above a confidence: those that can be accepted, and those that lack something."""

    ready: list[Draft]
    incomplete: list[tuple[Draft, list[str]]]


def sure_drafts(viewer: User, document: Document, above: float) -> Sure:
    """What accepting all above a confidence would accept, and what it would leave."""
    waiting = drafts(viewer, document).defer(None).filter(state=DraftState.OPEN, confidence__gte=above)
    checked = [(draft, lacking(draft, document)) for draft in waiting]
    return Sure([draft for draft, lack in checked if not lack], [pair for pair in checked if pair[1]])


@dataclass(frozen=True, slots=True)
class Share:
    """What one person decided in a document."""

    name: str
    accepted: int
    rejected: int
    last: object


def reviewers(viewer: User, document: Document) -> list[Share]:
    """Who reviewed what: counts by person, the busiest first."""
    shares: dict[str, list[Draft]] = {}
    for draft in drafts(viewer, document):
        if draft.decided_by:
            shares.setdefault(str(draft.decided_by), []).append(draft)
    found = [
        Share(name, counted.accepted, counted.rejected, max(draft.decided_at for draft in theirs if draft.decided_at))
        for name, theirs in shares.items()
        for counted in (progress(theirs),)
    ]
    return sorted(found, key=lambda share: -(share.accepted + share.rejected))


def marked_by(document: Document) -> dict[int, User]:
    """The drafts of a document that people made themselves, and who."""
    decisions = Decision.objects.filter(document=document, deed=Deed.CREATE, undone_at=None).select_related("person")
    return {pk: decision.person for decision in decisions for pk in decision.made}


def unfound(viewer: User) -> QuerySet[Document]:
    """Documents that were read and have no drafts at all; those of one's own unit first, the newest first."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    mine = Case(When(unit=viewer.unit_id, then=Value(True)), default=Value(False), output_field=BooleanField())
    found = Document.objects.filter(stage=Stage.READY, drafts=None).select_related("unit").annotate(mine=mine)
    return found.order_by("-mine", "-uploaded_at", "-pk")


def last_decision(person: User, document: Document) -> Decision | None:
    """The person's own last decision here that still stands."""
    own = Decision.objects.filter(document=document, person=person, undone_at=None)
    return own.exclude(deed=Deed.REOPEN).first()


def others_here(viewer: User, document: Document) -> QuerySet[Presence]:
    """Who else has the document open now."""
    since = timezone.now() - STILL_HERE
    here = Presence.objects.filter(document=document, seen_at__gte=since).exclude(person=viewer)
    return here.select_related("person", "draft").order_by("person__full_name")
