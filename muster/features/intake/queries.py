"""Reads about documents, and what the job needs to know."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, reduce
from itertools import pairwise
from operator import or_
from pathlib import PurePath
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.utils import timezone

from muster.core import jobs
from muster.core.models import Marking, Unit
from muster.core.places import gazetteer
from muster.domain.documents.identity import Sketch, similarity
from muster.domain.names import search_key
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.audit import looks
from muster.features.intake.models import AT_WORK, UNDER_WAY, Document, DocumentText, Draft, DraftState, Stage

Viewer = User | AnonymousUser

GROUPS: dict[str, tuple[str, ...]] = {
    "under-way": UNDER_WAY,
    "ready": (Stage.READY,),
    "reviewed": (Stage.READY,),
    "asking": (Stage.ASKING,),
    "failed": (Stage.FAILED, Stage.STOPPED),
}
FIRST_GUESS = 50_000.0  # bytes a second, before anything was read here
RECENT = 40  # documents whose speed is looked at
ALIKE = 0.7  # the least share of runs of words in common of which it is said that two texts are nearly the same
LOOKED_AT = 50  # texts that may be alike
NEAR = 5  # of them that are named
LEARNED_FROM = 4_000  # accepted drafts, the newest


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of documents is narrowed to; empty values narrow nothing."""

    group: str = ""  # key of GROUPS
    unit: str = ""  # its code
    kind: str = ""
    marking: str = ""  # just this one, by its name: restricted
    year: int | None = None
    words: str = ""  # in title or file name, across scripts
    mine: bool = False


def documents(viewer: Viewer, filters: Filters = Filters()) -> QuerySet[Document]:
    """Documents, the newest first."""
    person = require(viewer, Verb.READ, Subject.DOCUMENT)
    found = Document.objects.select_related("original", "unit", "uploaded_by", "same_text_as")
    if filters.group in GROUPS:
        found = found.filter(_decided(filters.group), stage__in=GROUPS[filters.group])
    if filters.unit:
        found = found.filter(unit__code=filters.unit)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.marking.upper() in Marking.names:
        found = found.filter(marking=Marking[filters.marking.upper()])
    if filters.year:
        found = found.filter(period_start__year__lte=filters.year, period_end__year__gte=filters.year)
    if filters.mine:
        found = found.filter(uploaded_by=person)
    return found.filter(_named(filters.words)) if filters.words.strip() else found


def _decided(group: str) -> Q:
    """Of what was read: whether something is left to decide (or to mark, where nothing was found), or nothing."""
    if group not in {"ready", "reviewed"}:
        return Q()
    drafts = Draft.objects.filter(document=OuterRef("pk"))
    done = Q(Exists(drafts)) & ~Q(Exists(drafts.filter(state=DraftState.OPEN)))
    return done if group == "reviewed" else ~done


def reviewed(document: Document, counts: Mapping[str, int]) -> bool:
    """Whether every draft of a document is decided; `counts` as `draft_counts` gives them."""
    return document.stage == Stage.READY and bool(counts) and not counts.get(DraftState.OPEN)


def _named(text: str) -> Q:
    """All words of a text, or their beginnings, in title or file name, in any script, a place by any of its names."""
    places, wanted = gazetteer(), Q()
    for word in search_key(text).split() or [text.strip()]:  # signs alone are in no name
        ways = [Q(search__contains=f" {way}") for way in sorted({word, *places.other_names(word)})]
        wanted &= reduce(or_, ways)
    return wanted


def document(viewer: Viewer, pk: int) -> Document:
    """One document; raises `Document.DoesNotExist`, and `ReasonNeeded` for a closed one."""
    found = documents(viewer).get(pk=pk)
    looks.opened(viewer, "document", found)
    return found


def same_texts(viewer: Viewer, some: Iterable[Document]) -> set[int]:
    """Which of the documents with the same words as these (their keys) the viewer sees."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    twins = [document.same_text_as_id for document in some if document.same_text_as_id]
    return set(Document.objects.filter(pk__in=twins).values_list("pk", flat=True)) if twins else set()


def document_text(viewer: Viewer, document: Document) -> DocumentText | None:
    """Its text, once it was read."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    return DocumentText.objects.filter(document=document).first()


def may_change(viewer: Viewer, document: Document) -> bool:
    """Whether this person may correct it, retry, stop (see `actions`)."""
    own = isinstance(viewer, User) and document.uploaded_by_id == viewer.pk
    return may(viewer, Verb.CHANGE, Subject.DOCUMENT, None if own else document.unit)


