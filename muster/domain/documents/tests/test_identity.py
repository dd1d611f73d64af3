from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ..identity import bands, file_hash, similarity, sketch, text_fingerprint
from ..model import SourceText
from ..reading import read
from .samples import five_pages, story, two_columns, typst_pdf, word

STORIES = [story(number) for number in range(24)]


def _as_word() -> bytes:
    def build(document):
        for one in STORIES:
            document.add_paragraph(one)

    return word(build)


def _as_pdf(columns: int, stories: list[str]) -> bytes:
    body = (
        "= Monthly report, March 2016\n== Training\n" + story(1) + "\n\n- first point\n\n1. step one\n2. step two\n\n"
    )
    table = "#table(columns: 3, [Course], [Officers], [Women], [Drones], [18], [4])\n\n"
    return typst_pdf(body + table + "".join(f"{one}\n\n" for one in stories), columns)


def test_the_same_report_as_word_and_as_pdf_has_one_fingerprint():
    of_word = read(_as_word(), "a.docx")
    for columns in (1, 2):
        of_pdf = read(_as_pdf(columns, STORIES), "a.pdf")
        assert text_fingerprint(of_pdf) == text_fingerprint(of_word)
        assert similarity(of_pdf, of_word) > 0.9


def test_one_other_number_is_another_text_and_nearly_the_same():
    changed = [*STORIES[:-1], STORIES[-1].replace("35 officers", "36 officers")]
    assert changed != STORIES
    first, second = read(_as_pdf(1, STORIES), "a.pdf"), read(_as_pdf(1, changed), "b.pdf")
    assert text_fingerprint(first) != text_fingerprint(second)
    assert similarity(sketch(first), sketch(second)) > 0.9


def test_other_reports_are_not_alike():
    other = SourceText.from_plain(
        "The council met in town to speak of schools, roads and the water supply of villages."
    )
    assert similarity(read(two_columns(), "a.pdf"), other) < 0.1


def test_file_hash():
    assert file_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert file_hash(five_pages()) != file_hash(two_columns())


@given(st.text(max_size=300))
def test_case_and_white_space_do_not_matter(text):
    plain = SourceText.from_plain(text.replace("\n", " "))
    spread = SourceText.from_plain(text.replace("\n", " ").replace(" ", "  \n "))
    assert similarity(plain, plain) == 1.0
    if "-" not in text and "\u00ad" not in text:
        assert text_fingerprint(plain) == text_fingerprint(spread)


def _story(numbers):
    return SourceText.from_plain("\n".join(story(number) for number in numbers))


def test_nearly_equal_texts_have_a_band_in_common_and_others_have_none():
    first = _story(range(40))
    changed = SourceText.from_plain(first.text.replace("workshop 7", "course 7").replace("officers in Prizren", "men"))
    assert 0.7 < similarity(first, changed) < 1
    assert set(bands(first)) & set(bands(changed))
    assert not set(bands(_story(range(20)))) & set(bands(SourceText.from_plain("The council met to speak of roads.")))


def test_a_text_of_few_words_has_no_bands_by_which_all_short_ones_would_be_alike():
    assert bands(SourceText.from_plain("Weekly report")) == ()
