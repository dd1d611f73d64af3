"""PDF, Word and HTML say the same; each of them is sound by the measure of its kind."""

import io
import re
import zipfile
from html.parser import HTMLParser

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from docx import Document

from muster.domain.counting.matrix import THEMES
from muster.domain.publishing import content
from muster.domain.publishing.content import Figure, Table
from muster.features.publishing.actions.paragraphs import add_paragraph
from muster.features.publishing.actions.reports import start_report
from muster.features.publishing.composing import compose
from muster.features.publishing.models import Report
from muster.features.publishing.outputs import docx
from muster.features.publishing.outputs.house_style import DEFAULT
from muster.features.publishing.outputs.house_template import examine
from muster.features.publishing.outputs.rendering import render
from muster.features.publishing.tests.conftest import YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(written, reporting_officer):
    chapter = written.chapters.get(unit__code="north")
    add_paragraph(reporting_officer, chapter, "A10", "box", text="It *began* in Đakovica.", title="Приштина, a pilot")
    return compose(reporting_officer, written)


def matrices(made):
    return [block for chapter in made.book.chapters for block in chapter.blocks if is_matrix(block)]


def is_matrix(block):
    return isinstance(block, Table) and block.name == "matrix"


def numbers(made):
    """Every cell of every matrix, row by row."""
    return [cell.replace("\xa0", " ") for table in matrices(made) for row in table.rows for cell in row.cells]


def pdf_text(body):
    document = pypdfium2.PdfDocument(body)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


class Tables(HTMLParser):
    """Cells of matrices; the text; headings, images, ids in the order met."""

    def __init__(self, text):
        super().__init__()
        self.in_matrix, self.in_cell, self.cells, self.levels = False, False, [], []
        self.images, self.ids, self.links, self.lang, self.tables = [], [], [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += filter(None, [given.get("id")])
        if tag == "html":
            self.lang = given["lang"]
        if tag == "table":
            self.in_matrix = "matrix" in given["class"]
            self.tables.append({"caption": False, "scoped": True})
        if tag == "caption":
            self.tables[-1]["caption"] = True
        if tag == "th" and "scope" not in given:
            self.tables[-1]["scoped"] = False
        if tag == "td" and self.in_matrix:
            self.in_cell = True
            self.cells.append("")
        if tag == "img":
            self.images.append(given.get("alt"))
        if tag == "a" and given.get("href", "").startswith("#"):
            self.links.append(given["href"][1:])
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag):
        self.in_cell = self.in_cell and tag != "td"

    def handle_data(self, data):
        if self.in_cell:
            self.cells[-1] += data


def test_all_three_outputs_print_the_same_numbers(made):
    expected = numbers(made)
    assert "13" in expected
    assert "77 %" in expected
    html = [cell.replace("\xa0", " ") for cell in Tables(render(made, "html").decode()).cells]
    assert html == expected
    word = Document(io.BytesIO(render(made, "docx")))
    rows = [row for table in word.tables if len(table.columns) == 6 for row in table.rows[1:]]
    assert [cell.text.replace("\xa0", " ") for row in rows for cell in row.cells[1:]] == expected
    assert pdf_numbers(made, pdf_text(render(made, "pdf"))) == expected


def pdf_numbers(made, text):
    """The cells of the matrices as they stand in the PDF: after each row's label come its figures."""
    flat = " ".join(text.replace("\xa0", " ").split())
    found, at = [], 0
    for table in matrices(made):
        at = flat.index(f"{table.number}. {table.caption}", at)
        for row in table.rows:
            match = re.compile(r"((?:\d+ ){4}\d+ %)").search(flat, flat.index(row.label.split()[0], at))
            found += [*match[1].rsplit(" ", 2)[0].split(), " ".join(match[1].split()[-2:])]
            at = match.end()
    return found


def test_the_pdf_is_archivable_tagged_and_says_what_it_is(made):
    body = render(made, "pdf")
    document = pypdfium2.PdfDocument(body)
    assert document.get_metadata_dict()["Title"] == "Annual Report on Police-Related Activities 2025"
    assert document.get_metadata_dict()["Author"] == "Mission in Valdoria"
    assert document.is_tagged()
    assert b"pdfaid:part>2<" in body
    assert b"pdfuaid:part>1<" in body
    text = pdf_text(body)
    for words in ("Field Office North", "Đakovica", "Приштина", "Pejë/Peć", "Kosovo Police (KP)", "See the matrix"):
        assert words in text


def test_every_chart_has_words_and_its_figures(made):
    figures = [block for chapter in made.book.chapters for block in chapter.blocks if isinstance(block, Figure)]
    assert len(figures) == 8
    assert all(figure.alt and figure.table.rows and figure.image in made.images for figure in figures)


def test_a_matrix_is_named_by_its_number_and_whose_it_is(made):
    captions = [(block.number, block.caption) for block in matrices(made)]
    assert captions == [(1, "Field Office North, 2025"), (2, "Field Office South, 2025"), (3, "All structures, 2025")]
    assert "Matrix 1. Field Office North, 2025" in render(made, "html").decode()


def test_a_report_of_one_structure_prints_its_matrix_once_and_whole(reporting_officer, unit, year_of_work):
    made = compose(reporting_officer, start_report(reporting_officer, "annual", YEAR, [unit]))
    (matrix,) = matrices(made)
    assert matrix.caption == "Field Office North, 2025"
    assert len(matrix.rows) == len(THEMES) + 3  # with both categories and the total
    assert [figure.name for figure in content.figures(made.book)] == ["categories", "columns", "themes"]
    assert "All structures" not in render(made, "html").decode()


