"""Originals in a folder: written aside, flushed, renamed, flushed, so that bytes and name are on the disk."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from muster.core.files.store import ABANDONED, DamagedOriginal, Kept, Unavailable, taking, verified

ASIDE = "incoming"


class Folder:
    """A store in a folder of this machine, one sub-folder for the first two digits of the hash."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def aside(self) -> Path:
        return _durable(self.root / ASIDE)

    def put(self, path: Path, kept: Kept) -> None:
        target = self._path(kept.sha256)
        with taking():
            _durable(target.parent)
            os.replace(path, target)  # over an equal file at most, which it mends where the disk has damaged it
            _flush(target.parent)

    def opened(self, sha256: str) -> IO[bytes]:
        if not self.root.is_dir():  # a volume that is not mounted
            raise Unavailable(str(self.root))
        try:
            return verified(self._path(sha256).open("rb"), sha256)
        except OSError as error:
            raise DamagedOriginal(sha256) from error

    def has(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        if not self.root.is_dir():
            raise Unavailable(str(self.root))
        with taking():
            self._path(sha256).unlink(missing_ok=True)
            if self._path(sha256).parent.is_dir():
                _flush(self._path(sha256).parent)

    def names(self) -> Iterator[str]:
        for path in self.root.glob("??/*"):
            yield path.name

    def sweep(self) -> None:
        sweep_folder(self.root / ASIDE)

    def probe(self) -> None:
        with taking(), tempfile.TemporaryFile(dir=self.aside()) as file:
            file.write(b"ready")

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256


def sweep_folder(aside: Path) -> None:
    """Remove files whose writer was killed."""
    for left in aside.glob("*"):
        if left.stat().st_mtime < time.time() - ABANDONED:
            left.unlink(missing_ok=True)


def _durable(path: Path) -> Path:
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
