"""From a document's text to its draft activities."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from muster.domain.documents.model import LineRole, SourceText
from muster.domain.extraction.activities import chosen_passage, passages
from muster.domain.extraction.actors import Actors, find_actors
from muster.domain.extraction.classifier import ThemeMemory, word_scores
from muster.domain.extraction.columns import read_column
from muster.domain.extraction.flow import Flow, flows
from muster.domain.extraction.headings import Section, find_sections
from muster.domain.extraction.kinds import read_kind
from muster.domain.extraction.layout import LaidLine, body_width, lay_out
from muster.domain.extraction.model import DraftActivity, Extraction, Reading
from muster.domain.extraction.opening import OPENS
from muster.domain.extraction.partners import read_partners
from muster.domain.extraction.people import read_people
from muster.domain.extraction.places import read_places
from muster.domain.extraction.roles import read_role
from muster.domain.extraction.sessions import read_sessions
from muster.domain.extraction.signs import HELD, Passage
from muster.domain.extraction.titles import make_title
from muster.domain.extraction.when import read_when
from muster.domain.reference.codes import code_list

HEAD = 3  # lines in which a title says whose report it is
REPEATS = 0.5  # share of a box's content words that the main text's passage has too


def extract(
    source: SourceText,
    *,
    year: int,
    theme_memory: ThemeMemory | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Extraction:
    """The activities that `source` tells of, dates without a year being of `year`.

    `progress` hears after each activity how many of all are read.
    """
    whole = _Whole.of(source)
    found = list(passages(whole.paragraphs, whole.sections, whole.actors, year))
    told = [passage for passage in found if passage.opener.flow.role is not LineRole.BOX]
    boxed = [passage for passage in found if passage.opener.flow.role is LineRole.BOX]
    reader = whole.reader(year, theme_memory or ThemeMemory())
    drafts = []
    for passage in told:
        drafts.append(reader.draft(passage))
        progress(len(drafts), len(told))
    drafts, kept = _with_boxes(drafts, told, boxed)
    drafts += [reader.draft(passage) for passage in kept]
    drafts.sort(key=lambda draft: draft.lines)
    return Extraction(tuple(drafts), year, whole.actors.name, dict(whole.actors.abbreviations))


def read_chosen(source: SourceText, span: tuple[int, int], *, year: int) -> DraftActivity | None:
    """The activity that a person found in `text[span]`, read from those words alone; None without a sentence.

    Theme and category are proposed by the heading above, else by the words.
    """
    whole = _Whole.of(source)
    chosen = flows(list(_clipped(whole.laid, span)), whole.width, whole.headings)
    passage = chosen_passage(chosen, whole.sections, whole.actors, year)
    if passage is None:
        return None
    return whole.reader(year, ThemeMemory()).draft(passage)


def _clipped(laid: Iterable[LaidLine], span: tuple[int, int]) -> Iterator[LaidLine]:
    """The lines inside a span, the first and last one as far as they are."""
    for line in laid:
        start, end = max(line.start, span[0]), min(line.end, span[1])
        if start < end:
            yield replace(line, start=start, end=end, text=line.text[start - line.start : end - line.start])


@dataclass(frozen=True, slots=True)
class _Whole:
    """A document as all readers of its passages need it."""

    laid: list[LaidLine]
    width: int
    sections: Sequence[Section]
    headings: frozenset[int]
    paragraphs: list[Flow]
    actors: Actors

    @classmethod
    def of(cls, source: SourceText) -> _Whole:
        laid = lay_out(source)
        width = body_width([line.text for line in laid])
        sections = find_sections(laid, width)
        headings = frozenset(number for section in sections for number in range(section.lines[0], section.lines[1] + 1))
        paragraphs = list(flows(laid, width, headings))
        head = "\n".join(line.text for line in laid[:HEAD])
        actors = find_actors((flow.text for flow in paragraphs), head)
        return cls(laid, width, sections, headings, paragraphs, actors)

    def reader(self, year: int, memory: ThemeMemory) -> _Reader:
        notes = [flow for flow in self.paragraphs if flow.role is LineRole.FOOTNOTE]
        return _Reader(self.actors, notes, memory, _prior(self.laid, self.sections), self.sections, year)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the fields of passages with what the whole document tells."""

    actors: Actors
    notes: Sequence[Flow]
    memory: ThemeMemory
    prior: Mapping[str, float]
    sections: Sequence[Section]
    year: int

    def draft(self, passage: Passage) -> DraftActivity:
        kind = read_kind(passage)
        when = read_when(passage, self.year, kind.value)
        people = read_people(passage, kind.value)
        partners = read_partners(passage, self.actors)
        places = read_places(passage, self.actors.host, _notes_of(passage, self.notes), when.start.spans)
        category, theme = self.theme(passage)
        return DraftActivity(
            spans=tuple(span for sentence in passage.sentences for span in sentence.spans()),
            lines=passage.lines(),
            confidence=_confidence(passage.opener.weight),
            category=category,
            theme=theme,
            kind=kind,
            column=read_column(passage, kind),
            start=when.start,
            end=when.end,
            dates=when.dates,
            sessions=read_sessions(passage, when.dates, kind.value, len(places.value)),
            places=places,
            participants=people.participants,
            women=people.women,
            men=people.men,
            role=read_role(passage, self.actors, kind, partners),
            partners=partners,
            title=make_title(passage, kind.value, theme.value),
        )

    def theme(self, passage: Passage) -> tuple[Reading[str | None], Reading[str | None]]:
        """Category and theme: by the heading above, else by the words of the passage and its title."""
        section = passage.section
        if section and section.theme and section.theme_span:
            above, span = code_list("themes")[section.theme], (section.theme_span,)
            return Reading(above.category, span, 0.98, "heading"), Reading(
                section.theme, span, 0.98 * section.certainty, "heading"
            )
        known = section.category if section else None
        read = self.memory.classify(passage.text, known, self.prior, self._titles_above(section))
        if known and section:
            return Reading(known, (section.span,), 0.95, "heading"), read
        of_theme = code_list("themes")[read.value].category if read.value else None
        return Reading(of_theme, read.spans, read.confidence, read.reason), read

    def _titles_above(self, section: Section | None) -> list[str]:
        """The heading of a section and the two above it, the nearest first."""
        if section is None:
            return []
        at = next(number for number, other in enumerate(self.sections) if other.lines == section.lines)
        return [other.title for other in reversed(self.sections[max(0, at - 2) : at + 1]) if not other.background]


