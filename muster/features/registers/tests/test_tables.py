import csv
import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext, override
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH

from muster.core import jobs as jobs_of_muster
from muster.core.bringing import RowState
from muster.core.identity import acting_as, of_person
from muster.core.models import Marking
from muster.domain.forms.answers import to_xml
from muster.features.intake.models import Original
from muster.features.registers import engine, queries
from muster.features.registers.actions import hand_in
from muster.features.registers.actions import tables as actions
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Door, Key, Personal, Record, Submission
from muster.features.registers.tables import jobs
from muster.features.registers.tables.models import Load, LoadRow, LoadState
from muster.features.registers.tables.writing import Writer, file_name
from muster.features.registers.tests.conftest import REGISTER, SURVEY
from muster.ui.wording import said

pytestmark = pytest.mark.django_db
MAIN = ["_index", "case", "Day", "kind"]
PEOPLE = ["_parent_index", "who", "age"]


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def table(*rows, head=("case", "day", "kind")):
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


@pytest.fixture
def bring(register, officer):
    """A table, brought and compared."""

    def brought(content, name="table.xlsx", person=officer):
        register.refresh_from_db()
        load = actions.take_table(person, register, SimpleUploadedFile(name, content))
        jobs.read_table(load.pk)
        load.refresh_from_db()
        return load

    return brought


@pytest.fixture
def load_all(officer):
    def loaded(load, person=officer):
        actions.start_loading(person, load)
        jobs.load_table(load.pk)
        load.refresh_from_db()
        assert (load.state, load.error) == ("done", "")

    return loaded


def rows(load):
    return [(row.number, row.state) for row in load.rows.all()]


CASES = {
    "cases": [MAIN, [1, "17/2026", "4.5.2026", "Theft"], [2, "18/2026", "2026-05-05", "fraud"]],
    "person": [PEOPLE, [2, "B. Person", 41], [1, "A. Person", 30], [1, "C. Person", None]],
}


def test_a_workbook_is_kept_only_when_its_person_loads_it(bring, load_all):
    load = bring(workbook(**CASES))
    assert (load.state, rows(load), load.counts) == ("ready", [(2, "new"), (3, "new")], {"new": 2})
    assert not Record.objects.exists()
    load_all(load)
    first, second = Record.objects.order_by("pk")
    assert (first.name, first.data["day"], first.data["person"]) == ("17/2026 Theft", "2026-05-04", [{"age": 30}, {}])
    assert Personal.objects.get(record=first).data == {"person": [{"who": "A. Person"}, {"who": "C. Person"}]}
    assert Personal.objects.get(record=second).data == {"person": [{"who": "B. Person"}]}
    assert {(one.door, one.by_id) for one in Submission.objects.all()} == {(Door.TABLE, load.uploaded_by_id)}
    assert first.pk
    assert not LoadRow.objects.exists()
    assert load.original is None


def test_what_is_loaded_is_what_the_form_would_have_kept(bring, load_all, filled, officer, publish):
    keyed = (
        {"setting": "key", "name": "who", "value": "person"},
        {"setting": "key", "name": "case", "value": "number"},
    )
    publish(version="2", register=(*REGISTER, *keyed))
    load_all(bring(workbook(**CASES)))
    by_table = Record.objects.get(name="17/2026 Theft")
    answers = {**by_table.data, "person": [{"who": "A. Person", "age": 30}, {"who": "C. Person"}]}
    by_form = hand_in(officer, filled(answers, "uuid:form", version="2")).record
    same = ("data", "name", "day", "place", "state", "due", "keep_until", "unit", "marking", "form", "version")
    assert [getattr(by_table, name) for name in same] == [getattr(by_form, name) for name in same]
    keys = ("path", "how", "said", "folded", "personal")
    assert list(by_table.keys.order_by("pk").values_list(*keys)) == list(by_form.keys.order_by("pk").values_list(*keys))
    assert Key.objects.filter(record=by_table).exists()
    assert by_table.personal.data == by_form.personal.data
    assert Record.objects.filter(search=Record.objects.get(pk=by_form.pk).search).count() == 2
    assert by_table.history.get().pgh_context.metadata["user"] == officer.pk


