"""The gold of the corpus says only what stands in its chapters."""

import csv
import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
WITH_YEAR = {row["name"]: row for row in csv.DictReader((FOLDER / "chapters.csv").open(encoding="utf-8"))}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
FIELDS = [
    "id",
    "lines",
    "category",
    "theme",
    "kind",
    "column",
    "start",
    "end",
    "dates",
    "sessions",
    "places",
    "participants",
    "women",
    "men",
    "role",
    "partners",
    "title",
    "also_lines",
    "notes",
]
KINDS = [
    "training",
    "training_of_trainers",
    "workshop",
    "seminar",
    "conference",
    "roundtable",
    "meeting",
    "study_visit",
    "exercise",
    "campaign",
    "donation",
    "publication",
    "strategy_review",
    "assessment",
    "monitoring",
    "legislation",
    "infrastructure",
    "event",
    "other",
]
ROLES = (None, "organized", "co_organized", "supported", "participated", "conducted", "donated", "other")
COLUMNS = ("information_exchange", "training", "analysis")
THEMES = {
    "general": (
        "Police Monitoring and Confidence-Building",
        "Police Development and Reform",
        "Strategic Planning including Threat Assessments",
        "Human Resources / Police Management",
        "Human Rights and Police Accountability",
        "Anti-Corruption",
        "Gender and Ethnic Mainstreaming",
        "Community Policing, Police-Public Relations and Crime Prevention",
        "Gender-based and Domestic Violence",
        "Hate Crime",
        "Specialized Investigations Units / Forensics",
        "Public Order and Crisis Management",
        "Other general",
    ),
    "threats": (
        "Organized Crime",
        "Criminal Investigations and Analysis",
        "Financial Investigations, Anti-Money Laundering and Seizures of Criminal Proceeds",
        "Cross-Border Co-operation in Criminal Matters",
        "Counter-Terrorism and VERLT",
        "Illicit Drugs and Chemical Precursors",
        "Trafficking in Human Beings and Migration-related Crime",
        "Cybercrime",
        "Border Security and Management / Customs",
        "Other threats",
    ),
}


def words_of(number: int) -> list[str]:
    if number < 20:
        return [UNITS[number]]
    tens, unit = divmod(number, 10)
    return [TENS[tens - 2] + (f"-{UNITS[unit]}" if unit else "")] if number < 100 else []


def joined(lines: list[str], first: int, last: int) -> str:
    """The words of these lines: words broken at a line end put together, no commas in numbers."""
    text = "\n".join(line.strip() for line in lines[first - 1 : last])
    text = re.sub(r"(?<=[-/])\n", "", text).replace("\n", " ")
    text = re.sub(r"(?<=[a-z])\d{1,2}\b", "", text)  # the numbers of footnotes
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def plain(text: str) -> str:
    """Without hyphens: one at a line end may be the word's or the line's."""
    return text.replace("-", "")


def read(name: str) -> tuple[list[str], list[dict]]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    gold = (FOLDER / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()
    return lines, [json.loads(line) for line in gold]


def says_number(text: str, number: int) -> bool:
    spoken = "|".join([str(number), *words_of(number)])
    return re.search(rf"(?<![\d.]){'(?:' + spoken + ')'}(?!\d)", text, re.IGNORECASE) is not None


def says_date(text: str, date: str) -> bool:
    """A month is named (or lies in a named half, quarter or range); a day stands there as a number."""
    parts = date.split("-")
    if "same day" in text:  # the date stands in the activity before
        return True
    day = len(parts) < 3 or re.search(rf"(?<!\d){int(parts[2])}(?!\d)", text) is not None
    spans = r"half of|quarter|throughout|spring|during the year"
    month = len(parts) < 2 or MONTHS[int(parts[1]) - 1] in text or re.search(spans, text, re.IGNORECASE)
    return bool(day and month)


@pytest.mark.parametrize("name", WITH_YEAR)
def test_every_activity_is_complete_and_lies_in_the_chapter(name):
    lines, gold = read(name)
    for activity in gold:
        first, last = activity["lines"]
        assert sorted(activity) == sorted(FIELDS), activity["id"]
        assert 1 <= first <= last <= len(lines), activity["id"]
        assert all(1 <= a <= b <= len(lines) for a, b in activity["also_lines"]), activity["id"]
        assert activity["theme"] in THEMES[activity["category"]], activity["id"]
        assert activity["kind"] in KINDS, activity["id"]
        assert activity["role"] in ROLES, activity["id"]
        assert activity["column"] in COLUMNS, activity["id"]
        assert len(activity["title"].split()) <= 12, activity["id"]
    assert [a["id"] for a in gold] == [f"{name.rpartition('-')[0]}-{i:03d}" for i in range(1, len(gold) + 1)]


@pytest.mark.parametrize("name", WITH_YEAR)
def test_numbers_of_the_gold_stand_in_its_lines(name):
    lines, gold = read(name)
    for activity in gold:
        text = joined(lines, *activity["lines"])
        computed = "computed" in (activity["notes"] or "")
        for field in ("participants", "women", "men", "sessions"):
            value = activity[field]
            listed = field == "sessions" and value in (1, len(activity["dates"]))
            assert value is None or listed or computed or says_number(text, value), (activity["id"], field)


@pytest.mark.parametrize("name", WITH_YEAR)
def test_dates_of_the_gold_stand_in_its_lines(name):
    lines, gold = read(name)
    year = WITH_YEAR[name]["year"]
    for activity in gold:
        text = joined(lines, *activity["lines"])
        pairs = activity["dates"] or [[activity["start"], activity["end"]]]
        for date in (d for pair in pairs for d in pair if d is not None):
            assert date.startswith(year) or date[:4] in text, (activity["id"], date)
            assert says_date(text, date), (activity["id"], date)
        assert activity["dates"] == sorted(activity["dates"]), activity["id"]


@pytest.mark.parametrize("name", WITH_YEAR)
def test_places_and_partners_of_the_gold_stand_in_the_chapter(name):
    lines, gold = read(name)
    whole = joined(lines, 1, len(lines))
    for activity in gold:
        text = joined(lines, *activity["lines"])
        elsewhere = any(word in (activity["notes"] or "") for word in ("box", "ootnote", "Place from"))
        for place in activity["places"]:
            assert plain(place) in plain(whole if elsewhere else text), (activity["id"], place)
        for partner in activity["partners"]:
            short = re.sub(r" \([^)]*\)$", "", partner)
            assert plain(short) in plain(whole), (activity["id"], partner)
