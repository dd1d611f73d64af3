"""Originals in S3-compatible storage; address and credentials as boto3 reads them from the environment.

A file is written aside on this machine first: its name is its hash, known only at its end.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlparse

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from muster.core.files.folder import sweep_folder
from muster.core.files.store import ABANDONED, DamagedOriginal, Kept, Unavailable, taking, verified

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SWEEP = 60 * 60  # seconds
MISSING = {"404", "NoSuchKey", "NotFound"}
# In seconds; and the parts of a large file, two at a time: what one transfer needs of memory.
PATIENCE = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "max_attempts": 4})
PARTS = TransferConfig(multipart_chunksize=8 << 20, max_concurrency=2)


class Bucket:
    """A store under a prefix of a bucket; `spool` is a folder of this machine for files on their way."""

    def __init__(self, address: str, spool: Path) -> None:
        parts = urlparse(address)
        self.bucket, prefix = parts.netloc, parts.path.strip("/")
        self.prefix = f"{prefix}/" if prefix else ""
        self.spool = spool
        self.swept: float | None = None  # when the storage was last asked for what is half-written
        self.client: S3Client = boto3.client("s3", config=PATIENCE)

    def aside(self) -> Path:
        self.spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.spool

    def put(self, path: Path, kept: Kept) -> None:
        """Upload; what is there and whole stays as it was first written."""
        with _reached():
            if not self._whole(kept):
                checked = {"ChecksumAlgorithm": "SHA256"}
                self.client.upload_file(str(path), self.bucket, self._key(kept.sha256), checked, Config=PARTS)

    def opened(self, sha256: str) -> IO[bytes]:
        """A copy on this machine, which goes away when it is closed."""
        file = tempfile.NamedTemporaryFile(dir=self.aside())  # noqa: SIM115 -- its reader closes it
        try:
            with _reached(sha256):
                self.client.download_fileobj(self.bucket, self._key(sha256), file, Config=PARTS)
            file.flush()
        except BaseException:
            file.close()
            raise
        return verified(file, sha256)

    def has(self, sha256: str) -> bool:
        try:
            with _reached(sha256):
                self.client.head_object(Bucket=self.bucket, Key=self._key(sha256))
        except DamagedOriginal:
            return False
        return True

    def remove(self, sha256: str) -> None:
        """Every version of it, where the bucket keeps versions."""
        with _reached():
            self.client.delete_object(Bucket=self.bucket, Key=self._key(sha256))
            for page in self.client.get_paginator("list_object_versions").paginate(
                Bucket=self.bucket, Prefix=self._key(sha256)
            ):
                for one in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                    self.client.delete_object(Bucket=self.bucket, Key=one["Key"], VersionId=one["VersionId"])

    def names(self) -> Iterator[str]:
        with _reached():
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix):
                for found in page.get("Contents", []):
                    yield os.path.basename(found["Key"])

    def sweep(self) -> None:
        """Uploads in parts whose writer was killed take room and are seen by nobody; looked for once an hour."""
        sweep_folder(self.spool)
        if self.swept and time.monotonic() - self.swept < SWEEP:
            return
        self.swept = time.monotonic()
        old = datetime.now(UTC) - timedelta(seconds=ABANDONED)
        with _reached():
            for page in self.client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.bucket, Prefix=self.prefix
            ):
                for left in page.get("Uploads", []):
                    if left["Initiated"] < old:
                        self._abort(left["Key"], left["UploadId"])

    def probe(self) -> None:
        """Begin an upload in parts and drop it: that needs the right to write, and leaves nothing."""
        with _reached():
            key = f"{self.prefix}probe"
            self._abort(key, self.client.create_multipart_upload(Bucket=self.bucket, Key=key)["UploadId"])
        with taking(), tempfile.TemporaryFile(dir=self.aside()) as file:
            file.write(b"ready")

    def _whole(self, kept: Kept) -> bool:
        """Whether that file is there with all its bytes; read again, for a damaged one is to be mended."""
        try:
            self.opened(kept.sha256).close()
        except DamagedOriginal:
            return False
        return True

    def _abort(self, key: str, upload: str) -> None:
        self.client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload)

    def _key(self, sha256: str) -> str:
        return f"{self.prefix}{sha256[:2]}/{sha256}"


@contextmanager
def _reached(sha256: str = "") -> Iterator[None]:
    """Errors as those of every store; a missing key is a damaged original where one is named."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if sha256 and code in MISSING:
            raise DamagedOriginal(sha256) from error
        raise Unavailable(code) from error
    except (BotoCoreError, Boto3Error) as error:
        raise Unavailable(type(error).__name__) from error