def test_names_stand_in_the_table_with_days_as_people_read_them(bring, officer, client):
    load = bring(workbook(cases=[MAIN, [1, "K9 2026-04-05", "2026-05-04", "Theft"]]))
    client.force_login(officer)
    shown = client.get(f"/registers/tables/{load.pk}/").text
    assert "K9 5 Apr 2026 Theft" in shown
    assert "K9 2026-04-05 Theft" not in shown


def test_the_same_file_again_is_the_same(bring, load_all):
    load_all(bring(workbook(**CASES)))
    again = bring(table(["20/2026", "", ""]), "t.csv")
    load_all(again)
    assert bring(table(["20/2026", "", ""]), "t.csv").counts == {"same": 1}
    assert Record.objects.count() == 3


def test_a_table_with_a_wrong_row_is_refused_as_a_whole_with_the_place(bring, officer, client):
    wrong = {**CASES, "person": [*CASES["person"][:2], [1, "X", 130]], "cases": [*CASES["cases"], [3, "", "soon", "x"]]}
    load = bring(workbook(**wrong))
    assert load.counts == {"new": 1, "wrong": 2}
    told = [(*where, said(why)) for row in load.rows.filter(state="wrong") for *where, why in row.problems]
    assert ("person", 3, "C (age)", "Age: Below 120.") in told
    assert {(sheet, row, column) for sheet, row, column, _said in told} >= {
        ("cases", 4, "B (case)"),
        ("cases", 4, "C (Day)"),
        ("cases", 4, "D (kind)"),
    }
    with pytest.raises(ValidationError, match="2 rows"):
        actions.start_loading(officer, load)
    client.force_login(officer)
    assert "person, row 3, C (age): Age: Below 120." in client.get(f"/registers/tables/{load.pk}/").text
    text = client.get(f"/registers/tables/{load.pk}/wrong.csv").getvalue().decode()
    assert "person, row 3, C (age): Age: Below 120." in text
    client.post(f"/registers/tables/{load.pk}/load/")
    load.refresh_from_db()
    assert (load.state, Record.objects.count()) == ("ready", 0)


WITH_ORPHAN = {**CASES, "person": [PEOPLE, [9, "Nobody's", 3]]}


def test_rows_of_a_repeat_that_belong_to_nothing_are_named(bring):
    load = bring(workbook(**WITH_ORPHAN))
    assert [one.problems[0][:2] for one in load.rows.filter(state="wrong")] == [["person", 2]]


def test_a_worker_killed_at_the_end_of_reading_leaves_nothing_half_and_nothing_comes_twice(
    bring, register, officer, monkeypatch
):
    class Killed(BaseException):
        pass

    def killed(rows):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(actions.bringing, "counted", killed)
        with pytest.raises(Killed):
            bring(workbook(**WITH_ORPHAN))
    load = Load.objects.get()
    assert (load.state, rows(load)) == ("reading", [(2, "new"), (3, "new")])
    for _time in range(2):
        jobs.read_table(load.pk)
        load.refresh_from_db()
        assert (load.state, load.counts) == ("ready", {"new": 2, "wrong": 1})
        assert rows(load) == [(2, "new"), (3, "new"), (4, "wrong")]


def test_two_workers_at_the_end_of_reading_name_a_row_without_a_record_once(bring):
    load = bring(workbook(**WITH_ORPHAN))
    actions._end_reading(load, [("person", 2)])
    assert load.rows.filter(state="wrong").count() == 1


def test_what_is_wrong_is_told_in_the_language_of_who_reads_it(bring, publish, officer, client):
    labelled = (
        {**SURVEY[0], "label": "", "label::English (en)": "Case", "label::Shqip (sq)": "Rasti"},
        {**SURVEY[1], "label": "", "label::English (en)": "Day", "label::Shqip (sq)": "Dita"},
        *SURVEY[2:],
    )
    publish(version="2", survey=labelled)
    load = bring(table(["1/2026", "soon", ""], head=("case", "day", "kind")), "t.csv")
    client.force_login(officer)
    told = {}
    for language in ("en", "sq", "sr-latn", "sr"):
        officer.language = language
        officer.save()
        page = client.get(f"/registers/tables/{load.pk}/").text
        told[language] = client.get(f"/registers/tables/{load.pk}/wrong.csv").getvalue().decode().splitlines()[1]
        with override(language):
            asked = gettext("“%(sent)s” is not a day: write it as 2016-04-05.") % {"sent": "soon"}
        assert asked in page
        assert asked in told[language]
    assert "Day: “soon” is not a day" in told["en"]
    assert "Dita: " in told["sq"]


