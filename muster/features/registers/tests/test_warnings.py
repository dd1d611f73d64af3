from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as, of_person
from muster.core.models import AuditEntry
from muster.domain.forms.warnings import found as found_of
from muster.features.registers.actions import hand_in
from muster.features.registers.actions.attending import attend
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Attention, Record, Register
from muster.features.registers.queries.naming import named
from muster.features.registers.queries.warnings import waiting, warnings
from muster.features.registers.tests.conftest import CHOICES, REGISTER, SURVEY

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
WHAT = tuple({"list_name": "what", "name": name, "label": name.title()} for name in ("force", "tone"))
COMPLAINTS = (
    *SURVEY,
    {"type": "begin_repeat", "name": "deed", "label": "Allegation"},
    {"type": "text", "name": "against", "label": "Officer"},
    {"type": "select_one what", "name": "what", "label": "What"},
    {"type": "begin_repeat", "name": "means", "label": "Means"},
    {"type": "select_multiple what", "name": "used", "label": "Used"},
    {"type": "end_repeat"},
    {"type": "end_repeat"},
)
OFFICER = {
    "setting": "access",
    "roles": "officer",
    "value": "read create change personal approve",
    "from": "restricted",
}
RULES = (
    *(row for row in REGISTER if row.get("roles") != "officer"),
    OFFICER,
    {"setting": "personal", "name": "against", "value": "staff"},
    {"setting": "warning", "name": "all", "label": "Three in a year", "from": "against", "value": "3 in 12 months"},
    {"setting": "warning", "name": "force", "label": "Two", "from": "against", "value": "2 in 12 months of what=force"},
    {"setting": "warning", "name": "used", "label": "Two", "from": "against", "value": "2 in 12 months of used=tone"},
)  # fmt: skip


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def register(publish):
    return Register.objects.get(pk=publish(survey=COMPLAINTS, register=RULES, choices=(*CHOICES, *WHAT)).register_id)


@pytest.fixture
def complain(filled, officer):
    """A record of a day with (officer, what) pairs."""

    def recorded(day, *deeds, by=officer):
        number = f"uuid:{Record.objects.count()}-{day}-{by.pk}"
        said = [{"against": against, "what": what, **more} for against, what, *rest in deeds for more in rest or [{}]]
        return hand_in(by, filled({"case": number[-9:], "day": day, "deed": said}, number)).record

    return recorded


@pytest.fixture
def three(complain):
    return [complain(day, ("A-17", "tone")) for day in ("2026-02-01", "2026-03-01", "2026-10-01")]


def seen(viewer, register):
    with acting_as(of_person(viewer.pk)):
        return warnings(viewer, register, TODAY)


def told(viewer, register):
    return {(one.found.rule.code, one.found.who): len(one.keys) for one in seen(viewer, register)}


def test_who_is_named_in_three_records_of_a_year(register, complain, officer):
    complain("2026-02-01", ("A-17", "tone"), ("A-17", "force"))
    complain("2026-03-01", ("a 17", "force"), ("B-2", "tone"))
    assert told(officer, register) == {("force", "a 17"): 2}
    complain("2026-10-01", ("A-17", None))
    assert told(officer, register) == {("force", "a 17"): 2, ("all", "a 17"): 3}


def test_what_is_alleged_of_another_is_not_counted_for_one(register, complain, officer):
    for day in ("2026-02-01", "2026-03-01"):
        complain(day, ("A-17", "tone"), ("B-2", "force"))
    assert told(officer, register) == {("force", "b 2"): 2}


def test_what_stands_in_a_repeat_inside_counts_for_the_item_around_it(register, complain, officer):
    for day in ("2026-02-01", "2026-03-01"):
        means = {"means": [{"used": ["force"]}, {"used": ["force", "tone"]}]}
        complain(day, ("A-17", None, means), ("B-2", None, {"means": [{"used": ["force"]}]}))
    assert told(officer, register) == {("used", "a 17"): 2}


def test_reading_in_the_database_finds_whom_the_answers_name(register, complain, officer):
    record = complain("2026-02-01", ("A-17", "tone"), ("B-2", "force"), (None, "force"))
    definition = definition_of(register.current)
    with acting_as(of_person(officer.pk)):
        found = named(officer, register, definition.form, definition.settings.warnings, record.day, record.day)
    assert {code: sorted(people) for code, people in found.items()} == {
        "all": ["a 17", "b 2"],
        "force": ["b 2"],
        "used": [],
    }
    assert found["all"]["a 17"][0][:3] == (record.day, record.pk, "A-17")
    assert not found_of(definition.settings.warnings[0], found["all"], TODAY)


