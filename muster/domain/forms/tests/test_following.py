from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.forms.following import Following, day_in, following, last_day, name_of, running, shown, words_of
from muster.domain.forms.model import Choice
from muster.domain.forms.settings import Deadline
from muster.domain.forms.tests.samples import form, settings, statement
from muster.domain.names import to_cyrillic

FORM = form(
    ("text", "number", "N"),
    ("date", "day", "D"),
    ("dateTime", "moment", "M"),
    ("select_one towns", "town", "T"),
    ("select_multiple towns", "towns", "T"),
    ("decimal", "weight", "W"),
    ("geopoint", "point", "P"),
    ("geotrace", "line", "L"),
    ("image", "picture", "P"),
    ("begin group", "case", "C"),
    ("text", "code", "C"),
    ("end group", "", ""),
    ("begin repeat", "person", "P"),
    ("text", "name", "N"),
    ("end repeat", "", ""),
    choices=[("towns", "p", "Prizren"), ("towns", "g", "Gjakova")],
)
MADE = date(2026, 1, 9)  # a Friday
NAMED = {"number": "7/26", "town": "p"}


def kept(*statements):
    return settings(FORM, *statements)


def deadline(days, *, working=False):
    return Deadline("answer", {}, days, working, "", ())


@pytest.mark.parametrize(
    ("days", "last"),
    [(0, date(2026, 1, 9)), (1, date(2026, 1, 10)), (15, date(2026, 1, 24)), (365, date(2027, 1, 9))],
)
def test_a_deadline_in_days_counts_every_day_after_the_first(days, last):
    assert last_day(deadline(days), MADE) == last


@pytest.mark.parametrize(
    ("since", "days", "last"),
    [
        (date(2026, 1, 9), 0, date(2026, 1, 9)),
        (date(2026, 1, 9), 1, date(2026, 1, 12)),  # Friday to Monday
        (date(2026, 1, 10), 1, date(2026, 1, 12)),  # Saturday
        (date(2026, 1, 11), 1, date(2026, 1, 12)),  # Sunday
        (date(2026, 1, 12), 5, date(2026, 1, 19)),
        (date(2026, 1, 12), 7, date(2026, 1, 21)),
    ],
)
def test_a_deadline_in_working_days_leaves_out_saturdays_and_sundays(since, days, last):
    assert last_day(deadline(days, working=True), since) == last


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(1, 400))
def test_between_the_first_day_and_the_last_are_as_many_working_days_as_are_given(since, days):
    last = last_day(deadline(days, working=True), since)
    between = (since + timedelta(days=number) for number in range(1, (last - since).days + 1))
    assert sum(day.weekday() < 5 for day in between) == days
    assert last.weekday() < 5


@given(st.dates(), st.integers(0, 9999), st.booleans())
def test_no_day_is_too_late_for_a_deadline(since, days, working):
    assert since <= last_day(deadline(days, working=working), since) <= date.max


def test_deadlines_run_from_a_day_that_was_answered_until_a_state_that_ends_them():
    register = kept(
        statement("state", "open", "Open", "first"),
        statement("state", "closed", "Closed", "last"),
        statement("deadline", "check", "C", "3", "made", "closed"),
        statement("deadline", "answer", "A", "10", "day"),
    )
    assert running(register, {}, "open", MADE) == {"check": date(2026, 1, 12)}
    answered = {"day": "2026-02-01"}
    assert running(register, answered, "open", MADE) == {"check": date(2026, 1, 12), "answer": date(2026, 2, 11)}
    assert running(register, answered, "closed", MADE) == {}


def test_a_deadline_may_run_on_after_the_work_is_at_its_end():
    register = kept(
        statement("state", "open", "Open", "first"),
        statement("state", "closed", "Closed", "last"),
        statement("state", "gone", "Gone", "last"),
        statement("deadline", "destroy", "D", "3", "made", "gone"),
    )
    assert running(register, {}, "closed", MADE) == {"destroy": date(2026, 1, 12)}
    assert running(register, {}, "gone", MADE) == {}


def test_what_follows_for_a_record():
    register = kept(
        statement("record_name", value="${number}"),
        statement("date", "moment"),
        statement("place", "town"),
        statement("retention", value="10", since="day"),
        statement("deadline", "check", "C", "9", "made"),
        statement("deadline", "answer", "A", "3", "made"),
    )
    answers = {"number": "7/26", "moment": "2026-01-08T23:30:00+01:00", "town": "p", "day": "2024-02-29"}
    assert following(FORM, register, answers, "open", MADE, to_cyrillic) == Following(
        "7/26", {}, date(2026, 1, 8), "p", date(2026, 1, 12), date(2034, 2, 28)
    )


