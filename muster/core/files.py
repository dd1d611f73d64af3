"""Originals: files as they came, kept under their SHA-256 in `settings.ORIGINALS`, written once, never changed.

A file counts as kept only when its bytes and its name are on the disk: written aside, flushed, renamed, flushed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

CHUNK = 1 << 20  # bytes
ABANDONED = 24 * 60 * 60  # seconds after which a half-written file has nobody who writes it


class DamagedOriginal(Exception):
    """A kept file is missing, or its bytes no longer are those that came."""


class TooLarge(Exception):
    """More bytes than `settings.UPLOAD_LIMIT`; nothing of them was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store."""

    sha256: str
    size: int  # bytes


def keep(chunks: Iterable[bytes]) -> Kept:
    """Keep a file given in pieces; raises `TooLarge`. The same bytes again are the same file."""
    incoming = _folder(settings.ORIGINALS / "incoming")
    handle, name = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(handle, "wb") as file:
            kept = _write(chunks, file)
            file.flush()
            os.fchmod(file.fileno(), 0o440)
            os.fsync(file.fileno())
        target = path_of(kept.sha256)
        _folder(target.parent)
        os.replace(name, target)  # over an equal file at most, which it mends where the disk has damaged it
        _flush(target.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return kept


def keep_path(path: Path) -> Kept:
    """Keep a copy of a file of this machine."""
    with path.open("rb") as file:
        return keep(iter(lambda: file.read(CHUNK), b""))


def path_of(sha256: str) -> Path:
    """Where a kept file lies; read it through `verified_path`."""
    return Path(settings.ORIGINALS) / sha256[:2] / sha256


def verified_path(sha256: str) -> Path:
    """Where a kept file lies, its bytes having been compared with its name; raises `DamagedOriginal`."""
    path = path_of(sha256)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DamagedOriginal(sha256) from error
    if found != sha256:
        raise DamagedOriginal(sha256)
    return path


def sweep_incoming() -> None:
    """Remove half-written files whose writer was killed."""
    for left in (Path(settings.ORIGINALS) / "incoming").glob("*"):
        if left.stat().st_mtime < time.time() - ABANDONED:
            left.unlink(missing_ok=True)


class LimitedUpload(FileUploadHandler):
    """Stops receiving a file at `settings.UPLOAD_LIMIT`; the other files of the same form go on.

    The names of files refused so are in `refused_files(request)`.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            request: Any = self.request
            request.refused_files = [*refused_files(request), self.file_name]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None  # the next handler makes the file


def refused_files(request: HttpRequest) -> list[str]:
    """The names of files in this request that were larger than the limit."""
    return list(getattr(request, "refused_files", []))


def _write(chunks: Iterable[bytes], file: Any) -> Kept:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.UPLOAD_LIMIT:
            raise TooLarge
        digest.update(chunk)
        file.write(chunk)
    return Kept(digest.hexdigest(), size)


def _folder(path: Path) -> Path:
    """The folder, made durable where it is new."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        _flush(path.parent)
    return path


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