def test_what_was_kept_before_sentences_were_is_told_as_it_stands(bring, officer, client):
    load = bring(table(["", "2026-05-04", ""]), "t.csv")
    load.rows.update(problems=[["", 2, "A (case)", "Rasti: 100% e nevojshme."]])
    client.force_login(officer)
    assert "A (case): Rasti: 100% e nevojshme." in client.get(f"/registers/tables/{load.pk}/").text


KINDS = (
    {"type": "integer", "name": "pieces", "label": "Pieces"},
    {"type": "decimal", "name": "kilos", "label": "Kilos"},
    {"type": "time", "name": "began", "label": "Began"},
    {"type": "datetime", "name": "seen", "label": "Seen"},
    {"type": "geopoint", "name": "place", "label": "Where"},
)


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("day", "April", "Day: “April” is not a day: write it as 2016-04-05."),
        ("day", "42465", "Day: “42465” looks like a day as Excel counts it: write it as 2016-04-05."),
        ("day", "2016", "Day: “2016” is not a day: write it as 2016-04-05."),
        ("seen", "42465.5", "Seen: “42465.5” looks like a day as Excel counts it: write it as 2016-04-05T12:00."),
        ("seen", "noon", "Seen: “noon” is not a day with a time: write it as 2016-04-05T14:30."),
        ("began", "noon", "Began: “noon” is not a time of day: write it as 14:30."),
        ("pieces", "few", "Pieces: “few” is not a whole number, such as 12."),
        ("kilos", "1,234", "Kilos: “1,234” may mean 1234 or 1.234: write the one that is meant."),
        ("pieces", "35.000", "Pieces: “35,000” may mean 35000 or 35.000: write the one that is meant."),
        ("place", "here", "Where: “here” is not a place: write its latitude and longitude, such as 42.6629 21.1655."),
        ("kind", "piracy", "Kind: “piracy” is not among the choices."),
        ("pieces", "x" * 500, f"Pieces: “{'x' * 80}…” is not a whole number, such as 12."),
    ],
)
def test_what_stands_there_and_what_is_asked_for_is_said(column, cell, sentence, publish, bring):
    publish(version="2", survey=(*SURVEY, *KINDS))
    load = bring(table(["1/2026", cell], head=("case", column)), "t.csv")
    assert [said(why) for row in load.rows.all() for *_where, why in row.problems] == [sentence]


@pytest.mark.parametrize(("epoch", "ahead"), [(WINDOWS_EPOCH, 0), (CALENDAR_MAC_1904, 1462)])
def test_days_that_a_workbook_counts_are_days(epoch, ahead, publish, bring):
    publish(version="2", survey=(*SURVEY, *KINDS))
    book = Workbook()
    book.epoch = epoch
    book.active.append(["case", "day", "seen", "began"])
    book.active.append(["1/2026", 42465 - ahead, 42465.5 - ahead, 0.5])
    target = io.BytesIO()
    book.save(target)
    (row,) = bring(target.getvalue()).rows.all()
    assert (row.state, row.problems) == ("new", [])
    assert (row.answers["day"], row.answers["began"][:5]) == ("2016-04-05", "12:00")
    assert row.answers["seen"].startswith("2016-04-05T12:00")


@pytest.mark.parametrize("cell", [2016, 5, -1, 200_000, 4_246_500])
def test_a_number_that_is_no_day_of_a_workbook_is_refused(cell, register, bring):
    (row,) = bring(workbook(cases=[["case", "day"], ["1/2026", cell]])).rows.all()
    assert said(row.problems[0][3]) == f"Day: “{cell}” is not a day: write it as 2016-04-05."


def test_columns_that_are_no_fields_are_named(bring):
    load = bring(workbook(cases=[[*MAIN, "Weather"], [1, "17", "", "", "rain"]], notes=[["Made in May"]]))
    assert load.strange == [["notes", "", ""], ["cases", "E", "Weather"]]


