from __future__ import annotations

from docx.enum.text import WD_BREAK

from ..model import LineRole
from ..reading import read
from .samples import check_offsets, raw_word, story, texts, word

RUN = "<w:r><w:t>{}</w:t></w:r>"


def _paragraph(text: str) -> str:
    return f"<w:p>{RUN.format(text)}</w:p>"


def test_headings_lists_and_tables():
    source = read(word(), "report.docx")
    check_offsets(source)
    assert source.title == "Monthly report, March 2016"
    assert texts(source) == [
        "Monthly report, March 2016", "Training", story(1), "• first point", "1. step one", "2. step two",
        "Course\tOfficers\tWomen", "Drones\t18\t4",
    ]  # fmt: skip
    assert [(line.role, line.level) for line in source.lines[:3]] == [
        (LineRole.HEADING, 1), (LineRole.HEADING, 1), (LineRole.BODY, None),
    ]  # fmt: skip
    assert texts(source, LineRole.TABLE) == ["Course\tOfficers\tWomen", "Drones\t18\t4"]


def test_heading_by_outline_level_and_by_localized_style():
    styles = (
        '<w:NAMED><w:style w:type="paragraph" w:styleId="Naslov2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Mine"/><w:basedOn w:val="Naslov2"/></w:style>'
        "</w:styles>"
    )
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr>{RUN.format("Obuka")}</w:p>'
        f'<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr>{RUN.format("Kursevi")}</w:p>' + _paragraph("Text.")
    )
    source = read(raw_word(body, styles=styles), "a.docx")
    assert [line.level for line in source.lines] == [2, 3, None]
    assert source.title == "Obuka"


def test_text_boxes_once_and_after_their_paragraph():
    box = f"<w:txbxContent>{_paragraph('In the box')}</w:txbxContent>"
    body = (
        f"<w:p>{RUN.format('Before')}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        f"{RUN.format(' and on')}</w:p>"
    )
    source = read(raw_word(body), "a.docx")
    assert texts(source) == ["Before and on", "In the box"]
    assert texts(source, LineRole.BOX) == ["In the box"]


def test_tracked_changes_read_as_accepted():
    body = (
        f"<w:p>{RUN.format('24 ')}<w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
        f"<w:ins>{RUN.format('new ')}</w:ins>{RUN.format('officers')}</w:p>"
    )
    source = read(raw_word(body), "a.docx")
    assert source.text == "24 new officers"
    assert [note.code for note in source.notes] == ["tracked"]


def test_footnotes_follow_their_paragraph():
    notes = (
        '<w:NAMED><w:footnote w:id="0" w:type="separator"/>'
        f'<w:footnote w:id="2">{_paragraph("With partners.")}</w:footnote></w:footnotes>'
    )
    body = (
        f'<w:p>{RUN.format("A course")}<w:r><w:footnoteReference w:id="2"/></w:r>{RUN.format(" was held.")}</w:p>'
        + _paragraph("Next.")
    )
    source = read(raw_word(body, footnotes=notes), "a.docx")
    assert texts(source) == ["A course was held.", "1 With partners.", "Next."]
    assert source.lines[1].role is LineRole.FOOTNOTE


def test_breaks_pages_and_soft_lines():
    def build(document):
        paragraph = document.add_paragraph("one")
        paragraph.add_run().add_break()
        paragraph.add_run("two").add_break(WD_BREAK.PAGE)
        document.add_paragraph("three")

    source = read(word(build), "a.docx")
    assert texts(source)[-3:] == ["one", "two", "three"]
    assert [(line.page, line.opens) for line in source.lines[-3:]] == [(1, True), (1, False), (2, True)]


def test_a_break_by_hand_is_not_counted_again_by_the_layout():
    body = (
        f'<w:p>{RUN.format("one")}<w:r><w:br w:type="page"/></w:r></w:p>'
        f"<w:p><w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>"
        f"<w:p><w:r><w:lastRenderedPageBreak/><w:t>three</w:t></w:r></w:p>"
    )
    assert [line.page for line in read(raw_word(body), "a.docx").lines] == [1, 2, 3]


def test_hidden_text_and_contents_lines_do_not_count_as_text():
    styles = '<w:NAMED><w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style></w:styles>'
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="T1"/></w:pPr>{RUN.format("Training 3")}</w:p>'
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>{RUN.format('shown')}</w:p>"
    )
    source = read(raw_word(body, styles=styles), "a.docx")
    assert [(line.role) for line in source.lines] == [LineRole.FURNITURE, LineRole.BODY]
    assert texts(source)[1] == "shown"


def test_a_row_with_sentences_is_told_text():
    cells = ["5 March", story(3), "24"]
    row = "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in cells)
    head = "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in ("Date", "Activity", "Officers"))
    source = read(raw_word(f"<w:tbl><w:tr>{head}</w:tr><w:tr>{row}</w:tr></w:tbl>"), "a.docx")
    assert [line.role for line in source.lines] == [LineRole.TABLE, LineRole.BODY]
    assert texts(source)[1] == "\t".join(cells)


def test_a_frame_drawn_as_a_one_cell_table_is_a_box():
    body = f"<w:tbl><w:tr><w:tc>{_paragraph('First.')}{_paragraph('Second.')}</w:tc></w:tr></w:tbl>"
    assert texts(read(raw_word(body), "a.docx"), LineRole.BOX) == ["First.", "Second."]
