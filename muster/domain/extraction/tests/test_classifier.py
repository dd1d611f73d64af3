from muster.domain.extraction.classifier import ThemeMemory

FISHING = "Inspectors of the fishing guard learned to check nets and catches of trawlers."


def test_the_code_lists_words_are_enough_to_begin():
    assert ThemeMemory().classify("A course on domestic violence and protection orders").value == "A09"
    assert ThemeMemory().classify("A workshop on money laundering and confiscation", "threats").value == "B03"


def test_text_that_says_nothing_of_a_theme_gets_none():
    assert ThemeMemory().classify("The weather on the lake was fine.").value is None


def test_what_officers_approve_is_learned():
    memory = ThemeMemory()
    memory.learn([(FISHING, "B99"), ("The fishing guard checked trawlers and nets at night.", "B99")] * 5)
    assert memory.classify("A seminar for the fishing guard on nets and trawlers").value == "B99"
    assert ThemeMemory.from_json(memory.to_json()).examples == memory.examples


def test_unknown_codes_are_not_learned():
    memory = ThemeMemory()
    memory.learn([(FISHING, "Z99"), ("", "A01")])
    assert memory.examples == []
