"""The database itself keeps rows from whoever may not see them, whatever a page, an action or a query forgets."""

from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from muster.core import audit
from muster.core.identity import DOOR, NOBODY, acting_as, of_person
from muster.core.markings import Marks
from muster.core.models import Marking, Placement, Unit
from muster.core.row_security import rules
from muster.domain.counting.period import Period
from muster.features.accounts.models import (
    AccessReview,
    Assignment,
    BrokenGlass,
    NeedToKnow,
    Role,
    Substitution,
    User,
)
from muster.features.activities.actions.entries import register_activity, update_activity
from muster.features.activities.actions.merging import merge_activities, take_apart
from muster.features.activities.actions.views import save_view
from muster.features.activities.filters import Filters
from muster.features.activities.models import Activity, ActivitySource, Pair, PartnerName, TableLoad, TableRow
from muster.features.activities.queries import register, register_counts
from muster.features.activities.tables.writing import as_csv
from muster.features.intake.actions import hand_in
from muster.features.intake.models import Document
from muster.features.markings.actions import change_marks
from muster.features.matrix.queries import matrix
from muster.features.publishing.actions.comments import add_comment
from muster.features.publishing.actions.paragraphs import add_paragraph
from muster.features.publishing.actions.reports import start_report
from muster.features.publishing.composing import chapter_matrix
from muster.features.publishing.entries import as_reported, entries_of
from muster.features.registers.models import Record as RegisterRecord
from muster.features.review.models import Presence
from tests.security.registers import make_record, make_register
from tests.security.world import make_document, make_draft, values

YEAR = Period.of_year(2026)
OPEN = {
    "django_content_type",
    "django_migrations",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "sign_in_cacheentry",
}
GUARDED = sorted(table for table, rule in rules().items() if not rule.open_because)
TABLES = "pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
OWN = {"accounts_user": "id", "accounts_assignment": "person_id"}
OWN |= {f"{table}event": column for table, column in OWN.items()}
OUTSIDERS = ("no role", "nobody", "ended yesterday", "begins tomorrow", "closed account")

pytestmark = pytest.mark.django_db


