from types import SimpleNamespace

from muster.features.activities.quoting import words_of

TEXT = (
    "Eight proposals. In 2016 com-\nmittee members met in Prizren. The committee\n"
    "decided on twelve pro-\nposals and self-\ndefence."
)


def test_quotes_begin_and_end_with_words_and_mend_what_line_ends_broke():
    content = SimpleNamespace(text=TEXT, lines=[[0, 10, 1, None, None]], pages=1)
    source = SimpleNamespace(field_spans={"places": [[TEXT.index("Prizren"), TEXT.index("Prizren") + 7]]})
    (quote,) = words_of(source, content, ["places", "title"])
    assert "".join(piece.text for piece in quote.pieces) == "committee members met in Prizren. The committee"
    assert [piece.text for piece in quote.pieces if piece.fields] == ["Prizren"]


def test_a_word_that_the_end_of_the_line_breaks_is_quoted_whole():
    content = SimpleNamespace(text=TEXT, lines=[[0, 10, 1, None, None]], pages=1)
    at = TEXT.index("twelve")
    (quote,) = words_of(SimpleNamespace(field_spans={"sessions": [[at, at + 6]]}), content, ["sessions"])
    assert "".join(piece.text for piece in quote.pieces) == "decided on twelve proposals"


def test_words_near_each_other_are_one_quote():
    content = SimpleNamespace(text=TEXT, lines=[[0, 10, 1, None, None]], pages=1)
    spans = [[17, 24], [TEXT.index("met"), TEXT.index("met") + 3]]
    quotes = words_of(SimpleNamespace(field_spans={"start": spans}), content, ["start"])
    assert ["".join(piece.text for piece in quote.pieces) for quote in quotes] == [
        "Eight proposals. In 2016 committee members met in Prizren. The committee"
    ]
