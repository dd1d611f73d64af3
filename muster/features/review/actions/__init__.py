"""Decisions on drafts. Each asks for the right, checks the version that was seen, changes, and keeps who did it."""

from muster.features.review.actions.creating import Created, create
from muster.features.review.actions.deciding import Changes, DraftConflict, Incomplete, NotOpen, Seen, lack_sentence
from muster.features.review.actions.decisions import (
    accept,
    accept_all,
    be_present,
    correct,
    merge,
    reject,
    split_at,
    split_copy,
)
from muster.features.review.actions.undoing import reopen, undo

__all__ = [
    "Changes",
    "Created",
    "DraftConflict",
    "Incomplete",
    "NotOpen",
    "Seen",
    "accept",
    "accept_all",
    "be_present",
    "correct",
    "create",
    "lack_sentence",
    "merge",
    "reject",
    "reopen",
    "split_at",
    "split_copy",
    "undo",
]
