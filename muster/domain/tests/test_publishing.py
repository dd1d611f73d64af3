"""Rules of the report: abbreviations, markup, drawn paragraphs, states, differences, the content tree."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from muster.domain.publishing import abbreviations, comparing, content, emphasis, narrative, numbering, states


def test_abbreviations_are_found_with_their_words():
    text = "The Department for Security and Public Safety (DSPS) met the Kosovo Police (KP). The KP and two NGOs came."
    found = abbreviations.find([text])
    assert found.defined == {"DSPS": "Department for Security and Public Safety", "KP": "Kosovo Police"}
    assert found.undefined == {"NGO": 1}


def test_an_abbreviation_defined_in_one_chapter_counts_in_all():
    found = abbreviations.find(["KP officers came.", "The Kosovo Police (KP) came."])
    assert found.undefined == {}


def test_two_long_forms_of_one_abbreviation_are_pointed_out():
    found = abbreviations.find(["Community Safety (CS) and Civil Service (CS)."])
    assert found.twice == {"CS": {"Civil Service"}}


def test_ordinary_words_are_no_abbreviations():
    assert abbreviations.find(["Chapter XIV (see McDonald) told of Gjilan/Gnjilane in 2016 (May)."]).used == {}


def test_markup_of_a_paragraph():
    parts = emphasis.runs("A *fine* and **strong** word^[a note] and 2 * 3.")
    assert [(run.text, run.style) for run in parts if run.style != "plain"] == [
        ("fine", "emphasis"),
        ("strong", "strong"),
        ("a note", "note"),
    ]


@given(st.text())
def test_no_word_is_lost_by_the_markup(text):
    kept = "".join(run.text for run in emphasis.runs(text))
    assert [c for c in kept if c not in "*^[]"] == [c for c in text if c not in "*^[]"]


def test_sentences_are_cleaned_and_nothing_is_added():
    assert narrative.sentence("the Mission facili-\ntated a work-\nshop ,") == "The Mission facilitated a workshop."
    assert narrative.sentence("It ended.") == "It ended."
    assert (
        narrative.sentence("Weekly report\n\n- on 9 June, it\n  met\n- and ended")
        == "Weekly report. On 9 June, it met and ended."
    )
    assert narrative.told("", "Workshop on hate speech", "5 Apr 2016", ["Prizren"]) == (
        "Workshop on hate speech (5 Apr 2016, Prizren)."
    )
    assert narrative.told("", "Donation", "", []) == "Donation."


def test_entries_of_the_same_words_stand_once():
    pieces = [narrative.Piece((1,), "Two workshops."), narrative.Piece((2,), "Two workshops.")]
    assert narrative.paragraphs(pieces) == [narrative.Piece((1, 2), "Two workshops.")]


@given(st.lists(st.tuples(st.integers(), st.text(min_size=1, max_size=400))))
def test_every_entry_is_in_exactly_one_paragraph(entries):
    pieces = [narrative.Piece((key,), text) for key, (_, text) in enumerate(entries)]
    made = narrative.paragraphs(pieces)
    assert sorted(entry for piece in made for entry in piece.entries) == list(range(len(entries)))


def test_an_edit_takes_a_clearance_back_and_a_published_chapter_never_changes():
    assert states.after_edit(states.State.CLEARED) is states.State.EDITED
    try:
        states.after_edit(states.State.PUBLISHED)
    except ValueError:
        return
    raise AssertionError


def test_what_blocks_a_chapter():
    facts = states.ChapterFacts(
        state=states.State.EDITED, needs_clearance=True, has_text=True, has_budget=False, open_comments=2
    )
    found = states.findings(facts)
    assert [(f.reason, f.count, f.stops) for f in found] == [
        (states.Reason.OPEN_COMMENTS, 2, True),
        (states.Reason.NOT_CLEARED, 1, True),
        (states.Reason.NO_BUDGET, 1, False),
    ]
    assert [f.reason for f in states.clearance_stopped_by(found)] == [states.Reason.OPEN_COMMENTS]
    assert not states.may_be_published(found)


def test_a_register_that_moved_after_the_clearance_blocks():
    facts = states.ChapterFacts(states.State.CLEARED, needs_clearance=True, has_text=True, same_as_cleared=False)
    assert [f.reason for f in states.findings(facts)] == [states.Reason.CHANGED_SINCE]


def book(*chapters):
    return content.Book("T", "", "M", "2016", "en", 1, "draft", "", "", {"page": "Page"}, chapters)


def chapter(*texts, counts=()):
    blocks = tuple(content.Paragraph(emphasis.runs(text)) for text in texts)
    return content.Chapter("unit-north", "North", "1", blocks, tuple(counts))


def test_the_tree_survives_its_json():
    table = content.Table("matrix", "Matrix", ("Theme", "Total"), (content.Row("Hate crime", ("117",)),), number=1)
    figure = content.Figure("shares", "Shares", "83 and 17 per cent", "ab" * 32, table, 1)
    box = content.Box("A box", (content.Paragraph(emphasis.runs("In *it*")),))
    whole = book(dataclasses.replace(chapter("One"), blocks=(content.Heading(2, "H"), box, table, figure)))
    assert content.from_data(content.to_data(whole)) == whole


def test_what_nobody_sees_is_left_out_of_the_tree():
    assert content.printable(chapter("A\x07 \ue000B\ufeff ë\tЋ")).blocks[0].text == "A B ë Ћ"


def test_chapters_matrices_and_charts_are_numbered_through_the_report():
    table = content.Table("matrix", "Matrix", ("Theme", "Total"), ())
    plain = content.Table("contacts", "Contacts", ("Name",), ())
    figure = content.Figure("shares", "Shares", "words", "", plain)
    one = dataclasses.replace(chapter("Text"), blocks=(plain, table, figure, figure))
    front, first, second = numbering.numbered([(chapter("Foreword"), False), (one, True), (one, True)])
    assert [each.number for each in (front, first, second)] == ["", "1", "2"]
    assert [block.number for block in second.blocks] == [None, 2, 3, 4]


def test_versions_are_compared_by_words_and_numbers():
    before = book(chapter("One day", "Gone", counts=[content.Count("A10", "training", 12)]))
    after = book(chapter("Two days", counts=[content.Count("A10", "training", 13)]))
    changes = comparing.differences(before, after)
    assert [(c.kind, c.before, c.after) for c in changes] == [
        ("text", "One day", "Two days"),
        ("removed", "Gone", ""),
        ("number", "12", "13"),
    ]


@given(st.text(), st.text())
def test_the_word_difference_holds_both_texts(before, after):
    parts = comparing.word_difference(before, after)
    assert "".join(p.text for p in parts if p.kind != "new") == before
    assert "".join(p.text for p in parts if p.kind != "gone") == after
