import csv
import io
import re
from datetime import date
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook

from muster.domain.counting.matrix import matrix_of
from muster.features.accounts.models import Role
from muster.features.activities.filters import read_filters
from muster.features.activities.queries import register
from muster.features.matrix.figures import KEYS
from muster.features.matrix.models import PublishedMatrix

pytestmark = pytest.mark.django_db
CELL = re.compile(r'<a href="(/activities/\?[^"]*)">([\d\u202f]+)</a>')


def page(client, name="matrix:matrix", *args, **params):
    answer = client.get(reverse(name, args=args), params)
    assert answer.status_code == 200
    return answer.content.decode()


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def year(client, reader, entry, other_unit):
    """Some entries of two years and two structures, and the reader signed in."""
    entry("A10", "training", sessions=8, participants=135, women=35, men=100, partners=["EULEX"], place_codes=["K27"])
    entry("A10", "analysis", date(2016, 7, 1))
    entry("B08", "training", date(2016, 12, 31), sessions=2, unit=other_unit)
    entry("B08", "training", date(2015, 5, 5), sessions=4)
    client.force_login(reader)


def test_strangers_are_sent_to_sign_in(client):
    addresses = [
        *(reverse(f"matrix:{name}") for name in ("matrix", "charts", "published", "load_published")),
        reverse("matrix:table", args=["xlsx"]),
        reverse("matrix:chart", args=["months", "svg"]),
        reverse("matrix:published_matrix", args=[1]),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))
    assert client.post(reverse("matrix:remove_published", args=[1])).status_code == 302


def test_numbers_are_taken_away_of_the_structures_whose_entries_may_be(client, year, person, unit, other_unit):
    role = Role.objects.create(code="liaison", name_en="Liaison", position=99)
    for verb, reach in (("read", "everywhere"), ("export", "unit")):
        role.permissions.create(verb=verb, subject="activity", reach=reach, marking=1)
    liaison = person("liaison", unit)
    client.force_login(liaison)
    for chosen, status in (({"unit": unit.code}, 200), ({"unit": other_unit.code}, 403), ({}, 403)):
        answer = client.get(reverse("matrix:table", args=["csv"]), {"year": 2016, **chosen})
        assert answer.status_code == status
        assert (reverse("matrix:table", args=["xlsx"]) in page(client, year=2016, **chosen)) == (status == 200)


@pytest.mark.parametrize(
    "params",
    [
        {"year": 2016},
        {"year": 2016, "unit": "north"},
        {"year": 2016, "part": "q2"},
        {"since": "2015-01", "until": "2016"},
    ],
)
def test_every_cell_opens_exactly_the_activities_behind_it(client, reader, year, params):
    cells = [(unescape(address), int(count)) for address, count in CELL.findall(page(client, **params))]
    assert len(cells) >= 6
    for address, count in cells:
        filters, problems = read_filters(QueryDict(urlsplit(address).query))
        assert problems == []
        assert sum(register(reader, filters).values_list("events", flat=True)) == count


def test_totals_shares_and_the_year_before_stand_beside_the_counts(client, year):
    text = " ".join(re.sub(r"<[^>]+>", " ", page(client, year=2016)).split())
    assert "Hate Crime 0 8 1 9 82 % 0 +9" in text
    assert "Cybercrime 0 2 0 2 18 % 4 −2" in text
    assert "All together 0 10 1 11 100 % 4 +7" in text
    assert "Difference 0 " not in text


def test_activities_or_participants_can_be_counted_instead(client, year):
    text = " ".join(re.sub(r"<[^>]+>", " ", page(client, year=2016, count="participants", against="nothing")).split())
    assert "Hate Crime 0 135 0 135 100 %" in text
    text = " ".join(re.sub(r"<[^>]+>", " ", page(client, year=2016, count="activities", against="nothing")).split())
    assert "Hate Crime 0 1 1 2 67 %" in text


def test_an_address_that_is_not_understood_is_answered_with_sentences(client, year):
    text = page(client, year="20x6", part="q9", unit="nowhere", count="money", since="soon")
    for wrong in ("20x6", "q9", "nowhere", "money", "soon"):
        assert f"“{wrong}”" in text


