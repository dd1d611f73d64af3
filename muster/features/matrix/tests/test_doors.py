"""The API and the command."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from muster.features.matrix.figures import KEYS
from muster.features.matrix.models import PublishedMatrix

pytestmark = pytest.mark.django_db
PUBLISHED_2016 = Path(__file__).resolve().parents[5] / "shared" / "field-reports" / "published-2016.json"


def test_the_api_lets_no_stranger_in(client):
    for path in ("", "charts/", "charts/months", "published/", "published/1"):
        assert client.get(f"/api/matrix/{path}").status_code == 401


def test_the_api_answers_the_matrix_with_sums_shares_and_comparison(client, reader, entry):
    entry("A10", "training", sessions=8)
    entry("B08", "training", date(2015, 5, 5), sessions=4)
    client.force_login(reader)
    answer = client.get("/api/matrix/", {"year": 2016}).json()
    assert answer["total"]["total"] == 8
    assert answer["category_shares_percent"] == {"general": 100, "threats": 0}
    assert (answer["start"], answer["end"]) == ("2016-01-01", "2016-12-31")
    assert answer["against"]["name"] == "2015"
    assert answer["against"]["total"]["counts"]["training"] == 4


def test_the_api_names_what_it_does_not_understand(client, reader):
    client.force_login(reader)
    answer = client.get("/api/matrix/", {"part": "q7"})
    assert answer.status_code == 422
    assert "q7" in answer.json()["detail"]
    assert client.get("/api/matrix/charts/nothing").status_code == 404
    assert client.get("/api/matrix/published/99").status_code == 404


def test_the_api_answers_the_figures_of_every_chart(client, reader, entry):
    entry(sessions=8, women=1, men=2, partners=["EULEX"], place_codes=["K27"])
    client.force_login(reader)
    assert client.get("/api/matrix/charts/").json() == list(KEYS)
    for key in KEYS:
        answer = client.get(f"/api/matrix/charts/{key}", {"year": 2016}).json()
        assert answer["rows"]
        assert {len(row) for row in answer["rows"]} == {len(answer["columns"])}


def test_the_api_loads_a_published_matrix_and_names_what_is_wrong(client, officer, reporting_officer, published_file):
    def load(person, text):
        client.force_login(person)
        file = SimpleUploadedFile("matrix.json", text.encode())
        return client.post("/api/matrix/published/", {"scope": "All missions", "year": 2015, "file": file})

    text = published_file.read_text()
    assert load(officer, text).status_code == 403
    refused = load(reporting_officer, text.replace("Hate Crime", "Hat Crime"))
    assert refused.status_code == 422
    assert "“Hat Crime” is not a theme of the list." in refused.json()["detail"]
    assert not PublishedMatrix.objects.exists()
    answer = load(reporting_officer, text)
    assert answer.status_code == 201
    assert answer.json()["source"] == "Annual Report in 2015"
    assert answer.json()["matrix"]["total"]["total"] == 6
    assert client.post("/api/matrix/published/", {"scope": "All missions", "year": 2015}).status_code == 422


@pytest.mark.skipif(not PUBLISHED_2016.exists(), reason="the field reports are not here")
def test_the_command_loads_the_published_matrix_of_2016(client, reporting_officer, capsys):
    call_command("load_matrix", str(PUBLISHED_2016), person=reporting_officer.username)
    kept = PublishedMatrix.objects.get()
    assert kept.year == 2016
    assert kept.remarks == []
    assert "all 1045" in capsys.readouterr().out
    client.force_login(reporting_officer)
    answer = client.get(f"/api/matrix/published/{kept.pk}").json()
    assert answer["matrix"]["total"]["total"] == answer["printed_totals"]["all"] == 1045
    assert len(client.get("/api/matrix/published/").json()) == 1


def test_the_command_says_what_is_wrong(reporting_officer, published_file, tmp_path):
    name = reporting_officer.username
    for arguments, words in (
        ([str(tmp_path / "none.json")], "none.json cannot be read"),
        ([str(published_file), "--unit=nowhere"], "no structure “nowhere”"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("load_matrix", *arguments, person=name)
    with pytest.raises(CommandError, match="nobody"):
        call_command("load_matrix", str(published_file), person="nobody-here")
    published_file.write_text("{")
    with pytest.raises(CommandError, match=r"published-2015.json: This is not JSON"):
        call_command("load_matrix", str(published_file), person=name)
    assert not PublishedMatrix.objects.exists()
