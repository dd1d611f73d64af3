import pytest

from muster.domain.documents.model import SourceText
from muster.domain.extraction.extract import extract
from muster.domain.extraction.headings import theme_of_heading
from muster.domain.extraction.tests.told import activities, activity

UNIT = """2.9 Action against Terrorism Unit
Introduction
The Action against Terrorism Unit (AU) supports the States of the
region in countering terrorism and violent extremism.
Work with Young People
On 5 and 6 May, the AU organized a workshop on social media in
Vienna for 45 youth leaders.
Energy Networks
On 14 September, the AU conducted a table-top exercise on attacks
in Berlin.
"""
EVENT = "On 5 May, the Mission organized a workshop in Lakeside for 20 officers of the LP."


@pytest.mark.parametrize(
    ("title", "category", "code"),
    [
        ("Police Management / Human Resources", "general", "A04"),
        ("Counter-Terrorism & VERLT", "threats", "B05"),
        ("Police Development and Reform within Security Sector Reform", "general", "A02"),
        ("Other, including co-ordination and co-operation", "general", "A99"),
        ("Other, including co-ordination and co-operation", "threats", "B99"),
        ("3.2 Anti-corruption", "general", "A06"),
        ("Cyber crime", "threats", "B08"),
    ],
)
def test_headings_name_themes_in_many_wordings(title, category, code):
    found = theme_of_heading(title, category)
    assert found
    assert found[0] == code


def test_other_headings_name_none():
    assert theme_of_heading("Lights on the Lake", "general") is None


def test_a_heading_over_two_lines_is_one():
    draft = activity(EVENT, heading="Community Policing, Police-Public\nRelations and Crime Prevention")
    assert (draft.category.value, draft.theme.value, draft.theme.reason) == ("general", "A08", "heading")


def test_a_heading_without_theme_stays_under_the_theme_above():
    drafts = activities(
        EVENT, "Road Patrols", "On 9 June, the Mission conducted a seminar for 30 drivers of patrol cars."
    )
    assert [draft.theme.value for draft in drafts] == ["A10", "A10"]


def test_a_unit_without_theme_headings_has_the_theme_that_its_name_tells():
    source = SourceText.from_plain(UNIT)
    drafts = extract(source, year=2016).activities
    assert [draft.theme.value for draft in drafts] == ["B05", "B05"]
    assert all(draft.theme.confidence < 0.9 for draft in drafts)


def test_the_next_numbered_heading_leaves_the_theme_of_the_one_above():
    text = """4.1   First Unit
Introduction
The OSCE Mission in Lorland has two units, which work with the
police.
Cybercrime
On 5 May, the OSCE Mission in Lorland held a workshop on
servers for 12 officers.
4.2   Second Unit
On 6 May, the OSCE Mission in Lorland held a workshop on
gender equality for 12 officers.
"""
    first, second = extract(SourceText.from_plain(text), year=2016).activities
    assert (first.theme.value, first.theme.reason) == ("B08", "heading")
    assert second.theme.reason != "heading"


def test_the_introduction_holds_no_activities():
    assert activities("Hate crime remains rare in Lorland.") == ()
