import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from muster.features.activities import actions, jobs
from muster.features.activities.actions import pairs
from muster.features.activities.filters import Filters
from muster.features.activities.models import Activity, Pair, PartnerName
from muster.features.activities.naming import partners
from muster.features.activities.queries import register
from muster.features.activities.tables.columns import HEADS, cells_of
from muster.features.activities.tests.test_tables import table, take

pytestmark = pytest.mark.django_db
ACADEMY, SHORT = "Kosovo Academy for Public Safety (KAPS)", "KAPS"
POLICE = "Kosovo Police"


def found(reader, *names):
    return sorted(register(reader, Filters(partner=names)).values_list("title", flat=True))


def snapshot():
    return list(PartnerName.objects.values_list("key", "name", "same_as__key", "apart"))


@pytest.fixture
def entries(enter):
    return enter(title="a", partners=(ACADEMY,)), enter(title="b", partners=(SHORT, POLICE)), enter(title="c")


@pytest.mark.parametrize("name", [ACADEMY, SHORT, "kaps", "Academy", "КАПС"])
def test_a_partner_is_found_by_any_of_its_names(reader, entries, name):
    assert found(reader, name) == ["a", "b"]
    assert found(reader, "Akademy") == []


def test_two_partners_are_either_of_them(reader, entries):
    assert found(reader, SHORT, POLICE) == ["a", "b", "c"]


def test_an_entry_that_becomes_ambiguous_is_found_by_what_it_writes_only(reader, entries, enter):
    enter(title="d", partners=("Koha Press Service (KAPS)",))
    assert found(reader, ACADEMY) == ["a"]
    assert found(reader, SHORT) == ["b"]


def test_the_reporting_officer_joins_two_names_and_takes_them_apart_exactly(reader, reporting_officer, entries):
    before = snapshot()
    assert actions.join_partners(reporting_officer, ["kaps", "kosovo police"], "kosovo police") == 1
    assert found(reader, SHORT) == found(reader, ACADEMY) == ["a", "b", "c"]
    assert partners().name(SHORT) == POLICE
    actions.part_partner(reporting_officer, _joined())
    assert snapshot() == before  # as before, for people and for the rules
    assert found(reader, POLICE) == ["b", "c"]
    assert [entry.version for entry in Activity.objects.all()] == [1, 1, 1]


def _joined():
    return PartnerName.objects.get(same_as__isnull=False).key


def test_an_abbreviation_that_a_rule_joined_is_taken_out_and_stays_out(reader, reporting_officer, entries):
    actions.part_partner(reporting_officer, "kaps")
    assert found(reader, ACADEMY) == ["a"]
    actions.join_partners(reporting_officer, ["kaps", partners().known_as("kosovo police")], "kosovo police")
    assert found(reader, SHORT) == ["b", "c"]


def test_another_of_its_names_is_shown_when_it_is_chosen(reporting_officer, entries):
    actions.join_partners(reporting_officer, [SHORT.lower(), "kosovo police"], "kaps")
    assert partners().name(ACADEMY) == partners().name(POLICE) == SHORT


@pytest.mark.parametrize("keys", [[], ["kaps"], ["kaps", "nobody"], ["kaps", "kosovo academy for public safety kaps"]])
def test_what_is_no_two_partners_is_not_joined(reporting_officer, entries, keys):
    with pytest.raises(ValidationError):
        actions.join_partners(reporting_officer, keys, "kaps")


def test_only_who_acts_for_the_mission_says_what_a_partner_is(officer, head_of_structure, reader, entries):
    for person in (officer, head_of_structure, reader):
        with pytest.raises(PermissionDenied):
            actions.join_partners(person, ["kaps", "kosovo police"], "kaps")
        with pytest.raises(PermissionDenied):
            actions.part_partner(person, "kaps")