@pytest.mark.parametrize("query", ["since=0001&until=9999", "since=0001", "until=9999", "since=2016&until=9999"])
def test_a_period_before_or_after_all_reports_is_answered_with_a_sentence(client, year, query):
    assert "is not a period" in client.get(f"/matrix/?{query}").content.decode()


def test_an_empty_period_says_what_comes_here(client, year):
    assert "Nothing to count in this period" in page(client, year=2001)


def test_the_matrix_goes_out_as_a_workbook_with_sums(client, year):
    sheet = load_workbook(io.BytesIO(body(client.get(reverse("matrix:table", args=["xlsx"]), {"year": 2016})))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 1 + 23 + 3
    assert rows[-1][:1] == ("All together",)
    assert rows[-1][3:8] == (0, 10, 1, 11, 100) or rows[-1][3:8] == (None, 10, 1, 11, 100)


def test_hxl_tags_stand_below_the_heads_and_no_sums_below_the_rows(client, year):
    answer = client.get(reverse("matrix:table", args=["hxl.csv"]), {"year": 2016})
    rows = list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"))))
    tags, data = rows[1], rows[2:]
    assert all(re.fullmatch(r"#[a-z0-9]+(\+[a-z_0-9]+)*", tag) for tag in tags)
    assert len(set(tags)) == len(tags)
    assert len(data) == 23
    assert sum(int(row[tags.index("#indicator+num+events+total")]) for row in data) == 11


def test_every_chart_has_its_title_its_words_and_its_table(client, year):
    text = page(client, "matrix:charts", year=2016)
    assert text.count('<svg xmlns="http://www.w3.org/2000/svg"') == len(KEYS)
    assert text.count('role="img" aria-label=') == len(KEYS)
    for key in KEYS:
        part = text[text.index(f'id="{key}"') :].split("</section>")[0]
        assert "<h2" in part
        assert "<desc>" in part
        assert "<table>" in part
    assert "style=" not in text
    assert "<style" not in text
    assert "Prishtinë/Priština" in text


@pytest.mark.parametrize("form", ["svg", "png", "pdf", "xlsx", "csv", "hxl.csv"])
@pytest.mark.parametrize("key", KEYS)
def test_every_chart_goes_out_as_picture_and_table(client, year, key, form):
    answer = client.get(reverse("matrix:chart", args=[key, form]), {"year": 2016})
    assert answer.status_code == 200
    signs = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "xlsx": b"PK"}
    assert body(answer).startswith(signs.get(form, "\ufeff".encode()))
    assert f"2016-01-01-2016-12-31.{form}" in answer.headers["Content-Disposition"]


def test_charts_of_an_empty_period_say_so_and_have_no_picture(client, year):
    assert "<svg xmlns" not in page(client, "matrix:charts", year=2001)
    assert client.get(reverse("matrix:chart", args=["months", "svg"]), {"year": 2001}).status_code == 404
    assert client.get(reverse("matrix:chart", args=["nothing", "svg"])).status_code == 404


def test_a_name_with_markup_stays_a_name_in_a_chart(client, year, entry):
    entry(partners=['<script>alert("1")</script>'])
    text = page(client, "matrix:charts", year=2016)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("language", ["sq", "sr-latn", "sr"])
def test_pages_are_there_in_every_language(client, reader, year, language):
    reader.language = language
    reader.save()
    for name in ("matrix:matrix", "matrix:charts", "matrix:published"):
        page(client, name)


def test_a_reporting_officer_loads_a_published_matrix_and_compares(client, reporting_officer, published_file, entry):
    entry(sessions=8)
    client.force_login(reporting_officer)
    with published_file.open("rb") as handle:
        answer = client.post(
            reverse("matrix:load_published"), {"file": handle, "scope": "All missions", "year": 2015, "source": ""}
        )
    kept = PublishedMatrix.objects.get()
    assert answer.url == reverse("matrix:published_matrix", args=[kept.pk])
    assert kept.source == "Annual Report in 2015"
    text = page(client, "matrix:published_matrix", kept.pk)
    assert "Total of all together: as printed 8, the cells make 6." in unescape(text)
    assert "All missions" in page(client, "matrix:published")
    text = " ".join(re.sub(r"<[^>]+>", " ", page(client, year=2016, against=f"published-{kept.pk}")).split())
    assert "Hate Crime 0 8 0 8 100 % 6 +2" in text


