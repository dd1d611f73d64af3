"""An auditor finds who saw a record and why; nobody else gets in, and nobody reads their way out of it."""

import json
import re
from dataclasses import asdict
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from muster.core import audit
from muster.core.models import AuditEntry
from muster.features.activities.actions import register_activity
from muster.features.audit import actions, gathering
from muster.features.audit.models import Disclosure, Justification, Verification
from tests.security.world import values

WHY = {"reason": "inspection", "text": "The yearly inspection of access.", "reference": ""}
GIVEN = {
    "organisation": "Basic Court",
    "recipient": "The registrar",
    "what": "A copy of the report",
    "channel": "paper",
    "legal_basis": "Order PP 12/2026",
    "reference": "PP 12/2026",
    "given_on": timezone.localdate().isoformat(),
}


@pytest.fixture
def audits(client, auditor):
    """The auditor, signed in, who has said why."""
    client.force_login(auditor)
    client.post(reverse("audit:reason"), {"code": "audit", "key": "", "wanted": "/audit/", **WHY})

    def get(name, *args, **data):
        client.force_login(auditor)
        response = client.get(reverse(f"audit:{name}", args=args), data)
        return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()

    return get


@pytest.fixture
def seen(client, officer, entry):
    """The entry was opened once, and shown in a list once."""
    client.force_login(officer)
    client.get(reverse("activities:entry", args=[entry.pk]))
    client.get(reverse("activities:register"))
    return entry


ADDRESSES = (
    ("audit:index", ()),
    ("audit:search", ()),
    ("audit:unusual", ()),
    ("audit:anchors", ()),
    ("audit:person", (1,)),
    ("audit:record", ("activity", 1)),
    ("audit:export", ("csv",)),
)


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
@pytest.mark.parametrize("role", ["administrator", "reporting_officer", "head_of_structure", "reader"])
def test_only_who_audits_gets_in(client, person, name, args, role):
    client.force_login(person(role))
    assert client.get(reverse(name, args=args)).status_code == 403


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
def test_strangers_sign_in_first(client, db, name, args):
    assert client.get(reverse(name, args=args)).url.startswith("/sign-in/")


def test_strangers_and_others_start_no_verification_and_disclose_nothing(client, reader, entry):
    disclose = reverse("audit:disclose", args=["activity", entry.pk])
    for address in (reverse("audit:verify"), reverse("audit:reason"), disclose):
        assert client.post(address).url.startswith("/sign-in/")
    client.force_login(reader)
    assert client.post(reverse("audit:verify")).status_code == 403
    assert client.post(disclose, GIVEN).status_code == 403
    assert client.get(disclose).status_code == 403
    assert not Verification.objects.exists()
    assert not Disclosure.objects.exists()


def test_the_auditor_says_why_before_anything_is_shown(client, auditor, seen):
    client.force_login(auditor)
    response = client.get(reverse("audit:record", args=["activity", seen.pk]))
    assert response.status_code == 403
    assert "Why do you need this?" in response.content.decode()


def test_who_saw_this_record_this_month_and_why(audits, seen, officer):
    shown = audits("record", "activity", seen.pk, month=f"{timezone.localdate():%Y-%m}")
    assert officer.full_name in shown
    assert "Looked at" in shown
    assert "Saw in a list" in shown
    assert "To count and report what the mission did." in shown
    assert "Added" in shown


def test_a_month_in_which_nobody_saw_it_is_empty(audits, seen, officer):
    shown = audits("record", "activity", seen.pk, month="2016-05")
    assert "May 2016" in shown
    assert "Looked at" not in shown
    assert "Nothing is written down here" in shown


def test_changes_in_the_history_lead_to_their_record(audits, seen, officer):
    from muster.features.activities.actions import withdraw_activity

    withdraw_activity(officer, seen, seen.version, "Told twice.")
    assert "Changed" in audits("record", "activity", seen.pk)
    assert reverse("audit:record", args=["activity", seen.pk]) in audits("search", code="activity", verb="update")


def test_what_a_person_did_day_by_day(audits, seen, officer):
    shown = audits("person", officer.pk)
    assert "Day by day" in shown
    assert "Ordinary duty" in shown
    assert "Ordinary duty" not in audits("person", officer.pk, verb="export")


