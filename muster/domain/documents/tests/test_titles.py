from __future__ import annotations

import pytest

from .. import recognise
from ..model import SourceText
from ..reading import read
from .samples import typst_pdf


def title_of(text):
    return recognise.title(SourceText.from_plain(text)).value


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Mission in the North\nMonthly Report, March 2016\n\nOn 3 March it rained.", "Monthly Report, March 2016"),
        ("Mission\nOffice North –\nWeekly Report No. 4\n=====\n\nText", "Office North – Weekly Report No. 4"),
        ("Mission\nDepartment for Safety\n\nMonthly report\nMarch 2016\n\nText", "Monthly report March 2016"),
        ("Misioni\nRaporti mujor për\nmars 2016\n\nTekst", "Raporti mujor për mars 2016"),
        ("Канцеларија\nМесечни извештај\nмарт 2016.\n\nТекст", "Месечни извештај март 2016."),
        ("MEMO\nTo: Head\nSubject: Burglaries in town\n\nThe police said more.", "Burglaries in town"),
        ("# Work of the office\n\nOn 3 March it rained in the town.", "Work of the office"),
        ("Mission\nSpring in the North\n-----------\nText", "Spring in the North"),
    ],
)
def test_the_title_of_a_plain_text_is_not_its_letterhead(text, title):
    assert title_of(text) == title


def test_a_sentence_about_reports_is_no_title():
    text = "Spring in the North\n\nThis monthly report of the office covers March 2016 and was late.\n"
    assert title_of(text) == "Spring in the North"


def test_a_title_points_at_its_words_across_lines():
    source = SourceText.from_plain("Mission\nOffice North –\nWeekly Report No. 4\n\nText")
    assert source.text[slice(*recognise.title(source).span)] == "Office North –\nWeekly Report No. 4"


@pytest.mark.parametrize("time", ["May 2016", "September 2016"])
def test_a_title_over_two_lines_of_a_page_in_columns_is_whole(time):
    head = f"Department for Security and Public Safety – Monthly Report, {time}"
    large = f'#place(top, float: true, scope: "parent", text(19pt, weight: "bold", hyphenate: false)[{head}])'
    source = read(
        typst_pdf(large + "\n= Overview\n" + "The officers of the station met many people. " * 60, 2), "a.pdf"
    )
    found = recognise.title(source)
    assert found.value == head
    assert " ".join(source.text[slice(*found.span)].split()) == head


def test_the_report_is_preferred_to_a_larger_mission_name():
    heads = [(24, "Mission in the North"), (16, "Monthly Report, March 2016")]
    page = "".join(f'#text({size}pt, weight: "bold")[{words}]\n\n' for size, words in heads)
    source = read(typst_pdf(page + "The officers of the station met many people in town. " * 30), "a.pdf")
    assert recognise.title(source).value == "Monthly Report, March 2016"
    page = b"<h1>Mission in the North</h1><h2>Weekly report</h2><h3>Week 14, 2016</h3><p>On Monday it rained.</p>"
    assert recognise.title(read(b"<!DOCTYPE html><body>" + page, "a.html")).value == "Weekly report"


def test_a_word_that_never_ends_is_cut():
    found = recognise.title(SourceText.from_plain("word" * 200_000))
    assert len(found.value) == 200


def test_properties_of_the_file_give_way_to_what_the_page_says():
    pdf = typst_pdf(
        '#set document(title: "Monthly Report, May 2010")\nMonthly Report, March 2016\n\nOn 3 March it rained.'
    )
    assert recognise.title(read(pdf, "a.pdf")).value == "Monthly Report, March 2016"