def test_a_second_column_that_is_called_as_a_first_one_is_named_and_not_loaded(bring):
    load = bring(table(["1/2026", "2026-05-04", "2026-05-05"], head=("case", "day", "Day")), "t.csv")
    assert load.strange == [["", "C", "Day"]]
    assert load.rows.get().answers["day"] == "2026-05-04"


@pytest.mark.parametrize(
    "content", [b"", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"a,b\n1,2\n", b"_id,case\n1,2\n"]
)
def test_what_is_no_table_of_the_register_is_refused(content, register, officer):
    with pytest.raises(ValidationError, match=r"t\.csv"):
        actions.take_table(officer, register, SimpleUploadedFile("t.csv", content))
    assert not Load.objects.exists()


def test_a_sheet_whose_rows_name_no_record_is_refused(register, officer):
    content = workbook(cases=CASES["cases"], person=[["who"], ["A"]])
    with pytest.raises(ValidationError, match="person"):
        actions.take_table(officer, register, SimpleUploadedFile("t.xlsx", content))


def exported(client, person, form="xlsx", query=""):
    client.force_login(person)
    answer = client.get(
        f"/registers/cases/export.{form}{query}", headers={"Justification": "quality; For a test of it"}
    )
    assert answer.status_code == 200, answer.status_code
    return answer.getvalue()


def cells(content):
    book = load_workbook(io.BytesIO(content))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book.worksheets}


@pytest.fixture
def with_export(publish, register):
    """Officers may take records away."""
    rows_ = tuple({**row, "value": f"{row['value']} export"} if row["setting"] == "access" else row for row in REGISTER)
    publish(version="2", register=rows_)


def test_an_export_has_paths_labels_and_a_sheet_for_each_repeat(with_export, record, officer, client):
    officer.known_grants = None
    sheets = cells(exported(client, officer))
    main, people = sheets["Cases"], sheets["person"]
    assert main[0] == [
        "_id",
        "_version",
        "_index",
        "_unit",
        "_state",
        "_made",
        "_changed",
        "case",
        "day",
        "kind",
        "picture",
    ]
    assert main[1][7:] == ["Case", "Day", "Kind", "Picture"]
    assert main[2][:5] + main[2][7:] == [record.pk, 1, 1, "north", "open", "17/2026", main[2][8], "theft", None]
    assert main[2][8].date().isoformat() == "2026-05-04"
    assert people == [
        ["_index", "_parent_table_name", "_parent_index", "_position", "person/who", "person/age"],
        ["Row", "Sheet above", "Row above", "Position", "Name", "Age"],
        [1, "Cases", 1, 1, "A. Person", 30],
    ]
    labelled = cells(exported(client, officer, query="?labels=1"))["Cases"][2]
    assert labelled[9] == "Theft"


def test_a_file_in_words_is_called_so_and_one_of_closed_records_by_their_marking(with_export, record, officer):
    records = Record.objects.all()
    names = {file_name(record.register, records, labels=labels) for labels in (False, True)}
    assert names == {"cases", "cases-in-words"}
    records.update(marking=Marking.RESTRICTED)
    assert file_name(record.register, records, labels=True) == "cases-restricted-in-words"


@pytest.mark.parametrize(("form", "query"), [("xlsx", ""), ("xlsx", "?labels=1"), ("csv", ""), ("csv", "?labels=1")])
def test_our_own_file_is_read_back_as_the_same(form, query, with_export, record, filled, officer, client, bring):
    more = {"case": "=1+1", "person": [{"who": "-", "age": 7}, {"who": "•••"}, {}], "kind": "fraud"}
    hand_in(officer, filled(more, "uuid:more", version="2"))
    load = bring(exported(client, officer, form, query), "own")
    assert (load.counts, load.strange) == ({"same": 2}, [])


