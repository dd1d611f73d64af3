from __future__ import annotations

import zlib

import pypdfium2
import pytest

from .. import recognise
from ..limits import Limits
from ..model import LineRole
from ..pdf import ocr
from ..reading import read
from ..sentences import UnreadableDocument
from .samples import check_offsets, five_pages, hand_pdf, scan_pdf, show, story, texts, two_columns, typst_pdf


def _joined(lines: list[str]) -> str:
    return " ".join(lines).replace("- ", "-").replace("effec-tive", "effective")


def _squeezed(text: str) -> str:
    return "".join(text.replace("-", "").split())


def test_two_columns_are_read_one_after_the_other():
    source = read(two_columns(), "north.pdf")
    check_offsets(source)
    body = _squeezed("".join(texts(source, LineRole.BODY)))
    places = [body.find(_squeezed(story(number))) for number in range(20)]
    assert -1 not in places
    assert places == sorted(places)
    later = [body.find(_squeezed(story(number))) for number in range(20, 30)]
    assert -1 not in later
    assert later == sorted(later)


def test_roles_of_a_page_with_everything():
    source = read(two_columns(), "north.pdf")
    assert source.title == "Monthly Report, March 2016"
    heads = {source.line_text(n): line.level for n, line in enumerate(source.lines, 1) if line.role is LineRole.HEADING}
    assert heads == {
        "Monthly Report, March 2016": 1, "Police monitoring": 2, "Community policing": 3, "Training": 2,
    }  # fmt: skip
    assert set(texts(source, LineRole.FURNITURE)) >= {"Field Office North\tMonthly report", "1", "2"}
    assert texts(source, LineRole.FOOTNOTE)[0].startswith("1 Sessions were organised in three northern")
    assert texts(source, LineRole.FOOTNOTE)[-1] == "2 Directorates: Pejë/Peć, Prizren."
    assert texts(source, LineRole.TABLE) == ["Course\tOfficers\tWomen", "Hate crime\t24\t9", "Cybercrime\t18\t4"]
    box = _joined(texts(source, LineRole.BOX))
    assert "A small box in one column: the numbers of this month are provisional and may change." in box
    assert "Good practice The office handed over bicycles" in box


def test_paragraphs_open_where_they_begin():
    source = read(five_pages(), "plain.pdf")
    openings = [
        source.line_text(n)
        for n, line in enumerate(source.lines, 1)
        if line.role is LineRole.BODY and line.opens
    ]  # fmt: skip
    assert len(openings) == 56
    assert all(line.startswith("On ") for line in openings)


def test_a_hyphen_at_a_line_end_stays_as_printed():
    source = read(two_columns(), "north.pdf")
    ends = [line for line in texts(source, LineRole.BODY) if line.endswith("-")]
    assert ends
    assert "\u00ad" not in source.text
    assert "ﬁ" not in source.text


def test_columns_drawn_row_by_row_are_read_column_by_column():
    rows = [
        show(60, 780 - 14 * n, f"left column line number {n} with quite some words", 10)
        + show(310, 780 - 14 * n, f"right column line number {n} with quite some words", 10)
        for n in range(20)
    ]
    lines = texts(read(hand_pdf([b"".join(rows)]), "rows.pdf"))
    assert lines == [
        f"{side} column line number {n} with quite some words" for side in ("left", "right") for n in range(20)
    ]


def test_words_placed_one_by_one_in_scaled_type():
    lines = ["over one hundred", "more hours each", "seen over one hour"]
    content = b""
    for n, line in enumerate(lines):
        for at, word in enumerate(line.split()):
            place = (60 + 40 * at, 700 - 20 * n)
            content += b"BT /F 1 Tf 15 0 0 15 %d %d Tm (%s) Tj ET\n" % (*place, word.encode())
    source = read(hand_pdf([content]), "words.pdf")
    assert texts(source) == lines


def test_a_table_without_borders_is_read_row_by_row():
    prose = "The following table lists what the field office did together with the police in this month."
    rows = [
        show(60, 600 - 14 * n, cell) + show(300, 600 - 14 * n, str(n)) + show(450, 600 - 14 * n, str(2 * n))
        for n, cell in enumerate(["Workshops", "Training", "Meetings", "Visits"])
    ]
    source = read(hand_pdf([show(60, 640, prose) + b"".join(rows)]), "table.pdf")
    assert texts(source, LineRole.TABLE) == ["Workshops\t0\t0", "Training\t1\t2", "Meetings\t2\t4", "Visits\t3\t6"]


