import pytest

from muster.features.activities.models import Activity
from muster.features.review.tests.conftest import TEXT, span

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(client, officer):
    client.force_login(officer)

    def call(path, **body):
        if not body:
            return client.get(f"/api/drafts/{path}")
        return client.post(f"/api/drafts/{path}", body, content_type="application/json")

    return call


def test_a_stranger_gets_nothing(client, drafts, document):
    pk = drafts[0].pk
    assert client.get(f"/api/drafts/?document={document.pk}").status_code == 401
    assert client.get(f"/api/drafts/{pk}").status_code == 401
    for deed in ("accept", "correct", "reject", "reopen", "split", "merge"):
        path = f"/api/drafts/{pk}/{deed}"
        assert client.post(path, {"version": 1}, content_type="application/json").status_code == 401


def test_who_may_not_review_reads_and_decides_nothing(client, drafts, document, other_officer, reader):
    pk = drafts[0].pk
    bodies = {"split": {"at": TEXT.index("A handbook")}, "merge": {"other": drafts[1].pk, "other_version": 1}}
    for person in (other_officer, reader):
        client.force_login(person)
        assert len(client.get(f"/api/drafts/?document={document.pk}").json()) == 3
        for deed in ("accept", "correct", "reject", "reopen", "split", "merge"):
            body = {"version": 1, **bodies.get(deed, {})}
            answer = client.post(f"/api/drafts/{pk}/{deed}", body, content_type="application/json")
            assert answer.status_code == 403, deed
            assert "Your role" in answer.json()["detail"]


def test_a_draft_with_its_words(api, drafts):
    found = api(str(drafts[2].pk)).json()
    assert found["fields"]["participants"]["spans"] == [span("30 guests")]
    assert found["lacks"] == ["theme", "column"]
    assert api("999999").status_code == 404


def test_drafts_of_a_document_by_state(api, drafts, document):
    api(f"{drafts[0].pk}/reject", version=1, reason="told\x00 before")
    open_ones = api(f"?document={document.pk}&state=open").json()
    assert [one["id"] for one in open_ones] == [drafts[1].pk, drafts[2].pk]
    rejected = api(f"?document={document.pk}&state=rejected").json()
    assert rejected[0]["reason"] == "told before"
    assert api("?document=999999").status_code == 404
    assert api(f"?document={document.pk}&state=lost").status_code == 422


def test_a_list_of_many_drafts_asks_the_database_as_often_as_one_of_few(
    api, drafts, document, django_assert_max_num_queries
):
    for draft in drafts[:2]:
        api(f"{draft.pk}/accept", version=1)
    with django_assert_max_num_queries(7):
        listed = api(f"?document={document.pk}").json()
    assert [each["activity"] for each in listed] == [
        *Activity.objects.order_by("pk").values_list("pk", flat=True),
        None,
    ]


def test_accept_with_corrections(api, drafts):
    fields = {"theme": {"value": "A01"}, "column": {"value": "information_exchange"}, "women": {"value": 12}}
    answer = api(f"{drafts[2].pk}/accept", version=1, fields=fields)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["state"] == "accepted"
    entry = Activity.objects.get(pk=answer.json()["activity"])
    assert (entry.theme, entry.women, entry.participants) == ("A01", 12, 30)


def test_accept_says_what_is_missing(api, drafts):
    answer = api(f"{drafts[2].pk}/accept", version=1)
    assert answer.status_code == 422
    assert set(answer.json()["detail"]) == {"theme", "column"}


def test_a_wrong_value_names_its_field(api, drafts):
    wrong = [{"start": {"value": "2016-02-31"}}, {"colour": {"value": "red"}}, {"theme": {"value": "Z9"}}]
    wrong += [{"dates": {"value": ["soon"]}}, {"women": {"value": 3, "spans": [[0, 10**7]]}}]
    wrong += [{"title": {"value": ["a"]}}, {"places": {"value": 5}}]
    for fields in wrong:
        answer = api(f"{drafts[0].pk}/correct", version=1, fields=fields)
        assert answer.status_code == 422
        assert any(name in key for name in fields for key in answer.json()["detail"])


def test_the_later_save_gets_the_difference(api, drafts):
    assert api(f"{drafts[0].pk}/correct", version=1, fields={"title": {"value": "First"}}).json()["version"] == 2
    answer = api(f"{drafts[0].pk}/correct", version=1, fields={"title": {"value": "Second"}})
    assert answer.status_code == 409
    assert answer.json()["difference"] == {"title": {"stored": "First", "wanted": "Second"}}


def test_split_merge_and_reopen(api, drafts):
    first, second = api(f"{drafts[0].pk}/split", version=1, at=TEXT.index("A handbook")).json()
    merged = api(f"{first['id']}/merge", version=1, other=second["id"], other_version=1).json()
    assert merged["fields"]["participants"]["value"] == 135
    _, copy = api(f"{drafts[1].pk}/split", version=1, start="2016-06-01", end="2016-06-01").json()
    assert copy["fields"]["start"]["value"] == "2016-06-01"
    rejected = api(f"{copy['id']}/reject", version=1).json()
    assert api(f"{copy['id']}/reopen", version=rejected["version"]).json()["state"] == "open"
    assert api(f"{copy['id']}/split", version=3).status_code == 422