def units_to_choose(viewer: Viewer) -> QuerySet[Unit]:
    """The structures for which this person may hand in."""
    structures = Unit.objects.filter(reports=True)
    unit_id = viewer.unit_id if isinstance(viewer, User) else None
    return structures.filter(pk=unit_id) if unit_id else structures


def draft_counts(pks: Iterable[int]) -> dict[int, dict[str, int]]:
    """For each document the number of its drafts by state."""
    counts: dict[int, dict[str, int]] = {}
    rows = Draft.objects.filter(document__in=list(pks)).values_list("document", "state").annotate(Count("pk"))
    for pk, state, count in rows.order_by():
        counts.setdefault(pk, {})[state] = count
    return counts


def drafts_to_review(viewer: Viewer) -> int:
    """How many drafts wait for a decision, for a person of a structure in its documents and those of none."""
    person = require(viewer, Verb.READ, Subject.DOCUMENT)
    waiting = Draft.objects.filter(state=DraftState.OPEN)
    own = Q(document__unit=person.unit_id) | Q(document__unit=None)
    return (waiting.filter(own) if person.unit_id else waiting).count()


def same_text(viewer: Viewer, document: Document) -> list[Document]:
    """The other documents with the same words."""
    content = DocumentText.objects.filter(document=document).only("fingerprint").first()
    if content is None:
        return []
    return list(documents(viewer).filter(content__fingerprint=content.fingerprint).exclude(pk=document.pk))


@dataclass(frozen=True, slots=True)
class Near:
    """Another document whose text is nearly the same."""

    document: Document
    percent: int  # of the runs of three words of both


def near_texts(viewer: Viewer, document: Document) -> list[Near]:
    """Documents with nearly the same words, the nearest first; those with the same are in `same_text`.

    The index of bands leads to the few that may be alike, their sketches say how much they are.
    """
    own = DocumentText.objects.filter(document=document).only("fingerprint", "sketch", "bands").first()
    if own is None:
        return []
    seen = documents(viewer).exclude(content__fingerprint=own.fingerprint).order_by()
    texts = DocumentText.objects.filter(bands__overlap=own.bands, document__in=seen.values("pk"))
    likeliest = texts.order_by(_shared_bands(own.bands).desc())[:LOOKED_AT].values_list("pk", "sketch")
    mine = Sketch(tuple(own.sketch))
    alike = {pk: similarity(mine, Sketch(tuple(hashes))) for pk, hashes in likeliest}
    near = documents(viewer).filter(pk__in=[pk for pk, share in alike.items() if share >= ALIKE])
    found = [Near(one, min(round(100 * alike[one.pk]), 99)) for one in near]
    return sorted(found, key=lambda one: -one.percent)[:NEAR]


