"""What every store of originals can do, and what is the same in all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

CHUNK = 1 << 20  # bytes
ABANDONED = 24 * 60 * 60  # seconds after which something half-written has nobody who writes it


class DamagedOriginal(Exception):
    """A kept file is missing, or its bytes no longer are those that came."""


class TooLarge(Exception):
    """More bytes than the limit; nothing of them was kept."""


class Unavailable(Exception):
    """The store cannot be reached or takes nothing just now; says nothing about any file."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store."""

    sha256: str
    size: int  # bytes


class Store(Protocol):
    """A place of originals."""

    def aside(self) -> Path:
        """The folder where a file is written before it is put."""

    def put(self, path: Path, kept: Kept) -> None:
        """Take a file that was written aside, for good; a damaged one of the same name is mended."""

    def opened(self, sha256: str) -> IO[bytes]:
        """See `files.opened`."""

    def has(self, sha256: str) -> bool:
        """See `files.has`."""

    def remove(self, sha256: str) -> None:
        """See `files.remove`."""

    def names(self) -> Iterator[str]:
        """See `files.kept_names`."""

    def sweep(self) -> None:
        """See `files.sweep_incoming`."""

    def probe(self) -> None:
        """See `files.probe`."""


@contextmanager
def taking() -> Iterator[None]:
    """A disk that is full or may not be written to, as `Unavailable`."""
    try:
        yield
    except OSError as error:
        raise Unavailable(error.strerror or type(error).__name__) from error


def written(chunks: Iterable[bytes], file: IO[bytes], limit: int) -> Kept:
    """Write the pieces into the file; what it then is. Raises `TooLarge`."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge
        digest.update(chunk)
        with taking():
            file.write(chunk)
    with taking():
        file.flush()
    return Kept(digest.hexdigest(), size)


def verified(file: IO[bytes], sha256: str) -> IO[bytes]:
    """The file at its beginning; closed, and `DamagedOriginal` raised, where its bytes do not have that hash."""
    try:
        file.seek(0)
        found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        file.seek(0)
    except OSError as error:
        file.close()
        raise DamagedOriginal(sha256) from error
    if found != sha256:
        file.close()
        raise DamagedOriginal(sha256)
    return file
