"""The register entries behind a chapter: which ones, in which order, and how the register tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.db.models import QuerySet

from muster.core.identity import SYSTEM, acting_as, below
from muster.core.models import Marking
from muster.domain.periods import show_range
from muster.domain.publishing.narrative import Piece, paragraphs, told
from muster.domain.reference.codes import code_list
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.models import Activity
from muster.features.publishing.models import Chapter, Paragraph, ParagraphEntry

Viewer = User


def as_reported(viewer: Viewer) -> AbstractContextManager[None]:
    """A report is composed with the eyes of an internal reader: what is marked higher is neither told nor counted,
    whoever looks at it or publishes it."""
    return acting_as(below(Marking.INTERNAL, viewer.pk))


def entries_of(viewer: Viewer, chapter: Chapter) -> dict[int, Activity]:
    """The entries that the chapter's matrix counts, by theme and date; none for chapters without a structure."""
    require(viewer, Verb.READ, Subject.REPORT)
    if chapter.unit_id is None:
        return {}
    period = chapter.report.period
    found = Activity.objects.filter(
        counted=True, unit=chapter.unit_id, period_start__range=(period.start, period.end)
    ).defer("search")
    order = {theme: number for number, theme in enumerate(code_list("themes"))}
    with as_reported(viewer):
        in_order = sorted(found, key=lambda entry: (order.get(entry.theme, len(order)), entry.period_start, entry.pk))
    return {entry.pk: entry for entry in in_order}


def tell(entry: Activity, language: str) -> str:
    """The entry's own words; where it has no narrative, its title with the date and places that it states."""
    when = show_range(entry.start, entry.end, entry.start_precision or "day", entry.end_precision or "day", language)
    return told(entry.narrative, entry.title, when, entry.places)


def drawn(entries: Iterable[Activity], language: str) -> list[Piece]:
    """Paragraphs of the entries of one section."""
    return paragraphs(Piece((entry.pk,), tell(entry, language)) for entry in entries)


def redrawn(entries: Iterable[Activity], language: str) -> str:
    """The text of a paragraph that tells just these entries."""
    return " ".join(dict.fromkeys(filter(None, (tell(entry, language) for entry in entries))))


@dataclass(frozen=True, slots=True)
class Outdated:
    """A paragraph that no longer says what the register says; `text` is what the register gives now."""

    paragraph: Paragraph
    changed: tuple[ParagraphEntry, ...]
    gone: tuple[ParagraphEntry, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The chapter's paragraphs against the register: outdated by paragraph, and new entries by section."""

    outdated: dict[int, Outdated]
    new: dict[str, list[Activity]]

    @property
    def count(self) -> int:
        return len(self.outdated) + sum(len(entries) for entries in self.new.values())

    @property
    def gone(self) -> int:
        """Paragraphs that tell an entry which is not here any more, or is closed now to whoever reads the report."""
        return sum(bool(each.gone) for each in self.outdated.values())


def closed_to(viewer: Viewer, chapter: Chapter) -> Counter[str]:
    """How many paragraphs of each section the viewer does not see, for they tell an entry that was closed since."""
    require(viewer, Verb.READ, Subject.REPORT)
    hidden = unseen(chapter)
    with acting_as(SYSTEM):  # that they are there is no secret to who reads the chapter; nothing else of them is read
        return Counter(hidden.values_list("section", flat=True))


def unseen(chapter: Chapter) -> QuerySet[Paragraph]:
    """The paragraphs that the database keeps from whoever asks now: the machine alone finds them afterwards."""
    return chapter.paragraphs.exclude(pk__in=list(chapter.paragraphs.values_list("pk", flat=True)))


def standing(viewer: Viewer, chapter: Chapter, paragraphs: Iterable[Paragraph]) -> Standing:
    """What changed in the register since the paragraphs were drawn. Paragraphs come with their `entries`."""
    entries = entries_of(viewer, chapter)
    told_already = set(chapter.left_out.values_list("activity_id", flat=True))
    outdated: dict[int, Outdated] = {}
    for paragraph in paragraphs:
        links = paragraph.entries.all()
        told_already |= {link.activity_id for link in links if _still_here(link, paragraph, entries)}
        found = _outdated(paragraph, entries, chapter.report.language)
        if found:
            outdated[paragraph.pk] = found
    new: dict[str, list[Activity]] = {}
    for pk, entry in entries.items():
        if pk not in told_already:
            new.setdefault(entry.theme, []).append(entry)
    return Standing(outdated, new)


def _outdated(paragraph: Paragraph, entries: dict[int, Activity], language: str) -> Outdated | None:
    links = list(paragraph.entries.all())
    if not links:
        return None
    here = {link.activity_id: entries[link.activity_id] for link in links if _still_here(link, paragraph, entries)}
    gone = tuple(link for link in links if link.activity_id not in here)
    text = redrawn(here.values(), language)
    if not gone and text == paragraph.drawn_text:
        return None
    changed = tuple(
        link for link in links if link.activity_id in here and here[link.activity_id].version != link.activity_version
    )
    return Outdated(paragraph, changed, gone, text) if gone or changed else None


def _still_here(link: ParagraphEntry, paragraph: Paragraph, entries: dict[int, Activity]) -> bool:
    entry = entries.get(link.activity_id)
    return entry is not None and entry.theme == paragraph.section