def _prior(laid: Sequence[LaidLine], sections: Sequence[Section]) -> dict[str, float]:
    """What a document without themes in its headings is about as a whole; its first lines count most."""
    if any(section.theme for section in sections):
        return {}
    head = " ".join(line.text for line in laid[:HEAD])
    return word_scores(f"{head} " * 10 + " ".join(line.text for line in laid))


def _confidence(weight: float) -> float:
    """How sure that a passage is an activity: 0.6 at the least weight that opens one."""
    return 1 / (1 + math.exp(-(weight - OPENS) - 0.4))


def _notes_of(passage: Passage, notes: Sequence[Flow]) -> list[Flow]:
    """The footnotes that the opening sentence, or one that says where, points at: of equals, the nearest below."""
    found = []
    for sentence in passage.sentences:
        if sentence is not passage.opener and not HELD.search(sentence.text):
            continue
        for offset, mark in sentence.flow.marks:
            if sentence.start <= offset <= sentence.end:
                same = [note for note in notes if re.match(rf"{mark}(?:\s|(?=[A-Z]))", note.text)]
                below = [note for note in same if note.lines[0].number >= sentence.lines()[0]]
                found += (below or same)[:1]
    return found


def _with_boxes(
    drafts: Sequence[DraftActivity], told: Sequence[Passage], boxed: Iterable[Passage]
) -> tuple[list[DraftActivity], list[Passage]]:
    """Boxes mostly repeat the text beside them: repeats are noted with the activity, the rest is kept if whole."""
    noted, kept = list(drafts), []
    words = [_content(passage.text) for passage in told]
    for passage in boxed:
        own = _content(passage.text)
        shares = [len(own & other) / max(1, len(own)) for other in words]
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        if best is not None and shares[best] >= REPEATS:
            noted[best] = noted[best].repeated_at(passage.lines())
        elif passage.text[:1].isupper() and _dated(passage):
            kept.append(passage)
    return noted, kept


def _dated(passage: Passage) -> bool:
    return bool({"day", "month"} & set(passage.opener.signs))


def _content(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in re.findall(r"[^\W\d_]{4,}", text))
