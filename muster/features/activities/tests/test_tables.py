import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from muster.domain.names import search_key
from muster.domain.reference.codes import code_list
from muster.features.activities import actions
from muster.features.activities.filters import Filters
from muster.features.activities.models import Activity, TableLoad
from muster.features.activities.queries import register
from muster.features.activities.tables.columns import HEADS, head, known_heads
from muster.features.activities.tables.writing import as_csv, as_xlsx
from muster.features.activities.values import CODED, ActivityValues, normalised, values_of

pytestmark = pytest.mark.django_db
HEAD = ["Title", "Theme", "Kind", "Column", "Start", "Structure", "Reference", "Participants", "Places"]
ROW = ["Course", "Hate Crime", "Training", "Training", "2016-04", "North", "R-1", "24", "Pejë/Peć; Vienna"]


def table(*rows, heads=HEAD, separator=","):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([heads, *rows])
    return text.getvalue().encode()


def workbook(*rows, title="Sheet"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rows(load, state=None):
    return list(load.rows.filter(state=state) if state else load.rows.all())


def take(person, content, name="table.csv"):
    load = actions.take_table(person, name, content)
    load.refresh_from_db()
    return load


def load_all(person, load):
    actions.start_loading(person, load, ["new", "changed"])
    load.refresh_from_db()


def test_a_new_row_becomes_an_entry_only_when_the_person_loads_it(officer):
    load = take(officer, table(ROW))
    assert (load.state, [row.state for row in rows(load)], Activity.objects.count()) == ("ready", ["new"], 0)
    load_all(officer, load)
    entry = Activity.objects.get()
    assert (load.state, entry.title, entry.theme, entry.participants, entry.places, entry.origin) == (
        "done",
        "Course",
        "A10",
        24,
        ["Pejë/Peć", "Vienna"],
        "table",
    )
    assert entry.history.get().pgh_context.metadata["user"] == officer.pk


def test_the_same_reference_again_changes_the_entry_and_shows_the_difference(officer):
    load_all(officer, take(officer, table(ROW)))
    again = take(officer, table([*ROW[:7], "30", ROW[8]]))
    assert [(row.state, row.changes) for row in rows(again)] == [("changed", {"participants": [24, 30]})]
    load_all(officer, again)
    entry = Activity.objects.get()
    assert (entry.participants, entry.version) == (30, 2)
    assert [row.state for row in rows(take(officer, table([*ROW[:7], "30", ROW[8]])))] == ["same"]


def test_an_empty_cell_leaves_a_value_and_a_dash_takes_it_away(officer):
    load_all(officer, take(officer, table(ROW)))
    load = take(officer, table([*ROW[:7], "", "-"]))
    assert [row.changes for row in rows(load)] == [{"places": [["Pejë/Peć", "Vienna"], []]}]


@pytest.mark.parametrize("language", [0, 1, 2])
def test_columns_are_known_in_three_languages_and_any_order(officer, language):
    fields = ["reference", "places", "column", "title", "kind", "theme", "start", "unit", "participants"]
    themes, kinds, columns = (code_list(name) for name in ("themes", "kinds", "columns"))
    spoken = ["en", "sq", "sr"][language]
    cells = ["R-1", "", columns["training"].label(spoken), "Course", kinds["training"].label(spoken)]
    heads = [HEADS[name][language][0] for name in fields]
    load = take(officer, table([*cells, themes["A10"].label(spoken), "2016-04", "Zyra Veri", "24"], heads=heads))
    assert [(row.state, row.values.get("theme"), row.problems) for row in rows(load)] == [("new", "A10", [])]


def test_columns_named_otherwise_are_asked_for_and_can_be_assigned(officer):
    heads = ["What we did", "Hot topic", "Kind", "Column", "Start"]
    load = take(officer, table(["Course", "A10", "training", "training", "2016"], heads=heads))
    assert (load.state, actions.missing_columns(load), rows(load)) == ("mapping", ["title", "theme"], [])
    with pytest.raises(ValidationError):
        actions.assign_columns(officer, load, {0: "title", 1: "title"})
    actions.assign_columns(officer, load, {0: "title", 1: "theme", 2: "kind", 3: "column", 4: "start"})
    load.refresh_from_db()
    assert (load.state, [row.state for row in rows(load)]) == ("ready", ["new"])


def test_names_of_columns_may_stand_below_other_rows_on_any_sheet(officer):
    book = Workbook()
    book.active.append(["Notes"])
    page = book.create_sheet("Data 2016")
    for row in ([], ["Activities of 2016"], HEAD, [*ROW[:4], date(2016, 4, 5), *ROW[5:]]):
        page.append(row)
    target = io.BytesIO()
    book.save(target)
    load = take(officer, target.getvalue(), "data.xlsx")
    assert (load.sheet, load.head_row, [row.number for row in rows(load)]) == ("Data 2016", 3, [4])
    assert rows(load)[0].values["start"] == "2016-04-05"


@pytest.mark.parametrize(
    ("at", "cell", "column", "words"),
    [
        (1, "Fishing", "B (Theme)", "Fishing"),
        (4, "soon", "E (Start)", "soon"),
        (5, "Atlantis", "F (Structure)", "Atlantis"),
        (5, "South", "F (Structure)", "Field Office South"),
        (7, "many", "H (Participants)", "many"),
        (0, "", "A (Title)", "needed"),
    ],
)
def test_a_wrong_row_names_its_column_and_the_others_go_on(officer, other_unit, at, cell, column, words):
    bad = [*ROW]
    bad[at] = cell
    bad[6] = "R-2"
    load = take(officer, table(ROW, bad))
    [row] = rows(load, "wrong")
    assert (row.number, len(rows(load, "new"))) == (3, 1)
    assert column in row.problems[0][0]
    assert words in row.problems[0][1]


def test_two_rows_about_one_entry_are_not_both_loaded(officer):
    load = take(officer, table(ROW, ROW))
    assert [row.state for row in rows(load)] == ["new", "wrong"]


def test_a_table_compared_before_somebody_changed_an_entry_stores_nothing(officer, reporting_officer):
    load_all(officer, take(officer, table(ROW)))
    entry = Activity.objects.select_related("unit").get()
    load = take(officer, table([*ROW[:7], "30", ROW[8]], [*ROW[:6], "R-2", "5", ""]))
    actions.update_activity(reporting_officer, entry, replace(values_of(entry), title="Mended"), entry.version)
    load_all(officer, load)
    assert (load.state, "Mended" in load.error, Activity.objects.count()) == ("failed", True, 1)
    actions.compare_again(officer, load)
    load.refresh_from_db()
    assert load.state == "ready"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100),
        ("damaged.xlsx", b"PK\x03\x04 and nothing more"),
        ("renamed.xlsx", b"title,place\nTraining,Prizren\n"),
        ("picture.csv", bytes(range(256)) * 40),
    ],
)
def test_a_file_that_is_no_table_is_named_and_nothing_is_kept(officer, name, content):
    with pytest.raises(ValidationError, match=name):
        actions.take_table(officer, name, content)
    assert not TableLoad.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_usual_encodings_and_separators_are_read(officer, encoding, separator):
    title = "Radionica o suzbijanju zločina iz mržnje u školama, Žabari; Čačak i Šabac"
    content = table([title, *ROW[1:8], "Peć"], separator=separator).decode().encode(encoding)
    assert rows(take(officer, content))[0].values["title"] == title


