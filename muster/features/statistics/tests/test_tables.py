"""Tables for who may read the records: every number under the viewer's own rights."""

import csv
import io
from datetime import date

import pytest
from django.http import QueryDict
from django.utils.html import escape

from muster.core.identity import acting_as, of_person
from muster.core.models import Marking, Place
from muster.core.units import mission
from muster.features.registers.models import Record, Register
from muster.features.registers.tests.conftest import REGISTER
from muster.features.statistics.axes import schema_of
from muster.features.statistics.models import Population
from muster.features.statistics.selection import read_selection
from muster.features.statistics.tables import counted
from muster.features.statistics.tests.conftest import CHOICES, SURVEY, WHOLE

pytestmark = pytest.mark.django_db
KEPT = tuple(one for one in CHOICES if one["name"] != "fraud")  # by a version that drops a choice


@pytest.fixture
def table(register, officer):
    """Of an address, for the officer or whoever is named."""

    def made(query, viewer=None):
        with acting_as(of_person((viewer or officer).pk)):
            schema = schema_of(register)
            selection, problems = read_selection(schema, QueryDict(query))
            assert problems == []
            return counted(viewer or officer, schema, selection)

    return made


def counts(found):
    return {position: number.count for position, number in found.numbers.items()}


def test_two_fields_with_their_totals(keep, table):
    for kind, place in (("theft", "K27"), ("theft", "K27"), ("fraud", "K27"), ("theft", "K28")):
        keep(kind=kind, place=place)
    keep(place="")
    found = table("by=f:kind&by=place")
    assert counts(found)["theft", "K27"] == 2
    assert counts(found)["theft", "*"] == 3
    assert counts(found)["*", "*"] == 5
    assert counts(found)["", ""] == 1
    assert [label for _code, label in found.sides[0].categories] == ["Theft", "Fraud", "not answered"]


def test_a_choice_that_a_version_dropped_has_the_words_of_the_newest_that_had_it(register, publish, keep, table):
    for kind in ("theft", "fraud", "scam", "nothing"):
        keep(kind=kind)
    said = (
        {"list_name": "kind", "name": "fraud", "label": "Deceit"},
        {"list_name": "kind", "name": "scam", "label": "Scam"},
    )
    publish(version="2", survey=SURVEY, register=WHOLE, choices=(*KEPT, *said))
    publish(version="3", survey=SURVEY, register=WHOLE, choices=KEPT)
    register.refresh_from_db()
    found = table("by=f:kind")
    assert [label for _code, label in found.sides[0].categories] == ["Theft", "Deceit", "nothing", "Scam"]
    assert "Deceit" in found.figures[0].picture


def test_three_axes_are_groups_of_rows(keep, table):
    keep(kind="theft", day="2025-02-01")
    keep(kind="theft", day="2025-04-01", place="K28")
    grid = table("by=f:kind&by=place&by=quarter").grid
    assert [group.label for group in grid.groups] == ["Q1 2025", "Q2 2025", "All"]
    assert [cell.text for cell in grid.groups[2].lines[-1].cells] == ["1", "1", "2"]


def test_several_answers_count_under_each_and_once_in_all(keep, table):
    keep(ways=["dog", "tip"], kind="theft")
    keep(ways=["dog"], kind="fraud")
    keep(kind="fraud")
    assert counts(table("by=f:ways")) == {("dog",): 2, ("tip",): 1, ("",): 1, ("*",): 3}
    assert counts(table("by=f:ways&by=f:kind"))["*", "fraud"] == 2


def test_of_a_repeat_entries_are_counted(keep, table):
    keep(kind="theft", person=[{"sex": "f"}, {"sex": "f"}, {"sex": "m"}])
    keep(kind="theft")
    assert counts(table("by=f:person/sex&by=f:kind"))["f", "theft"] == 2
    assert counts(table("by=f:person/sex"))["*",] == 3


