"""What a file is, by its content: its name is never trusted."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from muster.domain.words_for_people import gettext_noop

from .sentences import UnreadableDocument


class Kind(StrEnum):
    """The formats that are read."""

    PDF = gettext_noop("a PDF")
    DOCX = gettext_noop("a Word document (.docx)")
    HTML = gettext_noop("a web page (HTML)")
    TEXT = gettext_noop("plain text")


ENDINGS = {
    Kind.PDF: (".pdf",),
    Kind.DOCX: (".docx", ".docm", ".dotx", ".dotm"),
    Kind.HTML: (".html", ".htm", ".xhtml"),
    Kind.TEXT: (".txt", ".text", ".md", ".csv", ".log", ".asc"),
}
_SAVE = gettext_noop("Open it in its program and save it as .docx or PDF.")
_ITSELF = gettext_noop("Hand in the report itself.")
_WITH_TEXT = gettext_noop("Hand in the report itself, or a PDF with text.")
_UNPACK = gettext_noop("Unpack it and hand in the reports in it.")
_AS_PDF = gettext_noop("Save it as PDF.")
_MAGIC = (
    (b"{\\rtf", gettext_noop("an RTF file"), _SAVE),
    (b"\x89PNG", gettext_noop("a picture (PNG)"), _WITH_TEXT),
    (b"\xff\xd8\xff", gettext_noop("a picture (JPEG)"), _WITH_TEXT),
    (b"GIF8", gettext_noop("a picture (GIF)"), _WITH_TEXT),
    (b"II*\x00", gettext_noop("a picture (TIFF)"), _WITH_TEXT),
    (b"MM\x00*", gettext_noop("a picture (TIFF)"), _WITH_TEXT),
    (b"BM", gettext_noop("a picture (BMP)"), _WITH_TEXT),
    (b"RIFF", gettext_noop("a media file"), _ITSELF),
    (b"Rar!", gettext_noop("an archive (RAR)"), _UNPACK),
    (b"7z\xbc\xaf", gettext_noop("an archive (7z)"), _UNPACK),
    (b"\x1f\x8b", gettext_noop("an archive (gzip)"), _UNPACK),
    (b"MZ", gettext_noop("a program"), _ITSELF),
    (b"\x7fELF", gettext_noop("a program"), _ITSELF),
    (b"%!PS", gettext_noop("a PostScript file"), _AS_PDF),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument", gettext_noop("an old Word document (.doc)")),
    ("Workbook", gettext_noop("an old Excel workbook (.xls)")),
    ("PowerPoint Document", gettext_noop("an old PowerPoint file (.ppt)")),
    ("__properties_version1.0", gettext_noop("an Outlook message (.msg)")),
)
_ZIP_MEMBERS = (
    (
        "xl/workbook.xml",
        gettext_noop("an Excel workbook (.xlsx)"),
        gettext_noop("Hand it in where tables are taken in, or save it as PDF."),
    ),
    ("ppt/presentation.xml", gettext_noop("a PowerPoint file (.pptx)"), _AS_PDF),
    ("META-INF/container.xml", gettext_noop("an e-book (.epub)"), _AS_PDF),
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
        raise UnreadableDocument("unsupported", kind=gettext_noop("an XML file"), advice=_SAVE)
    if head.startswith(b"<") and _HTML.search(head):
        return Kind.HTML
    return Kind.TEXT


def _refuse_ole(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableDocument("encrypted")
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            raise UnreadableDocument("unsupported", kind=kind, advice=_SAVE)
    raise UnreadableDocument("unsupported", kind=gettext_noop("an old Office file"), advice=_SAVE)


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
        raise UnreadableDocument("unsupported", kind=gettext_noop("an OpenDocument file (.odt)"), advice=_SAVE)
    raise UnreadableDocument("unsupported", kind=gettext_noop("an archive (ZIP)"), advice=_UNPACK)
