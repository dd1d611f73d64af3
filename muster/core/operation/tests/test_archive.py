"""The file of a backup: whatever happens to it is found."""

import io
import json
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.core.operation.archive import MANIFEST, Manifest, NoBackup, Reader, Writer

PARTS = {"database.dump": b"the dump" * 100, "secret-key": b"key", "originals/" + "a" * 64: b"report" * 50}


def made():
    target = io.BytesIO()
    writer = Writer(
        target, Manifest("2026-01-31T08:00:00+00:00", "0.1.0", 180006, ["core.0001_initial"], {"a": 1}, None)
    )
    for name, data in PARTS.items():
        writer.add(name, io.BytesIO(data))
    writer.finish()
    return target.getvalue()


WHOLE = made()
with tarfile.open(fileobj=io.BytesIO(WHOLE)) as whole:
    END = whole.getmember(MANIFEST).offset_data + whole.getmember(MANIFEST).size  # padding follows


def findings(data):
    """What is found, in whatever way; nothing for a whole backup."""
    try:
        return list(Reader(io.BytesIO(data)).findings())
    except NoBackup as error:
        return [str(error)]


def test_what_was_written_is_read_and_found_whole():
    reader = Reader(io.BytesIO(WHOLE))
    assert {name: reader.open(name).read() for name in PARTS} == PARTS
    assert reader.manifest.originals() == ["a" * 64]
    assert findings(WHOLE) == []


@pytest.mark.parametrize("name", [*PARTS, MANIFEST])
def test_a_byte_changed_in_any_part_is_found(name):
    with tarfile.open(fileobj=io.BytesIO(WHOLE)) as tar:
        member = tar.getmember(name)
    changed = bytearray(WHOLE)
    changed[member.offset_data + member.size // 2] ^= 0xFF
    assert findings(bytes(changed))


@given(st.integers(0, END - 1))
def test_a_file_cut_off_anywhere_is_no_backup(length):
    assert findings(WHOLE[:length])


def rewritten(change):
    target = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(WHOLE)) as old, tarfile.open(fileobj=target, mode="w") as new:
        parts = {member.name: old.extractfile(member).read() for member in old.getmembers()}
        change(parts)
        for name, data in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return target.getvalue()


def test_a_part_that_is_gone_or_added_is_found():
    assert findings(rewritten(lambda parts: parts.pop("secret-key"))) == ["secret-key is missing."]
    assert findings(rewritten(lambda parts: parts.update(more=b""))) == ["more is not in the manifest."]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', '{"format": 1, "parts": {}, "x": 1}'])
def test_a_manifest_that_cannot_be_understood_is_told_so(text):
    said = findings(rewritten(lambda parts: parts.update({MANIFEST: text.encode()})))
    assert said == ["Its manifest is damaged."]


def test_another_format_is_told_so():
    def newer(parts):
        parts[MANIFEST] = json.dumps({**json.loads(parts[MANIFEST]), "format": 2}).encode()

    assert findings(rewritten(newer)) == ["Its format is 2; this version of Muster reads 1."]