def test_a_box_of_thin_lines_between_two_columns_parts_them():
    top = [show(60, 780 - 14 * n, f"upper left line {n} with quite some more words") for n in range(8)]
    top += [show(310, 780 - 14 * n, f"upper right line {n} with quite some more words") for n in range(8)]
    box = show(70, 640, "In the box there is a first line with words") + show(70, 626, "and a second line with words")
    frame = b"60 615 475 1 re f 60 660 475 1 re f 60 615 1 46 re f 534 615 1 46 re f\n"
    low = [show(60, 590 - 14 * n, f"lower left line {n} with quite some more words") for n in range(8)]
    low += [show(310, 590 - 14 * n, f"lower right line {n} with quite some more words") for n in range(8)]
    source = read(hand_pdf([b"".join([*low, *top, box, frame])]), "blocks.pdf")
    kinds = [" ".join(line.split()[:2]) for line in texts(source)]
    expected = ["upper left"] * 8 + ["upper right"] * 8 + ["In the", "and a"] + ["lower left"] * 8 + ["lower right"] * 8
    assert kinds == expected
    assert len(texts(source, LineRole.BOX)) == 2


def test_a_bordered_table_has_one_line_for_each_row():
    table = f"#table(columns: (1fr, 4fr, 1fr), [Date], [Activity], [Officers], [5 March], [{story(3)}], [24])"
    source = read(typst_pdf(f"{story(1)}\n\n{table}\n\n{story(2)}"), "table.pdf")
    assert texts(source, LineRole.TABLE) == ["Date\tActivity\tOfficers"]
    told = next(line for line in texts(source, LineRole.BODY) if "\t" in line)
    assert _squeezed(told) == _squeezed(f"5 March {story(3)} 24")


def test_a_paragraph_may_end_with_a_number_alone():
    rows = ["The course on the investigation of offences was attended by the officers of all", "135"]
    source = read(hand_pdf([b"".join(show(60, 700 - 13 * n, row) for n, row in enumerate(rows))]), "number.pdf")
    assert [(line.role, line.opens) for line in source.lines] == [(LineRole.BODY, True), (LineRole.BODY, False)]


def test_lines_of_a_table_of_contents_are_furniture():
    entries = [show(60, 700 - 14 * n, f"Chapter {n} " + ". " * 30 + str(n)) for n in range(1, 5)]
    source = read(hand_pdf([b"".join([*entries, show(60, 600, "The text begins here with a few words.")])]), "toc.pdf")
    assert [line.role for line in source.lines] == [LineRole.FURNITURE] * 4 + [LineRole.BODY]


def test_labels_of_a_chart_are_furniture():
    prose = "".join(f"{story(number)}\n\n" for number in range(4))
    labels = (
        "#place(dx: 10pt, text(7pt)[Training]) #place(dx: 90pt, dy: 20pt, text(7pt)[78])"
        "#place(dx: 150pt, dy: 50pt, rotate(-90deg, text(7pt)[Events held]))"
    )
    chart = f"#box(width: 100%, height: 80pt)[{labels}]"
    source = read(typst_pdf(prose + chart + prose), "chart.pdf")
    furniture = " ".join(texts(source, LineRole.FURNITURE))
    assert "Training" in furniture
    assert "78" in furniture
    assert "Events" in furniture


def test_a_page_turned_by_its_file_reads_as_shown():
    page = hand_pdf(
        [b"0 1 -1 0 595 0 cm\n" + show(60, 500, "First line of the page") + show(60, 480, "Second line of the page")]
    )
    turned = page.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 595 842] /Rotate 90 ")
    assert texts(read(turned, "turned.pdf")) == ["First line of the page", "Second line of the page"]


def test_pages_are_counted_and_progress_is_told():
    seen: list[tuple[int, int]] = []
    source = read(five_pages(), "plain.pdf", progress=lambda done, all_pages: seen.append((done, all_pages)))
    count = seen[-1][1]
    assert seen == [(n, count) for n in range(1, count + 1)]
    assert {line.page for line in source.lines} == set(range(1, count + 1))


def test_a_scan_says_that_it_is_one(monkeypatch):
    monkeypatch.setattr(ocr, "installed_languages", lambda: ())
    with pytest.raises(UnreadableDocument) as refusal:
        read(scan_pdf(), "scan.pdf")
    assert refusal.value.code == "scan"
    assert str(refusal.value).startswith("scan.pdf is a scan: page 1 ")