def test_a_changed_cell_of_our_own_file_is_a_difference_and_then_a_change(
    with_export, record, officer, client, bring, load_all
):
    parts = zipfile.ZipFile(io.BytesIO(exported(client, officer, "csv")))
    people = list(csv.reader(io.StringIO(parts.read("person.csv").decode("utf-8-sig"))))
    main = list(csv.reader(io.StringIO(parts.read("Cases.csv").decode("utf-8-sig"))))
    people[2][5] = "31"
    main[2][main[0].index("kind")] = "-"
    load = bring(workbook(Cases=main, person=people))
    (row,) = load.rows.all()
    assert sorted(row.changes) == [["kind", "theft", None], ["person[1]/age", 30, 31]]
    page = client.get(f"/registers/tables/{load.pk}/?rows=changed").text
    assert "Age 1: <del>30</del> → <ins>31</ins>" in page
    load_all(load)
    record.refresh_from_db()
    assert (record.version, record.data["person"], "kind" in record.data) == (2, [{"age": 31}], False)
    assert record.personal.data == {"person": [{"who": "A. Person"}]}
    last, first = record.submissions.all()
    assert (last.replaces, last.door) == (first.instance, "table")


def own(record, **cells_):
    return table(*[[record.pk, record.version, *cells_.values()]], head=("_id", "_version", *cells_))


def test_a_row_of_an_older_version_is_not_written_over_the_newer(record, filled, officer, bring):
    hand_in(officer, filled({"case": "18/2026"}, "uuid:second", "uuid:first"))
    load = bring(own(record, case="19/2026"), "t.csv")
    assert load.counts == {"wrong": 1}
    assert "version 2" in said(load.rows.get().problems[0][3])


def test_who_changes_a_record_between_look_and_load_is_not_overtaken(record, filled, officer, bring):
    load = bring(own(record, case="19/2026"), "t.csv")
    hand_in(officer, filled({"case": "18/2026"}, "uuid:second", "uuid:first"))
    actions.start_loading(officer, load)
    jobs.load_table(load.pk)
    load.refresh_from_db()
    assert load.state == "failed"
    assert "18/2026" in load.error
    assert Record.objects.get().name == "18/2026"


def test_what_comes_another_way_meanwhile_is_not_doubled(register, filled, officer, bring):
    load = bring(table(["uuid:late", "18/2026"], head=("KEY", "case")), "t.csv")
    hand_in(officer, filled({"case": "18/2026"}, "uuid:late"))
    actions.start_loading(officer, load)
    jobs.load_table(load.pk)
    load.refresh_from_db()
    assert (load.state, Record.objects.count()) == ("failed", 1)


def test_a_record_with_a_choice_that_is_gone_is_told_so_and_takes_another_one(record, publish, bring):
    publish(version="2", choices=({"list_name": "kind", "name": "fraud", "label": "Fraud"},))
    head = ("_id", "_version", "case", "kind")
    gone = bring(table([str(record.pk), "1", "18/2026", "theft"], head=head), "t.csv")
    (row,) = gone.rows.all()
    why = (
        "Version 2 of the register has no place for a choice that this record says: change it on its page, or say"
        " another choice here."
    )
    assert [said(problem[-1]) for problem in row.problems] == [why]
    assert bring(table([str(record.pk), "1", "18/2026", "fraud"], head=head), "u.csv").counts == {"changed": 1}


def test_a_new_version_of_the_register_is_compared_again(record, bring, publish, officer):
    load = bring(own(record, case="19/2026"), "t.csv")
    publish(version="2", survey=(*SURVEY, {"type": "text", "name": "note", "label": "Note"}))
    actions.start_loading(officer, load)
    jobs.load_table(load.pk)
    load.refresh_from_db()
    assert load.state == "failed"
    assert "version" in load.error
    load.register.refresh_from_db()
    actions.compare_again(officer, load)
    jobs.read_table(load.pk)
    load.refresh_from_db()
    assert load.counts == {"changed": 1}


def test_a_killed_worker_goes_on_where_it_was(bring, register, officer, monkeypatch):
    content = table(*([f"{number}/2026", "", ""] for number in range(5)))
    load = bring(content, "t.csv")
    kept = list(load.rows.filter(number__gt=3))
    load.rows.filter(number__gt=3).delete()
    Load.objects.update(state="reading")
    asked = []
    evaluate = engine.evaluate_all
    monkeypatch.setattr(engine, "evaluate_all", lambda source, texts: asked.extend(texts) or evaluate(source, texts))
    jobs.read_table(load.pk)
    load.refresh_from_db()
    assert (load.counts, len(asked)) == ({"new": 5}, 3)
    assert [row.instance for row in load.rows.filter(number__gt=3)] == [row.instance for row in kept]


