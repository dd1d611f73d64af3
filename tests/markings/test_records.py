"""Who may see one record: marked, named, told in plain words, and what follows from it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muster.core.models import Marking, Tlp
from muster.features.accounts.models import NeedToKnow, Permission, Role
from muster.features.activities.models import Activity, PartnerName
from muster.features.audit.models import Justification
from muster.features.intake.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(make_entry):
    return make_entry(partners=("Nora Example",))


@pytest.fixture
def mark(client):
    def send(record, marking, tlp="", *, code="activity", reason="", before=None, sure=""):
        before = before if before is not None else f"{int(record.marking)}:{record.tlp}"
        data = {"marking": int(marking), "tlp": tlp, "reason": reason, "before": before, "sure": sure}
        return client.post(f"/records/{code}/{record.pk}/mark/", data)

    return send


def page_of(client, record, code="activity"):
    answer = client.get(f"/records/{code}/{record.pk}/")
    assert answer.status_code == 200, answer
    return answer.content.decode()


def now(record):
    return type(record).objects.get(pk=record.pk)


class TestMarking:
    def test_an_officer_marks_an_entry_and_its_history_tells(self, client, officer, entry, mark):
        client.force_login(officer)
        assert mark(entry, Marking.RESTRICTED, Tlp.AMBER, reason="A case is open.").status_code == 302
        changed = now(entry)
        assert (changed.marking, changed.tlp, changed.updated_by) == (Marking.RESTRICTED, Tlp.AMBER, officer)
        assert changed.version == entry.version + 1
        page = client.get(f"/activities/{entry.pk}/").content.decode()
        assert "Restricted" in page
        assert "TLP:AMBER" in page

    def test_what_is_marked_so_already_is_not_called_marked_anew(self, client, officer, entry, mark):
        client.force_login(officer)
        mark(entry, entry.marking, entry.tlp)
        page = page_of(client, entry)
        assert "It was marked so already: nothing was changed." in page
        assert "marked anew" not in page
        assert now(entry).version == entry.version

    def test_of_two_who_mark_the_second_sees_what_the_first_did(self, client, officer, entry, mark):
        client.force_login(officer)
        mark(entry, Marking.PUBLIC, reason="In the newspaper.", sure="yes")
        answer = mark(entry, Marking.INTERNAL, Tlp.RED)
        assert answer.status_code == 409
        assert "Somebody else changed this meanwhile" in answer.content.decode()
        assert now(entry).marking == Marking.PUBLIC

    def test_whoever_lowers_it_is_warned_and_says_why(self, client, officer, make_entry, mark):
        entry = make_entry(marking=Marking.RESTRICTED)
        client.force_login(officer)
        warned = mark(entry, Marking.INTERNAL, reason="The case is closed.")
        assert "This lowers it" in warned.content.decode()
        assert now(entry).marking == Marking.RESTRICTED
        assert mark(entry, Marking.INTERNAL, sure="yes").status_code == 400
        assert now(entry).marking == Marking.RESTRICTED
        assert mark(entry, Marking.INTERNAL, sure="yes", reason="The case is closed.").status_code == 302
        assert now(entry).marking == Marking.INTERNAL
        assert "The case is closed." in page_of(client, entry)

    def test_a_tlp_alone_is_lowered_with_a_warning_too(self, client, officer, make_entry, mark):
        entry = make_entry(tlp=Tlp.RED)
        client.force_login(officer)
        assert "This lowers it" in mark(entry, Marking.INTERNAL, Tlp.GREEN).content.decode()

    def test_nobody_closes_a_record_against_themselves(self, client, officer, entry, mark, person, unit):
        client.force_login(officer)
        mark(entry, Marking.CONFIDENTIAL, reason="An informant is named.")
        assert client.get(f"/activities/{entry.pk}/").status_code == 200
        naming = NeedToKnow.objects.get()
        assert (naming.person, naming.key) == (officer, entry.pk)
        client.force_login(person("officer", unit))
        assert client.get(f"/activities/{entry.pk}/").status_code == 404

    def test_what_somebody_wrote_when_they_closed_it_is_why_they_look_at_it(self, officer, entry):
        browser = Client()
        browser.force_login(officer)
        sent = {"marking": int(Marking.CONFIDENTIAL), "tlp": "", "reason": "An informant is named."}
        sent["before"] = f"{int(entry.marking)}:"
        answer = browser.post(f"/records/activity/{entry.pk}/mark/", sent, follow=True)
        assert answer.status_code == 200
        assert "Why do you need this?" not in answer.content.decode()
        said = Justification.objects.get()
        assert (said.person, said.key, said.text) == (officer, str(entry.pk), "An informant is named.")

    def test_a_reason_that_says_too_little_is_no_reason_to_look(self, officer, entry):
        browser = Client()
        browser.force_login(officer)
        sent = {"marking": int(Marking.RESTRICTED), "tlp": "", "reason": "no", "before": f"{int(entry.marking)}:"}
        answer = browser.post(f"/records/activity/{entry.pk}/mark/", sent, follow=True)
        assert "Why do you need this?" in answer.content.decode()

    @pytest.mark.parametrize("role", ["reader", "administrator", "auditor", "data_protection_officer"])
    def test_who_has_not_the_right_sees_who_may_and_changes_nothing(self, client, person, entry, mark, role, officer):
        client.force_login(person(role))
        page = page_of(client, entry)
        assert "Mark it otherwise" not in page
        assert mark(entry, Marking.RESTRICTED).status_code == 403
        name = {"person": officer.pk, "reason": "x"}
        assert client.post(f"/records/activity/{entry.pk}/name/", name).status_code == 403
        assert client.post(f"/records/activity/{entry.pk}/raise/").status_code == 403
        assert now(entry).marking == Marking.INTERNAL

    def test_an_officer_of_another_unit_may_not_mark_it(self, client, other_officer, entry, mark):
        client.force_login(other_officer)
        assert mark(entry, Marking.RESTRICTED).status_code == 403

    def test_a_stranger_gets_nowhere(self, client, entry, mark):
        assert client.get(f"/records/activity/{entry.pk}/").status_code == 302
        assert mark(entry, Marking.RESTRICTED).status_code == 302
        assert now(entry).marking == Marking.INTERNAL

    def test_what_is_closed_or_no_record_has_no_page(self, client, officer, closed):
        client.force_login(officer)
        for address in (closed.page, "/records/activity/99999/", "/records/account/1/", "/records/nothing/1/"):
            assert client.get(address).status_code == 404
            assert client.post(f"{address}mark/").status_code == 404

    def test_names_of_partners_go_with_the_entries_that_write_them(self, client, officer, entry, mark, make_entry):
        client.force_login(officer)
        mark(entry, Marking.RESTRICTED)
        assert PartnerName.objects.get(name="Nora Example").marking == Marking.RESTRICTED
        mark(now(entry), Marking.INTERNAL, reason="Said in public.", sure="yes")
        assert PartnerName.objects.get(name="Nora Example").marking == Marking.INTERNAL


class TestNaming:
    def test_a_person_is_named_and_sees_it_until_the_day_is_over(self, client, officer, make_entry, person):
        entry = make_entry(marking=Marking.RESTRICTED)
        reader = person("reader")
        client.force_login(reader)
        assert client.get(f"/activities/{entry.pk}/").status_code == 404
        client.force_login(officer)
        tomorrow = timezone.localdate() + timedelta(days=1)
        data = {"person": reader.pk, "reason": "She writes the brief.", "until": tomorrow.isoformat()}
        assert client.post(f"/records/activity/{entry.pk}/name/", data).status_code == 302
        assert "She writes the brief." in page_of(client, entry)
        client.force_login(reader)
        assert "Restricted" in page_of(client, entry)
        NeedToKnow.objects.update(until=timezone.localdate() - timedelta(days=1))
        assert client.get(f"/activities/{entry.pk}/").status_code == 404

    def test_a_unit_is_named(self, client, officer, make_entry, other_unit, other_officer):
        entry = make_entry(marking=Marking.RESTRICTED)
        client.force_login(officer)
        client.post(f"/records/activity/{entry.pk}/name/", {"unit": other_unit.pk, "reason": "They go on with it."})
        client.force_login(other_officer)
        assert client.get(f"/records/activity/{entry.pk}/").status_code == 200

    def test_a_naming_is_ended_and_stays_in_the_history(self, client, officer, entry, person):
        reader = person("reader", full_name="Rita Reader")
        client.force_login(officer)
        client.post(f"/records/activity/{entry.pk}/name/", {"person": reader.pk, "reason": "For the brief."})
        naming = NeedToKnow.objects.get()
        assert client.post(f"/records/activity/{entry.pk}/end/{naming.pk}/").status_code == 302
        page = page_of(client, entry)
        assert "Rita Reader was named" in page
        assert "Rita Reader is no longer named" in page
        assert f"/end/{naming.pk}/" not in page

    def test_the_last_who_sees_a_confidential_record_stays(self, client, officer, entry, mark):
        client.force_login(officer)
        mark(entry, Marking.CONFIDENTIAL)
        naming = NeedToKnow.objects.get()
        client.post(f"/records/activity/{entry.pk}/end/{naming.pk}/")
        assert "Nobody could see it then" in page_of(client, entry)

    @pytest.mark.parametrize(
        "data",
        [{}, {"reason": "x"}, {"person": "1", "unit": "1", "reason": "x"}, {"reason": "x", "until": "2001-01-01"}],
    )
    def test_what_is_not_said_wholly_names_nobody(self, client, officer, entry, data):
        client.force_login(officer)
        assert client.post(f"/records/activity/{entry.pk}/name/", data).status_code == 400
        assert not NeedToKnow.objects.exists()

    def test_nobody_names_themselves(self, client, officer, entry):
        client.force_login(officer)
        data = {"person": officer.pk, "reason": "Me."}
        assert client.post(f"/records/activity/{entry.pk}/name/", data).status_code == 400
        assert not NeedToKnow.objects.exists()

    def test_a_naming_of_another_record_is_not_ended_from_here(self, client, officer, entry, make_entry, reader):
        other = make_entry("Another")
        client.force_login(officer)
        client.post(f"/records/activity/{other.pk}/name/", {"person": reader.pk, "reason": "x"})
        naming = NeedToKnow.objects.get()
        assert client.post(f"/records/activity/{entry.pk}/end/{naming.pk}/").status_code == 404


class TestWhoSees:
    def test_in_plain_words_by_roles(self, client, officer, entry, mark):
        client.force_login(officer)
        page = page_of(client, entry)
        assert re.search("Everybody in the mission with one of these roles: Reader", page)
        mark(entry, Marking.RESTRICTED)
        page = page_of(client, entry)
        assert not re.search("Everybody in the mission with one of these roles:[^<]*Reader", page)
        assert "At Field Office North, or for a unit above it, with one of these roles:" in page
        assert "In need, for three hours and with a written reason: Head of structure" in page

    def test_a_role_of_the_missions_own_is_told(self, client, officer, make_entry):
        entry = make_entry(marking=Marking.RESTRICTED)
        analyst = Role.objects.create(code="analyst", name_en="Analyst", position=99)
        Permission.objects.create(role=analyst, verb="read", subject="activity", reach="everywhere", marking=2)
        client.force_login(officer)
        told = page_of(client, entry)
        assert re.search("Everybody in the mission with one of these roles:[^<]*Analyst", told)

    def test_what_is_set_apart_says_so(self, client, entry, person):
        Activity.objects.filter(pk=entry.pk).update(restricted=True)
        client.force_login(person("data_protection_officer"))
        assert "Its processing is restricted" in page_of(client, entry)


class TestWhatTellsTheSame:
    def test_a_raised_document_offers_to_raise_its_entries(self, client, officer, make_document, make_entry, mark):
        document = make_document()
        one, other = make_entry("One", document), make_entry("Other", document)
        client.force_login(officer)
        mark(document, Marking.RESTRICTED, Tlp.AMBER, code="document")
        page = page_of(client, document, "document")
        assert "2 records tell the same and are marked lower" in page
        client.post(f"/records/document/{document.pk}/raise/")
        assert {(now(each).marking, now(each).tlp) for each in (one, other)} == {(Marking.RESTRICTED, Tlp.AMBER)}
        assert "marked lower" not in page_of(client, document, "document")

    def test_a_raised_entry_warns_of_its_report(self, client, officer, make_document, make_entry, mark):
        document = make_document()
        entry = make_entry("One", document)
        client.force_login(officer)
        mark(entry, Marking.CONFIDENTIAL)
        assert "1 record tells the same and is marked lower" in page_of(client, entry)
        client.post(f"/records/activity/{entry.pk}/raise/")
        assert now(document).marking == Marking.CONFIDENTIAL
        assert client.get(f"/reports/{document.pk}/").status_code == 200  # who is named for the one is for the other

    def test_those_of_other_units_are_left_and_said(
        self, client, officer, make_document, make_entry, mark, other_unit, reporting_officer
    ):
        document = make_document()
        entry = make_entry("Elsewhere", document, by=reporting_officer, unit=other_unit)
        client.force_login(officer)
        mark(document, Marking.RESTRICTED, code="document")
        client.post(f"/records/document/{document.pk}/raise/")
        assert now(entry).marking == Marking.INTERNAL
        page = page_of(client, document, "document")
        assert f"Not raised: “Elsewhere”. Your role does not include this for {other_unit.name}." in page

    def test_a_document_is_marked_by_who_keeps_such_documents(self, client, officer, make_document, mark):
        document = make_document()
        client.force_login(officer)
        mark(document, Marking.CONFIDENTIAL, Tlp.RED, code="document")
        assert Document.objects.get().tlp == Tlp.RED
        assert "TLP:RED" in client.get(f"/reports/{document.pk}/").content.decode()
