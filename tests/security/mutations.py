"""Files that were damaged or made to harm: mutations of real ones, always the same for the same number."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes], bytes]

TOKENS = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\r", b"\n" * 50, b"\x0c"),
    *(b"-1", b"0", b"4294967296", b"99999999999999999999", b"1e999", b"NaN", b"\xe2\x80\xae", b"%s%n"),
    *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&#0;", b"<![CDATA[", b"]]>", b"<?x ?>", b"<a>" * 300, b"</a>"),
    *(b"endobj", b"endstream", b"<<" * 60, b">>", b"[" * 200, b"/Length 0", b"/Kids [1 0 R]", b"stream\n", b"1 0 R"),
    *(b'"', b'""', b",", b";", b"\t", b"=cmd()", b"'" * 40, b"{", b"}" * 40, b"[[[[", b"null"),
)
NUMBER = re.compile(rb"\d{1,10}")


def mutated(kind: str, number: int, samples: list[bytes]) -> bytes:
    """Mutation `number` of one of the samples; `kind` is what they are, their ending."""
    dice = random.Random(f"{kind}-{number}")
    data = dice.choice(samples)
    zipped = data.startswith(b"PK")
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        data = in_a_part(dice, data) if zipped and dice.random() < 0.7 else dice.choice(ON_BYTES)(dice, data)
    return data


def flip(dice: random.Random, data: bytes) -> bytes:
    """Some bytes are others."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 3, 20, 200))):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(dice: random.Random, data: bytes) -> bytes:
    """The file ends early, or a piece is missing."""
    first, last = stretch(dice, data)
    return data[:first] if dice.random() < 0.5 else data[:first] + data[last:]


def repeat(dice: random.Random, data: bytes) -> bytes:
    """A piece stands several times."""
    first, last = stretch(dice, data, 2_000)
    return data[:last] + data[first:last] * dice.choice((1, 5, 100)) + data[last:]


def move(dice: random.Random, data: bytes) -> bytes:
    """A piece stands elsewhere, over what was there."""
    first, last = stretch(dice, data, 4_000)
    at = dice.randrange(len(data) + 1)
    return data[:at] + data[first:last] + data[at + last - first :]


def insert(dice: random.Random, data: bytes) -> bytes:
    """Something that readers stumble over."""
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.choice(TOKENS) * dice.choice((1, 1, 1, 30)) + data[at:]


def renumber(dice: random.Random, data: bytes) -> bytes:
    """A number (a length, a place, a count) is another one."""
    places = [found.span() for found in NUMBER.finditer(data)]
    if not places:
        return data
    first, last = dice.choice(places)
    return data[:first] + dice.choice((b"0", b"-1", b"7", b"65536", b"2147483648", b"9" * 30)) + data[last:]


ON_BYTES: tuple[Mutation, ...] = (flip, cut, repeat, move, insert, renumber)


def stretch(dice: random.Random, data: bytes, longest: int = 1 << 30) -> tuple[int, int]:
    """Where a piece begins and ends."""
    first = dice.randrange(len(data) + 1)
    return first, min(first + dice.randrange(1 + min(len(data) - first, longest)), len(data))


def in_a_part(dice: random.Random, data: bytes) -> bytes:
    """A part of a zipped file is mutated, missing, there twice, or called otherwise; the archive itself stays whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(member.filename, archive.read(member)) for member in archive.infolist()]
    except Exception:  # an archive that was damaged before is damaged further
        return flip(dice, data)
    if not parts:
        return data
    at = dice.randrange(len(parts))
    name, content = parts[at]
    what = dice.random()
    if what < 0.7:
        parts[at] = (name, dice.choice(ON_BYTES)(dice, content))
    elif what < 0.8:
        del parts[at]
    elif what < 0.9:
        parts.append((name, dice.choice(parts)[1]))
    else:
        parts[at] = (dice.choice(("../../etc/passwd", "/etc/passwd", name.upper(), name + "\x00", "a" * 400)), content)
    return packed(parts)


def packed(parts: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return stream.getvalue()
