"""Files that are empty, broken, mislabelled or made to harm: one sentence, in bounded time and memory."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..limits import Limits
from ..reading import read
from ..sentences import NOTES, REFUSALS, Note, UnreadableDocument, page_list, plain_name
from .samples import check_offsets, encrypted_pdf, five_pages, hand_pdf, raw_word, show, story, texts, two_columns, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _refusal(data: bytes, name: str = "report.docx", limits: Limits | None = None) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as refusal:
        read(data, name, limits=limits)
    assert name in str(refusal.value)
    assert "{" not in str(refusal.value)
    return refusal.value


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "is empty"),
        (b" \n\n ", "no-text", "contains no text"),
        (hand_pdf([b""]), "no-text", "contains no text"),
        (b"<html><body></body></html>", "no-text", "contains no text"),
        (encrypted_pdf(), "encrypted", "password"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (OLE + "WordDocument".encode("utf-16-le"), "unsupported", "an old Word document (.doc), which is not"),
        (b"{\\rtf1 Text}", "unsupported", "an RTF file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "unsupported", "a picture (PNG)"),
        (b"<?xml version='1.0'?><a/>", "unsupported", "an XML file"),
        (b"text and then \x00\x01\x02 binary " * 9, "binary", "byte 15"),
        (two_columns()[:-20_000], "cut-off", "its end is missing"),
        (word()[:-500], "cut-off", "its end is missing"),
        (raw_word("<w:p>"), "damaged", "word/document.xml, line 1"),
        (b"%PDF-1.7\nstartxref\n0\n%%EOF", "damaged", "is damaged"),
    ],
)  # fmt: skip
def test_a_sentence_for_each(data, code, words):
    refusal = _refusal(data)
    assert refusal.code == code
    assert words in str(refusal)


def test_kinds_of_zip_files():
    assert "an Excel workbook" in str(_refusal(_zip({"xl/workbook.xml": b"<a/>"})))
    assert "an OpenDocument file" in str(_refusal(_zip({"mimetype": b"x", "content.xml": b"<a/>"})))
    assert "an archive (ZIP)" in str(_refusal(_zip({"report.pdf": five_pages()})))


def test_a_mislabelled_file_is_read_as_what_it_is():
    source = read(five_pages(), "report.docx")
    assert source.notes == ("report.docx is a PDF although its name ends in .docx; it was read as what it is.",)
    assert source.notes[0].code == "mislabelled"
    assert not read(five_pages(), "report.PDF").notes
    assert not read(b"plain", "report").notes
    assert read(b"A text on %PDF-1.7 files", "a.txt").text == "A text on %PDF-1.7 files"


def test_zip_bombs_are_not_unpacked():
    assert _refusal(raw_word("<w:p/>" + " " * 30_000_000)).code == "bomb"
    assert _refusal(raw_word("<w:p/>" + " " * 80_000_000), limits=Limits(max_ratio=10**9)).code == "bomb"
    many = _zip({"[Content_Types].xml": b"", "word/document.xml": b"<a/>", **{f"word/{n}": b"" for n in range(60)}})
    assert _refusal(many, limits=Limits(max_members=50)).code == "bomb"


def test_a_member_that_lies_about_its_size_is_refused():
    data = bytearray(raw_word(f"<w:p><w:r><w:t>{'text ' * 2000}</w:t></w:r></w:p>"))
    place = data.rfind(b"word/document.xml") - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert _refusal(bytes(data)).code == "damaged"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">',
    ],
)
def test_xml_entities_are_refused(prolog):
    assert _refusal(raw_word("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", prolog=prolog)).code == "entities"


def test_deep_nesting_ends_in_a_sentence_or_text():
    deep = "<w:ins>" * 5000 + "</w:ins>" * 5000
    assert _refusal(raw_word(deep)).code == "damaged"
    fields = "<w:smartTag>" * 200 + "<w:r><w:t>deep</w:t></w:r>" + "</w:smartTag>" * 200
    assert texts(read(raw_word(f"<w:p>{fields}</w:p>"), "a.docx")) == ["deep"]
    assert read(b"<html><body>" + b"<div>" * 1_900 + b"deep", "a.html").text == "deep"
    assert "elements deep" in str(_refusal(b"<html><body>" + b"<div>" * 50_000 + b"deep", "a.html"))


def test_ten_thousand_pages_are_refused_at_once():
    refusal = _refusal(hand_pdf([show(60, 700, "x")] * 10_000), "long.pdf")
    assert str(refusal) == "long.pdf has 10000 pages, and at most 2000 are read. Split it into parts."


def test_too_much_text_and_too_large_a_file():
    assert _refusal(b"word " * 5_000_000, "a.txt").code == "too-much-text"
    assert str(_refusal(b"x" * 2_500_000, "a.txt", Limits(max_bytes=1_000_000))) == (
        "a.txt is too large: it has 3 MB, at most 1 MB are read. Save it without pictures."
    )
    assert _refusal(five_pages(), "a.pdf", Limits(max_characters=5_000)).params["place"] == "page 2"
    assert _refusal(word(), "a.docx", Limits(max_characters=50)).code == "too-much-text"


def test_a_large_file_is_refused_before_it_is_loaded(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(UnreadableDocument, match="200 MB"):
        read(path, "large.txt")
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        read(tmp_path / "none.txt", "none.txt")


def test_time_is_bounded():
    assert _refusal(five_pages(), "a.pdf", Limits(seconds=0.0)).code == "too-slow"
    assert _refusal(word(), "a.docx", Limits(seconds=0.0)).code == "too-slow"


def test_names_are_shown_on_one_line():
    assert plain_name("C:\\reports\\a\nb.pdf") == "a b.pdf"
    assert plain_name("\x00") == "The file"
    assert len(plain_name("n" * 500 + ".pdf")) == 120
    assert page_list([1, 2, 3, 7]) == "pages 1-3, 7"


def _mutated(data: bytes, seed: int) -> bytes:
    """`data` with some bytes changed, cut out, doubled or swapped."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        at = chance.randrange(len(changed))
        until = min(len(changed), at + chance.choice((1, 2, 30, 1000)))
        how = chance.randrange(5)
        if how == 0:
            changed[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            changed[at:until] = b""
        elif how == 2:
            changed[at:at] = changed[at:until]
        elif how == 3:
            changed[at:until] = chance.randbytes(until - at)
        else:
            changed[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"0000", b"9999", b"<<>>"))
        if len(changed) < 10:
            break
    return bytes(changed)


