"""What every store of originals promises, asked of a folder and of S3-compatible storage over HTTP."""

import contextlib
import hashlib
import os
import subprocess
import sys

import pytest
from botocore.exceptions import ConnectionClosedError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from muster.core import files


class InFolder:
    """The store's insides, as somebody with access to its disk sees them."""

    def __init__(self, root):
        self.root = self.place = root

    def names(self):
        return [path.name for path in self.root.rglob("*") if path.is_file()]

    def damage(self, sha256):
        path = self.root / sha256[:2] / sha256
        path.chmod(0o640)
        path.write_bytes(b"repork")

    @contextlib.contextmanager
    def broken(self):
        """The store takes nothing while the block runs: a file lies where its folder was."""
        self.root.rename(self.root.with_name("gone"))
        self.root.touch()
        yield
        self.root.unlink()
        self.root.with_name("gone").rename(self.root)


class InBucket:
    place = "s3://muster/originals"

    def __init__(self, server, client):
        self.server, self.client = server, client

    def names(self):
        kept = [found["Key"] for found in self.client.list_objects_v2(Bucket="muster").get("Contents", [])]
        return kept + [found["Key"] for found in self.uploads()]

    def uploads(self):
        return self.client.list_multipart_uploads(Bucket="muster").get("Uploads", [])

    def damage(self, sha256):
        self.client.put_object(Bucket="muster", Key=f"originals/{sha256[:2]}/{sha256}", Body=b"repork")

    @contextlib.contextmanager
    def broken(self):
        self.server._port = self.server.get_host_and_port()[1]
        self.server.stop()
        yield
        self.server.start()


@pytest.fixture(params=["folder", "s3"])
def store(request, settings, tmp_path):
    settings.DATA = tmp_path
    made = request.getfixturevalue("bucket") if request.param == "s3" else InFolder(tmp_path / "originals")
    settings.ORIGINALS = made.place
    (tmp_path / "originals").mkdir()
    yield made
    files._store_at.cache_clear()


def read(sha256):
    with files.opened(sha256) as file:
        return file.read()


@given(pieces=st.lists(st.binary(max_size=64), max_size=8))
@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_is_what_came_in_whatever_pieces(store, pieces):
    data = b"".join(pieces)
    kept = files.keep(pieces)
    assert (kept.sha256, kept.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert read(kept.sha256) == data


def test_the_same_bytes_are_one_file(store):
    kept = files.keep([b"re", b"port"])
    assert files.keep([b"report"]) == kept
    assert len(store.names()) == 1
    assert list(files.kept_names()) == [kept.sha256]


def test_a_file_above_the_limit_leaves_nothing(store, settings):
    settings.UPLOAD_LIMIT = 5
    with pytest.raises(files.TooLarge):
        files.keep([b"abc", b"def"])
    assert not store.names()
    assert files.keep([b"abc", b"def"], limit=6).size == 6


def test_a_source_that_breaks_off_leaves_nothing(store, tmp_path):
    def broken():
        yield b"half"
        raise OSError("the connection broke off")

    with pytest.raises(OSError, match="broke off"):
        files.keep(broken())
    assert not store.names()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_damage_is_noticed_and_mended_by_handing_in_again(store):
    kept = files.keep([b"report"])
    store.damage(kept.sha256)
    with pytest.raises(files.DamagedOriginal):
        files.opened(kept.sha256)
    files.keep([b"report"])
    assert read(kept.sha256) == b"report"


def test_a_file_that_is_gone_is_noticed(store):
    with pytest.raises(files.DamagedOriginal):
        files.opened("0" * 64)


def test_a_store_that_takes_nothing_says_so_and_keeps_nothing(store):
    files.probe()
    with store.broken():
        with pytest.raises(files.Unavailable):
            files.keep([b"report"])
        with pytest.raises(files.Unavailable):
            files.probe()
    assert not store.names()
    files.probe()
    assert not store.names()


def test_an_open_file_can_be_read_from_anywhere_and_by_another_process(store):
    kept = files.keep([b"one two three"])
    with files.opened(kept.sha256) as file:
        file.seek(4)
        assert file.read(3) == b"two"
        assert subprocess.check_output(["cat", file.name]) == b"one two three"


def test_nothing_of_a_file_that_was_read_stays_aside(store, tmp_path):
    with files.opened(files.keep([b"report"]).sha256):
        pass
    assert not list((tmp_path / "incoming").glob("*"))


def test_half_written_files_of_killed_writers_are_removed_after_a_day(store):
    aside = files._store().aside()
    old, new = aside / "old", aside / "new"
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (0, 0))
    files.sweep_incoming()
    assert not old.exists()
    assert new.exists()


def test_an_upload_in_parts_that_breaks_off_leaves_nothing(bucket, settings, tmp_path, monkeypatch):
    settings.ORIGINALS, settings.DATA = bucket.place, tmp_path
    store = files._store()

    def cut_off(**_):
        raise ConnectionClosedError(endpoint_url="s3")

    store.client.meta.events.register("before-send.s3.UploadPart", cut_off)
    with pytest.raises(files.Unavailable):
        files.keep([bytes(1 << 20)] * 20)
    assert not bucket.names()


def test_parts_left_by_a_killed_writer_are_removed_after_a_day(bucket, settings, tmp_path, monkeypatch):
    settings.ORIGINALS, settings.DATA = bucket.place, tmp_path
    bucket.client.create_multipart_upload(Bucket="muster", Key="originals/aa/half")  # moto says: begun in 2010
    monkeypatch.setattr("muster.core.files.bucket.ABANDONED", 60 * 365 * 24 * 60 * 60)
    files.sweep_incoming()
    assert bucket.uploads()
    monkeypatch.setattr("muster.core.files.bucket.ABANDONED", 24 * 60 * 60)
    files._store().swept = None  # as an hour later
    files.sweep_incoming()
    assert not bucket.uploads()


LARGE = """
import resource, sys
import django
django.setup()
from muster.core import files
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
kept = files.keep(bytes([number]) * (1 << 20) for number in range(%d))
with files.opened(kept.sha256) as file:
    assert sum(len(piece) for piece in iter(lambda: file.read(1 << 20), b"")) == kept.size
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_large_file_takes_little_memory(store, tmp_path):
    """150 MB in and out, in a process of its own: what it grew by is far from 150."""
    environment = {**os.environ, "MUSTER_ORIGINALS": str(store.place), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LARGE % 150], env=environment, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 75