def test_only_records_whose_names_one_sees_are_counted(register, three, complain, person, unit, other_unit, officer):
    stranger = person("officer", other_unit)
    complain("2026-10-02", ("A-17", "tone"), by=stranger)
    assert told(officer, register) == {("all", "a 17"): 3}
    assert told(stranger, register) == {}
    blind = person("reader", unit)
    with pytest.raises(PermissionDenied):
        seen(blind, register)


def test_attending_closes_a_warning_until_a_record_comes(register, three, complain, officer):
    with acting_as(of_person(officer.pk)):
        kept = attend(officer, register, "all", "a 17", {one.pk for one in three}, "Talked on Monday.")
    assert (kept.record_id, kept.by_id, kept.note) == (three[2].pk, officer.pk, "Talked on Monday.")
    assert [one.open for one in seen(officer, register)] == [False]
    complain("2026-02-02", ("A-17", "tone"))  # handed in late, of an earlier day
    assert [(one.open, one.attended) for one in seen(officer, register)] == [(True, kept)]


def test_who_did_not_see_the_newest_record_is_told(register, three, complain, officer):
    complain("2026-10-02", ("A-17", "tone"))
    with acting_as(of_person(officer.pk)), pytest.raises(Conflict):
        attend(officer, register, "all", "a 17", {one.pk for one in three}, "Talked.")
    with acting_as(of_person(officer.pk)), pytest.raises(ValidationError, match="not there any more"):
        attend(officer, register, "all", "b 2", {three[0].pk}, "Talked.")
    assert not Attention.objects.exists()


def test_who_may_not_approve_does_not_attend(publish, filled, complain, register, person, unit, officer):
    for day in ("2026-02-01", "2026-03-01", "2026-10-01"):
        complain(day, ("A-17", "tone"))
    less = tuple(
        {**row, "value": "read create change personal"} if row.get("roles") == "officer" else row for row in RULES
    )
    publish(version="2", survey=COMPLAINTS, register=less, choices=(*CHOICES, *WHAT))
    other = person("officer", unit)
    register.refresh_from_db()
    assert told(other, register) == {("all", "a 17"): 3}
    with acting_as(of_person(other.pk)), pytest.raises(PermissionDenied):
        attend(other, register, "all", "a 17", set(Record.objects.values_list("pk", flat=True)), "Talked.")
    assert not waiting(other, TODAY)


def test_the_page_says_why_and_leads_to_the_records(register, three, client, officer):
    client.force_login(officer)
    page = client.get("/registers/cases/warnings/").text
    assert "A-17" in page
    assert "Three in a year" in page
    assert "3 records in the 12 months up to" in page
    assert "never a finding" in page
    assert "those of your units" in page
    assert all(f"/registers/records/{one.pk}/" in page for one in three)
    with acting_as(SYSTEM):
        look = AuditEntry.objects.filter(subject="record", verb="read").latest("pk")
    assert {str(one.pk) for one in three} <= set(look.detail["keys"])


def test_somebody_attends_on_the_page(register, three, client, officer):
    client.force_login(officer)
    sent = {"rule": "all", "who": "a 17", "counted": " ".join(str(one.pk) for one in three)}
    empty = client.post("/registers/cases/warnings/", {**sent, "note": " "})
    assert empty.status_code == 422
    assert "Write in a sentence what was done." in empty.text
    late = client.post("/registers/cases/warnings/", {**sent, "counted": str(three[0].pk), "note": "Talked."})
    assert late.status_code == 409
    assert "Talked." in late.text
    assert client.post("/registers/cases/warnings/", {**sent, "note": "Talked."}).status_code == 302
    page = client.get("/registers/cases/warnings/").text
    assert "Talked." in page
    assert "No warning waits." in page
    assert Attention.objects.get().by == officer


def test_others_do_not_open_the_page(register, three, client, person, unit):
    assert client.get("/registers/cases/warnings/").status_code == 302
    for who in (person("reader", unit), person("", unit)):
        client.force_login(who)
        assert client.get("/registers/cases/warnings/").status_code in (403, 404)
        assert client.post("/registers/cases/warnings/", {"note": "x"}).status_code in (403, 404)


def test_a_register_without_rules_has_no_such_page(publish, client, officer):
    publish(form_id="plain")
    client.force_login(officer)
    assert client.get("/registers/plain/warnings/").status_code == 404


def test_the_first_page_is_told_how_many_wait(register, three, client, officer):
    client.force_login(officer)
    assert "1 warning" in client.get("/registers/warnings/").text
