import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muster.features.activities import actions
from muster.features.activities.models import Activity, Merge, Pair, SavedView, TableLoad
from muster.features.activities.tests.test_merging import ANNUAL
from muster.features.activities.tests.test_tables import ROW, table
from muster.features.activities.values import values_of

pytestmark = pytest.mark.django_db
CELLS = {
    "title": "Seminar on evidence",
    "unit": "north",
    "theme": "B01",
    "kind": "seminar",
    "column": "training",
    "start": "2016-05",
    "end": "2016-05",
    "participants": "20",
    "places": "Prizren\nVienna",
    "partners": "Kosovo Police",
    "dates": "2016-05-02 – 2016-05-03",
}


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


def page(client, name, *args, **query):
    answer = client.get(reverse(f"activities:{name}", args=args), query)
    return answer.status_code, answer.content.decode()


READ_PAGES = ["register", "duplicates", "tables", "new", "partners"]
POSTS = ["save_view", "bulk", "compare", "tables", "new", "join_partners", "part_partner"]


@pytest.mark.parametrize("name", READ_PAGES)
def test_a_stranger_sees_no_page(client, name):
    assert client.get(reverse(f"activities:{name}")).status_code == 302


def test_a_stranger_sees_no_entry_table_or_file_and_does_nothing(client, officer, enter):
    entry, load = enter(), actions.take_table(officer, "t.csv", table(ROW))
    with_key = [
        *(("entry", entry.pk), ("edit", entry.pk), ("withdraw", entry.pk), ("restore", entry.pk), ("drop_view", 1)),
        *(("take_apart", 1), ("export", "csv"), ("export", "xlsx")),
        *((name, load.pk) for name in ("table", "assign", "load", "drop", "again", "wrong_rows")),
    ]
    for name, key in with_key:
        address = reverse(f"activities:{name}", args=[key])
        assert "sign-in" in client.get(address).headers["Location"]
        assert "sign-in" in client.post(address).headers["Location"]
    for name in POSTS:
        assert "sign-in" in client.post(reverse(f"activities:{name}")).headers["Location"]
    entry.refresh_from_db()
    assert (entry.counted, entry.version, Activity.objects.count()) == (True, 1, 1)


def test_a_reader_reads_and_changes_nothing(client, reader, officer, enter):
    entry, other = enter(), enter(**ANNUAL)
    load = actions.take_table(officer, "t.csv", table(ROW))
    client.force_login(reader)
    status, shown = page(client, "register")
    assert status == 200
    assert "Change the selected" not in shown
    assert page(client, "entry", entry.pk)[0] == 200
    for name in ("duplicates", "tables", "new"):
        assert page(client, name)[0] == 403
    for name, key in [("edit", entry.pk), ("withdraw", entry.pk), ("restore", entry.pk), ("load", load.pk)]:
        data = {"version": 1, "reason": "x"}
        assert client.post(reverse(f"activities:{name}", args=[key]), data).status_code == 403
    assert client.post(reverse("activities:new"), CELLS).status_code == 403
    assert client.post(reverse("activities:bulk"), {"pick": f"{entry.pk}:1"}).status_code == 403
    both = {"entry": [entry.pk, other.pk], "decision": "apart"}
    assert client.post(reverse("activities:compare"), both).status_code == 403


def test_an_officer_of_another_structure_changes_nothing_here(client, other_officer, officer, enter):
    entry, other = enter(), enter(**ANNUAL)
    made = actions.merge_activities(officer, entry.pk, {entry.pk: 1, other.pk: 1}, values_of(entry))
    client.force_login(other_officer)
    assert page(client, "edit", entry.pk)[0] == 403
    assert client.post(reverse("activities:withdraw", args=[entry.pk]), {"reason": "x"}).status_code == 403
    assert client.post(reverse("activities:take_apart", args=[made.pk])).status_code == 403
    assert "Change" not in page(client, "entry", entry.pk)[1].split("</main>")[0].split("Where it is told")[0]


def test_an_empty_register_says_what_comes_here(as_officer):
    status, shown = page(as_officer, "register")
    assert status == 200
    assert "The register is empty" in shown


def test_filters_are_chips_that_can_be_taken_away(as_officer, enter):
    enter()
    _, shown = page(as_officer, "register", theme=["A10", "B06"], q="hate", since="2016")
    assert shown.count("tag accent") == 4
    assert "theme=B06&amp;since" not in shown.split("chips")[0]
    assert "q=hate&amp;since=2016&amp;theme=B06" in shown
    assert "Nothing is found" in page(as_officer, "register", q="nowhere")[1]


def test_what_an_address_says_wrongly_is_named(as_officer):
    assert "May" in page(as_officer, "register", since="May")[1]
    assert page(as_officer, "register", after="nonsense", sort="nonsense", show="nonsense")[0] == 200


