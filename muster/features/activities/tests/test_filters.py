import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from muster.features.activities.filters import CHOICES, LISTS, MULTIPLE, NUMBERS, Filters, read_filters, text_terms
from muster.features.activities.queries import BadCursor, register, register_counts, register_page

pytestmark = pytest.mark.django_db


def found(reader, **filters):
    return [row.title for row in register(reader, Filters(**filters)).order_by("title")]


@pytest.fixture
def entries(enter, reporting_officer, other_unit, unit):
    enter(title="a", places=("Prishtinë/Priština",), narrative="", partners=())
    enter(
        title="b",
        theme="B06",
        column="analysis",
        kind="meeting",
        narrative="",
        places=("Pejë/Peć",),
        participants=100,
        women=20,
    )
    enter(reporting_officer, title="c", unit=other_unit, start="2015-12", end="2016-02", women=None, men=None)
    enter(
        title="d",
        start="2017",
        end=None,
        participants=None,
        women=3,
        men=1,
        partners=("Ministarstvo unutrašnjih poslova",),
    )


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({}, "abcd"),
        ({"unit": ("south",)}, "c"),
        ({"unit": ("south", "north")}, "abcd"),
        ({"category": ("threats",)}, "b"),
        ({"theme": ("B06", "A10"), "kind": ("meeting",)}, "b"),
        ({"column": ("analysis",)}, "b"),
        ({"place": ("K25",)}, "b"),
        *(({"place": (name,)}, "b") for name in ("Peja", "Peje", "Pec", "Peć", "Пећ", "PEJË", "Pejë/Peć", "Пећ")),
        *(({"place": (name,)}, "acd") for name in ("Prishtine", "Pristina", "Приштина", "prisht", "Пришти", "riština")),
        ({"place": ("nowhere",)}, ""),
        *(({"q": name}, "b") for name in ("Peja", "Peje", "Pec", "Пећ")),
        ({"partner": ("министарство",)}, "d"),
        ({"partner": ("Kosovo Police",)}, "bc"),
        ({"since": "2016-01", "until": "2016-03"}, "c"),
        ({"since": "2016-01", "until": "2016-04", "by": "starting"}, "ab"),
        ({"until": "2015"}, "c"),
        ({"sex": "stated"}, "abd"),
        ({"sex": "missing"}, "c"),
        ({"women_from": 50}, "d"),
        ({"women_to": 30}, "b"),
        ({"people_from": 25}, "b"),
        ({"people_to": 24}, "ac"),
        ({"origin": ("hand",)}, "abcd"),
        ({"source": "with"}, ""),
        ({"source": "without"}, "abcd"),
        ({"q": "Приштина"}, "acd"),
        ({"q": "pristina"}, "acd"),
        ({"q": "prisht"}, "acd"),
        ({"q": "hate officers"}, ""),
        ({"q": "police off"}, "cd"),
        ({"q": "!!!"}, ""),
        ({"standing": "withdrawn"}, ""),
        ({"standing": "any"}, "abcd"),
    ],
)
def test_each_filter_finds_what_it_says(reader, entries, filters, titles):
    assert found(reader, **filters) == list(titles)


def test_an_entry_read_from_a_document_is_found_by_it(reader, enter, document, draft):
    from muster.features.activities.actions import Source

    enter(source=Source(document, draft, [[0, 5]]))
    enter(title="other")
    assert found(reader, document=document.pk) == found(reader, source="with") == ["Workshop on hate crime"]


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "q": st.text(min_size=1).map(str.strip).filter(bool),
            "since": st.sampled_from(["2016", "2016-04", "2016-04-15"]),
            **{name: st.sampled_from(choices) for name, choices in CHOICES.items() if name not in MULTIPLE},
            "theme": st.lists(st.sampled_from(["A01", "B06", "A10"]), min_size=1, unique=True).map(tuple),
            **{name: st.integers(0, 99999) for name in NUMBERS},
        },
    ).filter(lambda values: "\x00" not in values.get("q", ""))
)
def test_filters_survive_the_way_through_an_address(values):
    filters = Filters(**values)
    assert read_filters(QueryDict(filters.query())) == (filters, [])


def test_what_is_not_understood_is_said_and_left_out():
    filters, problems = read_filters(QueryDict("theme=A10&theme=Z9&since=May&women_from=x"))
    assert filters == Filters(theme=("A10",))
    assert len(problems) == 3


@given(st.text())
def test_any_text_makes_a_query_that_the_database_understands(text):
    from django.db import connection

    terms = text_terms(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery", [terms])


@pytest.mark.parametrize("sort", ["newest", "oldest", "changed", "participants", "events"])
def test_paging_forth_and_back_shows_every_entry_once_in_the_same_order(reader, enter, sort):
    for number in range(7):
        enter(
            title=str(number),
            start=f"2016-0{1 + number // 3}",
            end=None,
            participants=number % 2 or None,
            women=None,
            men=None,
        )
    everything = [row.pk for row in register_page(reader, Filters(), sort=sort).rows]
    seen, page = [], register_page(reader, Filters(), sort=sort, size=2)
    pages = [page]
    while True:
        seen += [row.pk for row in page.rows]
        if not page.after:
            break
        page = register_page(reader, Filters(), sort=sort, size=2, after=page.after)
        pages.append(page)
    assert seen == everything
    back = register_page(reader, Filters(), sort=sort, size=2, before=pages[2].before)
    assert [row.pk for row in back.rows] == [row.pk for row in pages[1].rows]
    assert (
        back.before is not None,
        register_page(reader, Filters(), sort=sort, size=2, before=back.before).before,
    ) == (
        True,
        None,
    )


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [("newest", "nonsense"), ("newest", "5~3"), ("events", "2016-01-01~3"), ("changed", "5~3"), ("events", "5~x")],
)
def test_a_cursor_that_is_none_or_of_another_order_is_refused(reader, sort, cursor):
    with pytest.raises(BadCursor):
        register_page(reader, Filters(), sort=sort, after=cursor)


def test_counts_are_of_entries_and_events(reader, enter):
    enter()
    enter(sessions=5)
    counts = register_counts(reader, Filters())
    assert (counts.entries, counts.events, counts.exact) == (2, 6, True)


def test_every_list_of_codes_is_a_filter():
    assert set(LISTS) <= set(MULTIPLE)


def test_more_than_the_limit_is_said_so_and_counted_when_asked(reader, enter, monkeypatch):
    from muster.features.activities import queries

    monkeypatch.setattr(queries, "COUNT_LIMIT", 2)
    for number in range(3):
        enter(title=str(number), sessions=4)
    some, everything = register_counts(reader, Filters()), register_counts(reader, Filters(), all_of_them=True)
    assert (some.entries, some.exact, some.few) == (2, False, False)
    assert (everything.entries, everything.events, everything.exact, everything.few) == (3, 12, True, False)


def test_rows_gathered_first_are_the_same_in_the_same_order(reader, enter):
    for number in range(5):
        enter(title=str(number), start=f"2016-0{1 + number % 3}", end=None)
    for sort in ("newest", "oldest", "events"):
        walked, gathered = (register_page(reader, Filters(), sort=sort, few=few) for few in (False, True))
        assert [row.pk for row in walked.rows] == [row.pk for row in gathered.rows]


def test_words_of_very_many_entries_find_the_same(reader, entries, monkeypatch):
    from muster.features.activities import filters

    before = found(reader, q="Приштина")
    monkeypatch.setattr(filters, "COMMON", -1)
    assert found(reader, q="Приштина") == before == ["a", "c", "d"]
