from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.core.conflicts import Conflict
from muster.core.identity import NOBODY, SYSTEM, acting_as, of_person
from muster.core.models import AuditEntry, Marking
from muster.domain.forms.settings import Warning
from muster.domain.forms.warnings import about, found, share
from muster.features.registers.actions import hand_in
from muster.features.registers.actions.attending import attend
from muster.features.registers.actions.renewing import renew
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Attention, Naming, Record, Register, Renewal
from muster.features.registers.queries.naming import explained, standing_out
from muster.features.registers.queries.warnings import waiting, warnings
from muster.features.registers.standing import FOLLOWED
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
    with acting_as(of_person(viewer.pk)):
        every = explained(register, [one.standing for one in warnings(viewer, register, TODAY)], TODAY)
    return {(one.rule.code, one.who): len(one.records) for one in every}


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


DAYS = st.integers(0, 900).map(lambda days: TODAY - timedelta(days=days))
RULE = st.builds(
    Warning, st.just("any"), st.just({}), st.just("deed/against"), st.integers(1, 4), st.sampled_from([1, 6, 12])
) | st.builds(Warning, st.just("top"), st.just({}), st.just("deed/against"), top=st.sampled_from([5.0, 20.0, 50.0]))


@pytest.fixture
def forty(register, complain):
    """Records to hang namings on."""
    first = complain("2020-01-01")
    values = {one.attname: getattr(first, one.attname) for one in Record._meta.concrete_fields if not one.primary_key}
    with acting_as(SYSTEM):
        return [first, *Record.objects.bulk_create(Record(**values) for _ in range(39))]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(some=st.lists(st.tuples(DAYS, st.sampled_from("abcdefgh")), max_size=40), rule=RULE)
def test_the_database_finds_whom_the_rule_is_true_of(register, forty, some, rule):
    same = {name: getattr(forty[0], name) for name in FOLLOWED if name != "day"}
    people = {}
    with acting_as(SYSTEM):
        Naming.objects.all().delete()
        for record, (day, who) in zip(forty, some, strict=False):
            Naming.objects.create(record=record, **same, day=day, about=about(rule), who=who, said=who.upper())
            people.setdefault(who, []).append((day, record.pk, who.upper()))
        told = explained(register, standing_out(register, [rule], TODAY), TODAY)
    people = {who: sorted(named, reverse=True) for who, named in people.items()}
    lately = [sum(day > date(2025, 11, 22) for day, *_ in named) for named in people.values()]
    top = share(rule, [one for one in lately if one]) if rule.top else None
    assert sorted(told, key=lambda one: one.who) == sorted(found(rule, people, TODAY, top), key=lambda one: one.who)
    assert [one.records[0][:2] for one in told] == sorted((one.records[0][:2] for one in told), reverse=True)


def test_whom_a_record_names_is_kept_with_it(register, complain, officer):
    record = complain("2026-02-01", ("A-17", "tone"), ("B-2", "force"), (None, "force"))
    of = {rule.code: about(rule) for rule in definition_of(register.current).settings.warnings}
    with acting_as(SYSTEM):
        assert set(Naming.objects.values_list("about", "who", "said")) == {
            (of["all"], "a 17", "A-17"),
            (of["all"], "b 2", "B-2"),
            (of["force"], "b 2", "B-2"),
        }
        Record.objects.filter(pk=record.pk).update(marking=Marking.RESTRICTED, day="2026-02-03", restricted=True)
        assert set(Naming.objects.values_list("marking", "day", "restricted")) == {(2, date(2026, 2, 3), True)}


def test_whom_a_record_names_is_for_who_sees_its_names(register, three, person, unit, other_unit, officer):
    counted = "SELECT count(*) FROM registers_naming"
    for who, rows in ((officer, 3), (person("officer", other_unit), 0), (person("reader", unit), 0), (None, 0)):
        with acting_as(of_person(who.pk) if who else NOBODY), connection.cursor() as cursor:
            cursor.execute(counted)
            assert cursor.fetchone() == (rows,)
    with acting_as(of_person(officer.pk)), connection.cursor() as cursor:
        for statement in (
            "UPDATE registers_naming SET who = 'b 2'",
            "DELETE FROM registers_naming",
        ):
            cursor.execute(statement)
            assert cursor.rowcount == 0
    assert told(officer, register) == {("all", "a 17"): 3}


def test_a_version_that_warns_otherwise_goes_through_the_records(publish, register, three, officer):
    fewer = tuple({**row, "value": "3 in 12 months of what=tone"} if row.get("name") == "all" else row for row in RULES)
    version = publish(version="2", survey=COMPLAINTS, register=fewer, choices=(*CHOICES, *WHAT))
    register.refresh_from_db()
    assert told(officer, register) == {}
    with acting_as(SYSTEM):
        renew(register.pk, version.pk, officer.pk)
    assert told(officer, register) == {("all", "a 17"): 3}


def test_records_of_before_are_gone_through_after_the_migration(register, three, officer):
    with acting_as(SYSTEM):
        Naming.objects.all().delete()
        Renewal.objects.update(ended_at=timezone.now())
        import_module("muster.features.registers.migrations.0010_namings").go_through_records(apps, None)
        assert Renewal.objects.get().ended_at is None
        renew(register.pk, register.current_id, officer.pk)
    assert told(officer, register) == {("all", "a 17"): 3}


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
    assert ">Officer: A-17</h3>" in page
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