def test_a_job_that_comes_twice_finds_it_kept(bring, load_all):
    load = bring(table(["1/2026", "", ""]), "t.csv")
    load_all(load)
    jobs.load_table(load.pk)
    jobs.read_table(load.pk) if load.original_id else None
    assert Record.objects.count() == 1


def test_a_dropped_table_leaves_nothing(bring, officer):
    load = bring(table(["1/2026", "", ""]), "t.csv")
    actions.drop_table(officer, load)
    load.refresh_from_db()
    assert (load.state, load.original, load.rows.count()) == ("dropped", None, 0)


def test_others_bring_nothing_and_see_no_table_of_somebody_else(bring, register, person, unit, officer, client):
    load = bring(table(["1/2026", "", ""]), "t.csv")
    for one in (person("reader", unit), person("auditor", unit), person("", unit)):
        with pytest.raises(PermissionDenied):
            actions.take_table(one, register, SimpleUploadedFile("t.csv", b"case\n1\n"))
    other = person("officer", unit)
    with acting_as(of_person(other.pk)):
        assert not Load.objects.exists()
        assert not LoadRow.objects.exists()
    client.force_login(other)
    assert client.get(f"/registers/tables/{load.pk}/").status_code == 404
    assert client.post(f"/registers/tables/{load.pk}/load/").status_code == 404


def test_a_row_about_a_record_that_one_does_not_see_is_wrong(record, bring, other_officer):
    load = bring(own(record, case="19/2026"), "t.csv", other_officer)
    assert load.counts == {"wrong": 1}
    assert record.name not in str(load.rows.get().problems)


def test_a_row_may_not_be_recorded_elsewhere_than_its_person_may(bring, other_unit):
    load = bring(table(["1", other_unit.code], ["2", "nowhere"], ["3", ""], head=("case", "_unit")), "t.csv")
    assert [state for _number, state in rows(load)] == ["wrong", "wrong", "new"]


def test_exports_of_kobo_are_read(bring, load_all, register, publish):
    survey = (
        *SURVEY,
        {"type": "select_multiple kind", "name": "several", "label": "Several"},
        {"type": "geopoint", "name": "place", "label": "Where"},
    )
    publish(version="2", survey=survey)
    head = ["case", "several", "several/theft", "several/fraud", "place", "_place_latitude", "_place_longitude"]
    head += ["_place_altitude", "_place_precision", "_id", "_uuid", "_submission_time", "__version__", "_index"]
    uuid = "0b7a9ad6-8ac0-4d0f-8d2b-000000000001"
    row = ["1", "theft", 1, 0, "42.66 21.16 0 0", 42.66, 21.16, 0, 0, 4711, uuid, "2026-05-04T10:00:00", "v1", 1]
    child = ["who", "_index", "_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid"]
    load = bring(workbook(cases=[head, row], person=[child, ["A", 1, "cases", 1, 4711, uuid]]))
    assert (load.counts, load.strange) == ({"new": 1}, [])
    load_all(load)
    record = Record.objects.get()
    assert record.data == {"case": "1", "several": ["theft"], "place": [42.66, 21.16, 0.0, 0.0], "person": [{}]}
    assert record.submissions.get().instance == f"uuid:{uuid}"


def test_who_does_not_see_names_takes_none_away_and_loses_none(publish, record, person, unit, client, bring, officer):
    told = tuple({**row, "value": f"{row['value']} export"} if row["setting"] == "access" else row for row in REGISTER)
    publish(version="2", register=told)
    reader = person("reader", unit)
    content = exported(client, reader)
    assert b"A. Person" not in content
    assert cells(content)["person"][0][-1] == "person/age"
    officer.known_grants = None
    assert bring(content).counts == {"same": 1}


def test_names_are_hidden_row_by_row(with_export, record, officer, person, client, unit, other_unit, bring, register):
    from muster.features.registers.filters import Filters

    register.refresh_from_db()
    reader = person("reader", unit)
    with acting_as(of_person(reader.pk)):
        records = queries.tables.to_take_away(reader, register, Filters())
        (_at, main), (_below, item) = Writer(register, personal=True, labels=False).rows(records)
    assert (main[7], item[-2:]) == ("17/2026", ["•••", 30])