RAW = raw_word(f"<w:p><w:r><w:t>{story(1)}</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>")
STORED = io.BytesIO()
with zipfile.ZipFile(STORED, "w") as _stored, zipfile.ZipFile(io.BytesIO(word())) as _packed:
    for _member in _packed.namelist():
        _stored.writestr(_member, _packed.read(_member))
DRAWN = hand_pdf([show(60, 700 - 20 * n, story(n)) for n in range(4)])
PAGE = f"<html><body><h1>Report</h1><table><tr><td>{story(1)}</td></tr></table><p>{story(2)}</body></html>".encode()
SEEDS = {"pdf": two_columns(), "drawn": DRAWN, "docx": word(), "stored": STORED.getvalue(), "raw": RAW, "html": PAGE}


def _read_or_refused(data: bytes, name: str) -> None:
    try:
        source = read(data, name, limits=Limits(seconds=20, ocr=False))
    except UnreadableDocument as error:
        refusal = error
    else:
        check_offsets(source)
        return
    assert str(refusal).startswith(f"{name} ")
    assert refusal.code in REFUSALS


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(SEEDS)), st.integers(0, 2**32))
def test_damaged_files_are_read_or_refused_and_nothing_else(kind, seed):
    data = _mutated(SEEDS[kind], seed)
    _read_or_refused(data, f"file.{kind}")


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=1, max_size=400) | st.text(min_size=1, max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    _read_or_refused(data, "any.txt")


def test_every_template_can_be_filled():
    names = {"file", "place", "reason", "size", "limit", "pages", "seconds", "byte", "kind", "advice", "ending"}
    names |= {"encoding", "count", "languages", "percent", "words"}
    for template in (*REFUSALS.values(), *NOTES.values()):
        assert template.format(**dict.fromkeys(names, "x"))
    assert Note("encoding", encoding="CP1250") == "The text was not UTF-8; it was read as CP1250."