def test_titles_are_text_never_markup(as_officer, enter):
    entry = enter(title="<script>alert(1)</script>", partners=("<b>x</b>",))
    for shown in (page(as_officer, "register", show=["title", "partners"])[1], page(as_officer, "entry", entry.pk)[1]):
        assert "<script>alert" not in shown
        assert "<b>x" not in shown


def test_columns_are_chosen_and_stay_in_the_addresses(as_officer, enter):
    enter()
    _, shown = page(as_officer, "register", show=["title", "share"], sort="events")
    assert "Share of women" in shown
    assert "38" in shown
    assert "show=title&amp;show=share" in shown


def test_a_view_is_kept_shared_and_dropped_by_its_owner_only(as_officer, client, reader, officer):
    kept = {"name": "Hate crime", "query": "theme=A10&after=1~2", "shared": "on"}
    as_officer.post(reverse("activities:save_view"), kept)
    view = SavedView.objects.get()
    assert (view.query, view.shared) == ("theme=A10", True)
    client.force_login(reader)
    assert "Hate crime" in page(client, "register")[1]
    client.post(reverse("activities:drop_view", args=[view.pk]))
    assert SavedView.objects.exists()
    client.force_login(officer)
    client.post(reverse("activities:drop_view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_that_is_not_shared_is_seen_by_its_owner_only(client, officer, reader):
    actions.save_view(officer, "Mine", "theme=A10", shared=False)
    client.force_login(reader)
    assert "Mine" not in page(client, "register")[1]


def test_an_entry_by_hand_is_registered(as_officer):
    answer = as_officer.post(reverse("activities:new"), CELLS)
    entry = Activity.objects.get()
    assert answer.headers["Location"] == reverse("activities:entry", args=[entry.pk])
    assert (entry.places, entry.place_codes, entry.dates) == (
        ["Prizren", "Vienna"],
        ["K28"],
        [["2016-05-02", "2016-05-03"]],
    )
    assert "Seminar on evidence" in page(as_officer, "entry", entry.pk)[1]


def test_wrong_fields_are_said_beside_them_and_nothing_is_lost(as_officer):
    answer = as_officer.post(reverse("activities:new"), {**CELLS, "start": "spring", "participants": "3", "women": "5"})
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "“spring” is not a date" in shown
    assert "Seminar on evidence" in shown
    assert not Activity.objects.exists()


def test_two_officers_in_one_entry_never_overwrite_each_other(as_officer, reporting_officer, enter):
    entry = enter()
    shown = page(as_officer, "edit", entry.pk)[1]
    assert 'name="version" value="1"' in shown
    actions.update_activity(reporting_officer, entry, replace(values_of(entry), participants=40), 1)
    answer = as_officer.post(reverse("activities:edit", args=[entry.pk]), {**CELLS, "version": "1"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert reporting_officer.full_name in shown
    assert ">40" in shown
    assert 'name="version" value="2"' in shown
    again = as_officer.post(reverse("activities:edit", args=[entry.pk]), {**CELLS, "version": "2"})
    assert again.status_code == 302
    entry.refresh_from_db()
    assert (entry.title, entry.version) == ("Seminar on evidence", 3)


def test_an_entry_shows_its_words_lit_with_their_place_and_its_history(as_officer, officer, enter, document, draft):
    at = document.content.text.index("24")
    source = actions.Source(document, draft, [[0, 65]], {"title": [[11, 33]], "participants": [[at, at + 2]]})
    entry = enter(source=source)
    actions.update_activity(officer, entry, replace(values_of(entry), participants=25), 1)
    _, shown = page(as_officer, "entry", entry.pk)
    assert '<mark title="Title">workshop on hate crime</mark>' in shown
    assert '<mark title="Participants">24</mark>' in shown
    assert "page 3, line 1" in shown
    assert "<del>24</del> → <ins>25</ins>" in shown
    assert reverse("intake:document", args=[document.pk]) in shown


def test_entries_of_a_document_are_found_under_its_title(as_officer, enter, document, draft):
    enter(source=actions.Source(document, draft, [[0, 65]]))
    enter(title="Another one")
    _, shown = page(as_officer, "register", document=document.pk)
    assert "April report" in shown
    assert "Workshop on hate crime" in shown
    assert "Another one" not in shown


def test_an_entry_is_withdrawn_for_a_reason_and_restored(as_officer, enter):
    entry = enter()
    address = reverse("activities:withdraw", args=[entry.pk])
    as_officer.post(address, {"version": 1, "reason": " "})
    entry.refresh_from_db()
    assert entry.counted
    as_officer.post(address, {"version": 1, "reason": "Told elsewhere"})
    assert "Told elsewhere" in page(as_officer, "entry", entry.pk)[1]
    assert "Workshop on hate crime" not in page(as_officer, "register")[1]
    as_officer.post(reverse("activities:restore", args=[entry.pk]), {"version": 2})
    assert "Workshop on hate crime" in page(as_officer, "register")[1]


def test_an_entry_that_is_not_there_is_not_found(as_officer):
    assert page(as_officer, "entry", 404)[0] == 404
    assert page(as_officer, "table", 404)[0] == 404
    assert page(as_officer, "compare", entry=["1", "2"])[0] == 404


def test_told_twice_is_decided_side_by_side_and_taken_apart(as_officer, enter):
    entry, other = enter(), enter(**ANNUAL)
    shown = page(as_officer, "duplicates")[1]
    assert "the same number of participants: 24" in shown
    status, shown = page(as_officer, "compare", entry=[entry.pk, other.pk])
    assert status == 200
    decision = {
        "entry": [entry.pk, other.pk],
        "version": [f"{entry.pk}:1", f"{other.pk}:1"],
        "decision": "one",
        "take_title": other.pk,
    }
    as_officer.post(reverse("activities:compare"), decision)
    entry.refresh_from_db()
    assert (entry.title, entry.participants, entry.start_precision) == (ANNUAL["title"], 24, "day")
    assert "Made one with it" in page(as_officer, "entry", entry.pk)[1]
    assert "not counted" in page(as_officer, "entry", other.pk)[1]
    as_officer.post(reverse("activities:take_apart", args=[Merge.objects.get().pk]))
    entry.refresh_from_db()
    assert entry.title == "Workshop on hate crime"


def test_a_pair_is_kept_apart_on_the_page(as_officer, enter):
    entry, other = enter(), enter(**ANNUAL)
    as_officer.post(reverse("activities:compare"), {"entry": [entry.pk, other.pk], "decision": "apart"})
    assert Pair.objects.get().state == "apart"
    assert "Nothing waits" in page(as_officer, "duplicates")[1]


def test_many_entries_are_previewed_then_changed_together(as_officer, enter):
    entries = [enter(title=str(number)) for number in range(3)]
    picks = {"which": "picked", "pick": [f"{entry.pk}:1" for entry in entries[:2]]}
    shown = as_officer.post(reverse("activities:bulk"), picks).content.decode()
    selection = shown.split('name="selection" value="')[1].split('"')[0]
    change = {"selection": selection, "theme": "B06", "add_places": "Vienna"}
    shown = as_officer.post(reverse("activities:bulk"), {**change, "step": "preview"}).content.decode()
    assert "2 entries would change" in shown
    assert Activity.objects.filter(theme="B06").count() == 0
    as_officer.post(reverse("activities:bulk"), {**change, "step": "apply"})
    assert Activity.objects.filter(theme="B06", category="threats", places__contains=["Vienna"]).count() == 2


def test_a_bulk_change_with_one_conflict_changes_nothing(as_officer, reporting_officer, enter):
    one, other = enter(title="1"), enter(title="2")
    picks = {"which": "picked", "pick": [f"{one.pk}:1", f"{other.pk}:1"]}
    shown = as_officer.post(reverse("activities:bulk"), picks).content.decode()
    selection = shown.split('name="selection" value="')[1].split('"')[0]
    actions.update_activity(reporting_officer, other, replace(values_of(other), men=1), 1)
    change = {"selection": selection, "theme": "B06", "step": "apply"}
    shown = as_officer.post(reverse("activities:bulk"), change, follow=True).content.decode()
    assert "Nothing was changed" in shown
    assert not Activity.objects.filter(theme="B06").exists()


def test_a_bulk_change_of_all_that_is_found_leaves_the_rest(as_officer, enter):
    enter(title="1")
    enter(title="2", theme="B06")
    first = as_officer.post(reverse("activities:bulk"), {"which": "all", "query": "theme=A10"}).content.decode()
    selection = first.split('name="selection" value="')[1].split('"')[0]
    as_officer.post(reverse("activities:bulk"), {"selection": selection, "kind": "seminar", "step": "apply"})
    assert Activity.objects.filter(kind="seminar").count() == 1


def test_a_tampered_selection_is_refused(as_officer):
    assert as_officer.post(reverse("activities:bulk"), {"selection": "forged", "step": "apply"}).status_code == 400


def test_a_table_goes_from_upload_to_the_register(as_officer):
    bad = [*ROW[:6], "R-2", "many", ""]
    file = SimpleUploadedFile("our.csv", table(ROW, bad))
    as_officer.post(reverse("activities:tables"), {"table": file})
    load = TableLoad.objects.get()
    shown = page(as_officer, "table", load.pk)[1]
    assert "1 row is wrong" in shown
    assert "H (Participants): “many” is not a whole number." in page(as_officer, "table", load.pk, rows="wrong")[1]
    wrong = b"".join(as_officer.get(reverse("activities:wrong_rows", args=[load.pk])).streaming_content).decode()
    assert "“many” is not a whole number." in wrong
    as_officer.post(reverse("activities:load", args=[load.pk]), {"which": ["new", "changed"]})
    assert Activity.objects.get().reference == "R-1"
    assert "The table is loaded" in page(as_officer, "table", load.pk)[1]


def test_a_file_that_is_no_table_is_named_on_the_page(as_officer):
    answer = as_officer.post(reverse("activities:tables"), {"table": SimpleUploadedFile("x.xlsx", b"PK nothing")})
    assert answer.status_code == 400
    assert "x.xlsx is damaged" in answer.content.decode()
    assert as_officer.post(reverse("activities:tables")).status_code == 400


def test_nobody_sees_the_table_that_somebody_else_brought(as_officer, person, unit):
    load = actions.take_table(person("officer", unit), "t.csv", table(ROW))
    assert page(as_officer, "table", load.pk)[0] == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_the_filters_find_is_downloaded(as_officer, enter, form):
    enter(title="Mine")
    enter(title="Other", theme="B06")
    answer = as_officer.get(reverse("activities:export", args=[form]), {"theme": "A10"})
    body = b"".join(answer.streaming_content)
    assert f"activities.{form}" in answer.headers["Content-Disposition"]
    if form == "csv":
        assert b"Mine" in body
        assert b"Other" not in body
    else:
        from openpyxl import load_workbook

        assert [row[3].value for row in load_workbook(io.BytesIO(body)).active.iter_rows(min_row=2)] == ["Mine"]


def test_a_register_page_asks_the_database_a_fixed_number_of_times(as_officer, enter, django_assert_max_num_queries):
    for number in range(12):
        enter(title=f"{number}", theme=["A10", "B06", "A01"][number % 3], places=(f"Place {number}",))
    with django_assert_max_num_queries(16):
        page(as_officer, "register")


def test_the_command_finds_what_is_told_twice(enter):
    from django.core.management import CommandError, call_command

    enter()
    enter(**ANNUAL)
    Pair.objects.all().delete()
    said = io.StringIO()
    call_command("find_duplicates", "--unit", "north", stdout=said)
    assert "1 pairs" in said.getvalue()
    assert Pair.objects.get().state == "open"
    with pytest.raises(CommandError):
        call_command("find_duplicates", "--unit", "nowhere")


def test_entries_of_two_structures_are_seen_side_by_side_and_decided_by_a_person_for_both(
    client, officer, other_officer, other_unit, reporting_officer, enter
):
    one, other = enter(), enter(other_officer, unit=other_unit, **ANNUAL)
    beside = {"entry": [one.pk, other.pk]}
    client.force_login(officer)
    assert f"/activities/{other.pk}/" in page(client, "entry", one.pk)[1]
    assert "somebody who acts for all of them decides" in page(client, "compare", **beside)[1]
    decided = client.post(reverse("activities:compare"), {**beside, "decision": "apart"})
    assert decided.status_code == 403
    client.force_login(reporting_officer)
    status, text = page(client, "compare", **beside)
    assert status == 200
    assert "told by another structure" in text
    chosen = {
        **beside,
        "decision": "one",
        "version": [f"{one.pk}:{one.version}", f"{other.pk}:{other.version}"],
        "take_unit": other.pk,
    }
    client.post(reverse("activities:compare"), chosen)
    kept = Activity.objects.get(counted=True)
    assert (kept.pk, kept.unit, kept.title) == (one.pk, other_unit, one.title)


def test_more_entries_than_are_changed_together_are_refused_with_what_to_do(as_officer, enter, monkeypatch):
    from muster.features.activities import queries
    from muster.features.activities.actions import bulk

    monkeypatch.setattr(queries, "COUNT_LIMIT", 1)
    monkeypatch.setattr(bulk, "BULK_LIMIT", 1)
    monkeypatch.setattr(actions, "BULK_LIMIT", 1)
    enter(), enter(**ANNUAL)
    shown = page(as_officer, "register")[1]
    assert "No more than 1 entries are changed together" in shown
    assert 'value="all"' not in shown
    sent = {"which": "all", "query": "theme=A10", "step": "apply", "kind": "meeting"}
    answer = as_officer.post(reverse("activities:bulk"), sent, follow=True)
    assert "Narrow the filters" in answer.content.decode()
    assert not Activity.objects.filter(kind="meeting").exists()


def test_the_form_has_one_way_of_saying_empty(client, reporting_officer):
    client.force_login(reporting_officer)
    shown = page(client, "new")[1]
    assert "-----" not in shown
    assert shown.count('<option value="" selected>–</option>') == 5
