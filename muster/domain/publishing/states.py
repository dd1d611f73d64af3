"""How a chapter comes to be published, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"  # as drawn from the register
    EDITED = "edited"  # a person has worked on it
    CLEARED = "cleared"  # the head of the structure stands by these words and numbers
    PUBLISHED = "published"


class Reason(StrEnum):
    NOT_CLEARED = "not_cleared"
    CHANGED_SINCE = "changed_since"  # the register or the figures moved after the clearance
    EMPTY = "empty"
    NO_INTRODUCTION = "no_introduction"
    OPEN_COMMENTS = "open_comments"
    GONE = "gone"  # paragraphs that tell an entry that is not here any more, or closed to those who will read it
    OUTDATED = "outdated"  # paragraphs whose entries changed, are new or are gone
    NO_BUDGET = "no_budget"
    UNDEFINED = "undefined"  # abbreviations without their words


# What stops publishing; the rest is pointed out.
STOPPING = frozenset({Reason.NOT_CLEARED, Reason.CHANGED_SINCE, Reason.EMPTY, Reason.OPEN_COMMENTS, Reason.GONE})


@dataclass(frozen=True, slots=True)
class Finding:
    reason: Reason
    count: int = 1

    @property
    def stops(self) -> bool:
        return self.reason in STOPPING


@dataclass(frozen=True, slots=True)
class ChapterFacts:
    """What is known of a chapter; counts are of comments, paragraphs and entries."""

    state: State
    needs_clearance: bool
    has_text: bool
    has_introduction: bool = True
    has_budget: bool = True
    same_as_cleared: bool = True
    open_comments: int = 0
    gone: int = 0
    outdated: int = 0


def after_edit(state: State) -> State:
    """Every edit leaves the chapter edited, a clearance is taken back; raises `ValueError` on a published one."""
    if state is State.PUBLISHED:
        raise ValueError("a published chapter never changes")
    return State.EDITED


def findings(facts: ChapterFacts) -> list[Finding]:
    """What stands in the way of this chapter (`stops`), then what is merely pointed out."""
    if not facts.needs_clearance:
        return []
    checks = (
        (Reason.EMPTY, not facts.has_text),
        (Reason.OPEN_COMMENTS, facts.open_comments),
        (Reason.NOT_CLEARED, facts.state not in {State.CLEARED, State.PUBLISHED}),
        (Reason.CHANGED_SINCE, facts.state is State.CLEARED and not facts.same_as_cleared),
        (Reason.GONE, facts.gone),
        (Reason.OUTDATED, facts.outdated),
        (Reason.NO_INTRODUCTION, not facts.has_introduction),
        (Reason.NO_BUDGET, not facts.has_budget),
    )
    return [Finding(reason, int(count)) for reason, count in checks if count]


def clearance_stopped_by(found: Iterable[Finding]) -> list[Finding]:
    """What stops the head of the structure: all that stops publishing but the missing clearance itself."""
    own = {Reason.NOT_CLEARED, Reason.CHANGED_SINCE}
    return [finding for finding in found if finding.stops and finding.reason not in own]


def may_be_published(found: Iterable[Finding]) -> bool:
    return not any(finding.stops for finding in found)
