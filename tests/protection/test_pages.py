"""What those who protect personal data see and do, and nobody else."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from muster.core.identity import acting_as, of_person
from muster.features.activities.models import Activity
from muster.features.intake.models import Document
from muster.features.protection import urls
from muster.features.protection.actions.people import add_person
from muster.features.protection.actions.requests import register
from muster.features.protection.models import (
    Holding,
    Notice,
    PersonInRecord,
    Request,
    Restriction,
    Sheet,
    Tombstone,
)
from muster.features.protection.records import find
from tests.protection.conftest import NAME

pytestmark = pytest.mark.django_db
FOR_WHO_SEES_THE_RECORD = {"record", "add_person", "person", "remove_person"}
LATELY = timezone.localdate() - timedelta(days=400)
ERASED = {"why": "Asked for.", "legal_basis": "Law 06/L-082", "request": "R-7"}


@pytest.fixture
def request_of_arta(protector):
    told = {"reference": "R-7", "kind": "access", "subject": NAME, "received": timezone.localdate()}
    with acting_as(of_person(protector.pk)):
        return register(protector, told)


@pytest.fixture
def named(officer, entry):
    return add_person(officer, find("activity", entry.pk), {"name": NAME, "category": "VICTIM"})


@pytest.fixture
def addresses(entry, named, request_of_arta):
    notice = Notice.objects.create(
        code="activity", key=entry.pk, why="erased", recipient="Somebody", due=date(2026, 1, 1)
    )
    keys = {"person": named.pk, "remove_person": named.pk, "notice_done": notice.pk}
    found = {}
    for pattern in urls.urlpatterns:
        given = {
            "code": "activity",
            "key": entry.pk,
            "pk": keys.get(pattern.name, request_of_arta.pk),
        }
        wanted = {name: given[name] for name in pattern.pattern.converters}
        found[pattern.name] = reverse(f"protection:{pattern.name}", kwargs=wanted)
    return found


def test_a_stranger_gets_to_no_page(client, addresses):
    for address in addresses.values():
        for method in (client.get, client.post):
            assert method(address).status_code == 302
            assert reverse("account_login") in method(address).url


@pytest.mark.parametrize("role", ["officer", "reporting_officer", "administrator", "reader", "auditor"])
def test_nobody_else_gets_to_a_page_or_an_action_of_those_who_protect(client, person, unit, addresses, role):
    client.force_login(person(role, unit))
    for name, address in addresses.items():
        if name in FOR_WHO_SEES_THE_RECORD:
            continue
        statuses = {client.get(address).status_code, client.post(address).status_code}
        assert statuses <= {403, 404, 405}, name
        assert statuses & {403, 404}, name
    assert not Restriction.objects.exists()
    assert not Tombstone.objects.exists()


def test_whoever_only_reads_a_record_names_nobody_in_it(client, person, unit, addresses, named):
    client.force_login(person("reader", unit))
    assert NAME in client.get(addresses["record"]).content.decode()
    for name in ("add_person", "person", "remove_person"):
        assert client.post(addresses[name]).status_code in {403}, name
    assert PersonInRecord.objects.count() == 1


def test_who_sees_no_such_record_sees_nobody_in_it(client, person, other_unit, entry, addresses):
    Activity.objects.filter(pk=entry.pk).update(marking=3)
    client.force_login(person("officer", other_unit))
    for name in FOR_WHO_SEES_THE_RECORD:
        statuses = {client.get(addresses[name]).status_code, client.post(addresses[name]).status_code}
        assert statuses <= {404, 405}, name


def test_every_page_opens_for_those_who_protect(client, protector, addresses):
    client.force_login(protector)
    for name, address in addresses.items():
        page = client.get(address)
        assert page.status_code in {200, 405}, name
        assert "---------" not in page.content.decode(), name


def test_the_record_of_processing_says_of_each_data_set_what_the_law_asks(client, protector):
    client.force_login(protector)
    page = client.get(reverse("protection:index")).content.decode()
    for words in ("Reports handed in", "People who work with Muster", "The audit trail", "Programme officer"):
        assert words in page
    assert "scores, ranks or predicts" in page


def test_the_mission_says_what_a_data_set_is_for(client, protector):
    client.force_login(protector)
    address = reverse("protection:sheet", args=["document"])
    said = {"purpose": "To report.", "legal_basis": "PC.DEC/1", "categories": ["VICTIM"], "years": 3, "seen": 0}
    assert client.post(address, said).status_code == 302
    page = client.get(reverse("protection:index")).content.decode()
    assert "PC.DEC/1" in page
    assert "Victim" in page
    assert client.post(address, {**said, "purpose": "Else"}, follow=True).status_code == 200
    assert Sheet.objects.get().purpose == "To report.", "whoever saves later is told"
    assert client.post(address, {**said, "years": 0}).status_code == 400
    assert client.get(reverse("protection:sheet", args=["nothing"])).status_code == 404


def test_an_officer_names_a_victim_as_an_assessment_with_its_author(client, officer, entry):
    client.force_login(officer)
    address = reverse("protection:add_person", args=["activity", entry.pk])
    said = {"name": NAME, "category": "VICTIM", "basis": "ASSESSMENT", "source": "Kosovo Police, B2"}
    answer = client.post(address, said)
    assert answer.status_code == 400
    assert "say whose it is" in answer.content.decode()
    assert client.post(address, {**said, "assessed_by": "Field Office", "assessed_at": "2026-05-01"}).status_code == 302
    page = client.get(reverse("protection:record", args=["activity", entry.pk])).content.decode()
    for words in (NAME, "Victim", "Personal assessment", "Field Office", "Kosovo Police, B2"):
        assert words in page


def test_what_somebody_is_in_a_record_has_a_history(client, officer, named, entry):
    client.force_login(officer)
    address = reverse("protection:person", args=[named.pk])
    said = {"name": NAME, "category": "WITNESS", "basis": "FACT", "seen": 1}
    assert client.post(address, said).status_code == 302
    assert client.post(address, {**said, "category": "SUSP_COMMITTED"}, follow=True).status_code == 200
    named.refresh_from_db()
    assert named.category == "WITNESS", "two officers never overwrite each other"
    page = client.get(address).content.decode()
    assert "Victim" in page
    assert "Witness" in page
    client.post(reverse("protection:remove_person", args=[named.pk]))
    assert not PersonInRecord.objects.exists()


def test_a_restricted_record_is_gone_for_its_officer_and_from_counts(client, protector, officer, entry):
    client.force_login(protector)
    address = reverse("protection:restrict", args=["activity", entry.pk])
    assert "no list, search, chart or number" in client.get(address).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 400
    assert client.post(address, {"reason": "Contested."}).status_code == 302
    assert "Contested." in client.get(reverse("protection:index")).content.decode()
    page = reverse("activities:entry", args=[entry.pk])
    assert client.get(page).status_code == 200
    client.force_login(officer)
    assert client.get(page).status_code == 404
    assert client.get(reverse("protection:record", args=["activity", entry.pk])).status_code == 404
    with acting_as(of_person(officer.pk)):
        assert not Activity.objects.exists()
    context = Activity.objects.get(pk=entry.pk).history.order_by("pgh_id").last().pgh_context
    assert (context.metadata["user"], context.metadata["why"]) == (protector.pk, "Contested.")
    client.force_login(protector)
    assert client.post(address, {"reason": "Again."}).status_code == 400
    lift = reverse("protection:lift", args=["activity", entry.pk])
    assert client.post(lift, {"reason": "It was right."}).status_code == 302
    assert client.post(lift, {"reason": "It was right."}).status_code == 400
    client.force_login(officer)
    assert client.get(page).status_code == 200


def test_a_record_without_a_marking_cannot_be_restricted(client, protector, officer):
    client.force_login(protector)
    answer = client.post(reverse("protection:restrict", args=["account", officer.pk]), {"reason": "x"})
    assert "cannot be restricted" in answer.content.decode()


def test_what_was_rectified_says_why_in_its_history_and_is_found_by_its_new_words(client, protector, entry):
    client.force_login(protector)
    address = reverse("protection:rectify", args=["activity", entry.pk])
    said = {"wrong": "Arta", "right": "Arbnora", "reason": "Her name was misread."}
    assert client.post(address, {**said, "wrong": "Nobody"}).status_code == 400
    assert client.post(address, said).status_code == 302
    now = Activity.objects.get(pk=entry.pk)
    assert now.title == "Training of Arbnora Krasniqi"
    assert now.partners[1] == "Arbnora Krasniqi"
    assert "arbnora krasniqi" in now.partner_keys
    assert now.version == entry.version + 1
    context = now.history.order_by("pgh_id").last().pgh_context
    assert context.metadata["why"] == "Her name was misread."
    assert now.history.filter(title__contains="Arta").exists()


def test_a_rectification_that_does_not_fit_is_refused(client, protector, entry):
    client.force_login(protector)
    address = reverse("protection:rectify", args=["activity", entry.pk])
    answer = client.post(address, {"wrong": "Training", "right": "T" * 400, "reason": "x"})
    assert answer.status_code == 400
    assert Activity.objects.get(pk=entry.pk).title == entry.title


def test_the_text_of_a_report_is_not_rectified(client, protector, document):
    client.force_login(protector)
    client.post(
        reverse("protection:rectify", args=["document", document.pk]),
        {"wrong": NAME, "right": "Arbnora", "reason": "Misread."},
    )
    document.refresh_from_db()
    assert document.title == "Report on Arbnora"
    assert NAME in document.content.text


def test_erasing_names_the_entries_that_tell_the_same_and_takes_those_that_are_picked(
    client, protector, document, entry, officer
):
    client.force_login(protector)
    address = reverse("protection:erase", args=["document", document.pk])
    assert f"activity {entry.pk}" in client.get(address).content.decode()
    beside = client.get(reverse("protection:erase", args=["activity", entry.pk])).content.decode()
    assert beside.count("erase it only where it is a person") == 2, "of the two names of partners"
    assert client.post(address, {**ERASED, "also": [f"activity {entry.pk}"]}).status_code == 302
    assert {(one.code, one.by_id) for one in Tombstone.objects.all()} == {
        ("document", protector.pk),
        ("activity", protector.pk),
    }
    client.force_login(officer)
    for page in (
        reverse("intake:document", args=[document.pk]),
        reverse("intake:documents"),
        reverse("intake:text", args=[document.pk]),
        reverse("review:document", args=[document.pk]),
        reverse("activities:entry", args=[entry.pk]),
        reverse("activities:register"),
        reverse("protection:record", args=["activity", entry.pk]),
        reverse("protection:record", args=["document", document.pk]),
    ):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "Krasniqi" not in answer.content.decode(), page
    assert "were erased on" in client.get(reverse("protection:record", args=["activity", entry.pk])).content.decode()


def test_words_are_erased_in_the_browser(client, protector, entry):
    client.force_login(protector)
    address = reverse("protection:erase_words", args=["activity", entry.pk])
    assert client.post(address, {**ERASED, "words": "ab"}).status_code == 400
    assert client.post(address, {**ERASED, "words": NAME}).status_code == 302
    assert NAME not in client.get(reverse("activities:entry", args=[entry.pk])).content.decode().split("Where it is")[0]
    assert "some of its words" in client.get(reverse("protection:erased")).content.decode()


@pytest.fixture
def old(entry, document):
    """An entry and a report that nothing was added to for long."""
    Activity.objects.filter(pk=entry.pk).update(period_start=date(2010, 1, 1), period_end=date(2010, 1, 1))
    Document.objects.filter(pk=document.pk).update(period_start=date(2010, 1, 1), period_end=date(2010, 1, 1))


def decide(client, outcome, *marks, rationale="Looked at."):
    told = {"outcome": outcome, "rationale": rationale, "record": marks}
    return client.post(reverse("protection:due"), told)


def test_old_records_are_due_and_several_are_decided_at_once(client, protector, old, entry, document):
    client.force_login(protector)
    due = reverse("protection:due")
    marks = [f"activity {entry.pk}", f"document {document.pk}"]
    page = client.get(due).content.decode()
    assert all(f'value="{mark}"' in page for mark in marks)
    assert decide(client, "RETAIN").status_code == 400
    assert decide(client, "RETAIN", *marks, rationale=" ").status_code == 400
    assert decide(client, "RETAIN_REVIEW_2Y", *marks).status_code == 302
    assert {one.review_on.year for one in Holding.objects.all()} == {timezone.localdate().year + 2}
    assert "Nothing is due" in client.get(due).content.decode()
    Holding.objects.update(review_on=timezone.localdate())
    assert marks[0] in client.get(due).content.decode()


def test_a_new_event_begins_the_time_anew(client, protector, old, entry):
    Activity.objects.filter(pk=entry.pk).update(period_start=LATELY, period_end=LATELY)
    client.force_login(protector)
    assert f"activity {entry.pk}" not in client.get(reverse("protection:due")).content.decode()


def test_fewer_years_make_more_due(client, protector, entry):
    Activity.objects.filter(pk=entry.pk).update(period_start=LATELY, period_end=LATELY)
    client.force_login(protector)
    said = {"purpose": "p", "legal_basis": "l", "categories": ["OTHER"], "years": 1, "seen": 0}
    client.post(reverse("protection:sheet", args=["activity"]), said)
    assert f"activity {entry.pk}" in client.get(reverse("protection:due")).content.decode()


def test_what_is_no_longer_needed_is_erased_or_restricted_by_decision(client, protector, old, entry, document):
    client.force_login(protector)
    assert decide(client, "DISPOSE", f"activity {entry.pk}").status_code == 302
    assert decide(client, "RESTRICT", f"document {document.pk}").status_code == 302
    assert Tombstone.objects.get().code == "activity"
    assert Document.objects.get(pk=document.pk).restricted
    assert "Nothing is due" in client.get(reverse("protection:due")).content.decode()
    assert decide(client, "RESTRICT", f"document {document.pk}").status_code == 400, "it is restricted already"


def test_a_closed_account_is_due_after_its_years(client, protector, other_officer):
    other_officer.is_active = False
    other_officer.last_login = timezone.now() - timedelta(days=1000)
    other_officer.save()
    client.force_login(protector)
    assert f"account {other_officer.pk}" in client.get(reverse("protection:due")).content.decode()


def test_whoever_was_given_a_record_is_to_be_told(client, protector, entry):
    from muster.features.audit.actions import disclose

    with acting_as(of_person(protector.pk)):
        disclose(
            protector,
            "activity",
            str(entry.pk),
            given_on=date(2026, 5, 3),
            organisation="Kosovo Police",
            recipient="Officer B.",
            channel="email",
            legal_basis="MoU",
            what="The entry",
        )
    client.force_login(protector)
    client.post(
        reverse("protection:rectify", args=["activity", entry.pk]), {"wrong": NAME, "right": "A. K.", "reason": "x"}
    )
    notice = Notice.objects.get()
    assert (notice.recipient, notice.why) == ("Kosovo Police, Officer B.", "rectified")
    assert notice.due == timezone.localdate() + timedelta(days=14)
    page = reverse("protection:notices")
    assert "Officer B." in client.get(page).content.decode()
    client.post(reverse("protection:notice_done", args=[notice.pk]), {"remark": "By letter 12"})
    notice.refresh_from_db()
    assert notice.done_by == protector
    assert "By letter 12" in client.get(page).content.decode()


def test_a_request_is_due_in_a_month_and_takes_longer_once(client, protector):
    client.force_login(protector)
    told = {"reference": "R-9", "kind": "access", "subject": NAME, "received": "2026-01-31"}
    assert client.post(reverse("protection:new_request"), told).status_code == 302
    asked = Request.objects.get()
    assert asked.due == date(2026, 2, 28)
    page = reverse("protection:request", args=[asked.pk])
    assert "Late" in client.get(page).content.decode()
    longer = reverse("protection:longer", args=[asked.pk])
    client.post(longer, {"reason": "Many records", "seen": 1})
    client.post(longer, {"reason": "Again", "seen": 2})
    asked.refresh_from_db()
    assert (asked.due, asked.longer_why) == (date(2026, 4, 30), "Many records")
    assert client.post(page, {"state": "granted", "answer": "Sent.", "seen": 1}, follow=True).status_code == 200
    asked.refresh_from_db()
    assert asked.state == "open", "somebody changed it meanwhile"
    client.post(page, {"state": "granted", "answer": "Sent.", "seen": 2})
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("granted", protector)
    assert client.get(page).status_code == 200


def test_a_request_of_tomorrow_or_of_a_known_reference_is_refused(client, protector, request_of_arta):
    client.force_login(protector)
    told = {"reference": "R-9", "kind": "access", "subject": NAME, "received": "2199-01-31"}
    assert client.post(reverse("protection:new_request"), told).status_code == 400
    told = {**told, "reference": "R-7", "received": "2026-01-31"}
    assert client.post(reverse("protection:new_request"), told).status_code == 400


def test_a_record_s_own_page_leads_to_the_people_in_it_and_says_what_was_erased(
    client, officer, protector, entry, document, named
):
    client.force_login(officer)
    for page, code, key in (("activities:entry", "activity", entry.pk), ("intake:document", "document", document.pk)):
        assert reverse("protection:record", args=[code, key]) in client.get(reverse(page, args=[key])).content.decode()
    client.force_login(protector)
    client.post(reverse("protection:erase", args=["activity", entry.pk]), ERASED)
    client.force_login(officer)
    page = client.get(reverse("activities:entry", args=[entry.pk])).content.decode()
    assert "All words of this record were erased on" in page
    assert "Asked for." not in page, "why is for those who protect personal data"


def test_today_says_what_waits_to_those_who_protect_and_to_nobody_else(
    client, officer, protector, old, request_of_arta
):
    client.force_login(protector)
    page = client.get(reverse("today")).content.decode()
    assert "2 records may no longer be needed" in page
    assert "1 request to answer" in page
    assert "0 recipients" not in page, "only what waits"
    client.force_login(officer)
    assert "may no longer be needed" not in client.get(reverse("today")).content.decode()