def test_sums_and_means(keep, table):
    for loss in ("1.5", "2.5", None):
        keep(kind="theft", **({"loss": loss} if loss else {}))
    assert table("by=f:kind&measure=sum:loss").value(("theft",)) == 4
    assert table("by=f:kind&measure=mean:loss").value(("theft",)) == 2


def test_rates_by_the_people_who_live_there(keep, table):
    towns = Place.objects.exclude(region="")
    for town in towns:
        people = 200_000 if town.code == "K27" else 50_000
        Population.objects.create(place=town, year=2024, people=people, source="Census")
    Population.objects.create(place_id="K27", year=2030, people=1, source="Forecast")
    for _ in range(4):
        keep(kind="theft", place="K27")
    keep(kind="theft", place="")
    rates = table("by=place&measure=rate&until=2025-12")
    assert rates.value(("K27",)) == pytest.approx(2)
    assert rates.value(("",)) is None
    assert rates.value(("*",)) == pytest.approx(5 / (1.5 + towns.count() / 2))
    by_region = "by=region&measure=rate&until=2025-12"
    inside = towns.filter(region="PR").count()
    assert table(by_region).value(("PR",)) == pytest.approx(4 / (1.5 + inside / 2))
    Population.objects.filter(place_id="K04").delete()
    assert table(by_region).value(("PR",)) is None


def test_period_and_filter(keep, table):
    for day in ("2024-12-31", "2025-01-01", "2025-03-31", "2025-04-01"):
        keep(kind="theft", day=day)
    keep(kind="fraud", day="2025-02-01")
    assert counts(table("by=f:kind&since=2025-01&until=2025-03"))["*",] == 3
    assert counts(table("by=month&only.f:kind=theft&since=2025-01"))["*",] == 3
    assert counts(table("by=f:kind&only=place&is=K28")) == {}


def test_an_address_says_the_whole_table(keep, table):
    keep(kind="theft")
    query = "by=f:kind&by=quarter&measure=sum:loss&since=2025-01&until=2025-12&only.place=K27"
    assert table(query).selection.query() == query


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("by=f:nothing", "no statistics by “f:nothing”"),
        ("by=f:kind&measure=sum:nothing", "does not measure"),
        ("by=f:kind&since=2025-13", "no month"),
        ("by=f:kind&since=2025-05&until=2025-04", "ends before"),
        ("by=f:person/sex&by=f:item/found", "cannot be counted together"),
        ("by=f:person/sex&measure=sum:loss", "of a whole record"),
        ("by=f:ways&measure=sum:loss", "several answers"),
        ("by=f:kind&by=place&by=f:ways&by=unit", "three fields"),
        ("by=place&by=region", "“Police region” is left out: a table has one kind of place"),
        ("by=year&by=f:kind&by=month", "“Month” is left out: a table has one kind of place"),
        ("by=f:kind&by=f:kind", "chosen twice stands in the table once"),
        ("by=f:kind&only.month=2025-01", "no statistics by “month”"),
    ],
)
def test_what_cannot_be_is_said_and_left_out(register, query, said, client, officer, keep):
    keep(kind="theft")
    client.force_login(officer)
    page = client.get(f"/statistics/cases/?{query}")
    assert page.status_code == 200
    assert said in page.text


def test_one_kind_of_period_too_many_leaves_the_rest_of_the_table(keep, register):
    selection, _problems = read_selection(schema_of(register), QueryDict("by=year&by=f:kind&by=month"))
    assert [axis.key for axis in selection.axes] == ["year", "f:kind"]


def test_a_page_begins_with_a_list_of_the_forms_own(publish, client, officer):
    survey = (*SURVEY, {"type": "select_one_from_file units.csv", "name": "station", "label": "Station"})
    statistics = tuple({"setting": "statistic", "name": name} for name in ("station", "kind"))
    version = publish(survey=survey, register=(*REGISTER, *statistics), choices=CHOICES)
    schema = schema_of(Register.objects.select_related("current").get(pk=version.register_id))
    assert [axis.key for axis in list(schema.axes.values())[:2]] == ["f:station", "f:kind"]
    selection, _problems = read_selection(schema, QueryDict(""))
    assert [axis.key for axis in selection.axes] == ["f:kind"]


