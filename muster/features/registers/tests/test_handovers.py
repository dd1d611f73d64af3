"""Referral and transfer: whoever a record is offered to sees the offer, and the record once they have accepted."""

import re
from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.core.conflicts import Conflict
from muster.core.identity import acting_as, of_person
from muster.core.models import Marking, Placement, Unit
from muster.features.accounts.models import Assignment, NeedToKnow, Role, User
from muster.features.markings.actions import end_naming
from muster.features.registers.actions.handing import Offer, accept, decline, end, offer, withdraw
from muster.features.registers.models import Handover, HandoverKind, HandoverState, Record
from muster.features.registers.queries import handovers
from muster.features.registers.tests.conftest import REGISTER

pytestmark = pytest.mark.django_db
REFERRAL, TRANSFER = HandoverKind.REFERRAL, HandoverKind.TRANSFER
ALL = "read create change refer transfer accept personal"
HANDED = tuple({**row, "value": ALL} if row.get("roles") == "officer" else row for row in REGISTER)


def rows(table, where="true", *values):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}", values)
        return cursor.fetchone()[0]


def sees(person, table="registers_record"):
    """How many rows raw SQL gives somebody."""
    with acting_as(of_person(person.pk)):
        return rows(table)


def fresh(person):
    """As of the next request."""
    return User.objects.select_related("unit").get(pk=person.pk)


@pytest.fixture
def record(record, publish):
    """Restricted: at its unit alone."""
    publish(version="2", register=HANDED)
    Record.objects.update(marking=Marking.RESTRICTED)
    return Record.objects.select_related("register__current", "unit").get()


@pytest.fixture
def giver(person, unit, record):
    """Did not record it."""
    return person("officer", unit)


@pytest.fixture
def taker(other_officer):
    return other_officer


@pytest.fixture
def third(person, mission):
    unit = Unit.objects.create(code="west", name_en="Field Office West", short_name="West", position=2)
    Placement.objects.create(unit=unit, parent=mission)
    return person("officer", unit)


def to(kind, unit, person=None, reason="They live in your area."):
    return Offer(kind, unit, person, reason)


@pytest.fixture
def referred(giver, taker, record):
    return offer(giver, record, to(REFERRAL, taker.unit), record.version)


@pytest.fixture
def transferred(giver, taker, record):
    return offer(giver, record, to(TRANSFER, taker.unit), record.version)


def test_who_it_is_offered_to_sees_the_offer_and_not_the_record(referred, taker, third, person):
    colleague, outsider = person("officer", taker.unit), person("", taker.unit)
    for one, offers in ((taker, 1), (colleague, 1), (third, 0), (outsider, 0), (person("reader", taker.unit), 0)):
        assert (sees(one, "registers_handover"), sees(one)) == (offers, 0), one
    with acting_as(of_person(taker.pk)):
        assert [one.called for one in handovers.offered(taker)] == ["17/2026 Theft"]
        assert not handovers.offered(taker)[0].open


def test_an_open_offer_stands_once_on_the_first_page_and_once_among_the_registers(referred, taker, client):
    client.force_login(fresh(taker))
    for address in ("/", "/registers/handovers/"):
        page = client.get(address).text
        assert page.count(f'href="/registers/handovers/{referred.pk}/"') == 1
        assert "Offered to you" not in page.replace("Offered to you before", "")
    work = client.get("/registers/work/").text
    assert "1 referral or transfer waits for your answer" in work
    assert referred.called not in work


def test_an_offer_calls_the_record_in_the_language_of_who_reads_it(record, giver, taker, client):
    Record.objects.update(names={"sq": "17/2026 Vjedhje"})
    record.refresh_from_db()
    offered = offer(giver, record, to(REFERRAL, taker.unit), record.version)
    taker.language = "sq"
    taker.save()
    client.force_login(fresh(taker))
    for address in ("/", "/registers/handovers/", f"/registers/handovers/{offered.pk}/"):
        assert "17/2026 Vjedhje" in client.get(address).text


def test_nothing_is_told_of_an_offer_while_processing_is_restricted(referred, taker, giver):
    for restricted, offers in ((True, 0), (False, 1)):
        Record.objects.update(restricted=restricted)
        assert sees(taker, "registers_handover") == offers


def test_a_referral_lets_the_unit_see_it_until_it_is_ended(referred, taker, third, giver, person):
    colleague, reader, outsider = (person(role, taker.unit) for role in ("officer", "reader", ""))
    accept(taker, referred, 1, "We take it up.")
    for one, records, names in ((taker, 1, 1), (colleague, 1, 1), (reader, 1, 0), (third, 0, 0), (outsider, 0, 0)):
        assert (sees(one), sees(one, "registers_personal")) == (records, names), one
    assert Record.objects.get().unit == giver.unit
    end(giver, referred)
    assert [sees(one) for one in (taker, colleague, reader, giver)] == [0, 0, 0, 1]
    assert Handover.objects.get().state == HandoverState.ENDED


