import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.core import files


@pytest.fixture(autouse=True)
def originals(settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    settings.ORIGINALS.mkdir()
    return settings.ORIGINALS


@given(pieces=st.lists(st.binary(max_size=64), max_size=8))
def test_what_is_kept_is_what_came_in_whatever_pieces(pieces):
    data = b"".join(pieces)
    kept = files.keep(pieces)
    assert (kept.sha256, kept.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert files.verified_path(kept.sha256).read_bytes() == data


def test_the_same_bytes_are_one_file(originals):
    assert files.keep([b"re", b"port"]) == files.keep([b"report"])
    assert len([path for path in originals.rglob("*") if path.is_file()]) == 1


def test_a_file_above_the_limit_leaves_nothing(originals, settings):
    settings.UPLOAD_LIMIT = 5
    with pytest.raises(files.TooLarge):
        files.keep([b"abc", b"def"])
    assert not [path for path in originals.rglob("*") if path.is_file()]


def test_a_source_that_breaks_off_leaves_nothing(originals):
    def broken():
        yield b"half"
        raise OSError("the connection broke off")

    with pytest.raises(OSError, match="broke off"):
        files.keep(broken())
    assert not [path for path in originals.rglob("*") if path.is_file()]


def test_damage_is_noticed_and_mended_by_handing_in_again():
    kept = files.keep([b"report"])
    path = files.path_of(kept.sha256)
    path.chmod(0o640)
    path.write_bytes(b"repork")
    with pytest.raises(files.DamagedOriginal):
        files.verified_path(kept.sha256)
    files.keep([b"report"])
    assert files.verified_path(kept.sha256).read_bytes() == b"report"


def test_a_file_that_is_gone_is_noticed():
    with pytest.raises(files.DamagedOriginal):
        files.verified_path("0" * 64)


def test_half_written_files_of_killed_writers_are_removed_after_a_day(originals):
    import os

    (originals / "incoming").mkdir()
    old, new = originals / "incoming" / "old", originals / "incoming" / "new"
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (0, 0))
    files.sweep_incoming()
    assert not old.exists()
    assert new.exists()