def test_the_trail_is_searched_by_words_of_a_reason(audits, client, officer, restricted, auditor):
    client.force_login(officer)
    said = {"reason": "prosecution", "text": "The prosecutor asks about the workshop.", "reference": "PP 99/2026"}
    wanted = reverse("intake:document", args=[restricted.pk])
    client.post(reverse("audit:reason"), {"code": "document", "key": restricted.pk, "wanted": wanted, **said})
    client.get(wanted)
    client.force_login(auditor)
    shown = audits("search", words="PP 99/2026")
    assert officer.full_name in shown
    assert "Request of a prosecutor or a court" in shown


def test_a_record_closed_to_the_auditor_still_tells_who_saw_it(audits, client, officer, auditor, restricted):
    client.force_login(officer)
    client.get(
        reverse("intake:document", args=[restricted.pk]), headers={"Justification": "supervision; Looking after it."}
    )
    client.force_login(auditor)
    shown = audits("record", "document", restricted.pk)
    assert officer.full_name in shown
    assert restricted.title not in shown


def test_auditors_are_in_the_trail_like_everybody_else(audits, auditor, seen, looks):
    audits("record", "activity", seen.pk)
    look = looks("audit")[-1]
    assert (look.person, look.verb) == (auditor.pk, "read")
    assert look.detail["of"] == f"activity {seen.pk}"
    assert look.detail["justification"]["text"] == WHY["text"]
    assert "The yearly inspection of access." in audits("person", auditor.pk)


def test_nobody_can_take_an_entry_back(auditor, person, seen):
    from django.db import DatabaseError, transaction

    from muster.core.identity import acting_as, of_person

    for somebody in (auditor, person("administrator"), person("data_protection_officer")):
        with acting_as(of_person(somebody.pk)):
            for change in (AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(person=None)):
                with pytest.raises(DatabaseError), transaction.atomic():
                    change()
            for model in (Justification, Disclosure, Verification):
                assert not model.objects.all().delete()[0]


def test_looks_of_an_administrator_at_accounts_are_kept(client, person, officer, looks):
    administrator = person("administrator")
    client.force_login(administrator)
    client.get(reverse("sign_in:person", args=[officer.pk]))
    client.get(reverse("sign_in:people"), {"q": "officer"})
    one, some = looks("account")
    assert str(officer.pk) in one.detail["keys"]
    assert (some.verb, some.detail["terms"]) == ("search", {"q": ["officer"]})


def test_a_disclosure_is_written_down_with_its_recipient(client, protector, entry, looks):
    client.force_login(protector)
    address = reverse("audit:disclose", args=["activity", entry.pk])
    for day in ("2999-01-01", "1900-01-01", "9999-12-31"):
        assert client.post(address, {**GIVEN, "given_on": day}).status_code == 400
    assert "---------" not in client.get(address).content.decode()
    assert client.post(address, GIVEN).status_code == 302
    (look,) = looks("activity", verb="disclose")
    assert look.key == str(entry.pk)
    assert look.detail["organisation"] == "Basic Court"
    assert look.detail["legal_basis"] == "Order PP 12/2026"
    assert "Basic Court" in client.get(reverse("activities:entry", args=[entry.pk])).content.decode()


def test_the_auditor_sees_disclosures_and_cannot_make_one(audits, client, entry, protector):
    told = {name: value for name, value in GIVEN.items() if name != "given_on"}
    actions.disclose(protector, "activity", str(entry.pk), given_on=timezone.localdate(), **told)
    assert "Basic Court" in audits("record", "activity", entry.pk)
    assert client.get(reverse("audit:disclose", args=["activity", entry.pk])).status_code == 403


def test_what_is_shown_leaves_as_a_table_which_is_a_look_itself(audits, client, seen, officer, looks):
    table = audits("export", "csv", record=f"activity:{seen.pk}")
    assert "Saw in a list" in table
    assert officer.full_name in table
    assert looks("audit")[-1].verb == "export"
    assert client.get(reverse("audit:export", args=["xlsx"])).status_code == 200


def test_who_may_read_but_not_export_gets_no_table(client, protector):
    client.force_login(protector)
    client.post(reverse("audit:reason"), {"code": "audit", "key": "", "wanted": "/", **WHY})
    assert client.get(reverse("audit:search")).status_code == 200
    assert client.get(reverse("audit:export", args=["csv"])).status_code == 403


