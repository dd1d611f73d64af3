from muster.domain.extraction.sentences import sentences


def split(text):
    return [text[start:end] for start, end in sentences(text)]


def test_abbreviations_do_not_end_sentences():
    assert split("Dr. Lake spoke. Mr. Hill of the U.S. Embassy answered.") == [
        "Dr. Lake spoke.",
        "Mr. Hill of the U.S. Embassy answered.",
    ]


def test_quotes_close_with_their_sentence():
    assert split("They called it “Safe Lake.” On 5 May, it opened.") == [
        "They called it “Safe Lake.”",
        "On 5 May, it opened.",
    ]
