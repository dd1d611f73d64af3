from __future__ import annotations

from datetime import date

import pytest

from .. import recognise
from ..model import SourceText
from ..periods import find_period
from ..reading import read
from .samples import two_columns, word

TODAY = date(2016, 5, 1)


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("Monthly report, March 2016", "2016-03-01", "2016-03-31", "monthly"),
        ("Raport mujor, mars 2016", "2016-03-01", "2016-03-31", "monthly"),
        ("Mesečni izveštaj za mart 2016.", "2016-03-01", "2016-03-31", "monthly"),
        ("Месечни извештај за март 2016.", "2016-03-01", "2016-03-31", "monthly"),
        ("Raporti i muajit nëntor 2015", "2015-11-01", "2015-11-30", "monthly"),
        ("fo_north_2016-03", "2016-03-01", "2016-03-31", "monthly"),
        ("report_03-2016", "2016-03-01", "2016-03-31", "monthly"),
        ("decembar", "2015-12-01", "2015-12-31", "monthly"),
        ("1 to 31 March 2016", "2016-03-01", "2016-03-31", "monthly"),
        ("Week 14/2016", "2016-04-04", "2016-04-10", "weekly"),
        ("Week 14", "2016-04-04", "2016-04-10", "weekly"),
        ("Week 40", "2015-09-28", "2015-10-04", "weekly"),
        ("Week 45, 3-9 November 2014", "2014-11-03", "2014-11-09", "weekly"),
        ("Nedeljni izveštaj, 45. nedelja (3–9. novembar 2014)", "2014-11-03", "2014-11-09", "weekly"),
        ("Raporti javor, java 14, 2016", "2016-04-04", "2016-04-10", "weekly"),
        ("14. nedelja 2016", "2016-04-04", "2016-04-10", "weekly"),
        ("Недељни извештај, недеља 14/2016", "2016-04-04", "2016-04-10", "weekly"),
        ("FO-North_weekly_W14_2016", "2016-04-04", "2016-04-10", "weekly"),
        ("Weekly report 4–10 April 2016", "2016-04-04", "2016-04-10", "weekly"),
        ("28 March - 3 April 2016", "2016-03-28", "2016-04-03", "weekly"),
        ("29 December - 4 January 2016", "2015-12-29", "2016-01-04", "weekly"),
        ("Izveštaj 04.04.2016. - 10.04.2016.", "2016-04-04", "2016-04-10", "weekly"),
        ("Q1 2016", "2016-01-01", "2016-03-31", "quarterly"),
        ("First quarter of 2016", "2016-01-01", "2016-03-31", "quarterly"),
        ("Tremujori i parë 2016", "2016-01-01", "2016-03-31", "quarterly"),
        ("Извештај за први квартал 2016.", "2016-01-01", "2016-03-31", "quarterly"),
        ("January – March 2016", "2016-01-01", "2016-03-31", "quarterly"),
        ("Annual report 2015", "2015-01-01", "2015-12-31", "annual"),
        ("Raport vjetor 2015", "2015-01-01", "2015-12-31", "annual"),
        ("Godišnji izveštaj o radu 2015", "2015-01-01", "2015-12-31", "annual"),
        ("January - June 2015", "2015-01-01", "2015-06-30", "other"),
    ],
)
def test_periods_in_three_languages(text, start, end, kind):
    found = find_period(text, TODAY, loosely=True)
    assert found is not None
    assert (str(found[0].start), str(found[0].end), found[0].kind) == (start, end, kind)


@pytest.mark.parametrize("text", ["", "Report of the office", "Marshall plan", "Q5 2016x", "Q1 2116"])
def test_no_period(text):
    assert find_period(text, TODAY, loosely=True) is None


def test_the_period_of_a_document_with_its_words():
    source = read(two_columns(), "x.pdf")
    found = recognise.period(source, "week_03_2010.pdf", TODAY)
    assert found is not None
    assert source.text[slice(*found.span)] == "March 2016"
    assert found.reason == "The title says “March 2016”."


def test_the_period_by_first_line_then_by_file_name():
    source = SourceText.from_plain("Office\nReporting period: 4 to 10 April 2016\nOn 3 March 2016 a course was held.\n")
    found = recognise.period(source, "a.txt", TODAY)
    assert found is not None
    assert source.text[slice(*found.span)] == "4 to 10 April 2016"
    silent = SourceText.from_plain("Office report\n" + "The officers of the station met many people in town. " * 3)
    found = recognise.period(silent, "FO North 2016-02.docx", TODAY)
    assert found is not None
    assert (found.span, found.value.start) == (None, date(2016, 2, 1))
    assert recognise.period(silent, "a.docx", TODAY) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("On 5 March the office held a course for officers from all stations, nine of them women.", "en"),
        ("Më 5 mars zyra mbajti një kurs për zyrtarë policorë nga të gjitha stacionet e rajonit.", "sq"),
        ("Dana 5. marta kancelarija je održala kurs za policijske službenike iz svih stanica.", "sr-Latn"),
        ("Дана 5. марта канцеларија је одржала курс за полицијске службенике из свих станица.", "sr-Cyrl"),
        ("На 5 март канцеларијата одржа курс за полицајци од сите станици во регионот.", None),
        ("Am 5. März hielt das Büro einen Kurs für Beamte aus allen Stationen der Region ab.", None),
        ("12 34 56", None),
    ],
)
def test_languages(text, code):
    found = recognise.language(SourceText.from_plain(text))
    assert (found.value if found else None) == code


def test_titles():
    assert recognise.title(read(word(), "a.docx")).value == "Monthly report, March 2016"
    plain = SourceText.from_plain("\n12/3\nOffice report\nText follows here.\n")
    found = recognise.title(plain)
    assert (found.value, plain.text[slice(*found.span)]) == ("Office report", "Office report")
    assert recognise.title(SourceText.from_plain("12 3\n")) is None


def test_the_reporting_unit():
    names = {"north": ["Field Office North", "FO North"], "gjakove": ["Gjakovë", "Đakovica"], "hq": ["Headquarters"]}
    source = SourceText.from_plain("Report to Headquarters\nFIELD  OFFICE north\n")
    assert recognise.structure_hint(source, names).value == "hq"
    source = SourceText.from_plain("Извештај\nТеренска канцеларија Ђаковица, април\n")
    found = recognise.structure_hint(source, names)
    assert (found.value, source.text[slice(*found.span)]) == ("gjakove", "Ђаковица")
    assert found.reason == "The first page names “Ђаковица”."
    nothing = SourceText.from_plain("Report\nfield officers northwards\n")
    assert recognise.structure_hint(nothing, names, "fo_north_w14.txt").value == "north"
    assert recognise.structure_hint(nothing, names, "w14.txt") is None
