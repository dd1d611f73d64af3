"""The marker of a restore under way: while it lies in the data folder, Muster is not whole and does not start."""

from __future__ import annotations

from muster.core.folders import data_folder

NAME = "restoring"
SENTENCE = "A restore was cut off, and this installation is not whole. Run `muster restore` again."


def lay() -> None:
    (data_folder() / NAME).touch()


def take_up() -> None:
    (data_folder() / NAME).unlink()


def lies() -> bool:
    """Whether a restore has begun and not ended."""
    return (data_folder() / NAME).exists()
