"""What a file is, by its content: its name is never trusted."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from .sentences import UnreadableDocument


class Kind(StrEnum):
    """The formats that are read."""

    PDF = "a PDF"
    DOCX = "a Word document (.docx)"
    HTML = "a web page (HTML)"
    TEXT = "plain text"


ENDINGS = {
    Kind.PDF: (".pdf",),
    Kind.DOCX: (".docx", ".docm", ".dotx", ".dotm"),
    Kind.HTML: (".html", ".htm", ".xhtml"),
    Kind.TEXT: (".txt", ".text", ".md", ".csv", ".log", ".asc"),
}
_SAVE = "Open it in its program and save it as .docx or PDF."
_MAGIC = (
    (b"{\\rtf", "an RTF file", _SAVE),
    (b"\x89PNG", "a picture (PNG)", "Hand in the report itself, or a PDF with text."),
    (b"\xff\xd8\xff", "a picture (JPEG)", "Hand in the report itself, or a PDF with text."),
    (b"GIF8", "a picture (GIF)", "Hand in the report itself, or a PDF with text."),
    (b"II*\x00", "a picture (TIFF)", "Hand in the report itself, or a PDF with text."),
    (b"MM\x00*", "a picture (TIFF)", "Hand in the report itself, or a PDF with text."),
    (b"BM", "a picture (BMP)", "Hand in the report itself, or a PDF with text."),
    (b"RIFF", "a media file", "Hand in the report itself."),
    (b"Rar!", "an archive (RAR)", "Unpack it and hand in the reports in it."),
    (b"7z\xbc\xaf", "an archive (7z)", "Unpack it and hand in the reports in it."),
    (b"\x1f\x8b", "an archive (gzip)", "Unpack it and hand in the reports in it."),
    (b"MZ", "a program", "Hand in the report itself."),
    (b"\x7fELF", "a program", "Hand in the report itself."),
    (b"%!PS", "a PostScript file", "Save it as PDF."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument", "an old Word document (.doc)"),
    ("Workbook", "an old Excel workbook (.xls)"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt)"),
    ("__properties_version1.0", "an Outlook message (.msg)"),
)
_ZIP_MEMBERS = (
    ("xl/workbook.xml", "an Excel workbook (.xlsx)", "Hand it in where tables are taken in, or save it as PDF."),
    ("ppt/presentation.xml", "a PowerPoint file (.pptx)", "Save it as PDF."),
    ("META-INF/container.xml", "an e-book (.epub)", "Save it as PDF."),
)
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|title|meta|h1|table|div|p)[\s>/]", re.IGNORECASE)


def sniff(data: bytes) -> Kind:
    """The kind of `data`; raises `unsupported` (saying what it is and what to do), `encrypted`, `damaged`."""
    if data[:64].lstrip().startswith(b"%PDF-") or (b"%PDF-" in data[:1024] and b"startxref" in data):
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    if data.startswith(_OLE):
        _refuse_ole(data)
    for magic, kind, advice in _MAGIC:
        if data.startswith(magic) and (len(magic) > 2 or b"\x00" in data[:64]):
            raise UnreadableDocument("unsupported", kind=kind, advice=advice)
    return _sniff_text(data)


def _sniff_text(data: bytes) -> Kind:
    head = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith(b"<?xml") and b"<html" not in head:
        raise UnreadableDocument("unsupported", kind="an XML file", advice=_SAVE)
    if head.startswith(b"<") and _HTML.search(head):
        return Kind.HTML
    return Kind.TEXT


def _refuse_ole(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableDocument("encrypted")
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            raise UnreadableDocument("unsupported", kind=kind, advice=_SAVE)
    raise UnreadableDocument("unsupported", kind="an old Office file", advice=_SAVE)


def _sniff_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()[:10_000]}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        if b"PK\x05\x06" not in data[-70_000:]:
            raise UnreadableDocument("cut-off", byte=len(data)) from error
        raise UnreadableDocument("damaged", "its list of parts") from error
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return Kind.DOCX
    for member, kind, advice in _ZIP_MEMBERS:
        if member in names:
            raise UnreadableDocument("unsupported", kind=kind, advice=advice)
    if "mimetype" in names and "content.xml" in names:
        raise UnreadableDocument("unsupported", kind="an OpenDocument file (.odt)", advice=_SAVE)
    advice = "Unpack it and hand in the reports in it."
    raise UnreadableDocument("unsupported", kind="an archive (ZIP)", advice=advice)
