"""Records of registers are marked, named for and opened in need by who may in their register, at their unit."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from muster.core.identity import acting_as, of_person
from muster.core.markings import Marks, marks_of
from muster.core.models import Marking
from muster.features.accounts.models import Assignment, BrokenGlass, NeedToKnow, Permission, Role, User
from muster.features.markings import actions, queries
from muster.features.markings.records import NoSuchRecord
from muster.features.registers.models import Record
from tests.security.registers import make_record, make_register

pytestmark = pytest.mark.django_db
REASON = "The prosecutor asks for it tonight, her officer is ill."
CONFIDENTIAL = Marks(Marking.CONFIDENTIAL)


@pytest.fixture
def record(person, unit, other_unit, settings, tmp_path):
    """Of the register that `unit` keeps; there is another register, of `other_unit`."""
    settings.ORIGINALS = tmp_path / "originals"
    keeper = person("administrator")
    Assignment.objects.create(person=keeper, role=Role.objects.get(code="desk_officer"), start=date(2000, 1, 1))
    for one in (unit, other_unit):
        make_register(keeper, one)
    return make_record(person("officer", unit), "zqrx", unit)


@pytest.fixture
def elsewhere(person, unit, record):
    """Marks, and opens in need, at the record's unit, but records of the other register alone."""
    role = Role.objects.create(code="elsewhere", name_en="Elsewhere", position=90)
    for verb in ("read", "mark", "break_glass"):
        Permission.objects.create(
            role=role, verb=verb, subject="record", kind="tried-south", reach="unit", marking=Marking.CONFIDENTIAL
        )
    return person("elsewhere", unit)


def fresh(person):
    return User.objects.get(pk=person.pk)


def sees(person, table="registers_record"):
    with acting_as(of_person(person.pk)), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def marked(person, record, wanted, reason=""):
    with acting_as(of_person(person.pk)):
        return actions.change_marks(fresh(person), "record", record.pk, wanted, marks_of(record), reason)


def opened(person, record):
    with acting_as(of_person(person.pk)):
        return actions.break_glass(fresh(person), "record", record.pk, REASON)


def test_it_is_marked_at_its_unit_and_nobody_closes_it_against_themselves(record, officer, reader):
    assert sees(reader) == 1
    assert marked(officer, record, CONFIDENTIAL)
    again = Record.objects.get()
    assert (again.marking, again.version, again.updated_by) == (Marking.CONFIDENTIAL, 2, officer)
    assert [sees(one) for one in (officer, reader)] == [1, 0]
    assert CONFIDENTIAL in [step.after for step in queries.history("record", record.pk)]


def test_who_may_not_mark_it_does_not(record, reader, other_officer, elsewhere):
    with pytest.raises(PermissionDenied):
        marked(reader, record, CONFIDENTIAL)
    for one in (other_officer, elsewhere):
        with pytest.raises(NoSuchRecord):
            marked(one, record, CONFIDENTIAL)
    Permission.objects.create(
        role=Role.objects.get(code="elsewhere"), verb="read", subject="record", kind="tried-north"
    )
    with pytest.raises(PermissionDenied):  # sees it, and marks only records of another register
        marked(elsewhere, record, CONFIDENTIAL)
    assert Record.objects.get().marking == Marking.INTERNAL


def test_people_and_units_are_named_for_it(record, officer, other_officer, other_unit):
    assert sees(other_officer) == 0
    with acting_as(of_person(officer.pk)):
        naming = actions.name_somebody(fresh(officer), "record", record.pk, other_unit, "A case of theirs")
    assert sees(other_officer) == 1
    with acting_as(of_person(officer.pk)):
        actions.end_naming(fresh(officer), "record", record.pk, naming.pk)
    assert sees(other_officer) == 0


def test_the_database_lets_nobody_else_name(record, other_officer, reader, officer, elsewhere):
    said = "INSERT INTO accounts_needtoknow (subject, key, person_id, reason, made_by_id, made_at)"
    for one, may in ((officer, True), (other_officer, False), (reader, False), (elsewhere, False)):
        with acting_as(of_person(one.pk)):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(
                        f"{said} VALUES ('record', %s, %s, 'r', %s, now())", [record.pk, record.created_by_id, one.pk]
                    )
                    transaction.set_rollback(True)
                    done = True
            except DatabaseError:
                done = False
        assert done is may, one