def test_numbers_of_one_table_have_the_same_decimals(keep, table):
    for loss, kind in (("10", "theft"), ("7.5", "fraud"), ("1234", "arson")):
        keep(kind=kind, loss=loss)
    cells = [line.cells[0].text for line in table("by=f:kind&measure=sum:loss").grid.groups[0].lines]
    assert cells == ["10.00", "7.50", "1\u202f234.00", "1\u202f251.50"]
    cells = [line.cells[0].text for line in table("by=f:kind").grid.groups[0].lines]
    assert cells == ["1", "1", "1", "3"]


def test_numbers_tell_of_nothing_that_the_viewer_may_not_see(keep, table, other_unit, other_officer, officer):
    keep(kind="theft")
    elsewhere = keep(kind="theft", at=other_unit)
    Record.objects.filter(pk=elsewhere.pk).update(created_by=other_officer)
    hidden = keep(kind="theft")
    Record.objects.filter(pk=hidden.pk).update(marking=Marking.CONFIDENTIAL, created_by=other_officer)
    assert counts(table("by=f:kind")) == {("theft",): 1, ("*",): 1}
    assert counts(table("by=f:kind", other_officer)) == {("theft",): 1, ("*",): 1}


def test_numbers_lead_to_their_records(keep, table, client, officer):
    keep(kind="theft", day="2025-05-04")
    keep(kind="fraud", day="2025-05-04")
    keep(kind="theft", day="2025-08-04")
    grid = table("by=f:kind&by=quarter").grid
    address = grid.groups[0].lines[0].cells[0].address
    client.force_login(officer)
    assert client.get(address).text.count("/registers/records/") == 1
    assert grid.groups[0].lines[-1].cells[-1].address.endswith("/registers/cases/?")
    assert not table("by=region").grid.groups[0].lines[0].cells[0].address


def test_charts_and_their_table_are_on_the_page(keep, client, officer):
    Place.objects.filter(code="K27").update(latitude=42.6, longitude=21.1)
    for kind in ("theft", "theft", "fraud"):
        keep(kind=kind)
    client.force_login(officer)
    page = client.get("/statistics/cases/?by=place&by=f:kind").text
    assert page.count("<svg") >= 2
    assert page.count("The numbers stand in the table.") == page.count('class="chart"') >= 2


@pytest.fixture
def head(register, person, unit):
    return person("head_of_structure", unit)


def test_a_table_is_taken_away_safe_against_formulas(publish, keep, client, head, register):
    keep(kind="=cmd()")
    client.force_login(head)
    sent = client.get("/statistics/cases/table.csv?by=f:kind")
    rows = list(csv.reader(io.StringIO(b"".join(sent.streaming_content).decode("utf-8-sig"))))
    assert rows == [["Kind", "Records"], ["'=cmd()", "1"], ["All", "1"]]
    assert client.get("/statistics/cases/table.xlsx?by=f:kind").status_code == 200
    assert client.get("/statistics/cases/table.svg?by=f:kind&figure=bars-0").content.startswith(b"<svg")
    assert client.get("/statistics/cases/table.png?by=f:kind&figure=none").status_code == 404


def test_who_may_not_get_no_numbers(keep, client, officer, person, unit):
    keep(kind="theft")
    assert client.get("/statistics/cases/").status_code == 302
    client.force_login(person("", unit))
    assert client.get("/statistics/cases/").status_code == 404
    client.force_login(officer)  # reads, but does not export
    assert client.get("/statistics/cases/").status_code == 200
    assert client.get("/statistics/cases/table.csv").status_code == 403
    assert client.get("/statistics/cases/releases/").status_code == 403
    assert client.get("/statistics/nothing/").status_code == 404


def test_only_registers_of_ones_own_are_listed(keep, client, officer, person, unit):
    client.force_login(officer)
    assert "Cases" in client.get("/statistics/").text
    client.force_login(person("", unit))
    assert "Cases" not in client.get("/statistics/").text


