"""The file of a backup: a tar whose last member, the manifest, names every other one with its size and SHA-256.

database.dump         pg_dump's own format, of one snapshot
secret-key            the signing key, where it is kept in the data folder
audit-anchors.jsonl   the anchors of the audit trail
originals/<sha256>    every original that the snapshot refers to
manifest.json
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import IO

from muster.core.files import CHUNK

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
ORIGINALS = "originals/"


class NoBackup(Exception):
    """The file is no backup, or one that cannot be used; `str()` is the sentence."""


@dataclass(slots=True)
class Manifest:
    """What a backup holds and what it was made from."""

    made_at: str  # ISO, UTC
    muster: str  # version
    server: int  # PostgreSQL's version, as 180006
    migrations: list[str]  # "app.name"
    rows: dict[str, int]  # by table
    seal: dict[str, str | int] | None  # the audit chain's last: number, hash in hexadecimal
    damaged: list[str] = field(default_factory=list)  # SHA-256 of originals that were not whole when it was made
    parts: dict[str, tuple[int, str]] = field(default_factory=dict)  # member: bytes, SHA-256
    format: int = FORMAT

    def text(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    def originals(self) -> list[str]:
        """The SHA-256 of each, sorted."""
        return sorted(name.removeprefix(ORIGINALS) for name in self.parts if name.startswith(ORIGINALS))


class Writer:
    """Writes the file from its beginning to its end; `target` may be a pipe."""

    def __init__(self, target: IO[bytes], manifest: Manifest) -> None:
        self.tar = tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 -- `finish` closes it
        self.manifest = manifest

    def add(self, name: str, file: IO[bytes]) -> None:
        """Add what a seekable file holds."""
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        digest = hashlib.sha256()
        self.tar.addfile(_member(name, size), _Hashing(file, digest))
        self.manifest.parts[name] = (size, digest.hexdigest())

    def finish(self) -> str:
        """Close it with its manifest; the manifest's SHA-256."""
        text = self.manifest.text()
        self.tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
        self.tar.close()
        return hashlib.sha256(text).hexdigest()


class Reader:
    """A backup to read; `source` must be seekable. Raises `NoBackup`."""

    def __init__(self, source: IO[bytes]) -> None:
        try:
            self.tar = tarfile.open(fileobj=source, mode="r:")  # noqa: SIM115 -- `source` is closed by who opened it
            self.members = {member.name: member for member in self.tar.getmembers()}
        except (tarfile.TarError, OSError) as error:
            raise NoBackup("This is no backup of Muster, or its beginning is damaged.") from error
        self.manifest = self._manifest()

    def open(self, name: str) -> IO[bytes]:
        file = self.tar.extractfile(self.members[name])
        assert file is not None
        return file

    def findings(self) -> Iterator[str]:
        """A sentence for each thing that is wrong; every part is read."""
        for name in sorted(self.members.keys() - self.manifest.parts.keys() - {MANIFEST}):
            yield f"{name} is not in the manifest."
        for name, (size, sha256) in self.manifest.parts.items():
            if name not in self.members:
                yield f"{name} is missing."
            elif self.members[name].size != size or _digest(self.open(name)) != sha256:
                yield f"{name} is damaged."

    def _manifest(self) -> Manifest:
        if MANIFEST not in self.members:
            raise NoBackup("It has no manifest: it is no backup of Muster, or its end is cut off.")
        try:
            found = json.loads(self.open(MANIFEST).read())
            if found["format"] != FORMAT:
                raise NoBackup(f"Its format is {found['format']}; this version of Muster reads {FORMAT}.")
            found["parts"] = {name: (part[0], part[1]) for name, part in found["parts"].items()}
            return Manifest(**found)
        except (ValueError, KeyError, TypeError) as error:
            raise NoBackup("Its manifest is damaged.") from error


class _Hashing(io.RawIOBase):
    """A file whose bytes are hashed on their way."""

    def __init__(self, file: IO[bytes], digest: hashlib._Hash) -> None:
        self.file, self.digest = file, digest

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(time.time())
    return member


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()
