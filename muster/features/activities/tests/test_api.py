import json
from dataclasses import replace

import pytest

from muster.features.activities import actions
from muster.features.activities.models import Activity
from muster.features.activities.tests.test_merging import ANNUAL
from muster.features.activities.values import values_of

pytestmark = pytest.mark.django_db
NEW = {"unit": "north", "theme": "B06", "kind": "training", "column": "training", "title": "Course", "start": "2016-04"}


def call(client, method, path, body=None):
    data = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
    answer = getattr(client, method)(f"/api/activities/{path}", **data)
    is_json = answer.headers.get("Content-Type", "").startswith("application/json") and not answer.streaming
    said = json.loads(answer.content) if is_json and answer.content else None
    return answer.status_code, said


@pytest.fixture
def api(client, officer):
    client.force_login(officer)
    return lambda *arguments: call(client, *arguments)


OPERATIONS = [
    *(("get", path, None) for path in ("", "duplicates", "partners", "1", "1/history", "export/csv")),
    ("post", "partners/join", {"partners": ["a", "b"], "known_as": "a"}),
    ("post", "partners/part", {"name": "a"}),
    ("post", "", NEW),
    ("patch", "1", {"version": 1, "values": {}}),
    ("post", "1/withdraw", {"version": 1, "reason": "x"}),
    ("post", "1/restore", {"version": 1}),
    ("post", "merges", {"kept": 1, "versions": {"1": 1, "2": 1}}),
    ("post", "merges/1/apart", None),
    ("post", "duplicates/apart", {"activities": [1, 2]}),
]


@pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)
def test_a_stranger_is_not_let_in(client, method, path, body):
    assert call(client, method, path, body)[0] == 401


def test_a_reader_changes_nothing(client, reader, enter):
    entry, other = enter(), enter(**ANNUAL)
    client.force_login(reader)
    key = entry.pk
    for method, path, body in [
        ("post", "", NEW),
        ("patch", f"{key}", {"version": 1, "values": {"title": "x"}}),
        ("post", f"{key}/withdraw", {"version": 1, "reason": "x"}),
        ("post", f"{key}/restore", {"version": 1}),
        ("post", "merges", {"kept": key, "versions": {str(key): 1, str(other.pk): 1}}),
        ("post", "duplicates/apart", {"activities": [key, other.pk]}),
        ("post", "merges/1/apart", None),
        ("get", "duplicates", None),
        ("post", "partners/join", {"partners": ["a", "b"], "known_as": "a"}),
        ("post", "partners/part", {"name": "a"}),
    ]:
        assert call(client, method, path, body)[0] == 403, path
    assert call(client, "get", f"{key}")[0] == 200


def test_entries_are_listed_with_the_filters_of_the_page_and_paged(api, enter):
    for number in range(5):
        enter(title=f"Number {number}", theme="A10" if number else "B06")
    status, page = api("get", "?theme=A10&limit=3&sort=oldest")
    assert (status, page["count"], page["exact"], len(page["items"])) == (200, 4, True, 3)
    rest = api("get", f"?theme=A10&limit=3&sort=oldest&after={page['after']}")[1]
    assert [item["title"] for item in page["items"] + rest["items"]] == [f"Number {number}" for number in range(1, 5)]
    assert rest["after"] is None


@pytest.mark.parametrize("query", ["theme=Z1", "since=May", "sort=loudest", "after=x", "limit=1000", "women_from=many"])
def test_what_is_not_understood_is_refused_with_a_sentence(api, query):
    status, said = api("get", f"?{query}")
    assert status == 422
    assert said["detail"]


def test_an_entry_is_registered_read_and_changed(api):
    status, entry = api("post", "", NEW)
    assert (status, entry["category"], entry["period_end"], entry["origin"]) == (201, "threats", "2016-04-30", "hand")
    status, changed = api("patch", f"{entry['id']}", {"version": 1, "values": {"participants": 12, "places": ["Peć"]}})
    assert (status, changed["participants"], changed["place_codes"], changed["title"]) == (200, 12, ["K25"], "Course")
    assert api("get", f"{entry['id']}")[1] == changed
    history = api("get", f"{entry['id']}/history")[1]
    assert history[0]["changes"] == {"participants": [None, 12], "places": [[], ["Peć"]]}
    assert [change["standing"] for change in history] == ["", "registered"]


@pytest.mark.parametrize(
    "change", [{"theme": "Z9"}, {"unit": "nowhere"}, {"title": ""}, {"start": "May"}, {"sessions": 0}, {"colour": "x"}]
)
def test_wrong_values_are_named_by_field(api, enter, change):
    assert api("post", "", {**NEW, **change})[0] == (201 if "colour" in change else 422)
    status, said = api("patch", f"{enter().pk}", {"version": 1, "values": change})
    assert (status, list(said["detail"])) == (422, list(change))


