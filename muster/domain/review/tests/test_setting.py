from hypothesis import given
from hypothesis import strategies as st

from muster.domain.documents.model import Line, LineRole, SourceText
from muster.domain.review.setting import LONGEST, Mark, marks_of, segments, set_document

TEXT = """Hate Crime
From 15 April to 13 May, the Mission facilitated eight workshops on hate speech
for around 135 officers and prosecutors in all regions of the place, and it was
attended by many.
On 20 May, the Mission donated three cars to the police of the north and this is
the end of it.
"""


def test_lines_are_put_together_as_paragraphs():
    setting = set_document(SourceText.from_plain(TEXT))
    assert [TEXT[block.start : block.end].split()[0] for block in setting.blocks] == ["Hate", "From", "On"]
    assert setting.blocks[0].role is LineRole.HEADING


def test_what_the_file_says_of_its_lines_is_kept():
    places = ((0, 4, 1, LineRole.BODY, True), (5, 9, 1, LineRole.BODY, False), (10, 14, 2, LineRole.BOX, True))
    lines = tuple(Line(start, end, page, role, None, opens) for start, end, page, role, opens in places)
    setting = set_document(SourceText("abcd efgh ijkl", lines))
    assert [(block.start, block.end, block.page, block.role) for block in setting.blocks] == [
        (0, 9, 1, LineRole.BODY), (10, 14, 2, LineRole.BOX),
    ]  # fmt: skip


def test_an_empty_document_has_no_parts():
    setting = set_document(SourceText("", ()))
    assert (setting.blocks, setting.parts, setting.part_at(0), setting.page_at(0)) == ((), (), 0, 1)


def test_parts_are_found_by_offset_and_by_page():
    source = SourceText.from_plain("\f".join(f"Page {number} begins. {'word ' * 600}\n" for number in range(1, 9)))
    setting = set_document(source)
    for number, block in enumerate(setting.blocks):
        part = setting.part_at(block.start)
        assert setting.parts[part][0] <= number < setting.parts[part][1]
    assert setting.part_at(setting.start_of_page(1)) == 0
    assert setting.part_at(setting.start_of_page(99)) == len(setting.parts) - 1


@given(st.text(alphabet="aB.\n\f -", max_size=400), st.integers(1, 40))
def test_no_word_is_lost_and_blocks_are_short(text, times):
    text = text * times
    setting = set_document(SourceText.from_plain(text))
    shown = "".join(text[block.start : block.end] for block in setting.blocks)
    assert "".join(shown.split()) == "".join(text.split())
    assert all(0 < block.end - block.start <= LONGEST for block in setting.blocks)
    assert [block for part in range(len(setting.parts)) for block in setting.of_part(part)] == list(setting.blocks)


SPANS = st.tuples(st.integers(0, 90), st.integers(1, 40))
MARKS = st.lists(st.builds(lambda span, draft: Mark(span[0], sum(span), draft), SPANS, st.integers(1, 4)))


@given(MARKS, st.integers(0, 50), st.integers(1, 60))
def test_segments_are_every_character_once_with_its_marks(marks, start, length):
    found = segments(start, start + length, marks)
    places = [place for segment in found for place in range(segment.start, segment.end)]
    assert places == list(range(start, start + length))
    for segment in found:
        for place in range(segment.start, segment.end):
            assert set(segment.marks) == {mark for mark in marks if mark.start <= place < mark.end}


def test_marks_of_a_draft():
    assert marks_of(7, [[0, 9], [12, 20]], [("women", [[3, 5], [0, 0]])]) == [
        Mark(0, 9, 7, opens=True), Mark(12, 20, 7), Mark(3, 5, 7, "women"),
    ]  # fmt: skip
