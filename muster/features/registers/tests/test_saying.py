"""Answers as people read them: each in the reader's language, while what is kept and given out stays as it is."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.forms.model import Kind
from muster.features.registers.actions import hand_in
from muster.features.registers.models import Record
from muster.features.registers.saying import readable, with_days
from muster.features.registers.tests.conftest import REGISTER, SURVEY

WHEN = "2026-07-04T12:05:00.000+02:00"
PLACE = [42.6629, 21.1655, 560.0, 4.5]


@pytest.mark.parametrize(
    ("language", "kind", "value", "said"),
    [
        ("en", Kind.DATE, "2026-05-04", "4 May 2026"),
        ("sq", Kind.DATE, "2026-05-04", "4 maj 2026"),
        ("sr-latn", Kind.DATE, "2026-05-04", "4. maj 2026."),
        ("sr", Kind.DATE, "2026-05-04", "4. мај 2026."),
        ("en", Kind.MOMENT, WHEN, "4 Jul 2026, 12:05"),
        ("en", Kind.MOMENT, "2026-07-04T10:05:30Z", "4 Jul 2026, 12:05:30"),
        ("en", Kind.MOMENT, "2026-01-04T23:30:00.000+00:00", "5 Jan 2026, 00:30"),
        ("en", Kind.MOMENT, "2026-07-04T12:05", "4 Jul 2026, 12:05"),
        ("en", Kind.MOMENT, "2026-07-04", "4 Jul 2026"),
        ("en", Kind.TIME, "12:05:00.000+01:00", "12:05"),
        ("en", Kind.TIME, "12:05:07.000+02:00", "12:05:07"),
        ("en", Kind.TIME, "12:05:00.000+05:30", "12:05 (UTC+05:30)"),
        ("en", Kind.TIME, "12:05:00.000Z", "12:05 (UTC+00:00)"),
        ("en", Kind.TIME, "12:05", "12:05"),
        ("en", Kind.DECIMAL, "1234.50", "1234.50"),
        ("sq", Kind.DECIMAL, "1234.50", "1234,50"),
        ("sq", Kind.DECIMAL, "1250.0", "1250"),
        ("sr", Kind.DECIMAL, "-0.5", "-0,5"),
        ("en", Kind.INTEGER, 2026, "2026"),
        ("en", Kind.POINT, PLACE, "42.6629° north, 21.1655° east, 560 m high (within 4.5 m)"),
        ("sq", Kind.POINT, [-1.5, -70.25, 0.0, 0.0], "1,5° south, 70,25° west"),
        ("en", Kind.LINE, [[*PLACE[:2], 0, 0]] * 2, "42.6629° north, 21.1655° east; 42.6629° north, 21.1655° east"),
        ("en", Kind.CONFIRMED, "OK", "confirmed"),
    ],
)
def test_an_answer_is_said_in_the_reader_s_language(language, kind, value, said, monkeypatch):
    if language == "sq":  # of the words, whatever they are in Albanian by now
        monkeypatch.setattr("muster.features.registers.saying._", lambda words: words)
    with override(language):
        assert readable(kind, value) == said


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.GROUP, Kind.REPEAT)])
@given(value=st.one_of(st.text(), st.integers(), st.lists(st.floats(allow_nan=True)), st.lists(st.text())))
def test_whatever_was_kept_is_said_somehow(kind, value):
    assert isinstance(readable(kind, value), str)


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(-12, 14))
def test_a_moment_is_of_the_mission_s_own_clock(when, ahead):
    own = readable(Kind.MOMENT, when.replace(tzinfo=UTC).isoformat())
    elsewhere = when.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=ahead)))
    assert readable(Kind.MOMENT, elsewhere.isoformat()) == own


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.times())
def test_two_days_or_times_are_never_said_alike(day, at):
    minute = at.replace(second=0, microsecond=0, tzinfo=None)
    assert readable(Kind.DATE, day.isoformat()) != readable(Kind.DATE, (day + timedelta(days=1)).isoformat())
    assert time.fromisoformat(readable(Kind.TIME, minute.isoformat())) == minute


def test_days_in_a_name_are_said_and_numbers_are_left_alone():
    with override("en"):
        assert with_days("DS-7/2026 2026-05-04") == "DS-7/2026 4 May 2026"
        assert with_days(f"K9 {WHEN}, north") == "K9 4 Jul 2026, 12:05, north"
        for name in ("IBR-2026-05-0412", "2026-05-04-7", "7/2026-05-04", "2026-02-30", "A.2026-05-04", ""):
            assert with_days(name) == name


# On the pages

MORE = (
    {"type": "time", "name": "began", "label": "Began"},
    {"type": "dateTime", "name": "ended", "label": "Ended"},
    {"type": "geopoint", "name": "where", "label": "Where"},
    {"type": "decimal", "name": "kilos", "label": "Kilos"},
    {"type": "range", "name": "share", "label": "Share", "parameters": "start=0 end=1 step=0.1"},
)
NAMED = tuple({**row, "value": "${case} ${day}"} if row["setting"] == "record_name" else row for row in REGISTER)
SAID = {
    "case": "17/2026",
    "day": "2026-05-04",
    "began": "12:05:00.000+02:00",
    "ended": WHEN,
    "where": PLACE,
    "kilos": "2.5",
    "share": "0.3",
}


@pytest.fixture
def kept(publish, filled, officer):
    publish(version="2", survey=(*SURVEY, *MORE), register=NAMED)
    return hand_in(officer, filled(SAID, "uuid:first", version="2")).record


@pytest.mark.django_db
def test_the_page_the_list_and_the_history_say_it_readably(kept, filled, officer, client):
    hand_in(officer, filled({**SAID, "began": "13:40:00.000+02:00", "kilos": "3.25"}, "uuid:second", "uuid:first", "2"))
    officer.language = "sq"
    officer.save()
    client.force_login(officer)
    page = client.get(f"/registers/records/{kept.pk}/").text
    for said in ("<h1>17/2026 4 maj 2026</h1>", "<dd>13:40</dd>", "<dd>4 korr 2026, 12:05</dd>", "<dd>3,25</dd>"):
        assert said in page
    assert "<dd>0,3</dd>" in page
    for said in ("<s>12:05</s> → 13:40", "<s>2,5</s> → 3,25"):
        assert said in page
    assert "42,6629°" in page
    assert ".000+02:00" not in page
    assert ">17/2026 4 maj 2026</a>" in client.get("/registers/cases/").text


@pytest.mark.django_db
def test_what_is_kept_and_given_out_is_as_it_was_answered(kept, officer, client):
    data = Record.objects.get().data
    assert {name: data[name] for name in SAID} == SAID
    assert Record.objects.get().name == "17/2026 2026-05-04"
    client.force_login(officer)
    told = json.loads(client.get(f"/api/registers/records/{kept.pk}").content)
    assert {name: told["answers"][name] for name in SAID} == SAID


@pytest.mark.django_db
def test_a_record_is_called_in_the_language_of_who_reads(publish, filled, officer, client):
    """Choices are in the script of the page, the number of a case as it was written: by that it is searched for."""
    words = ("Theft", "Vjedhje", "Krađa")
    labels = dict(zip(("label::English (en)", "label::Shqip (sq)", "label::Srpski (sr)"), words, strict=True))
    publish(version="2", choices=({"list_name": "kind", "name": "theft", **labels},))
    record = hand_in(officer, filled({"case": "KR 17/26", "kind": "theft"}, "uuid:first", version="2")).record
    client.force_login(officer)
    for language, said in (("en", "Theft"), ("sq", "Vjedhje"), ("sr-latn", "Krađa"), ("sr", "Крађа")):
        officer.language = language
        officer.save()
        assert f"<h1>KR 17/26 {said}</h1>" in client.get(f"/registers/records/{record.pk}/").text
        assert f">KR 17/26 {said}</a>" in client.get("/registers/cases/").text