def test_it_is_opened_in_need_and_its_keepers_are_told(
    record, officer, head_of_structure, other_officer, elsewhere, person, unit
):
    Record.objects.update(marking=Marking.CONFIDENTIAL)
    assert sees(head_of_structure) == 0
    opening = opened(head_of_structure, record)
    assert (opening.kind, opening.unit, opening.brought_by) == ("tried-north", unit, record.created_by)
    assert sees(head_of_structure) == 1
    for one, told in ((officer, 1), (record.created_by, 1), (other_officer, 0), (elsewhere, 0), (head_of_structure, 0)):
        with acting_as(of_person(one.pk)):
            assert len(queries.to_acknowledge(fresh(one))) == told, one
        assert sees(one, "accounts_brokenglass") == (told or one == head_of_structure), one
    with acting_as(of_person(elsewhere.pk)), pytest.raises(BrokenGlass.DoesNotExist):
        actions.acknowledge(fresh(elsewhere), opening.pk)
    with acting_as(of_person(officer.pk)):
        assert actions.acknowledge(fresh(officer), opening.pk).acknowledged_by == officer
    BrokenGlass.objects.update(until=timezone.now() - timedelta(hours=1))
    assert sees(head_of_structure) == 0


def test_who_may_not_open_it_does_not(record, reader, other_officer, elsewhere):
    Record.objects.update(marking=Marking.CONFIDENTIAL)
    with pytest.raises(PermissionDenied):
        opened(reader, record)
    for one in (other_officer, elsewhere):  # they may elsewhere: whether there is one is not told
        with pytest.raises(NoSuchRecord):
            opened(one, record)
    for one in (reader, other_officer, elsewhere):
        with acting_as(of_person(one.pk)), pytest.raises(DatabaseError), transaction.atomic():
            BrokenGlass.objects.create(
                person=one, subject="record", kind="tried-south", key=record.pk, reason="r", until=timezone.now()
            )
    assert not BrokenGlass.objects.exists()


def test_what_is_set_apart_is_opened_by_nobody(record, head_of_structure):
    Record.objects.update(restricted=True)
    with pytest.raises(NoSuchRecord):
        opened(head_of_structure, record)


def test_several_are_marked_together(record, officer, unit):
    other = make_record(officer, "zqsx", unit)
    with acting_as(of_person(officer.pk)):
        wish = actions.Wish(Marking.RESTRICTED)
        done = actions.mark_together(fresh(officer), "record", {record.pk: 1, other.pk: 7}, wish, "A series")
    assert [(one.key, bool(one.left)) for one in done] == [(record.pk, False), (other.pk, True)]
    assert [one.marking for one in Record.objects.order_by("pk")] == [Marking.RESTRICTED, Marking.INTERNAL]


def test_its_page_says_who_sees_it(record, officer, client):
    client.force_login(officer)
    page = client.get(f"/records/record/{record.pk}/")
    assert "Programme officer" in page.text
    assert "who brought it" in page.text
    assert "Head of structure" in page.text
    assert f"/records/record/{record.pk}/" in client.get(f"/registers/records/{record.pk}/").text
    sent = {"marking": Marking.RESTRICTED.value, "tlp": "", "before": "1:", "reason": "Names a witness"}
    assert client.post(f"/records/record/{record.pk}/mark/", sent).status_code == 302
    assert Record.objects.get().marking == Marking.RESTRICTED


def test_lowering_takes_a_reason(record, officer):
    with pytest.raises(ValidationError):
        marked(officer, record, Marks(Marking.PUBLIC))


def test_whoever_finds_nothing_is_shown_the_way_in_need(record, head_of_structure, officer, client):
    Record.objects.update(marking=Marking.CONFIDENTIAL)
    client.force_login(head_of_structure)
    page = client.get(f"/registers/records/{record.pk}/")
    assert (page.status_code, f"/records/record/{record.pk}/open/" in page.text) == (404, True)
    assert client.post(f"/records/record/{record.pk}/open/", {"reason": REASON}).status_code == 302
    assert client.get(f"/registers/records/{record.pk}/").status_code == 200
    assert NeedToKnow.objects.count() == 0
