"""The API answers with the same rules as the pages."""

import pytest

from muster.features.publishing.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_person(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def test_a_stranger_is_refused(client, report, chapter):
    paragraph = chapter.paragraphs.first()
    for path in ("", f"{report.pk}", f"{report.pk}/chapters", f"{report.pk}/content", f"{report.pk}/file/pdf"):
        assert client.get(f"/api/reports/{path}").status_code == 401
    for path in (f"{report.pk}/publish", f"{report.pk}/correct", f"chapters/{chapter.pk}/clear", ""):
        assert client.post(f"/api/reports/{path}", {}, "application/json").status_code == 401
    assert client.put(f"/api/reports/paragraphs/{paragraph.pk}", {}, "application/json").status_code == 401


def test_reports_are_started_read_and_corrected(as_person, reporting_officer, structures, year_of_work, officer):
    client = as_person(reporting_officer)
    wanted = {"kind": "monthly", "year": 2025, "number": 4, "structures": ["north"]}
    made = client.post("/api/reports/", wanted, "application/json")
    assert made.status_code == 201
    assert made.json()["title"].endswith("April 2025")
    assert client.get("/api/reports/").json() == [made.json()]
    assert client.post("/api/reports/", wanted, "application/json").status_code == 422
    wrong = client.post("/api/reports/", {**wanted, "number": 13}, "application/json")
    assert wrong.json() == {"detail": "There is no such quarter or month."}
    nowhere = client.post("/api/reports/", {**wanted, "structures": ["moon"]}, "application/json")
    assert nowhere.json() == {"detail": "There is no structure moon."}
    assert as_person(officer).post("/api/reports/", wanted, "application/json").status_code == 403


@pytest.mark.parametrize("wrong", [{"year": 10**25}, {"year": 1}, {"language": "xx"}, {"title": "T" * 201}])
def test_a_report_that_cannot_be_is_not_started(as_person, reporting_officer, structures, wrong):
    wanted = {"kind": "annual", "year": 2025, "structures": ["north"], **wrong}
    assert as_person(reporting_officer).post("/api/reports/", wanted, "application/json").status_code == 422
    assert not Report.objects.exists()


def test_a_paragraph_is_kept_on_the_version_that_was_seen(as_person, officer, other_officer, chapter):
    client = as_person(officer)
    paragraph = client.get(f"/api/reports/chapters/{chapter.pk}/paragraphs").json()[1]
    path = f"/api/reports/paragraphs/{paragraph['id']}"
    kept = client.put(path, {"text": "One.", "version": 1}, "application/json")
    assert (kept.status_code, kept.json()["version"]) == (200, 2)
    late = client.put(path, {"text": "Two.", "version": 1}, "application/json")
    assert (late.status_code, late.json()["difference"]) == (409, {"text": {"stored": "One.", "wanted": "Two."}})
    refused = as_person(other_officer).put(path, {"text": "Three.", "version": 2}, "application/json")
    assert refused.status_code == 403


def test_what_blocks_is_listed(as_person, report, reporting_officer, head_of_structure, chapter, reader):
    client = as_person(reporting_officer)
    stopped = client.post(f"/api/reports/{report.pk}/publish", {"version": report.version}, "application/json")
    assert stopped.status_code == 409
    assert "Field Office North: Not cleared yet." in stopped.json()["stops"]
    cleared = as_person(head_of_structure).post(
        f"/api/reports/chapters/{chapter.pk}/clear", {"version": chapter.version}, "application/json"
    )
    assert cleared.json()["state"] == "cleared"
    chapters = as_person(reader).get(f"/api/reports/{report.pk}/chapters").json()
    assert {each["key"]: each["state"] for each in chapters}["unit-north"] == "cleared"


def test_the_content_has_the_numbers(as_person, reader, report):
    client = as_person(reader)
    tree = client.get(f"/api/reports/{report.pk}/content").json()
    matrix = next(each for each in tree["chapters"] if each["key"] == "matrix")
    assert sum(count["events"] for count in matrix["counts"]) == 16
    page = client.get(f"/api/reports/{report.pk}/file/html")
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert client.get("/api/reports/999").status_code == 404
    assert client.get(f"/api/reports/{report.pk}/differences").json() == []


def test_a_published_report_is_corrected(as_person, published, reporting_officer):
    client = as_person(reporting_officer)
    made = client.post(f"/api/reports/{published.pk}/correct", {"reason": "A typo."}, "application/json")
    assert (made.status_code, made.json()["corrects"]) == (201, published.pk)
    assert Report.objects.get(edition=2).correction_reason == "A typo."


def test_a_comment_is_added(as_person, officer, reader, chapter):
    path = f"/api/reports/paragraphs/{chapter.paragraphs.first().pk}/comments"
    said = as_person(officer).post(path, {"text": "Sure?"}, "application/json")
    assert said.json()["open_comments"] == 1
    assert as_person(reader).post(path, {"text": "Sure?"}, "application/json").status_code == 403