def _shared_bands(bands: Sequence[int]) -> Func:
    """How many bands a text has in common with these."""
    own = Value(list(bands), output_field=ArrayField(BigIntegerField()))
    template = "(SELECT count(*) FROM unnest(%(expressions)s))"
    return Func(F("bands"), own, template=template, arg_joiner=") band WHERE band = ANY (", output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a document's history: the fields that it changed, each as (before, after)."""

    at: datetime
    by: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def changes(viewer: Viewer, document: Document) -> list[Change]:
    """Who changed what was recognised, the newest first."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    events: list[Any] = list(document.history.select_related("pgh_context").order_by("pgh_id"))  # type: ignore[attr-defined]
    people = dict(User.objects.filter(pk__in=[_actor(event) for event in events]).values_list("pk", "full_name"))
    units = dict(Unit.objects.values_list("pk", "short_name"))
    found = []
    for before, after in pairwise(events):
        fields = {}
        for name in ("title", "unit_id", "kind", "period_start", "period_end", "language"):
            pair = (getattr(before, name), getattr(after, name))
            if pair[0] != pair[1]:
                fields[name] = (units.get(pair[0], ""), units.get(pair[1], "")) if name == "unit_id" else pair
        if fields:
            found.append(Change(after.pgh_created_at, people.get(_actor(after), ""), fields))
    return found[::-1]


def _actor(event: Any) -> int:
    """Who was signed in; 0 for the job."""
    return int((event.pgh_context.metadata.get("user") if event.pgh_context else None) or 0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far everything under way is; `left` maps a document to its seconds left."""

    done: int
    total: int
    failed: int
    left: Mapping[int, float]
    worker: bool  # whether somebody works on it

    @property
    def seconds(self) -> float | None:
        return max(self.left.values(), default=None)


def progress(viewer: Viewer) -> Progress:
    """Counts of the present batch: what is under way, and what ended since the oldest of that was asked for."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    under_way = list(
        Document.objects.filter(stage__in=UNDER_WAY)
        .order_by("queued_at", "pk")
        .values("pk", "stage", "progress", "file_name", "original__size", "queued_at")
    )
    if not under_way:
        return Progress(0, 0, 0, {}, True)
    ended = Document.objects.exclude(stage__in=UNDER_WAY).filter(finished_at__gte=under_way[0]["queued_at"])
    counts = ended.aggregate(done=Count("pk"), failed=Count("pk", filter=Q(stage=Stage.FAILED)))
    left = _seconds_left(under_way, _speed())
    return Progress(counts["done"], counts["done"] + len(under_way), counts["failed"], left, jobs.worker_alive())


def _seconds_left(under_way: Sequence[Mapping[str, Any]], speed: Mapping[str, float]) -> dict[int, float]:
    """Seconds until each is done: those before it are worked on first, `CONCURRENCY` at a time."""
    left, ahead = {}, 0.0
    for row in sorted(under_way, key=lambda row: row["stage"] not in AT_WORK):
        rest = row["original__size"] * (100 - row["progress"]) / 100
        own = rest / speed.get(_ending(row["file_name"]), speed[""])
        ahead += own / jobs.CONCURRENCY
        left[row["pk"]] = max(own, ahead)
    return left


def _speed() -> dict[str, float]:
    """Bytes a second by the ending of the file's name, from the newest documents; under "" of all."""
    newest = Document.objects.filter(stage=Stage.READY).order_by("-finished_at")[:RECENT]
    sums: dict[str, tuple[float, float]] = {}
    for name, size, start, end in newest.values_list("file_name", "original__size", "started_at", "finished_at"):
        if start is None or end is None:
            continue
        for key in ("", _ending(name)):
            total, seconds = sums.get(key, (0.0, 0.0))
            sums[key] = total + size, seconds + max((end - start).total_seconds(), 0.05)
    return {"": FIRST_GUESS} | {key: size / seconds for key, (size, seconds) in sums.items() if size}


def _ending(file_name: str) -> str:
    return PurePath(file_name.lower()).suffix


def unit_names() -> dict[str, list[str]]:
    """Every way in which reports call a structure, by its code."""
    names = {}
    for unit in Unit.objects.filter(reports=True):
        ways = (unit.name_en, unit.name_sq, unit.name_sr, unit.short_name, *unit.report_names)
        names[unit.code] = [way for way in ways if len(way) > 2]
    return names


@dataclass(frozen=True, slots=True)
class ThemeMemory:
    """What officers accepted: passages with their theme; `key` changes with the contents."""

    key: str
    examples: tuple[tuple[str, str], ...]  # (passage, theme)


def theme_memory() -> ThemeMemory:
    """What the classifier of texts without headings learns from.

    Read anew only when a decision was added, or a document changed: words of it may have been erased.
    """
    accepted = Draft.objects.filter(state=DraftState.ACCEPTED)
    state = accepted.aggregate(
        count=Count("pk"), newest=Max("decided_at"), versions=Max("version"), documents=Sum("document__version")
    )
    return _examples(hashlib.sha256(repr(sorted(state.items())).encode()).hexdigest())


@lru_cache(maxsize=1)
def _examples(key: str) -> ThemeMemory:
    drafts = Draft.objects.filter(state=DraftState.ACCEPTED).order_by("-decided_at", "-pk")[:LEARNED_FROM]
    by_document: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_document.setdefault(draft.document_id, []).append(draft)
    examples = []
    for pk, text in DocumentText.objects.filter(document__in=by_document).values_list("pk", "text").iterator(50):
        for draft in by_document[pk]:
            theme = draft.fields.get("theme", {}).get("value")
            if theme:
                examples.append((" ".join(text[start:end] for start, end in draft.spans), theme))
    return ThemeMemory(key, tuple(examples))


def without_job(older_than: float) -> list[int]:
    """Documents under way for so many seconds that no job in the queue is for."""
    statement = """
        SELECT document.id FROM intake_document document
        WHERE document.stage = ANY(%s) AND document.queued_at < %s AND NOT EXISTS (
            SELECT 1 FROM procrastinate_jobs job
            WHERE job.status IN ('todo', 'doing') AND job.lock = 'document-' || document.id)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(UNDER_WAY), timezone.now() - timedelta(seconds=older_than)])
        return [pk for (pk,) in cursor.fetchall()]