def test_older_entries_stand_on_the_next_page(audits, officer, monkeypatch, entry):
    monkeypatch.setattr("muster.features.audit.queries.PAGE", 3)
    for number in range(8):
        audit.record(officer.pk, "read", "activity", str(entry.pk), where=f"/here/{number}/")
    found, after = [], ""
    for _page in range(5):
        shown = (
            audits("search", person=officer.pk, verb="read", after=after)
            if after
            else audits("search", person=officer.pk, verb="read")
        )
        found += [number for number in range(8) if f"/here/{number}/" in shown]
        older = re.search(r'after=([^"&]+)">Older', shown)
        if older is None:
            break
        after = unquote(older[1])
    assert found[:3] == [5, 6, 7]
    assert sorted(found) == list(range(8))


def test_a_verification_is_asked_for_and_its_result_stays(audits, client, sealed):
    assert "never verified" in audits("index")
    client.post(reverse("audit:verify"))
    assert "waits for a worker" in audits("index")
    client.post(reverse("audit:verify"))
    asked = Verification.objects.get()
    actions.verify(asked)
    shown = audits("index")
    assert asked.findings == []
    assert "Whole:" in shown


@pytest.fixture
def sealed(db):
    audit.seal()


def test_a_finding_stands_on_the_page_in_a_sentence(audits):
    Verification.objects.create(
        ended_at=timezone.now(), entries=3, found=1, findings=[["changed", "activities_activityevent", "7"]]
    )
    shown = audits("index")
    assert "Not whole" in shown
    assert "activities_activityevent: row 7 was changed." in shown


def test_a_worker_verifies_once_a_day(db):
    from muster.features.audit.jobs import verify_daily

    verify_daily()
    verify_daily()
    asked = Verification.objects.get()
    actions.verify(asked)
    verify_daily()
    assert Verification.objects.count() == 1


def test_a_clock_that_was_ahead_makes_it_verify_once_more_and_not_again_and_again(db):
    from muster.features.audit.jobs import verify_daily

    now = timezone.now()
    Verification.objects.create(asked_at=now + timedelta(hours=30), ended_at=now + timedelta(hours=30))
    for _sweep in range(3):
        verify_daily()
        actions.verify(Verification.objects.order_by("-pk").first())
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
    assert Verification.objects.count() == 2


def test_many_records_in_an_hour_are_pointed_at_with_their_entries(audits, officer, auditor):
    for key in range(60):
        audit.record(officer.pk, "read", "activity", str(key))
    (one,) = [one for one in gathering.found(auditor) if one.unusual.rule == "many-records"]
    assert "60 records" in one.sentence
    assert reverse("audit:person", args=[officer.pk]) in one.url
    assert "60 records" in audits("unusual")


def test_failed_sign_ins_are_pointed_at(auditor, officer):
    for _time in range(6):
        audit.record(None, "sign-in failed", "accounts_user", str(officer.pk), address="10.0.0.1")
    (one,) = gathering.found(auditor)
    assert officer.full_name in one.sentence


def test_a_broken_glass_that_nobody_looked_at_is_pointed_at(auditor, officer, restricted):
    from muster.features.accounts.models import BrokenGlass

    glass = BrokenGlass.objects.create(
        person=officer, subject="document", key=restricted.pk, reason="A threat.", until=timezone.now()
    )
    assert not gathering.found(auditor)
    BrokenGlass.objects.filter(pk=glass.pk).update(at=timezone.now() - timedelta(days=2))
    (one,) = gathering.found(auditor)
    assert "in need" in one.sentence


def test_anchors_leave_as_lines_of_json(audits, monkeypatch):
    days = [audit.Anchor("2026-11-20", 3, "ab"), audit.Anchor("2026-11-21", 8, "cd")]
    monkeypatch.setattr(audit, "anchors", lambda: days)
    assert [json.loads(line) for line in audits("anchors").splitlines()] == [asdict(day) for day in days]


def test_the_command_says_who_saw_a_record(seen, officer, capsys):
    call_command("who_saw", "activity", str(seen.pk))
    said = capsys.readouterr().out
    assert officer.full_name in said
    assert "Looked at" in said


def test_entries_of_another_record_are_not_among_them(audits, seen, officer, unit):
    other = register_activity(officer, values(unit, "Another"))
    shown = audits("record", "activity", other.pk)
    assert "Looked at" not in shown
