"""Originals go into a backup and come back from it, whichever store they lie in."""

import io

import pytest

from muster.core import files
from muster.core.operation import backup, restore
from muster.core.operation.archive import Manifest, Reader, Writer
from muster.core.operation.progress import Progress


@pytest.fixture(params=["folder", "s3"])
def originals(request, settings, tmp_path):
    settings.DATA = tmp_path
    settings.ORIGINALS = request.getfixturevalue("bucket").place if request.param == "s3" else tmp_path / "originals"
    yield
    files._store_at.cache_clear()


def test_there_and_back(originals, settings, tmp_path):
    kept = [files.keep([bytes([number]) * 100_000]).sha256 for number in range(3)]
    target = io.BytesIO()
    writer = Writer(target, Manifest("2026-01-31T08:00:00+00:00", "0.1.0", 180006, [], {}, None))
    for sha256 in [*kept, "0" * 64]:
        backup._add_original(writer, sha256)
    writer.finish()
    target.seek(0)
    reader = Reader(target)
    assert reader.manifest.damaged == ["0" * 64]
    settings.ORIGINALS = tmp_path / "another"
    settings.UPLOAD_LIMIT = 10  # what was once accepted comes back, whatever the limit is now
    (tmp_path / "another").mkdir()
    restore._put_originals(reader, Progress(io.StringIO()))
    assert sorted(files.kept_names()) == sorted(kept)
    for sha256 in kept:
        files.opened(sha256).close()
