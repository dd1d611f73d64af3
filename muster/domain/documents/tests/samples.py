"""Files for the tests, made here: PDFs by typst and by hand, Word documents by python-docx and by hand."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import cache

import docx
import typst

from ..model import LineRole, SourceText

PLACES = ("Prishtinë/Priština", "Pejë/Peć", "Gjilan/Gnjilane", "Prizren", "Ferizaj/Uroševac", "Mitrovicë/Mitrovica")
TOPICS = ("hate crime", "trafficking offences", "cybercrime", "road safety", "domestic violence", "firearms")
SETTING = """
#set page(paper: "a4", margin: 2cm, columns: COLUMNS,
  header: [Field Office North #h(1fr) Monthly report], footer: align(center, context counter(page).display()))
#set text(font: "Libertinus Serif", size: 10pt, lang: "en", hyphenate: true)
#set super(typographic: false)
#set par(justify: true)
#show heading.where(level: 1): set text(size: 14pt)
#show heading.where(level: 2): set text(size: 11.5pt)
"""


def story(number: int) -> str:
    """One made-up activity of several lines; every number gives other words."""
    place, topic = PLACES[number % 6], TOPICS[number // 6 % 6]
    return (
        f"On {number % 28 + 1} March, the office organised workshop {number} on the effective investigation of {topic} "
        f"for {number + 12} officers in {place}. The difficulties that officers face were discussed; participants "
        f"of group {number} affirmed their commitment to co-operation across municipalities."
    )


def typst_pdf(body: str, columns: int = 1) -> bytes:
    """A PDF of typst markup, with running head and page numbers, in a font that typst brings along."""
    fonts = typst.Fonts(include_system_fonts=False)
    return bytes(typst.compile((SETTING.replace("COLUMNS", str(columns)) + body).encode(), font_paths=fonts))


@cache
def two_columns() -> bytes:
    """Two pages of two columns: a title across, footnotes, a table, a box in a column and one across both."""
    stories = [f"{story(number)}\n\n" for number in range(30)]
    title = '#text(20pt, weight: "bold")[Monthly Report, March 2016]'
    box = "*Good practice* \\ The office handed over bicycles to the municipal councils. \\ Schools joined them later."
    return typst_pdf(
        f'#place(top + center, scope: "parent", float: true)[{title}]\n= Police monitoring\n'
        + "".join(stories[:11])
        + "A note here.#footnote[Sessions were organised in three northern stations, with official flip charts.] "
        + "And another.#footnote[Directorates: Pejë/Peć, Prizren.]\n\n== Community policing\n"
        + "".join(stories[11:20])
        + f'#place(bottom, scope: "parent", float: true, rect(width: 100%, inset: 8pt, fill: luma(230))[{box}])\n'
        + "= Training\n"
        + "#table(columns: 3, [Course], [Officers], [Women], [Hate crime], [24], [9], [Cybercrime], [18], [4])\n"
        + "#rect(inset: 6pt)[A small box in one column: the numbers of this month are provisional and may change.]\n\n"
        + "".join(stories[20:]),
        columns=2,
    )


@cache
def five_pages() -> bytes:
    """A plain report of five pages in one column."""
    parts = [f"== Activity {number}\n{story(number)}\n\n{story(number + 100)}\n" for number in range(28)]
    return typst_pdf("= Monthly report, March 2016\n" + "".join(parts))


def hand_pdf(
    contents: list[bytes], *, resources: bytes = b"", extra: list[bytes] | None = None, trailer: bytes = b""
) -> bytes:
    """A PDF with these page contents; `extra` objects are numbered from 4, `resources` may name them."""
    fonts = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", fonts, *(extra or [])]
    kids = []
    for content in contents:
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> %s >> >>" % (len(objects), resources)
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    return assemble(objects, trailer)


def assemble(objects: list[bytes], trailer: bytes) -> bytes:
    """Objects numbered from 1, their table and the file's end."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(out)


def show(x: float, y: float, text: str, size: float = 10) -> bytes:
    """A content stream's words at a place."""
    shown = text.encode("cp1252", errors="replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, shown)


def scan_pdf() -> bytes:
    """A page that is only a picture."""
    pixels = zlib.compress(bytes(100 * 140))
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 100 /Height 140 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(pixels), pixels)
    )
    return hand_pdf([b"q 595 0 0 842 0 0 cm /I Do Q"], resources=b"/XObject << /I 4 0 R >>", extra=[picture])


def encrypted_pdf() -> bytes:
    """A PDF whose user password nobody knows."""
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"a1" * 32, b"b2" * 32)
    return hand_pdf([show(72, 700, "Secret")], extra=[lock], trailer=b"/Encrypt 4 0 R /ID [<00> <00>]")


def word(build: object = None) -> bytes:
    """A small Word document; `build` adds to it."""
    document = docx.Document()
    document.add_heading("Monthly report, March 2016", 0)
    document.add_heading("Training", 1)
    document.add_paragraph(story(1))
    document.add_paragraph("first point", style="List Bullet")
    document.add_paragraph("step one", style="List Number")
    document.add_paragraph("step two", style="List Number")
    table = document.add_table(2, 3)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Course", "Officers", "Women", "Drones", "18", "4"], strict=True
    ):
        cell.text = text
    if callable(build):
        build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def raw_word(body: str, *, prolog: str = "", **parts: bytes | str) -> bytes:
    """A Word document of raw XML; `parts` are other members of its `word` folder, without `.xml`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{prolog}<w:document {_W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            text = content if isinstance(content, bytes) else content.replace("<w:NAMED", f"<w:{name} {_W}")
            archive.writestr(f"word/{name}.xml", text)
    return stream.getvalue()


def texts(source: SourceText, role: LineRole | None = None) -> list[str]:
    """The lines, or those of a role."""
    numbered = enumerate(source.lines, 1)
    return [source.line_text(number) for number, line in numbered if role is None or line.role is role]


def check_offsets(source: SourceText) -> None:
    """What holds for every document: lines follow one another without a gap and cover the text."""
    at = 0
    page = 1
    for line in source.lines:
        assert line.start == at
        assert line.start <= line.end
        assert "\n" not in source.text[line.start : line.end]
        assert line.page >= page
        at, page = line.end + 1, line.page
    assert len(source.text) in (at - 1, at)
    assert source.text.count("\n") == len(source.lines) - (not source.text.endswith("\n"))
