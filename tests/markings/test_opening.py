"""Breaking the glass: by right, with a reason, for three hours, in the trail, and its keepers are told."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from muster.core.identity import acting_as, of_person
from muster.core.models import AuditEntry, Marking
from muster.features.accounts.models import BrokenGlass
from muster.features.activities.models import Activity

pytestmark = pytest.mark.django_db
REASON = "The prosecutor asks for it tonight, her officer is ill."


def said(answer):
    """What a page says, without what is another one on each: its token and its address."""
    varying = r'(csrfmiddlewaretoken" value|X-CSRFToken)\S+|/activities/\d+/'
    return re.sub(varying, "", answer.content.decode())


def attempts():
    return AuditEntry.objects.filter(verb="break-glass")


@pytest.fixture
def head(head_of_structure, client):
    client.force_login(head_of_structure)
    return head_of_structure


def test_who_may_opens_it_for_three_hours_and_it_is_in_the_trail(client, head, closed):
    assert client.get(closed.address).status_code == 404
    answer = client.post(closed.open, {"reason": REASON})
    assert answer.status_code == 302
    assert answer.url == closed.address
    page = client.get(closed.address)
    assert page.status_code == 200
    assert "You opened this in need" in page.content.decode()
    glass = BrokenGlass.objects.get()
    assert (glass.person, glass.unit, glass.brought_by) == (head, closed.entry.unit, closed.entry.created_by)
    assert timedelta(hours=2, minutes=59) < glass.until - timezone.now() <= timedelta(hours=3)
    entry = attempts().get()
    assert (entry.person, entry.subject, entry.key) == (head.pk, "activity", str(closed.entry.pk))
    assert entry.detail["why"] == REASON
    assert entry.detail["justification"] == {"code": "need", "text": REASON}
    assert entry.detail["opened"] is True


def test_after_three_hours_it_is_closed_again(client, head, closed):
    client.post(closed.open, {"reason": REASON})
    assert client.get(closed.address).status_code == 200
    BrokenGlass.objects.update(until=timezone.now() - timedelta(hours=1))
    assert client.get(closed.address).status_code == 404


def test_a_reason_of_a_word_opens_nothing(client, head, closed):
    assert client.post(closed.open, {"reason": "urgent"}).status_code == 400
    assert client.post(closed.open, {"reason": " " * 40}).status_code == 400
    assert not BrokenGlass.objects.exists()
    assert client.get(closed.address).status_code == 404


def test_nothing_tells_whether_there_is_a_record_before_a_reason_is_given(client, head, closed):
    other = closed.entry.pk + 1000
    there, nowhere = client.get(closed.address), client.get(f"/activities/{other}/")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert f'href="{closed.open}"' in there.content.decode()
    assert f'href="/records/activity/{other}/open/"' in nowhere.content.decode()
    way, no_way = client.get(closed.open), client.get(f"/records/activity/{other}/open/")
    assert way.status_code == no_way.status_code == 200
    assert "closed matter" not in way.content.decode()


def test_where_there_is_none_a_sentence_says_so_and_the_attempt_is_kept(client, head, closed):
    other = closed.entry.pk + 1000
    answer = client.post(f"/records/activity/{other}/open/", {"reason": REASON})
    assert "there is nothing that you could open" in answer.content.decode()
    assert not BrokenGlass.objects.exists()
    assert attempts().get().detail["opened"] is False


def test_of_another_unit_it_is_as_if_there_were_none(client, closed, person, other_unit):
    client.force_login(person("head_of_structure", other_unit))
    answer = client.post(closed.open, {"reason": REASON})
    assert "there is nothing that you could open" in answer.content.decode()
    assert not BrokenGlass.objects.exists()
    assert client.get(closed.address).status_code == 404


def test_what_is_kept_from_processing_stays_closed(client, head, closed):
    Activity.objects.filter(pk=closed.entry.pk).update(restricted=True)
    answer = client.post(closed.open, {"reason": REASON})
    assert "there is nothing that you could open" in answer.content.decode()
    assert not BrokenGlass.objects.exists()


def test_who_has_not_the_right_learns_of_no_way(client, officer, closed):
    client.force_login(officer)
    answer = client.get(closed.address)
    assert answer.status_code == 404
    assert "/open/" not in answer.content.decode()
    assert said(answer) == said(client.get(f"/activities/{closed.entry.pk + 1000}/"))
    assert client.get(closed.open).status_code == 403
    assert client.post(closed.open, {"reason": REASON}).status_code == 403
    assert not BrokenGlass.objects.exists()


def test_strangers_open_nothing(client, closed):
    for address in (closed.open, closed.page, closed.address):
        assert client.get(address).status_code == 302
    assert client.post(closed.open, {"reason": REASON}).status_code == 302
    assert not BrokenGlass.objects.exists()


def test_what_one_sees_needs_no_opening(client, head, make_entry):
    entry = make_entry()
    assert client.get(f"/records/activity/{entry.pk}/open/").url == f"/activities/{entry.pk}/"


def test_whoever_opened_it_only_looks(client, head, closed):
    client.post(closed.open, {"reason": REASON})
    page = client.get(closed.page)
    assert page.status_code == 200
    assert "Mark it otherwise" not in page.content.decode()
    before = f"{int(Marking.CONFIDENTIAL)}:"
    lower = {"marking": "1", "tlp": "", "reason": "For all", "before": before, "sure": "yes"}
    assert client.post(f"{closed.page}mark/", lower).status_code == 403
    assert Activity.objects.get(pk=closed.entry.pk).marking == Marking.CONFIDENTIAL


def test_a_document_is_opened_likewise(client, head, make_document, person):
    document = make_document(marking=Marking.CONFIDENTIAL)
    assert client.get(f"/reports/{document.pk}/").status_code == 404
    client.post(f"/records/document/{document.pk}/open/", {"reason": REASON})
    assert client.get(f"/reports/{document.pk}/").status_code == 200


class TestKeepers:
    @pytest.fixture
    def opened(self, client, head, closed):
        client.post(closed.open, {"reason": REASON})
        return BrokenGlass.objects.get()

    def test_who_brought_it_is_told_today_and_acknowledges(self, client, opened, officer):
        client.force_login(officer)
        page = client.get("/").content.decode()
        assert "Opened in need" in page
        assert REASON in page.replace("&#x27;", "'")
        assert "closed matter" not in page  # it is closed to who brought it, too
        client.post(f"/records/openings/{opened.pk}/acknowledge/", {"remark": "Right so.", "back": "/"})
        opened.refresh_from_db()
        assert (opened.acknowledged_by, opened.remark) == (officer, "Right so.")
        assert REASON not in client.get("/").content.decode()

    def test_who_keeps_such_records_at_its_unit_is_told(self, client, opened, person, unit):
        client.force_login(person("officer", unit))
        assert REASON in client.get("/").content.decode()

    def test_nobody_acknowledges_what_they_opened(self, client, opened, head):
        assert client.post(f"/records/openings/{opened.pk}/acknowledge/").status_code == 404
        assert REASON not in client.get("/").content.decode()

    def test_who_keeps_other_records_is_not_told(self, client, opened, other_officer, reader):
        for somebody in (other_officer, reader):
            client.force_login(somebody)
            assert REASON not in client.get("/").content.decode()
            assert client.post(f"/records/openings/{opened.pk}/acknowledge/").status_code == 404

    def test_a_stranger_acknowledges_nothing(self, client, opened):
        client.logout()
        assert client.post(f"/records/openings/{opened.pk}/acknowledge/").status_code == 302
        opened.refresh_from_db()
        assert opened.acknowledged_by is None

    def test_the_second_who_acknowledges_is_told_who_was_first(self, client, opened, officer, person, unit):
        second = person("officer", unit)
        for somebody in (officer, second):
            client.force_login(somebody)
            client.post(f"/records/openings/{opened.pk}/acknowledge/", {"remark": somebody.username})
        opened.refresh_from_db()
        assert opened.acknowledged_by == officer
        assert f"{officer} has acknowledged it." in client.get("/").content.decode()


def test_the_database_lets_nobody_name_themselves_or_while_it_stands_open(head, closed, officer):
    BrokenGlass.objects.create(
        person=head, subject="activity", key=closed.entry.pk, reason=REASON, until=timezone.now() + timedelta(hours=1)
    )
    name = (
        "INSERT INTO accounts_needtoknow (subject, key, person_id, reason, made_by_id, made_at) "
        "VALUES ('activity', %s, %s, 'x', %s, now())"
    )
    for whom in (head, officer):
        with acting_as(of_person(head.pk)), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(name, [closed.entry.pk, whom.pk, head.pk])