def test_a_referral_ends_with_the_name_that_it_gave(referred, taker, giver, record):
    accept(taker, referred, 1)
    mark = {"verb": "mark", "subject": "record", "reach": "unit"}
    Role.objects.get(code="officer").permissions.create(**mark)
    end_naming(fresh(giver), "record", record.pk, NeedToKnow.objects.get().pk)
    assert (Handover.objects.get().state, sees(taker)) == (HandoverState.ENDED, 0)


def test_a_referral_to_one_person_is_theirs_alone(giver, taker, record, person):
    reader, other = person("reader", taker.unit), person("reader", taker.unit)
    offered = offer(giver, record, to(REFERRAL, taker.unit, reader), 1)
    assert [sees(one, "registers_handover") for one in (reader, taker, other)] == [1, 1, 0]
    with pytest.raises(PermissionDenied):
        accept(other, offered, 1)
    accept(reader, offered, 1)
    assert [sees(one) for one in (reader, taker, other)] == [1, 0, 0]
    end(reader, offered)
    assert sees(reader) == 0


def test_what_is_confidential_is_seen_by_who_accepted_it(giver, taker, record):
    Record.objects.update(marking=Marking.CONFIDENTIAL)
    NeedToKnow.objects.create(subject="record", key=record.pk, person=giver, made_by=giver, reason="r")
    offered = offer(giver, record, to(REFERRAL, taker.unit), 1)
    assert sees(taker) == 0
    accept(taker, offered, 1)
    assert sees(taker) == 1


def test_who_was_named_before_stays_so(giver, taker, record):
    NeedToKnow.objects.create(subject="record", key=record.pk, unit=taker.unit, made_by=giver, reason="Long ago")
    offered = offer(giver, record, to(REFERRAL, taker.unit), 1)
    accept(taker, offered, 1)
    end(taker, offered)
    assert sees(taker) == 1
    assert NeedToKnow.objects.get().reason == "Long ago"


def test_a_transfer_moves_the_record(transferred, giver, taker, third, record):
    Record.objects.update(assigned_to=giver)
    waiting = offer(giver, record, to(REFERRAL, third.unit), 1)
    accept(taker, transferred, 1)
    moved = Record.objects.get()
    assert (moved.unit, moved.assigned_to, moved.version) == (taker.unit, None, 2)
    assert (moved.updated_by, moved.updated_at) == (record.updated_by, record.updated_at)  # who accepts writes nothing
    assert (sees(taker), sees(giver)) == (1, 0)
    waiting.refresh_from_db()
    assert waiting.state == HandoverState.WITHDRAWN
    with acting_as(of_person(giver.pk)):  # told of the answer, though the record is out of their sight
        assert [(one.state, one.open) for one in handovers.answers_lately(giver)][:1] == [("accepted", False)]


def test_who_accepts_what_is_confidential_sees_it_and_nobody_else_there(giver, taker, record, person):
    Record.objects.update(marking=Marking.CONFIDENTIAL)
    NeedToKnow.objects.create(subject="record", key=record.pk, person=giver, made_by=giver, reason="r")
    accept(taker, offer(giver, record, to(TRANSFER, taker.unit), 1), 1)
    assert (sees(taker), sees(person("officer", taker.unit))) == (1, 0)


def test_who_declines_says_why_and_the_other_reads_it(referred, giver, taker, client):
    with pytest.raises(ValidationError, match="why not"):
        decline(taker, referred, "  ")
    decline(taker, referred, "It is not in our area.")
    assert sees(taker) == 0
    client.force_login(fresh(giver))
    assert "It is not in our area." in client.get("/registers/handovers/").text
    assert f'/registers/handovers/{referred.pk}/">17/2026 Theft</a><span class="tag warn">' in client.get("/").text


def test_nobody_answers_what_they_offered(record, taker, person):
    both = person("officer")  # everywhere
    offered = offer(both, record, to(TRANSFER, taker.unit), 1)
    with acting_as(of_person(both.pk)):
        assert not handovers.offered(both)
    for do in (lambda: accept(both, offered, 1), lambda: decline(both, offered, "No.")):
        with pytest.raises(PermissionDenied):
            do()


def test_nothing_is_offered_where_nobody_else_could_answer(record, person, mission):
    both = person("officer")  # everywhere
    empty = Unit.objects.create(code="west", name_en="Field Office West", short_name="West", position=2)
    Placement.objects.create(unit=empty, parent=mission)
    with pytest.raises(ValidationError, match="Nobody else may accept"):
        offer(both, record, to(REFERRAL, empty), 1)
    person("officer", empty)
    assert offer(both, record, to(REFERRAL, empty), 1).to_unit == empty