def test_taking_away_needs_its_right_and_is_written_down(record, publish, officer, person, unit, client, register):
    client.force_login(officer)
    assert client.get("/registers/cases/export.csv").status_code == 403


def test_closed_records_leave_only_with_a_reason(with_export, record, officer, client):
    Record.objects.update(marking=2)
    officer.known_grants = None
    client.force_login(officer)
    assert client.get("/registers/cases/export.xlsx").status_code != 200
    assert exported(client, officer)


def test_the_file_is_forgotten_when_it_is_decided(bring, load_all):
    load = bring(table(["1/2026", "", ""]), "t.csv")
    sha256 = load.original_id
    load_all(load)
    from muster.features.intake.erasing import remove_original

    remove_original(sha256)
    assert not Original.objects.filter(pk=sha256).exists()


# Nobody decides


def brought_days_ago(load, days):
    day = timezone.localdate() - timedelta(days=days)
    Load.objects.filter(pk=load.pk).update(uploaded_at=timezone.make_aware(datetime.combine(day, time(12))))
    load.refresh_from_db()
    return load


def test_a_table_that_nobody_decided_about_is_forgotten_after_its_time(bring, officer, client):
    load = brought_days_ago(bring(table(["1/2026", "2026-05-04", "theft"]), "one.csv"), 29)
    jobs.forget_tables()
    load.refresh_from_db()
    assert (load.state, load.rows.count()) == (LoadState.READY, 1)
    client.force_login(officer)
    assert "If nobody decides about it, it is dropped on" in client.get(f"/registers/tables/{load.pk}/").text
    assert "dropped after 30 days" in client.get("/registers/cases/import/").text
    brought_days_ago(load, 30)
    jobs.forget_tables()
    load.refresh_from_db()
    assert (load.state, load.rows.count(), load.original) == (LoadState.DROPPED, 0, None)
    page = client.get(f"/registers/tables/{load.pk}/").text
    assert "This table was dropped" in page
    assert "If nobody decides" not in page
    assert not Record.objects.exists()


def test_what_was_decided_or_is_being_loaded_is_left_alone(bring, load_all):
    done, loading = bring(table(["1/2026", "", "theft"]), "one.csv"), bring(table(["2/2026", "", "theft"]), "two.csv")
    load_all(done)
    Load.objects.filter(pk=loading.pk).update(state=LoadState.LOADING)
    for load in (done, loading):
        brought_days_ago(load, 400)
    jobs.forget_tables()
    assert [Load.objects.get(pk=one.pk).state for one in (done, loading)] == [LoadState.DONE, LoadState.LOADING]
    assert loading.rows.count() == 1


def test_the_workers_sweep_them():
    assert jobs.forget_tables in jobs_of_muster._sweeps


SUMMED = (
    *SURVEY,
    {"type": "decimal", "name": "loss", "label": "Loss"},
    {"type": "calculate", "name": "twice", "calculation": "${loss} * 2"},
)


@pytest.fixture
def summed(publish, officer):
    """A register with sums, whose records officers may take away, and a record of it."""
    rows_ = tuple({**row, "value": f"{row['value']} export"} if row["setting"] == "access" else row for row in REGISTER)
    sums = tuple({"setting": "measure", "name": name, "value": "sum"} for name in ("loss", "twice"))
    version = publish(version="2", survey=SUMMED, register=(*rows_, *sums))
    officer.known_grants = None
    form = definition_of(version).form
    return hand_in(officer, to_xml(form, {"case": "1", "loss": "45.50"}, "uuid:summed")).record


def test_a_spreadsheet_gets_numbers_to_reckon_with_and_days_to_sort_by(summed, officer, client):
    head, _labels, row = cells(exported(client, officer))["Cases"]
    told = dict(zip(head, row, strict=True))
    assert (told["loss"], told["twice"]) == (45.5, 91)
    assert told["_made"].date() == told["_changed"].date() == date.today()
    words = cells(exported(client, officer, query="?labels=true"))["Cases"][2]
    assert (told["_state"], words[head.index("_state")]) == ("open", "Open")


def test_what_comes_back_as_it_went_changes_nothing(bring, summed, officer, client):
    load = bring(exported(client, officer))
    row = load.rows.get()
    assert (row.state, row.changes) == (RowState.SAME, [])
