import textwrap

from muster.domain.documents.model import LineRole, SourceText
from muster.domain.extraction.flow import flows
from muster.domain.extraction.layout import body_width, lay_out

BODY = (
    "On 5 May, the Mission organized a workshop on road patrols for officers of the Lorland Police who work in the "
    "villages around the lake. The workshop dealt with the stopping of cars at night and with the care for people who "
    "have been hurt in accidents. It was the first of its kind in the region and will be held again."
)


def laid(text):
    source = SourceText.from_plain(text)
    return source, lay_out(source)


def paragraphs(text):
    _, lines = laid(text)
    return list(flows(lines, body_width([line.text for line in lines]), set()))


def test_a_box_of_narrow_lines_does_not_break_the_paragraph_around_it():
    lines = textwrap.wrap(BODY, 60)
    box = textwrap.wrap(
        "Boats on the lake were checked every week, and the officers found that most of the boats had no lights.", 20
    )
    found = paragraphs("\n".join([*lines[:2], *box, *lines[2:]]))
    assert [flow.text for flow in found if flow.role is LineRole.BODY] == [BODY]
    assert [flow.role for flow in found].count(LineRole.BOX) == 1


def test_running_heads_and_page_numbers_are_furniture():
    lines = textwrap.wrap(BODY, 60)
    pages = [*lines[:2], "7.1 Mission in Lorland", "12", *lines[2:], "REPORT ON POLICE WORK IN LAKELAND", "13"]
    _, found = laid("\n".join(pages))
    assert [line.text for line in found if line.role is LineRole.FURNITURE] == [
        "7.1 Mission in Lorland",
        "12",
        "REPORT ON POLICE WORK IN LAKELAND",
        "13",
    ]


def test_a_footnote_is_taken_out_with_its_mark():
    lines = textwrap.wrap(BODY.replace("villages around", "villages1 around"), 60)
    note = ["1 Lakeside, Hilltop and Millbrook, where the posts of the police have been opened again."]
    body, footnote = sorted(paragraphs("\n".join([*lines[:2], *note, *lines[2:]])), key=lambda flow: flow.role)
    assert body.text == BODY
    assert [mark for _, mark in body.marks] == ["1"]
    assert footnote.text.startswith("1 Lakeside")


def test_broken_words_are_mended_and_hyphens_of_words_kept():
    text = "The Mission trained instruc-\ntors in co-\noperation with others. The instructors came from Mill/\nBrook."
    source, lines = laid(text)
    (flow,) = flows(lines, 40, set())
    assert (
        flow.text
        == "The Mission trained instructors in co-operation with others. The instructors came from Mill/Brook."
    )
    start = flow.text.index("others")
    (span,) = flow.spans(start, start + 6)
    assert source.text[slice(*span)] == "others"
    assert flow.line_range(0, len(flow.text)) == (1, 4)


def test_roles_that_the_file_gives_are_kept():
    source = SourceText.from_plain("A heading\nSome text.")
    lines = [
        type(line)(line.start, line.end, 1, role)
        for line, role in zip(source.lines, (LineRole.HEADING, None), strict=True)
    ]
    assert [line.role for line in lay_out(SourceText(source.text, tuple(lines)))] == [LineRole.HEADING, LineRole.BODY]


def test_a_line_underlined_with_signs_is_a_heading():
    text = "Lake Mission\nWeekly report, 9 to 15 June\n===================\n- On 9 June, the Mission met the mayor.\n"
    laid = lay_out(SourceText.from_plain(text))
    assert [line.role for line in laid][1] is LineRole.HEADING
