"""What cannot be helped by the program, in a sentence for who started it: what, where, and what to do."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import psycopg

from muster.core import embedded
from muster.core.folders import data_folder
from muster.core.operation.programs import ProgramError

FULL = 16 << 20  # bytes left, below which a disk counts as full


def sentence(error: BaseException) -> str | None:
    """The sentence; None for an error of the program itself."""
    if _full(error):
        return f"The disk of {data_folder()} is full. Make room, then start again; nothing that was accepted is lost."
    if isinstance(error, (embedded.ServerError, ProgramError)):
        return str(error)
    if _of_database(error):
        return _no_database()
    if isinstance(error, PermissionError) or (isinstance(error, OSError) and error.errno == errno.EROFS):
        return f"{error.filename or data_folder()} may not be written to: change its owner, or set MUSTER_DATA."
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        return f"{error.filename or data_folder()} is no folder: set MUSTER_DATA to one."
    return None


def _full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return True
    return isinstance(error, embedded.ServerError) and shutil.disk_usage(_existing(data_folder())).free < FULL


def _of_database(error: BaseException) -> bool:
    """Whether the database could not be reached: psycopg's own error, or Django's around it."""
    return any(isinstance(one, psycopg.OperationalError) for one in (error, error.__cause__))


def _no_database() -> str:
    """Names no address: that would put a password into a log."""
    if "DATABASE_URL" in os.environ:
        return "The database of DATABASE_URL does not answer, or does not let this user in."
    return "The embedded database does not answer: `muster database start` starts it and says why it cannot."


def _existing(path: Path) -> Path:
    return next(above for above in (path, *path.parents) if above.exists())