def test_what_was_decided_is_in_the_history_with_the_person(reporting_officer, entries):
    actions.join_partners(reporting_officer, ["kaps", "kosovo police"], "kosovo police")
    event = PartnerName.objects.get(key=_joined()).history.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["user"] == reporting_officer.pk


def test_a_table_out_has_the_one_name_and_comes_back_without_a_change(officer, entries):
    known = partners()
    written = [[str(cell if cell is not None else "") for cell in cells_of(entry, known)] for entry in entries]
    at = list(HEADS).index("partners")
    assert [row[at] for row in written] == [ACADEMY, f"{ACADEMY}; {POLICE}", POLICE]
    load = take(officer, table(*written, heads=[HEADS[name][0][0] for name in HEADS]))
    assert set(load.rows.values_list("state", flat=True)) == {"same"}


def test_a_partner_is_added_and_taken_away_by_any_of_its_names(officer, entries):
    first, second, third = entries
    versions = {first.pk: 1, second.pk: 1, third.pk: 1}
    assert actions.change_in_bulk(officer, versions, actions.BulkChange(add={"partners": "kaps"})) == 1
    versions[third.pk] = 2
    assert actions.change_in_bulk(officer, versions, actions.BulkChange(remove={"partners": ACADEMY})) == 3
    assert [entry.partners for entry in Activity.objects.order_by("pk")] == [[], [POLICE], [POLICE]]


def test_what_two_reports_tell_of_a_partner_by_two_names_is_a_partner_in_common(enter):
    enter(partners=(ACADEMY,))
    enter(partners=(SHORT,))
    assert "shared_partner" in {name for name, _weight, _words in Pair.objects.get().reasons}


def test_many_entries_at_once_are_looked_through_by_a_job(officer, enter, values, monkeypatch):
    monkeypatch.setattr(pairs, "AT_ONCE", 1)
    entries = [actions.register_activity(officer, values, alone=False) for _ in range(3)]
    assert not Pair.objects.exists()
    actions.settle([entry.pk for entry in entries])
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, Pair.objects.exists()) == (pairs.LOOK, False)
    for _again in range(2):
        jobs.look_for_pairs.func(**job.args)
    assert Pair.objects.filter(state="open").count() == 3


@pytest.fixture
def post(client, reporting_officer):
    client.force_login(reporting_officer)
    return lambda page, /, **data: client.post(reverse(f"activities:{page}"), data, follow=True).content.decode()


def test_on_the_page_partners_are_joined_by_the_name_that_is_chosen_and_taken_apart(client, post, entries):
    academy = partners().known_as("kaps")
    asked = post("join_partners", pick=[academy, "kosovo police"])
    assert "Which name stays?" in asked
    assert PartnerName.objects.filter(same_as__isnull=False).count() == 0
    shown = post("join_partners", pick=[academy, "kosovo police"], known_as="kaps")
    assert "joined by" in shown
    assert "?partner=KAPS" in shown
    assert "is a partner of its own again" in post("part_partner", name="kosovo police")
    assert "Choose at least two" in post("join_partners", pick=[academy])


def test_everybody_reads_the_partners_and_an_ambiguous_abbreviation_is_named(client, reader, enter, entries):
    enter(partners=("Koha Press Service (KAPS)",))
    client.force_login(reader)
    shown = client.get(reverse("activities:partners")).content.decode()
    assert "“KAPS” may mean several partners" in shown
    assert "Make the selected" not in shown
    assert client.post(reverse("activities:join_partners")).status_code == 403
    assert client.post(reverse("activities:part_partner")).status_code == 403
    assert "No partner has such a name" in client.get(reverse("activities:partners"), {"q": "Nobody"}).content.decode()


def test_the_register_an_entry_and_the_list_show_the_one_name(client, reader, entries):
    client.force_login(reader)
    assert ACADEMY in client.get(reverse("activities:register"), {"show": "partners"}).content.decode()
    shown = client.get(reverse("activities:entry", args=[entries[1].pk])).content.decode()
    assert ACADEMY in shown
    assert "written “KAPS”" in shown