def test_a_matrix_of_the_same_scope_and_year_is_replaced_and_its_history_stays(
    client, reporting_officer, published_file
):
    client.force_login(reporting_officer)
    for _ in range(2):
        with published_file.open("rb") as handle:
            client.post(reverse("matrix:load_published"), {"file": handle, "scope": "All missions", "year": 2015})
    kept = PublishedMatrix.objects.get()
    assert kept.history.count() == 2


def test_a_bad_file_is_answered_with_every_mistake_and_nothing_is_kept(client, reporting_officer, published_file):
    client.force_login(reporting_officer)
    bad = published_file.read_text().replace("Hate Crime", "Hat Crime").replace("2,", "-2,")
    file = io.BytesIO(bad.encode())
    file.name = "bad.json"
    answer = client.post(reverse("matrix:load_published"), {"file": file, "scope": "All", "year": 2015})
    text = unescape(answer.content.decode())
    assert "bad.json: general, row 1: “Hat Crime” is not a theme of the list." in text
    assert "a count cannot be less than nought, and this is -2." in text
    assert not PublishedMatrix.objects.exists()


def test_who_does_not_publish_may_not_load_or_remove(client, officer, reporting_officer, published_file):
    client.force_login(officer)
    assert client.get(reverse("matrix:load_published")).status_code == 403
    kept = PublishedMatrix.objects.create(
        scope="All", year=2015, cells={"rows": []}, source="x", loaded_by=reporting_officer
    )
    assert client.post(reverse("matrix:remove_published", args=[kept.pk])).status_code == 403
    client.force_login(reporting_officer)
    assert client.post(reverse("matrix:remove_published", args=[kept.pk])).status_code == 302
    assert not PublishedMatrix.objects.exists()


@pytest.fixture
def published(reporting_officer):
    """`published(2015, training=40)` keeps a published matrix with that count for one theme."""

    def keep(year, training, **fields):
        cells = matrix_of([("A10", "training", training)]).to_json()
        fields = {"scope": "Mission in Norland", "source": "Annual report", **fields}
        return PublishedMatrix.objects.create(year=year, cells=cells, loaded_by=reporting_officer, **fields)

    return keep


def told(client, **params):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page(client, **params))).split())


def test_a_year_of_which_the_register_holds_little_is_compared_as_published(client, year, published, mission):
    type(mission).objects.filter(pk=mission.pk).update(name_en="Mission in Norland")
    kept = published(2015, 40)
    for name in ("matrix:matrix", "matrix:charts"):
        shown = told(client, name=name, year=2016)
        assert "Compared with Mission in Norland 2015 as published; it counts events." in shown
        assert "The register holds only 4 events of 2015." in shown
    assert 'href="?year=2016&amp;count=events&amp;against=2015"' in page(client, year=2016)
    assert "Hate Crime 0 8 1 9 82 % 40 −31" in told(client, year=2016)
    assert "Compared with 2015 as the register counts it." in told(client, year=2016, against="2015")
    PublishedMatrix.objects.filter(pk=kept.pk).update(year=2014)
    assert "Compared with 2015 as the register counts it." in told(client, year=2016)


def test_a_year_that_the_register_holds_is_compared_as_it_counts_it(client, year, published):
    published(2015, 7)
    assert "Compared with 2015 as the register counts it." in told(client, year=2016)


@pytest.mark.parametrize("asked", [{"part": "q2"}, {"count": "participants"}, {"unit": "north"}])
def test_a_published_matrix_stands_only_for_what_it_is_of(client, year, published, asked):
    published(2015, 40)
    assert "as published; it counts events" not in told(client, year=2016, **asked)


def test_a_published_matrix_of_somebody_else_is_never_taken_unasked(client, year, published, mission):
    type(mission).objects.filter(pk=mission.pk).update(name_en="Mission in Norland")
    kept = published(2015, 400, scope="All missions")
    assert "Compared with 2015 as the register counts it." in told(client, year=2016)
    PublishedMatrix.objects.filter(pk=kept.pk).update(scope="Mission in Norland")
    assert "Compared with Mission in Norland 2015 as published" in told(client, year=2016)