def test_a_scanned_page_among_others_is_noted(monkeypatch):
    monkeypatch.setattr(ocr, "installed_languages", lambda: ())
    picture = scan_pdf().split(b"4 0 obj\n")[1].split(b"\nendobj")[0]
    mixed = hand_pdf(
        [b"q 595 0 0 842 0 0 cm /I Do Q", show(60, 700, "A page of text in the report")],
        resources=b"/XObject << /I 4 0 R >>", extra=[picture],
    )  # fmt: skip
    assert [note.code for note in read(mixed, "mixed.pdf").notes] == ["pages-without-text"]


def stand_in(folder, monkeypatch, script):
    """A `tesseract` of our own in front of the real one, if there is one."""
    program = folder / "tesseract"
    program.write_text('#!/bin/sh\nif [ "$1" = --list-langs ]; then echo eng; echo sqi; exit 0; fi\n' + script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    ocr.forget_what_is_installed()


@pytest.fixture
def _look_again():
    yield
    ocr.forget_what_is_installed()


TABLE = """level page_num block_num par_num line_num word_num left top width height conf text
4 1 1 1 1 0 60 60 200 12 -1
5 1 1 1 1 1 60 60 200 12 {0} Monthly
5 1 1 1 1 2 60 60 200 12 {0} "report
5 1 1 2 1 1 60 90 200 12 {0} Read
5 1 1 2 2 1 60 99 200 12 {0} on"""


@pytest.mark.usefixtures("_look_again")
def test_what_character_recognition_says_becomes_lines_and_paragraphs(tmp_path, monkeypatch):
    table = TABLE.replace(" ", "\t").format(95)
    stand_in(tmp_path, monkeypatch, f"head -c 2 \"$1\" | grep -q P5 && cat <<'END'\n{table}\nEND\n")
    told = []
    source = read(scan_pdf(), "scan.pdf", progress=lambda done, count: told.append((done, count)))
    assert texts(source) == ['Monthly "report', "Read", "on"]
    assert [line.opens for line in source.lines] == [True, True, False]
    assert [note.code for note in source.notes] == ["ocr"]
    assert source.notes[0].params["languages"] == "eng+sqi"
    assert told[-1] == (0, 1)
    with pytest.raises(UnreadableDocument, match="is a scan"):
        read(scan_pdf(), "scan.pdf", limits=Limits(ocr=False))


@pytest.mark.usefixtures("_look_again")
def test_a_page_that_is_hardly_readable_is_noted(tmp_path, monkeypatch):
    table = TABLE.replace(" ", "\t").format(31)
    stand_in(tmp_path, monkeypatch, f"cat <<'END'\n{table}\nEND\n")
    assert [note.code for note in read(scan_pdf(), "scan.pdf").notes] == ["ocr", "ocr-poor"]


@pytest.mark.usefixtures("_look_again")
def test_a_page_that_takes_too_long_is_left_out(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "exec sleep 5\n")
    with pytest.raises(UnreadableDocument, match="is a scan"):
        read(scan_pdf(), "scan.pdf", limits=Limits(ocr_seconds_per_page=0.2))


@pytest.mark.skipif(not ocr.installed_languages(), reason="left out: tesseract is not installed here")
@pytest.mark.parametrize("turned", [0, 90])
def test_a_real_scan_is_read_whichever_way_it_lies(turned):
    source = read(photographed(five_pages(), turned), "scan.pdf")
    wanted, found = (set(text.split()) for text in (read(five_pages(), "plain.pdf").text, source.text))
    assert len(found & wanted) > 0.9 * len(found)
    assert "workshop" in found
    assert [note.code for note in source.notes] == ["ocr"]
    assert recognise.title(source).value.startswith("Monthly report, March 2016")


def photographed(pdf, turned):
    """The first page of a PDF as a picture of 150 dots an inch, in a PDF of its own."""
    page = pypdfium2.PdfDocument(pdf)[0]
    bitmap = page.render(scale=150 / 72, grayscale=True, rotation=turned)
    rows = b"".join(
        bytes(bitmap.buffer)[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height)
    )
    data = zlib.compress(rows)
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n" % (bitmap.width, bitmap.height, len(data))
    )
    shown = hand_pdf(
        [b"q 595 0 0 842 0 0 cm /I Do Q" if not turned else b"q 842 0 0 595 0 0 cm /I Do Q"],
        resources=b"/XObject << /I 4 0 R >>",
        extra=[picture + data + b"\nendstream"],
    )
    return shown.replace(b"[0 0 595 842]", b"[0 0 842 595]") if turned else shown