def test_what_is_withdrawn_is_accepted_by_nobody(referred, giver, taker):
    with pytest.raises(PermissionDenied):
        withdraw(taker, referred)
    withdraw(giver, referred)
    with pytest.raises(ValidationError, match="withdrawn"):
        accept(taker, referred, 1)
    assert sees(taker) == 0


def test_nobody_accepts_what_was_changed_without_being_told(referred, giver, taker, record, client):
    Record.objects.update(version=2)
    with pytest.raises(Conflict):
        accept(taker, referred, 1)
    client.force_login(fresh(taker))
    page = client.get(f"/registers/handovers/{referred.pk}/")
    assert "changed after it was offered" in page.text
    late = client.post(f"/registers/handovers/{referred.pk}/answer/", {"does": "accept", "version": 1})
    assert late.status_code == 409
    assert sees(taker) == 0
    assert 'name="version" value="2"' in late.text
    client.post(f"/registers/handovers/{referred.pk}/answer/", {"does": "accept", "version": 2})
    assert sees(taker) == 1


def test_what_somebody_changed_is_not_offered_as_it_was(giver, taker, record):
    Record.objects.update(version=2)
    with pytest.raises(Conflict):
        offer(giver, record, to(REFERRAL, taker.unit), 1)
    assert not Handover.objects.exists()


def test_only_who_may_offers_a_record(record, taker, person, unit):
    for one in (taker, person("reader", unit), person("", unit)):
        for kind in HandoverKind:
            with pytest.raises(PermissionDenied):
                offer(one, record, to(kind, unit), 1)
    assert not Handover.objects.exists()


def test_only_who_it_is_offered_to_answers(referred, third, giver, person):
    for one in (third, giver, person("reader", third.unit)):
        for do in (lambda who: accept(who, referred, 1), lambda who: decline(who, referred, "No.")):
            with pytest.raises(PermissionDenied):
                do(one)
    accept(_taker(referred), referred, 1)
    for one in (third,):
        with pytest.raises(PermissionDenied):
            end(one, referred)


def _taker(handover):
    return User.objects.filter(unit=handover.to_unit).first()