def test_a_nul_in_a_cell_makes_a_wrong_row_and_no_error(officer):
    bad = [*ROW]
    bad[4], bad[6] = "2016-04\x00", "R-2"
    load = take(officer, table(ROW, bad))
    [row] = rows(load, "wrong")
    assert (row.number, len(rows(load, "new"))) == (3, 1)
    assert "E (Start)" in row.problems[0][0]


def test_a_reader_and_a_stranger_to_the_table_load_nothing(reader, officer, person, unit):
    with pytest.raises(PermissionDenied):
        actions.take_table(reader, "table.csv", table(ROW))
    load = take(officer, table(ROW))
    with pytest.raises(PermissionDenied):
        actions.start_loading(person("officer", unit), load, ["new"])
    with pytest.raises(PermissionDenied):
        actions.drop_table(reader, load)
    assert not Activity.objects.exists()


def test_a_dropped_table_forgets_its_rows(officer):
    load = take(officer, table(ROW))
    actions.drop_table(officer, load)
    load.refresh_from_db()
    assert (load.state, rows(load), bytes(load.content)) == ("dropped", [], b"")


def test_a_formula_goes_out_as_text(reader, enter):
    enter(title='=HYPERLINK("http://bad")', partners=("@SUM(A1)",))
    text = b"".join(as_csv(register(reader, Filters())).streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert "'@SUM" in text
    page = load_workbook(io.BytesIO(b"".join(as_xlsx(register(reader, Filters())).streaming_content))).active
    assert "f" not in {cell.data_type for row in page.iter_rows() for cell in row}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PARTIAL = st.sampled_from(["2016", "2016-04", "2016-04-15"])
VALUES = st.fixed_dictionaries(
    {
        "theme": st.sampled_from(list(code_list("themes"))),
        "kind": st.sampled_from(list(code_list("kinds"))),
        "column": st.sampled_from(list(code_list("columns"))),
        "role": st.sampled_from(["", *code_list("roles")]),
        "title": TEXT.map(lambda text: f"T{text}")
        | st.sampled_from(["=1+1", "-", "+x", "'=a", "''", "@", "1.0", "12"]),
        "narrative": TEXT,
        "start": PARTIAL,
        "end": st.none() | st.sampled_from(["2016-12-31", "2017"]),
        "dates": st.lists(st.tuples(PARTIAL, st.just("2016-12-31")), max_size=2).map(tuple),
        "participants": st.none() | st.integers(30, 100_000),
        "women": st.none() | st.integers(0, 30),
        "sessions": st.none() | st.integers(1, 9),
        "places": st.lists(TEXT | st.just("Pejë/Peć"), max_size=3).map(tuple),
        "partners": st.lists(TEXT, max_size=3).map(tuple),
        "reference": st.sampled_from(["", "R-7", "=A1"]),
    }
)


@given(VALUES, st.sampled_from(["en", "sq", "sr-latn", "sr"]), st.sampled_from([as_csv, as_xlsx]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_what_goes_out_comes_in_the_same(officer, reader, unit, said, language, write):
    values = normalised(ActivityValues(unit=unit, **said))
    entry = actions.register_activity(officer, values)
    with override(language):
        file = b"".join(write(register(reader, Filters()).filter(pk=entry.pk)).streaming_content)
        load = take(officer, file, "activities.csv" if write is as_csv else "activities.xlsx")
    assert [(row.state, row.changes, row.problems) for row in rows(load)] == [("same", {}, [])]


def test_no_name_of_a_column_or_a_code_means_two_things():
    assert len(known_heads()) > len(HEADS)
    with override("sr"):
        assert known_heads()[search_key(head("women"))] == "women"
    for list_name in CODED.values():
        for language in ("en", "sq", "sr"):
            names = [search_key(entry.label(language)) for entry in code_list(list_name).values()]
            assert len(set(names)) == len(names)


def test_a_large_table_is_read_and_loaded_by_jobs_and_a_job_twice_does_no_harm(officer, monkeypatch):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from muster.features.activities import jobs
    from muster.features.activities.actions import tables

    monkeypatch.setattr(tables, "AT_ONCE", 0)
    monkeypatch.setattr(tables, "BATCH", 2)
    load = take(officer, table(*([f"Course {n}", *ROW[1:6], f"R-{n}", "5", ""] for n in range(5))))
    assert (load.state, rows(load)) == ("reading", [])
    for _again in range(2):
        jobs.read_table.func(load.pk)
    load.refresh_from_db()
    assert (load.state, load.rows_total, load.rows_done) == ("ready", 5, 5)
    actions.start_loading(officer, load, ["new"])
    load.refresh_from_db()
    assert (load.state, Activity.objects.count()) == ("loading", 0)
    for _again in range(2):
        jobs.load_table.func(load.pk, "new")
    load.refresh_from_db()
    assert (load.state, Activity.objects.count()) == ("done", 5)
    jobs.find_pairs_of_table.func(load.pk)
    names = set(ProcrastinateJob.objects.values_list("task_name", flat=True))
    assert names == {tables.READ, tables.LOAD, tables.FIND}


def test_a_table_loaded_is_looked_through_for_what_is_told_twice(officer):
    from muster.features.activities import jobs
    from muster.features.activities.models import Pair

    again = ["Training course", *ROW[1:4], "2016-04-12", *ROW[5:6], "R-2", *ROW[7:]]
    load = take(officer, table(["Course for trainers", *ROW[1:]], ["Course for trainers", *again[1:]]))
    load_all(officer, load)
    assert not Pair.objects.exists()
    jobs.find_pairs_of_table.func(load.pk)
    assert Pair.objects.get().state == "open"
