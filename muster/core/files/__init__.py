"""Originals: files as they came, kept under their SHA-256, written once, never changed.

`settings.ORIGINALS` says where: a folder, or `s3://bucket/prefix`. Either store passes the same tests. A file counts
as kept only when the store has it for good: `keep` returns after that.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO

from django.conf import settings

from muster.core.files.store import CHUNK, DamagedOriginal, Kept, Store, TooLarge, Unavailable, taking, written
from muster.core.files.uploads import LimitedUpload, refused_files

__all__ = [
    "CHUNK",
    "DamagedOriginal",
    "Kept",
    "LimitedUpload",
    "TooLarge",
    "Unavailable",
    "has",
    "keep",
    "keep_path",
    "kept_names",
    "opened",
    "probe",
    "refused_files",
    "remove",
    "sweep_incoming",
]


def keep(chunks: Iterable[bytes], *, limit: int | None = None) -> Kept:
    """Keep a file given in pieces; the same bytes again are the same file.

    Raises `TooLarge` above `limit` bytes (the limit of uploads by default) and `Unavailable`; nothing is kept then.
    """
    store = _store()
    with taking():
        handle, name = tempfile.mkstemp(dir=store.aside())
    try:
        with os.fdopen(handle, "wb") as file:
            kept = written(chunks, file, settings.UPLOAD_LIMIT if limit is None else limit)
            with taking():
                os.fchmod(handle, 0o440)
                os.fsync(handle)
        store.put(Path(name), kept)
    finally:
        Path(name).unlink(missing_ok=True)
    return kept


def keep_path(path: Path) -> Kept:
    """Keep a copy of a file of this machine."""
    with path.open("rb") as file:
        return keep(iter(lambda: file.read(CHUNK), b""))


def opened(sha256: str) -> IO[bytes]:
    """A kept file, its bytes having been compared with its name; raises `DamagedOriginal`, `Unavailable`.

    Seekable, and to be closed; until then other processes may read it under its `name`.
    """
    return _store().opened(sha256)


def has(sha256: str) -> bool:
    """Whether a file of this name is there, whole or not; raises `Unavailable`."""
    return _store().has(sha256)


def remove(sha256: str) -> None:
    """Take a file away for good; nothing where it is gone. Raises `Unavailable`."""
    _store().remove(sha256)


def kept_names() -> Iterator[str]:
    """The SHA-256 of every kept file, in no order."""
    return _store().names()


def sweep_incoming() -> None:
    """Remove what writers that were killed left half-written."""
    _store().sweep()


def probe() -> None:
    """Try whether the store takes files; raises `Unavailable`. Leaves nothing."""
    _store().probe()


def _store() -> Store:
    return _store_at(str(settings.ORIGINALS), settings.DATA)


@lru_cache(maxsize=4)
def _store_at(place: str, data: Path) -> Store:
    if place.startswith("s3://"):
        from muster.core.files.bucket import Bucket

        return Bucket(place, data / "incoming")
    from muster.core.files.folder import Folder

    return Folder(Path(place))