@pytest.mark.parametrize(
    ("kind", "whom", "said"),
    [
        (TRANSFER, "own unit", "keeps this record already"),
        (REFERRAL, "own unit", "keeps this record already"),
        (REFERRAL, "without anybody", "Nobody else may accept"),
        (TRANSFER, "closed", "is closed"),
        (REFERRAL, "who may not read", "may not read"),
        (REFERRAL, "who works elsewhere", "works at .*, not at"),
        (REFERRAL, "who works nowhere", "does not work at"),
        (REFERRAL, "oneself", "themselves"),
        (REFERRAL, "again", "already and waits"),
        (TRANSFER, "set apart", "restricted"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(kind, whom, said, giver, taker, record, person, mission):
    wish = to(kind, taker.unit)
    match whom:
        case "own unit":
            wish = to(kind, giver.unit)
        case "without anybody":
            wish = to(kind, Unit.objects.create(code="empty", name_en="Empty Office", short_name="Empty"))
        case "closed":
            Unit.objects.filter(pk=taker.unit_id).update(closed=date(2020, 1, 1))
            wish = to(kind, Unit.objects.get(pk=taker.unit_id))
        case "who may not read":
            wish = to(kind, taker.unit, person("", taker.unit))
        case "who works elsewhere":
            wish = to(kind, giver.unit, taker)
        case "who works nowhere":
            wish = to(kind, taker.unit, person("officer"))
        case "oneself":
            wish = to(kind, giver.unit, giver)
        case "again":
            offer(giver, record, wish, 1)
        case "set apart":
            Record.objects.update(restricted=True)
    with pytest.raises(ValidationError, match=said):
        offer(giver, record, wish, 1)


def test_a_second_transfer_waits_for_the_first(transferred, giver, third, record):
    with pytest.raises(ValidationError, match="Another transfer"):
        offer(giver, record, to(TRANSFER, third.unit), 1)


def test_it_is_offered_and_answered_on_pages(giver, taker, record, client):
    Record.objects.update(marking=Marking.INTERNAL)  # or who opens it is asked why first
    client.force_login(fresh(giver))
    page = client.get(f"/registers/records/{record.pk}/")
    assert f'href="/registers/records/{record.pk}/hand-over/"' in page.text
    sent = {"kind": "referral", "unit": taker.unit_id, "reason": "They live there.", "version": 1}
    assert client.post(f"/registers/records/{record.pk}/hand-over/", {**sent, "reason": ""}).status_code == 400
    assert client.post(f"/registers/records/{record.pk}/hand-over/", {**sent, "version": 9}).status_code == 409
    assert client.post(f"/registers/records/{record.pk}/hand-over/", sent).status_code == 302
    made = Handover.objects.get()
    client.force_login(fresh(taker))
    for address in ("/registers/handovers/", "/"):
        assert "They live there." in client.get(address).text
    answer = f"/registers/handovers/{made.pk}/answer/"
    assert client.post(answer, {"does": "decline", "version": 1, "answer": ""}).status_code == 400
    assert client.post(answer, {"does": "accept", "version": 1}).status_code == 302
    late = client.post(answer, {"does": "accept", "version": 1})
    assert (late.status_code, "accepted meanwhile" in late.text) == (400, True)
    assert client.post(f"/registers/handovers/{made.pk}/end/").status_code == 302
    assert sees(taker) == 0


def test_others_find_nothing_at_its_address(referred, third, record, client):
    for address in (f"/registers/handovers/{referred.pk}/", f"/registers/records/{record.pk}/hand-over/"):
        client.force_login(fresh(third))
        assert client.get(address).status_code == 404
        client.logout()
        assert client.get(address).status_code == 302
    client.force_login(fresh(third))
    for verb in ("answer", "withdraw", "end"):
        assert client.post(f"/registers/handovers/{referred.pk}/{verb}/", {"version": 1}).status_code == 404


def test_a_person_is_chosen_with_their_unit_or_alone(record, giver, taker, third, client):
    Record.objects.update(marking=Marking.INTERNAL)
    client.force_login(giver)
    address = f"/registers/records/{record.pk}/hand-over/"
    groups = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', client.get(address).text, re.DOTALL))
    for one in (taker, third):
        assert one.full_name in groups[one.unit.name]
        assert [one.full_name in people for people in groups.values()].count(True) == 1

    sent = {"kind": "referral", "reason": "They live there.", "version": record.version, "person": taker.pk}
    wrong = client.post(address, {**sent, "unit": third.unit.pk})
    assert (wrong.status_code, Handover.objects.count()) == (400, 0)
    said = f"{taker} works at {taker.unit.name}, not at {third.unit.name}"
    assert said in "".join(wrong.context["form"].errors["person"])
    assert client.post(address, {**sent, "unit": ""}).status_code == 302
    assert Handover.objects.get().to_unit == taker.unit


def test_who_may_not_offer_is_told_so(record, person, unit, client):
    Record.objects.update(marking=Marking.INTERNAL)
    client.force_login(person("reader", unit))
    assert client.get(f"/registers/records/{record.pk}/hand-over/").status_code == 403


def test_a_role_that_ended_answers_nothing(referred, taker):
    Assignment.objects.filter(person=taker).update(end=date(2020, 1, 1))
    assert sees(taker, "registers_handover") == 0
    with pytest.raises(PermissionDenied):
        accept(fresh(taker), referred, 1)


def test_who_may_accept_at_the_unit_needs_no_more(referred, person, taker):
    """Who accepts for a unit need not work there, and sees the record no better for it."""
    Role.objects.create(code="takes", name_en="Takes", position=99).permissions.create(
        verb="accept", subject="record", reach="unit"
    )
    one = person("takes", taker.unit)
    accept(one, referred, 1)
    assert (sees(one), sees(taker)) == (0, 1)


@settings(max_examples=12)
@given(st.lists(st.sampled_from(["offer", "accept", "decline", "withdraw", "end"]), max_size=8))
def test_they_see_it_exactly_while_a_referral_is_accepted(steps):
    giver, taker = STAGE["giver"], STAGE["taker"]
    with transaction.atomic():
        for step in steps:
            last = Handover.objects.order_by("pk").last()
            with suppress(ValidationError, PermissionDenied):
                if step == "offer":
                    offer(giver, Record.objects.get(), to(REFERRAL, taker.unit), 1)
                elif last is not None:
                    DO[step](giver, taker, last)
            accepted = Handover.objects.filter(state=HandoverState.ACCEPTED).exists()
            assert sees(taker) == accepted
            assert sees(giver) == 1
        transaction.set_rollback(True)


STAGE = {}
DO = {
    "accept": lambda giver, taker, one: accept(taker, one, 1),
    "decline": lambda giver, taker, one: decline(taker, one, "No."),
    "withdraw": lambda giver, taker, one: withdraw(giver, one),
    "end": lambda giver, taker, one: end(taker, one),
}


@pytest.fixture(autouse=True)
def stage(request):
    """Hypothesis takes no fixtures of a single test beside what it draws."""
    if "exactly_while" in request.node.name:
        STAGE.update(giver=request.getfixturevalue("giver"), taker=request.getfixturevalue("taker"))
    yield
    STAGE.clear()