def test_people_are_said_by_who_keeps_registers(client, keeper, places, reader, register):
    sent = {"place": "K27", "year": "2024", "people": "200000", "source": "Census"}
    client.force_login(keeper)
    assert client.post("/statistics/people/", sent).status_code == 302
    client.post("/statistics/people/", {**sent, "people": "210000"})
    assert list(Population.objects.values_list("people", flat=True)) == [210_000]
    assert client.post("/statistics/people/", {**sent, "people": "0"}).status_code == 422
    client.force_login(reader)
    assert client.get("/statistics/people/").status_code == 200
    assert client.post("/statistics/people/", sent).status_code == 403
    assert client.post(f"/statistics/people/{Population.objects.get().pk}/remove/").status_code == 403
    client.force_login(keeper)
    client.post(f"/statistics/people/{Population.objects.get().pk}/remove/")
    assert not Population.objects.exists()


def test_a_release_is_prepared_counted_and_published_in_its_pages(keep, client, head, register):
    from muster.features.statistics import jobs
    from muster.features.statistics.forms import ReleaseForm
    from muster.features.statistics.models import Order, Release

    for kind, count in (("theft", 12), ("fraud", 3), ("arson", 8)):
        for _ in range(count):
            keep(kind=kind)
    client.force_login(head)
    form = {"title_en": "Cases", "title_sq": "Rastet", "title_sr": "Slučajevi", "start": "2025-01", "end": "2025-12"}
    assert client.post("/statistics/cases/publish/?by=f:kind", {"title_en": ""}).status_code == 422
    half = ReleaseForm({**form, "note_en": "Some are missing."})
    assert half.errors.keys() == {"note_sq", "note_sr"}
    form |= {"note_en": "Some are missing.", "note_sq": "Disa mungojnë.", "note_sr": "Neki nedostaju."}
    made = client.post("/statistics/cases/publish/?by=f:kind", form)
    release = Release.objects.get()
    assert made.headers["Location"] == f"/statistics/releases/{release.pk}/"
    assert (release.end, release.tables) == (
        date(2025, 12, 31),
        ["by=f:kind&measure=count&since=2025-01&until=2025-12"],
    )
    page = f"/statistics/releases/{release.pk}/"
    client.post(f"{page}count/", {"version": "1"})
    assert not Order.objects.exists()  # of another version than was seen
    client.post(f"{page}count/", {"version": release.version})
    assert "being counted" in client.get(page).text
    jobs.work(jobs.take(Order.objects.get().pk), lambda: False)
    shown = client.get(page).text
    assert "small number" in shown
    assert client.get(f"/public/statistics/{release.pk}/").status_code == 404
    release.refresh_from_db()
    refused = client.post(f"{page}publish/", {"version": release.version}, follow=True)
    assert "say that you have" in refused.text
    assert client.get(f"/public/statistics/{release.pk}/").status_code == 404
    client.post(f"{page}publish/", {"version": release.version, "looked": "1"})
    client.logout()
    public = client.get(f"/public/statistics/{release.pk}/")
    assert public.status_code == 200
    for language, note in (("en", "Some are missing."), ("sq", "Disa mungojnë."), ("sr-Cyrl", "Неки недостају.")):
        read = client.get(f"/public/statistics/{release.pk}/", headers={"Accept-Language": language})
        assert note in read.text
    assert "small number" not in public.text
    assert "Numbers below 5" in public.text
    assert str(escape(mission().name)) in public.text
    assert "Cases" in client.get("/public/statistics/").text
    told = client.get(f"/public/statistics/{release.pk}/release.json").json()
    assert told["tables"][0]["numbers"][1]["records"] is None
    rows = b"".join(client.get(f"/public/statistics/{release.pk}/1.csv").streaming_content).decode("utf-8-sig")
    assert "Fraud,,1" in rows
    assert client.get(f"/public/statistics/{release.pk}/2.csv").status_code == 404