def test_no_chart_in_word_is_larger_than_a_page(made):
    shapes = Document(io.BytesIO(render(made, "docx"))).inline_shapes
    assert len(shapes) == len(list(content.figures(made.book)))
    assert max(shape.height.mm for shape in shapes) <= 215
    assert max(shape.width.mm for shape in shapes) <= 150
    tall = '<svg xmlns="http://www.w3.org/2000/svg" width="340" height="2000"/>'
    assert docx._printed_width(tall) == pytest.approx(340 * 215 / 2000)


def test_the_word_file_has_the_house_style(made):
    word = Document(io.BytesIO(render(made, "docx")))
    headings = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert ("Heading 1", "1  Field Office North") in headings
    assert ("Heading 2", "General police development and reform") in headings
    assert ("Heading 3", "Hate Crime") in headings
    assert word.core_properties.title == made.book.title
    assert len(word.inline_shapes) == 8
    assert all(shape._inline.docPr.get("descr") for shape in word.inline_shapes)
    assert b"See the matrix" in b"".join(part.blob for part in word.part.package.parts if "footnotes" in part.partname)
    assert "Annual Report" in word.sections[0].header.paragraphs[0].text
    assert "{{" not in "".join(p.text for p in word.paragraphs)


def test_the_html_is_accessible_and_stands_alone(made):
    text = render(made, "html").decode()
    page = Tables(text)
    assert page.lang == "en"
    assert page.levels[0] == 1
    assert page.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))
    assert all(page.images)
    assert all(table["caption"] and table["scoped"] for table in page.tables)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?!data:|#)', text)


def test_what_people_type_is_never_markup(report, chapter, reporting_officer):
    add_paragraph(reporting_officer, chapter, "intro", text='<script>alert(1)</script> #pagebreak() {{ title }} & "q"')
    made = compose(reporting_officer, report)
    html = render(made, "html").decode()
    assert "<script>" not in html
    assert "#pagebreak()" in pdf_text(render(made, "pdf"))
    word = Document(io.BytesIO(render(made, "docx")))
    assert any("{{ title }} & " in p.text for p in word.paragraphs)


def test_letters_that_no_font_has_and_signs_that_no_file_takes_stop_nothing(report, chapter, reporting_officer):
    add_paragraph(
        reporting_officer, chapter, "intro", text="A\uf0b7 bullet\x07, a name \u6f22\u5b57, a smile \U0001f600."
    )
    made = compose(reporting_officer, report)
    assert "A bullet, a name □□, a smile □." in " ".join(pdf_text(render(made, "pdf")).split())
    word = Document(io.BytesIO(render(made, "docx")))
    assert any("a name 漢字, a smile 😀." in p.text for p in word.paragraphs)
    assert "a name 漢字" in render(made, "html").decode()


@pytest.mark.parametrize(("language", "word"), [("sq", "sq"), ("sr-latn", "sr-Latn"), ("sr", "sr-Cyrl")])
def test_a_report_is_made_in_each_language(report, reporting_officer, language, word):
    Report.objects.filter(pk=report.pk).update(language=language)
    report.refresh_from_db()
    made = compose(reporting_officer, report)
    assert f'lang="{word}"' in render(made, "html").decode()
    label = {"sq": "Krimet e urrejtjes", "sr-latn": "Zločini iz mržnje", "sr": "Злочини из мржње"}[language]
    assert label in pdf_text(render(made, "pdf"))
    assert label in "".join(p.text for p in Document(io.BytesIO(render(made, "docx"))).paragraphs)
    assert translation.get_language() == "en"


def test_a_command_writes_the_three_files(report, tmp_path):
    call_command("annual_report", "--year", "2025", "--out", str(tmp_path / "new"))
    names = sorted(path.suffix for path in (tmp_path / "new").iterdir())
    assert names == [".docx", ".html", ".pdf"]


def test_the_command_says_when_there_is_no_report(db, tmp_path):
    with pytest.raises(CommandError, match="no annual report of 2031"):
        call_command("annual_report", "--year", "2031", "--out", str(tmp_path))


def test_the_command_starts_a_report_in_a_persons_name(structures, year_of_work, reporting_officer, tmp_path):
    call_command("annual_report", "--year", "2025", "--out", str(tmp_path), "--by", reporting_officer.username)
    assert Report.objects.get().chapters.count() == 7


def test_the_template_that_comes_along_is_whole():
    found = examine(DEFAULT.read_bytes())
    assert (found.problem, found.unknown, found.styles_lacking) == ("", (), ())
    assert "body" in found.has


@pytest.mark.parametrize("name", ["author", "comments", "title"])
def test_instructions_in_a_templates_properties_are_found_too(name):
    template, kept = Document(str(DEFAULT)), io.BytesIO()
    setattr(template.core_properties, name, "{% for a in range(9) %}{% for b in range(9) %}.{% endfor %}{% endfor %}")
    template.save(kept)
    assert examine(kept.getvalue()).problem == "instructions"


def test_instructions_in_a_templates_footnotes_are_found_too(made):
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx.render(made))) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.namelist():
            body = old.read(part)
            new.writestr(part, body.replace(b"See the matrix", b"{% set a = 1 %}") if "footnotes" in part else body)
    assert examine(kept.getvalue()).problem == "instructions"