def test_a_record_has_a_name_in_each_language_of_the_form_where_they_differ():
    made = replace(
        FORM,
        languages=("English (en)", "Shqip (sq)", "Srpski (sr)"),
        lists={"towns": (Choice("p", {"en": "Prizren", "sq": "Prizreni", "sr": "Prizren"}),)},
    )
    found = following(made, kept(statement("record_name", value="${number} ${town}")), NAMED, "open", MADE, to_cyrillic)
    assert (found.name, found.names) == ("7/26 Prizren", {"sq": "7/26 Prizreni", "sr-cyrl": "7/26 Призрен"})


def test_labels_are_in_cyrillic_script_and_answers_as_they_were_written():
    towns = (Choice("p", {"en": "Prizren town", "sr": "grad Prizren"}), Choice("k", {"en": "Kline"}))
    made = replace(FORM, languages=("English (en)", "Srpski (sr)"), lists={"towns": towns})
    register = kept(statement("record_name", value="Case ${number} ${town}"))

    def names(**answers):
        return following(made, register, {"number": "KR 7", **answers}, "open", MADE, to_cyrillic).names

    assert names(town="p") == {"sr": "Case KR 7 grad Prizren", "sr-cyrl": "Case KR 7 град Призрен"}
    assert names(town="k") == {}, "a label that is not Serbian stays"
    assert names(town="new") == {}, "so does a choice that the list has no more"
    assert names() == {}


def test_where_nothing_was_answered_the_day_is_the_one_it_was_made():
    register = kept(
        statement("date", "day"), statement("place", "town"), statement("retention", value="5", since="day")
    )
    assert following(FORM, register, {}, "open", MADE, to_cyrillic) == Following(
        "", {}, MADE, "", None, date(2031, 1, 9)
    )


def test_a_day_at_the_end_of_time_is_one_as_well():
    register = kept(
        statement("date", "day"),
        statement("retention", value="5", since="day"),
        statement("deadline", "a", "A", "9", "day"),
    )
    found = following(FORM, register, {"day": "9999-12-31"}, "open", MADE, to_cyrillic)
    assert (found.day, found.due, found.keep_until) == (date.max, date.max, date.max)


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("2026-01-09", MADE),
        ("2026-01-09T23:59:59.999-11:00", MADE),
        ("2026-02-30", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_of_an_answer(answer, day):
    assert day_in({"day": answer}, "day") == day
    assert day_in({"day": answer}, "") is None


@pytest.mark.parametrize(
    ("template", "answers", "name"),
    [
        ("${number} ${town}", {"number": "7/26", "town": "p"}, "7/26 Prizren"),
        ("${number} – ${town}", {"number": "7/26"}, "7/26"),
        ("${number} – ${town}", {"town": "g"}, "Gjakova"),
        ("${number} – ${town}", {}, ""),
        ("${code}: ${weight} kg", {"case/code": "A", "weight": "1.50"}, "A: 1.50 kg"),
        ("${number}", {"number": "${town}", "town": "p"}, "${town}"),
        ("${number}", {"number": " a\n\tb "}, "a b"),
        ("${towns}", {"towns": ["g", "p", "gone"]}, "Gjakova, Prizren, gone"),
        ("${number}", {"number": "x" * 400}, "x" * 300),
    ],
)
def test_a_record_is_called_as_its_register_says(template, answers, name):
    assert name_of(FORM, kept(statement("record_name", value=template)), answers) == name


def test_a_register_that_does_not_say_calls_its_records_nothing():
    assert name_of(FORM, kept(), {"number": "7/26"}) == ""


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("town", "p", "Prizren"),
        ("town", "gone", "gone"),
        ("towns", ["p", "g"], "Prizren, Gjakova"),
        ("weight", "0.10", "0.10"),
        ("point", [42.66, 21.16, 0.0, 0.0], "42.66, 21.16"),
        ("point", "somewhere", "somewhere"),
        ("day", "2026-01-09", "2026-01-09"),
    ],
)
def test_an_answer_in_words(path, value, words):
    assert shown(FORM, FORM.by_path[path], value) == words


def test_a_choice_is_shown_in_the_language_that_is_asked_for_or_another_that_it_has():
    choices = Choice("p", {"sq": "Prizreni", "sr": "Prizren"}), Choice("g", {"": "Gjakova"}), Choice("x", {})
    made = replace(FORM, lists={"towns": choices})
    town = made.by_path["town"]
    assert [shown(made, town, "p", language) for language in ("sr", "sq", "en")] == ["Prizren", "Prizreni", "Prizreni"]
    assert [shown(made, town, name, "sq") for name in "gx"] == ["Gjakova", "x"]


def test_a_record_is_found_by_its_texts_numbers_and_labels_in_repeats_too():
    answers = {
        "number": "7/26",
        "town": "p",
        "weight": "1.5",
        "day": "2026-01-09",
        "point": [1.0, 2.0, 0.0, 0.0],
        "picture": "a.png",
        "person": [{"name": "Filan"}, {"name": "Filane"}],
    }
    assert list(words_of(FORM, answers)) == ["7/26", "Prizren", "1.5", "Filan", "Filane"]
