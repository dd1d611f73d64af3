"""Several records of a register marked from its list: each by its own rights and version, what stays says why."""

import re

import pytest

from muster.core.identity import SYSTEM, acting_as
from muster.core.models import AuditEntry, Marking, Tlp
from muster.features.registers.actions import hand_in
from muster.features.registers.models import Record, Register
from muster.features.registers.queries.history import history
from muster.features.registers.tests.conftest import REGISTER

pytestmark = pytest.mark.django_db
MARK, LIST = "/registers/cases/mark/", "/registers/cases/"
MAY_MARK = (
    *(row for row in REGISTER if row["setting"] != "access"),
    {"setting": "access", "roles": "officer", "value": "read create change personal mark", "from": "restricted"},
    {"setting": "access", "roles": "reader", "value": "read", "to": "organisation"},
)


@pytest.fixture
def register(publish):
    return Register.objects.get(pk=publish(register=MAY_MARK).register_id)


@pytest.fixture
def make(register, filled, officer):
    return lambda case, who=officer: hand_in(who, filled({"case": case}, f"uuid:{case}")).record


@pytest.fixture
def some(make):
    return make("1/2026"), make("2/2026")


@pytest.fixture
def go(client):
    """Shows what would be done, then does it as the page that was shown says; both answers' words."""

    def through(*records, **wish):
        page = client.post(MARK, {**chosen(*records), "step": "preview", **wish}).text
        sealed, seen = (re.findall(rf'name="{name}" value="([^"]*)"', page)[-1] for name in ("selection", "seen"))
        sent = {"selection": sealed, "seen": seen, "step": "apply", **wish}
        return page, client.post(MARK, sent, follow=True).text

    return through


def chosen(*records):
    return {"pick": [f"{one.pk}:{one.version}" for one in records], "which": "picked"}


def now(record):
    with acting_as(SYSTEM):
        found = Record.objects.get(pk=record.pk)
    return found.marking, found.tlp


def test_chosen_in_the_list_they_are_marked_after_they_were_shown(some, client, officer, go):
    client.force_login(officer)
    assert client.get(LIST).text.count('name="pick"') == 2
    assert "Mark 2 records together" in client.post(MARK, chosen(*some)).text
    page, done = go(*some, marking="2", tlp="amber", reason="A case was opened.")
    assert "2 records would be marked" in page
    assert "2 records are marked anew." in done
    assert [now(one) for one in some] == [(Marking.RESTRICTED, Tlp.AMBER)] * 2
    for one in some:
        told = [str(said) for entry in history(officer, one).entries for said in entry.done]
        assert "Marking: Internal → Restricted TLP:AMBER" in told
        assert "Handed in again" not in told
    written = AuditEntry.objects.filter(subject="registers_recordevent", verb="update", person=officer.pk)
    assert written.count() == 2


def test_what_is_shown_is_not_done_and_nothing_is_done_that_was_not_shown(some, client, officer):
    client.force_login(officer)
    client.post(MARK, {**chosen(*some), "step": "preview", "marking": "2"})
    answer = client.post(MARK, {**chosen(*some), "step": "apply", "marking": "2", "seen": "3:"})
    assert "2 records would be marked" in answer.text
    assert [now(one)[0] for one in some] == [Marking.INTERNAL] * 2


def test_all_that_the_filters_find_are_chosen_at_once(some, make, client, officer):
    client.force_login(officer)
    page = client.post(MARK, {"which": "all", "query": "q=1%2F2026"}).text
    assert "Mark 1 record" in page
    assert "Mark 2 records together" in client.post(MARK, {"which": "all", "query": ""}).text


def test_each_that_cannot_be_marked_is_named_with_why(some, client, officer, other_officer, make, go, other_unit):
    ours, changed = some
    theirs = make("3/2026", other_officer)
    Record.objects.filter(pk=changed.pk).update(version=2)
    Record.objects.filter(pk=theirs.pk).update(created_by=officer)  # so that they see it; the unit is another one
    client.force_login(officer)
    page, done = go(ours, changed, theirs, marking="2", reason="A case was opened.")
    assert "2 would stay as they are, for the reasons below" in page
    assert "2 records were not marked" in done
    assert "Somebody changed it meanwhile." in done
    assert f"Your role does not include this for {other_unit.name}." in done
    assert f'href="/registers/records/{changed.pk}/"' in done
    assert [now(one)[0] for one in (ours, changed, theirs)] == [2, 1, 1]


def test_whoever_lowers_some_says_why(some, client, officer, go):
    Record.objects.filter(pk=some[0].pk).update(marking=Marking.RESTRICTED)
    client.force_login(officer)
    page, done = go(*some, marking="1")
    assert "This lowers 1 record" in page
    assert "Say why, and send it once more" in done
    assert now(some[0])[0] == Marking.RESTRICTED
    go(*some, marking="1", reason="The case is closed.")
    assert now(some[0])[0] == Marking.INTERNAL


def test_what_is_closed_to_somebody_tells_them_nothing(some, client, officer, person, unit, go):
    Record.objects.filter(pk=some[1].pk).update(marking=Marking.CONFIDENTIAL)
    client.force_login(person("officer", unit))
    _page, done = go(*some, marking="2", reason="A case was opened.")
    assert "It is not open to you any more." in done
    assert "2/2026" not in done
    assert now(some[1])[0] == Marking.CONFIDENTIAL


def test_nothing_chosen_nothing_said_and_what_was_not_sealed_here(some, client, officer):
    client.force_login(officer)
    assert "Select some records first." in client.post(MARK, {"which": "picked"}, follow=True).text
    unsaid = client.post(MARK, {**chosen(*some), "step": "preview"})
    assert (unsaid.status_code, "Say how they are to be marked." in unsaid.text) == (400, True)
    assert client.post(MARK, {"selection": "mine", "step": "preview", "marking": "2"}).status_code == 400


def test_too_many_are_refused_in_a_sentence(some, client, officer, monkeypatch):
    monkeypatch.setattr("muster.features.registers.views.marking.LIMIT", 1)
    client.force_login(officer)
    answer = client.post(MARK, {"which": "all", "query": "state=open"}, follow=True)
    assert "No more than 1 records are marked together: narrow the filters." in answer.text
    assert answer.redirect_chain == [("/registers/cases/?state=open", 302)]


def test_who_may_not_mark_is_offered_nothing_and_marks_nothing(some, client, person, unit, other_officer):
    sent = {**chosen(*some), "step": "apply", "marking": "2", "seen": "2:", "reason": "x"}
    assert client.post(MARK, sent).status_code == 302
    client.force_login(person("reader", unit))
    assert 'name="pick"' not in client.get(LIST).text
    assert client.post(MARK, sent).status_code == 403
    client.force_login(person("auditor", unit))
    assert client.post(MARK, sent).status_code == 403
    assert [now(one)[0] for one in some] == [Marking.INTERNAL] * 2
