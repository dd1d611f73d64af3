"""Statistics over the API."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict

from muster.features.accounts.models import User
from muster.features.sign_in.actions import make_token
from muster.features.statistics import jobs
from muster.features.statistics.actions import releases as actions
from muster.features.statistics.axes import schema_of
from muster.features.statistics.models import Order
from muster.features.statistics.selection import read_selection

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(register, person, unit):
    return person("head_of_structure", unit)


@pytest.fixture
def ask(client, head):
    def asked(path="", person=head):
        client.force_login(User.objects.get(pk=person.pk))
        return client.get(f"/api/statistics/{path}")

    return asked


@pytest.fixture
def release(head, register, keep):
    for _number in range(6):
        keep(kind="theft")
    keep(kind="fraud")
    made = actions.start_release(head, register, {"en": "Cases"}, date(2025, 1, 1), date(2025, 12, 31), {})
    schema = schema_of(made.register)
    selection, _problems = read_selection(schema, QueryDict("by=f:kind"))
    made = actions.add_table(head, made, schema, selection)
    order = Order.objects.create(release=made, version=made.version, by=head)
    jobs.work(jobs.take(order.pk), lambda: False)
    made.refresh_from_db()
    return made


def test_it_says_what_is_counted(register, ask):
    assert ask().json() == [{"code": "cases", "title": "Cases", "publishes": True}]
    told = ask("cases").json()
    axes = {one["key"]: one for one in told["axes"]}
    assert axes["f:kind"]["categories"] == {"theft": "Theft", "fraud": "Fraud", "arson": "Arson"}
    assert (axes["f:ways"]["several"], axes["f:person/sex"]["repeat"]) == (True, "person")
    assert {"place", "region", "year", "unit"} <= axes.keys()
    assert [one["key"] for one in told["measures"]] == ["sum:loss", "mean:loss", "sum:item/weight"]
    assert told["ready"]


def test_a_table_is_that_of_its_page(register, keep, ask):
    keep(kind="theft", loss="10.5")
    keep(kind="theft", place="K28", loss="2")
    keep(kind="fraud")
    told = ask("cases/table?by=f:kind&by=place").json()
    numbers = {tuple(one["position"]): one["records"] for one in told["numbers"]}
    assert (numbers["theft", "K27"], numbers["theft", "*"], numbers["*", "*"]) == (1, 2, 3)
    assert [one["key"] for one in told["dimensions"]] == ["f:kind", "place"]
    lost = ask("cases/table?by=f:kind&measure=sum:loss&only.place=K27").json()
    assert [(one["position"], one["value"]) for one in lost["numbers"] if one["position"] == ["theft"]] == [
        (["theft"], 10.5)
    ]
    assert any(note.startswith("Only Municipality") for note in lost["notes"])


@pytest.mark.parametrize(
    "query",
    [
        "by=f:none",
        "measure=none",
        "since=2025",
        "only.none=1",
        "by=f:person/sex&by=f:item/found",
        "by=f:ways&measure=sum:loss",
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(query, register, ask):
    answer = ask(f"cases/table?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0].endswith(".")


def test_only_records_that_one_reads_are_counted(register, keep, ask, person, unit, other_unit):
    keep(kind="theft")
    keep(kind="theft", at=other_unit)
    for somebody, count in ((person("head_of_structure", unit), 1), (person("reader", unit), 2)):
        told = ask("cases/table?by=f:kind", somebody).json()
        assert {tuple(one["position"]): one["records"] for one in told["numbers"]}["*",] == count


def test_a_release_has_its_tables_with_what_must_be_hidden(release, ask):
    listed = ask("cases/releases").json()
    assert [(one["id"], one["state"], one["start"]) for one in listed] == [(release.pk, "counted", "2025-01-01")]
    told = ask(f"releases/{release.pk}").json()
    numbers = {tuple(one["position"]): one["records"] for one in told["content"]["tables"][0]["numbers"]}
    assert numbers["fraud",] is None
    assert told["version"] == release.version


def test_others_get_nothing_of_it(release, ask, person, unit, client):
    reader, nobody = person("reader", unit), person("", unit)
    assert ask("cases/releases", reader).status_code == 403
    assert ask(f"releases/{release.pk}", reader).status_code == 404
    assert ask("", nobody).json() == []
    assert ask("cases", nobody).status_code == ask("cases/table", nobody).status_code == 403
    assert ask("none").status_code == ask("none/table").status_code == ask("releases/999999").status_code == 404
    client.logout()
    assert client.get("/api/statistics/").status_code == 401


def test_a_token_does_what_it_carries_and_no_more(release, keep, client, person, head):
    told = {"person": head, "purpose": "Nightly", "unit": None, "last_day": date.today() + timedelta(days=9)}
    for limits, statuses in ((["read record"], (200, 404)), (["publish record"], (403, 200))):
        by = {"headers": {"Authorization": f"Bearer {make_token(person('administrator'), limits=limits, **told)}"}}
        asked = [client.get(f"/api/statistics/{path}", **by) for path in ("cases/table", f"releases/{release.pk}")]
        assert tuple(answer.status_code for answer in asked) == statuses