def rows(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def count(table, where="true", *parameters):
    return rows(f"SELECT count(*) FROM {table} WHERE {where}", *parameters)[0][0]


def seen(person, table, where="true", *parameters, **narrowed):
    """How many rows raw SQL gives somebody."""
    with acting_as(of_person(person.pk, **narrowed)):
        return count(table, where, *parameters)


def touched(statement, *parameters):
    """How many rows a statement reaches; 0 also where the database refuses it. Undone afterwards."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            reached = cursor.rowcount
            transaction.set_rollback(True)
            return reached
    except DatabaseError as refusal:
        if isinstance(refusal.__cause__, psycopg.errors.InsufficientPrivilege):
            return 0
        raise


def today(days=0):
    return rows("SELECT current_date")[0][0] + timedelta(days=days)


def make_entry(person, unit, title="Workshop", marking=Marking.INTERNAL, **more):
    made = register_activity(person, values(unit, title, **more))
    Activity.objects.filter(pk=made.pk).update(marking=marking)
    return made


@pytest.fixture
def world(settings, tmp_path, officer, other_officer, reporting_officer, unit, other_unit):
    """Rows in most tables, made as people make them."""
    settings.ORIGINALS = tmp_path / "originals"
    settings.ORIGINALS.mkdir()
    hand_in(officer, [b"On 12 October, the Mission organized a training course for 20 officers."], "october.txt", unit)
    document = make_document(officer, unit)
    make_draft(document, 0)
    entries = [
        make_entry(who, at, title)
        for who, at in ((officer, unit), (other_officer, other_unit))
        for title in ("Workshop on hate crime", "A workshop", "Training", "Further training")
    ]
    ActivitySource.objects.create(activity=entries[0], document=document, spans=[[0, 10]])
    merge_activities(
        officer, entries[2].pk, {entry.pk: entry.version for entry in entries[2:4]}, values(unit, "Training")
    )
    save_view(officer, "Mine", "theme=A10", shared=True)
    load = TableLoad.objects.create(file_name="t.csv", content=b"a", uploaded_by=officer)
    TableRow.objects.create(load=load, number=1, state="new")
    Presence.objects.create(document=document, person=officer, seen_at=timezone.now())
    report = start_report(reporting_officer, "annual", YEAR, [unit])
    paragraph = add_paragraph(reporting_officer, report.chapters.get(unit=unit), "intro", text="It met mayors.")
    add_comment(reporting_officer, paragraph, "Which mayors?")
    named = {"subject": "activity", "key": entries[0].pk, "reason": "r"}
    NeedToKnow.objects.create(**named, person=other_officer, made_by=officer)
    BrokenGlass.objects.create(**named, person=other_officer, until=timezone.now())
    Substitution.objects.create(
        absent=officer, substitute=other_officer, start=today(-9), end=today(-8), reason="r", made_by=officer
    )
    AccessReview.objects.create(assignment=officer.assignments.get(), kept=True, by=reporting_officer)
    audit.record(officer.pk, "read", "intake_document", str(document.pk))
    audit.seal()


@pytest.fixture(params=OUTSIDERS)
def outsider(request, person, unit):
    """An identity of somebody who may nothing, and the key of the person."""
    if request.param == "nobody":
        return NOBODY, None
    somebody = person("" if request.param == "no role" else "reporting_officer", unit)
    match request.param:
        case "ended yesterday":
            somebody.assignments.update(end=today(-1))
        case "begins tomorrow":
            somebody.assignments.update(start=today(1))
        case "closed account":
            User.objects.filter(pk=somebody.pk).update(is_active=False)
    return of_person(somebody.pk), somebody.pk


def test_every_table_is_guarded_by_a_rule_of_its_own():
    tables = dict(rows(f"SELECT relname, relrowsecurity FROM {TABLES}"))
    assert [table for table, guarded in tables.items() if not guarded] == []
    assert tables.keys() == rules().keys()
    assert {table for table, rule in rules().items() if rule.open_because} == OPEN


def test_no_view_shows_what_its_table_does_not():
    assert rows("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []
    assert rows("SELECT matviewname FROM pg_matviews WHERE schemaname = 'public'") == []


def test_the_application_does_not_stand_above_row_security():
    assert rows("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [(False, False)]
    assert rows(f"SELECT relname FROM {TABLES} AND relowner = current_user::regrole") == []


def test_whoever_has_no_role_today_sees_nothing(world, outsider):
    identity, key = outsider
    assert len([table for table in GUARDED if count(table)]) > 40
    with acting_as(identity):
        assert {table: many for table in GUARDED if table not in OWN and (many := count(table))} == {}
        assert {t: many for t, column in OWN.items() if (many := count(t, f"{column} IS DISTINCT FROM %s", key))} == (
            {}
        ), "of others"


def test_whoever_has_no_role_today_writes_nothing(world, outsider):
    identity, _ = outsider
    reached = {}
    for table in GUARDED:
        columns = [
            name
            for (name,) in rows(
                "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
                "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
                table,
            )
        ]
        names = ", ".join(columns)
        told = rows(f"SELECT row_to_json(t)::text FROM {table} t ORDER BY {columns[0]} LIMIT 1")
        statements = [
            (f"INSERT INTO {table} DEFAULT VALUES",),
            (f"DELETE FROM {table}",),
            (f"TRUNCATE {table} CASCADE",),
        ]
        if told:
            filled = f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_record(NULL::{table}, %s::json)"
            statements.append((filled, told[0][0]))
        if table != "accounts_user":  # one's own language and colours
            statements.append((f"UPDATE {table} SET {columns[0]} = DEFAULT",))
        with acting_as(identity):
            reached |= {each: many for each in statements if (many := touched(*each))}
    assert reached == {}


PARTS = {
    Activity: (
        ("activities_activityevent", "pgh_obj_id"),
        ("activities_activitysource", "activity_id"),
        ("activities_activitysourceevent", "activity_id"),
    ),
    Document: (
        ("intake_documentevent", "pgh_obj_id"),
        ("intake_documenttext", "document_id"),
        ("intake_draft", "document_id"),
        ("intake_draftevent", "document_id"),
    ),
    RegisterRecord: (("registers_recordevent", "pgh_obj_id"),),  # beside it are names, of whom not everybody learns
}


def reads(person, marked, **narrowed):
    """Whether somebody sees a record, and with it all that belongs to it, in raw SQL."""
    table = marked._meta.db_table
    found = seen(person, table, "id = %s", marked.pk, **narrowed)
    for part, column in PARTS[type(marked)]:
        assert count(part, f"{column} = %s", marked.pk), f"nothing in {part}"
        assert bool(seen(person, part, f"{column} = %s", marked.pk, **narrowed)) is bool(found), part
    return bool(found)


@pytest.fixture
def keeper(person, settings, tmp_path):
    """Loads registers."""
    settings.ORIGINALS = tmp_path / "originals"
    one = person("administrator")
    Assignment.objects.create(person=one, role=Role.objects.get(code="desk_officer"), start=date(2000, 1, 1))
    return one


@pytest.fixture(params=["activity", "document", "record"])
def record(request, officer, person, unit):
    """`record(marking)` is an entry, or a document, of `unit` with its parts; somebody else brought it."""
    brought_by = person("officer", unit)
    if request.param == "record":
        make_register(request.getfixturevalue("keeper"), unit)

    def make(marking):
        if request.param == "record":
            return make_record(brought_by, "zqrx", unit, marking=marking)
        document = make_document(brought_by, unit)
        make_draft(document, 0)
        if request.param == "document":
            Document.objects.filter(pk=document.pk).update(marking=marking)
            return document
        entry = make_entry(brought_by, unit, marking=marking)
        ActivitySource.objects.create(activity=entry, document=document, spans=[[0, 10]])
        return entry

    return make


def test_what_is_restricted_is_seen_at_its_unit_alone(record, officer, other_officer, reader):
    restricted = record(Marking.RESTRICTED)
    assert [reads(person, restricted) for person in (officer, other_officer, reader)] == [True, False, False]


def test_what_is_confidential_is_seen_by_who_is_named(
    record, officer, other_officer, reporting_officer, reader, person, other_unit
):
    secret = record(Marking.CONFIDENTIAL)
    kind = type(secret)._meta.model_name
    everybody = (officer, other_officer, reporting_officer, reader)
    assert [reads(person, secret) for person in everybody] == [False] * 4
    named = NeedToKnow.objects.create(subject=kind, key=secret.pk, person=reader, reason="r", made_by=officer)
    assert [reads(person, secret) for person in everybody] == [False, False, False, True]
    named.until = today()
    named.save()
    assert reads(reader, secret)
    named.until = today(-1)
    named.save()
    assert not reads(reader, secret)
    NeedToKnow.objects.create(subject=kind, key=secret.pk, unit=other_unit, reason="r", made_by=officer)
    assert [reads(person, secret) for person in everybody] == [False, True, False, False]


def test_who_breaks_the_glass_sees_it_for_that_time(record, head_of_structure, officer):
    secret = record(Marking.CONFIDENTIAL)
    kind, now = type(secret)._meta.model_name, timezone.now()
    broken = BrokenGlass.objects.create(
        person=head_of_structure, subject=kind, key=secret.pk, reason="r", until=now + timedelta(hours=1)
    )
    assert [reads(person, secret) for person in (head_of_structure, officer)] == [True, False]
    broken.until = now - timedelta(hours=1)  # before this test began, by the clock of its transaction
    broken.save()
    assert not reads(head_of_structure, secret)


def test_an_original_is_seen_with_its_document(officer, reader, person, unit):
    document = make_document(person("officer", unit), unit)
    assert [seen(who, "intake_original") for who in (officer, reader)] == [1, 1]
    Document.objects.update(marking=Marking.RESTRICTED)
    assert [seen(who, "intake_original") for who in (officer, reader)] == [1, 0]
    Document.objects.filter(pk=document.pk).update(marking=Marking.CONFIDENTIAL)
    assert [seen(who, "intake_original") for who in (officer, reader)] == [0, 0]


def test_whoever_handed_a_document_in_keeps_it_in_sight_unless_it_is_confidential(officer, other_unit):
    document = make_document(officer, other_unit)
    Document.objects.update(marking=Marking.RESTRICTED)
    assert seen(officer, "intake_document", "id = %s", document.pk) == 1
    Document.objects.update(marking=Marking.CONFIDENTIAL)
    assert seen(officer, "intake_document", "id = %s", document.pk) == 0


def test_a_pair_is_seen_by_who_sees_both(officer, other_officer, unit, other_unit):
    make_entry(officer, unit)
    make_entry(other_officer, other_unit, marking=Marking.RESTRICTED)
    first, second = Activity.objects.order_by("pk")
    Pair.objects.update_or_create(first=first, second=second, defaults={"score": 0.9, "reasons": []})
    assert [seen(person, "activities_pair") for person in (officer, other_officer)] == [0, 1]


def test_all_that_counts_gives_the_same_number(
    officer, other_officer, reader, reporting_officer, person, unit, other_unit
):
    for at, who in ((unit, officer), (other_unit, other_officer)):
        for marking in Marking:
            secret = make_entry(who, at, f"Seminar {marking}", marking)
    Role.objects.create(code="guest", name_en="Guest", position=99).permissions.create(
        verb="read", subject="activity", reach="unit", marking=Marking.INTERNAL
    )
    guest = person("guest", unit)  # who reads nothing beyond one unit, but what they are named for
    NeedToKnow.objects.create(subject="activity", key=secret.pk, person=guest, reason="r", made_by=other_officer)
    found = {}
    for viewer in (officer, other_officer, reader, reporting_officer, guest):
        with acting_as(of_person(viewer.pk)):
            words = Filters(q="seminar")
            export = b"".join(as_csv(register(viewer, Filters())).streaming_content).decode()
            numbers = {
                count("activities_activity"),
                matrix(viewer, period=YEAR).total,
                register_counts(viewer, Filters()).entries,
                register_counts(viewer, words).entries,
                register(viewer, words).count(),
                export.count("Seminar"),
            }
            assert len(numbers) == 1, numbers
            found[viewer.pk] = numbers.pop()
    assert list(found.values()) == [5, 5, 4, 6, 3]


def test_a_report_tells_and_counts_nothing_above_internal(reporting_officer, unit, officer):
    entries = {marking: make_entry(officer, unit, f"Seminar {marking}", marking) for marking in Marking}
    NeedToKnow.objects.create(
        subject="activity", key=entries[Marking.CONFIDENTIAL].pk, person=reporting_officer, reason="r", made_by=officer
    )
    with acting_as(of_person(reporting_officer.pk)):
        assert count("activities_activity") == 4
        chapter = start_report(reporting_officer, "annual", YEAR, [unit]).chapters.get(unit=unit)
        assert set(entries_of(reporting_officer, chapter)) == {
            entries[marking].pk for marking in (Marking.PUBLIC, Marking.INTERNAL)
        }
        assert chapter_matrix(reporting_officer, chapter).total == 2
        told = " ".join(chapter.paragraphs.values_list("text", flat=True))
        linked = rows("SELECT DISTINCT activity_id FROM publishing_paragraphentry")
    assert told
    assert {key for (key,) in linked} == {entries[marking].pk for marking in (Marking.PUBLIC, Marking.INTERNAL)}


@pytest.fixture
def restricted(other_officer, other_unit):
    """An entry that is seen with a role at its unit alone."""
    return make_entry(other_officer, other_unit, marking=Marking.RESTRICTED)


def test_a_role_reaches_what_stands_under_its_unit_today(restricted, officer, unit, other_unit, mission):
    assert not seen(officer, "activities_activity")
    other_unit.placements.update(start=None, end=today(-1))
    Placement.objects.create(unit=other_unit, parent=unit, start=today())
    assert seen(officer, "activities_activity")
    other_unit.placements.filter(end=None).update(end=today())
    Placement.objects.create(unit=other_unit, parent=mission, start=today(1))
    assert seen(officer, "activities_activity")
    other_unit.placements.all().delete()
    Placement.objects.create(unit=other_unit, parent=unit, start=today(1))
    assert not seen(officer, "activities_activity")


def test_what_a_closed_unit_did_stays_in_sight_where_it_stood_last(restricted, officer, unit, other_unit):
    other_unit.placements.update(parent=unit, end=today(-1))
    Unit.objects.filter(pk=other_unit.pk).update(closed=today(-1))
    assert seen(officer, "activities_activity")


@pytest.mark.parametrize(("first", "last", "sees"), [(-2, -1, 0), (-1, 0, 1), (0, 0, 1), (0, 1, 1), (1, 2, 0)])
def test_who_acts_for_somebody_absent_has_their_rights_in_those_days(
    restricted, officer, other_officer, other_unit, first, last, sees
):
    secret = make_entry(other_officer, other_unit, "Secret", Marking.CONFIDENTIAL)
    NeedToKnow.objects.create(subject="activity", key=secret.pk, person=other_officer, reason="r", made_by=officer)
    Substitution.objects.create(
        absent=other_officer, substitute=officer, start=today(first), end=today(last), reason="r", made_by=other_officer
    )
    assert seen(other_officer, "activities_activity") == 2
    assert seen(officer, "activities_activity") == sees
    assert seen(officer, "activities_activity", "id = %s", secret.pk) == 0


def test_an_identity_is_narrowed(restricted, officer, unit, other_unit, reporting_officer):
    make_entry(officer, unit)
    make_document(officer, unit)
    secret = make_entry(officer, unit, "Secret", Marking.CONFIDENTIAL)
    NeedToKnow.objects.create(subject="activity", key=secret.pk, person=reporting_officer, reason="r", made_by=officer)

    def both(**narrowed):
        tables = ("activities_activity", "intake_document")
        return tuple(seen(reporting_officer, table, **narrowed) for table in tables)

    assert both() == (3, 1)
    assert both(limits=frozenset({"read document"})) == (0, 1)
    assert both(limits=frozenset({"read activity"})) == (3, 0)
    assert both(limits=frozenset()) == (0, 0)
    assert both(unit=unit.pk) == (1, 1)
    assert both(unit=other_unit.pk) == (1, 0)
    assert both(ceiling=Marking.INTERNAL) == (1, 1)
    assert both(ceiling=Marking.PUBLIC) == (0, 0)


def test_the_identity_is_in_force_again_after_a_rollback(restricted, officer, unit, other_officer):
    make_entry(officer, unit)
    with acting_as(of_person(officer.pk)):
        for _ in range(2):
            with transaction.atomic():
                assert count("activities_activity") == 1
                with acting_as(of_person(other_officer.pk)):
                    assert count("activities_activity") == 2
                    transaction.set_rollback(True)
            assert count("activities_activity") == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            rows("SELECT 1 / 0")
        assert count("activities_activity") == 1
    with acting_as(NOBODY):
        with transaction.atomic():
            with acting_as(of_person(officer.pk)):
                assert count("activities_activity") == 1
            transaction.set_rollback(True)
        assert count("activities_activity") == 0


@pytest.mark.django_db(transaction=True)
def test_the_identity_is_in_force_again_on_another_connection(restricted, officer, unit):
    make_entry(officer, unit)
    with acting_as(of_person(officer.pk)):
        with transaction.atomic():
            assert count("activities_activity") == 1
            transaction.set_rollback(True)
        assert count("activities_activity") == 1
        connection.close()
        assert count("activities_activity") == 1
        with pytest.raises(DatabaseError):
            rows("SELECT pg_terminate_backend(pg_backend_pid())")
        connection.close_if_unusable_or_obsolete()
        assert count("activities_activity") == 1


@pytest.mark.parametrize("identity", ["administrator", "reporting_officer", "door"])
def test_nobody_gives_themselves_a_role(person, officer, identity):
    somebody = person("reader" if identity == "door" else identity)
    role = Role.objects.get(code="reporting_officer")
    give = (
        "INSERT INTO accounts_assignment (person_id, role_id, start, reason, granted_at) "
        "VALUES (%s, %s, current_date, '', now())"
    )
    with acting_as(DOOR if identity == "door" else of_person(somebody.pk)):
        assert touched(give, somebody.pk, role.pk) == 0
        assert touched("UPDATE accounts_assignment SET role_id = %s WHERE person_id = %s", role.pk, somebody.pk) == 0
        assert (
            touched("UPDATE accounts_assignment SET person_id = %s WHERE person_id = %s", somebody.pk, officer.pk) == 0
        )
        act = (
            'INSERT INTO accounts_substitution (absent_id, substitute_id, start, "end", reason, made_by_id, made_at) '
            "VALUES (%s, %s, current_date, current_date, '', %s, now())"
        )
        assert touched(act, officer.pk, somebody.pk, somebody.pk) == 0
        assert touched(give, officer.pk, role.pk) == (identity == "administrator")


def test_nobody_adds_to_a_role_that_they_hold(person):
    administrator = person("administrator")
    add = (
        "INSERT INTO accounts_permission (role_id, verb, subject, kind, reach, marking) "
        "VALUES (%s, 'erase', 'personal_data', '', 'everywhere', 3)"
    )
    with acting_as(of_person(administrator.pk)):
        assert touched(add, Role.objects.get(code="administrator").pk) == 0
        assert touched(add, Role.objects.get(code="officer").pk) == 1


def test_what_a_report_counts_for_a_token_stays_within_its_limits(officer, unit):
    make_entry(officer, unit)
    with acting_as(of_person(officer.pk, limits=frozenset({"read report"}))), as_reported(officer):
        assert count("activities_activity") == 0
    with acting_as(of_person(officer.pk)), as_reported(officer):
        assert count("activities_activity") == 1


def test_who_names_somebody_sees_the_record_and_may_mark_it(officer, other_officer, reader, unit):
    entry = make_entry(officer, unit, marking=Marking.RESTRICTED)
    name = (
        "INSERT INTO accounts_needtoknow (subject, key, person_id, reason, made_by_id, made_at) "
        "VALUES ('activity', %s, %s, '', %s, now())"
    )
    for person, may in ((officer, 1), (other_officer, 0), (reader, 0)):
        with acting_as(of_person(person.pk)):
            named = officer if person == reader else reader
            assert touched(name, entry.pk, named.pk, person.pk) == may
            assert touched(name, entry.pk, person.pk, person.pk) == 0, "nobody names themselves"


def test_who_breaks_the_glass_has_the_right_to(officer, head_of_structure, reader, unit):
    entry = make_entry(officer, unit, marking=Marking.CONFIDENTIAL)
    open_it = (
        "INSERT INTO accounts_brokenglass (subject, kind, key, person_id, reason, at, until, remark) "
        "VALUES ('activity', '', %s, %s, '', now(), now() + interval '1 hour', '')"
    )
    for person, may in ((head_of_structure, 1), (officer, 0), (reader, 0)):
        with acting_as(of_person(person.pk)):
            assert touched(open_it, entry.pk, person.pk) == may
    with acting_as(of_person(head_of_structure.pk)):
        assert touched(open_it, entry.pk, reader.pk) == 0


def test_an_identity_is_narrowed_in_what_it_brought_too(officer, unit):
    make_document(officer, unit)
    Document.objects.update(marking=Marking.RESTRICTED)
    assert seen(officer, "intake_document")
    assert not seen(officer, "intake_document", limits=frozenset({"read activity"}))
    assert not seen(officer, "intake_document", ceiling=Marking.INTERNAL)


def test_nobody_writes_what_they_do_not_see(officer, unit):
    make_entry(officer, unit, marking=Marking.CONFIDENTIAL)
    with acting_as(of_person(officer.pk)):
        assert touched("UPDATE activities_activity SET marking = 0") == 0


def test_the_name_of_a_partner_is_seen_by_who_sees_an_entry_with_it(officer, other_officer):
    """Who reads what is restricted at one unit learns no name that only another one's restricted entries write."""
    for person, name in ((officer, "Nora Example"), (other_officer, "Arben Example")):
        entry = register_activity(person, values(person.unit, "Workshop", partners=(name,)))
        change_marks(person, "activity", entry.pk, Marks(Marking.RESTRICTED), Marks())
    for person, names in ((officer, ["Nora Example"]), (other_officer, ["Arben Example"])):
        with acting_as(of_person(person.pk)):
            assert list(PartnerName.objects.values_list("name", flat=True)) == names


@pytest.fixture
def apart_again(officer, unit):
    """An internal entry that was told with a restricted one for a while; `mend` changes it meanwhile."""

    def make(mend=None):
        plain, closed = (register_activity(officer, values(unit, title)) for title in ("Workshop", "Arben Example"))
        change_marks(officer, "activity", closed.pk, Marks(Marking.RESTRICTED), Marks())
        chosen = values(unit, "Arben Example")
        merge = merge_activities(officer, plain.pk, {plain.pk: 1, closed.pk: 2}, chosen)
        if mend:
            update_activity(officer, Activity.objects.get(pk=plain.pk), replace(chosen, title=mend), 2)
        take_apart(officer, merge)
        plain.refresh_from_db()
        return plain

    return make


def test_what_is_open_again_does_not_tell_what_stood_in_it_while_it_was_closed(apart_again, client, officer, reader):
    entry = apart_again()
    assert (entry.title, entry.marking) == ("Workshop", Marking.INTERNAL)
    for table in ("activities_activityevent", "activities_merge", "activities_mergeevent"):
        told = f"{table}::text LIKE '%%Arben Example%%'"
        assert (seen(reader, table, told), seen(officer, table, told) > 0) == (0, True), table
    client.force_login(reader)
    page = client.get(f"/activities/{entry.pk}/")
    assert page.status_code == 200
    assert "Arben Example" not in page.content.decode()


def test_what_is_taken_apart_stays_closed_while_words_may_have_stayed(apart_again, reader):
    entry = apart_again(mend="Arben Example, and others")
    assert (entry.title, entry.marking) == ("Arben Example, and others", Marking.RESTRICTED)
    assert seen(reader, "activities_activity", "id = %s", entry.pk) == 0


def test_who_is_named_for_a_record_sees_it_while_they_have_a_role(officer, other_officer, unit):
    entry = register_activity(officer, values(unit, "Confidential"))
    Activity.objects.filter(pk=entry.pk).update(marking=Marking.CONFIDENTIAL)
    named = {"subject": "activity", "key": entry.pk, "person": other_officer}
    NeedToKnow.objects.create(**named, reason="Case", made_by=officer)
    BrokenGlass.objects.create(**named, reason="In need", until=timezone.now() + timedelta(hours=1))
    assert seen(other_officer, "activities_activity") == 1
    other_officer.assignments.update(end=timezone.localdate() - timedelta(days=1))
    assert [seen(other_officer, table) for table in ("activities_activity", "core_unit")] == [0, 0]


def test_by_whom_and_why_something_was_changed_is_seen_by_who_sees_what_was_changed(
    officer, other_officer, person, unit
):
    auditor = person("auditor")
    plain, closed = (register_activity(officer, values(unit, title)) for title in ("Workshop", "Arben Example"))
    change_marks(officer, "activity", plain.pk, Marks(Marking.PUBLIC), Marks(), reason="Printed by the police")
    change_marks(officer, "activity", closed.pk, Marks(Marking.RESTRICTED), Marks(), reason="A witness is named")
    told = "metadata->>'reason' LIKE '%%' || %s"
    for reason, who in (("police", {officer, other_officer, auditor}), ("named", {officer, auditor})):
        seeing = {one for one in (officer, other_officer, auditor) if seen(one, "pghistory_context", told, reason)}
        assert seeing == who, reason