def test_a_misshapen_value_is_refused(api, enter):
    assert api("patch", f"{enter().pk}", {"version": 1, "values": {"participants": "many"}})[0] == 422


def test_the_later_change_gets_the_difference(api, reporting_officer, enter):
    entry = enter()
    actions.update_activity(reporting_officer, entry, replace(values_of(entry), participants=30), 1)
    status, said = api("patch", f"{entry.pk}", {"version": 1, "values": {"participants": 40}})
    assert (status, said["difference"]) == (409, {"participants": {"stored": 30, "wanted": 40}})


def test_what_is_not_there_is_not_found(api):
    for path in ("7", "7/history", "99999999999999999999", "export/pdf"):
        assert api("get", path)[0] == 404


def test_told_twice_is_merged_and_taken_apart(api, enter):
    entry, other = enter(), enter(**ANNUAL)
    [pair] = api("get", "duplicates")[1]
    assert (pair["first"], pair["second"]) == (entry.pk, other.pk)
    wanted = {"kept": entry.pk, "versions": {entry.pk: 1, other.pk: 1}, "values": {"title": "One"}}
    status, merge = api("post", "merges", wanted)
    assert (status, merge["merged"]) == (201, [other.pk])
    assert api("get", "")[1]["count"] == 1
    assert api("post", "merges", wanted)[0] == 409
    assert api("post", f"merges/{merge['id']}/apart")[1]["undone"]
    assert Activity.objects.get(pk=entry.pk).title == "Workshop on hate crime"
    assert api("post", f"merges/{merge['id']}/apart")[0] == 422


def test_entries_are_kept_apart(api, enter):
    entry, other = enter(), enter(**ANNUAL)
    assert api("post", "duplicates/apart", {"activities": [entry.pk, other.pk]})[0] == 204
    assert api("get", "duplicates")[1] == []


def test_an_entry_is_withdrawn_and_restored(api, enter):
    key = enter().pk
    assert api("post", f"{key}/withdraw", {"version": 1, "reason": "Twice"})[1]["counted"] is False
    assert api("post", f"{key}/restore", {"version": 1})[0] == 409
    assert api("post", f"{key}/restore", {"version": 2})[1]["counted"] is True


def test_entries_go_out_as_a_file(client, officer, enter):
    enter()
    client.force_login(officer)
    answer = client.get("/api/activities/export/csv?theme=A10")
    assert b"Workshop on hate crime" in b"".join(answer.streaming_content)
    assert client.get("/api/activities/export/csv?theme=Z").status_code == 422


def test_every_operation_is_documented(client, officer):
    client.force_login(officer)
    schema = json.loads(client.get("/api/openapi.json").content)
    assert schema["openapi"].startswith("3.1")
    ours = [operation for path, of in schema["paths"].items() if "/activities/" in path for operation in of.values()]
    assert len(ours) == 15
    assert all(operation["summary"] for operation in ours)


def test_partners_are_listed_joined_and_taken_apart(client, reporting_officer, enter):
    client.force_login(reporting_officer)
    enter(partners=("Kosovo Academy for Public Safety (KAPS)", "EULEX"))
    enter(partners=("KAPS",))
    (academy, other) = call(client, "get", "partners")[1]
    assert ([one["name"] for one in academy["names"]], academy["activities"]) == (
        ["Kosovo Academy for Public Safety (KAPS)", "KAPS"],
        2,
    )
    assert call(client, "post", "partners/join", {"partners": ["kaps", "eulex"], "known_as": "eulex"})[0] == 204
    assert len(call(client, "get", "partners?q=academy")[1][0]["names"]) == 3
    head = academy["names"][0]["key"]
    assert call(client, "post", "partners/part", {"name": head})[0] == 204
    assert call(client, "get", "partners")[1] == [academy, other]
    assert call(client, "post", "partners/part", {"name": "nobody"})[0] == 422


def test_every_operation_says_how_it_refuses_and_a_file_what_it_is(client, officer):
    client.force_login(officer)
    paths = json.loads(client.get("/api/openapi.json").content)["paths"]
    ours = [operation for path in paths if "/activities/" in path for operation in paths[path].values()]
    assert all("403" in operation["responses"] and operation["operationId"] for operation in ours)
    export = paths["/api/activities/export/{form}"]["get"]["responses"]
    assert "text/csv" in export["200"]["content"]


def test_entries_that_are_not_there_are_not_kept_apart(api, enter):
    status, said = api("post", "duplicates/apart", {"activities": [enter().pk, 999_999]})
    assert (status, said["detail"]) == (404, "There is no entry 999999.")
