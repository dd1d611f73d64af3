"""A record that an earlier version of its register filled in keeps, and says, what the current one does not ask."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muster.domain.forms.problems import BadForm
from muster.features.registers.actions import hand_in, load_version, publish_version, tables
from muster.features.registers.models import Record, Register
from muster.features.registers.showing import sentence
from muster.features.registers.tables import jobs
from muster.features.registers.tests.conftest import CHOICES, REGISTER, SURVEY, workbook

pytestmark = pytest.mark.django_db
WITHOUT_DAY = tuple(row for row in SURVEY if row.get("name") != "day")
UNDATED = tuple(row for row in REGISTER if row["setting"] not in ("date", "retention", "deadline"))
WITHOUT_AGE = tuple(row for row in SURVEY if row.get("name") != "age")


@pytest.fixture
def page(record, client, officer):
    client.force_login(officer)
    return lambda what="": client.get(f"/registers/records/{record.pk}/{what}").text


def change(client, record, **answers):
    sent = {"version": Record.objects.get(pk=record.pk).version, "answers": answers}
    address = f"/api/registers/records/{record.pk}"
    return client.patch(address, data=json.dumps(sent), content_type="application/json")


def test_what_is_no_longer_asked_for_stays_on_the_page_and_in_the_history(record, publish, page, client):
    publish(version="2", survey=WITHOUT_DAY, register=UNDATED)
    assert change(client, record, case="18/2026").status_code == 200
    told = page()
    assert told.index("No longer asked for") < told.index('<dt class="depth-0">Day</dt><dd>4 May 2026</dd>')
    assert "<s>17/2026</s> → 18/2026" in told
    assert "4 May 2026</s>" not in told


def test_a_record_with_a_choice_that_is_gone_is_changed_by_its_own_version(record, publish, page, client):
    publish(version="2", choices=CHOICES[1:])
    assert "It is changed by version 1" in page("change/")
    assert 'version="1"' in page("instance.xml")
    assert change(client, record, case="18/2026").status_code == 200
    kept = Record.objects.get()
    assert (kept.form.stated, kept.data["kind"], kept.data["case"]) == ("1", "theft", "18/2026")


def test_a_record_with_a_field_that_its_rows_have_no_more_is_changed_by_its_own_version(record, publish, page):
    publish(version="2", survey=WITHOUT_AGE)
    assert 'version="1"' in page("instance.xml")


@pytest.mark.parametrize("gone", ["age", "who"])
def test_what_its_rows_no_longer_say_stays_where_a_device_of_the_new_version_changes_it(
    record, publish, filled, officer, page, gone
):
    asked = tuple(row for row in SURVEY if row.get("name") != gone)
    publish(version="2", survey=asked, register=tuple(row for row in REGISTER if row.get("name") != gone))
    row = {"who": "A. Person", "age": 30}
    answers = {"case": "18/2026", "person": [{name: row[name] for name in row if name != gone}]}
    hand_in(officer, filled(answers, "uuid:second", "uuid:first", version="2"))
    kept = Record.objects.get()
    assert kept.form.stated == "2"
    assert [kept.data["person"], kept.personal.data["person"]] == [[{"age": 30}], [{"who": "A. Person"}]]
    told = page()
    assert f"<dd>{row[gone]}</dd>" in told[told.index("No longer asked for") :]
    assert f"{row[gone]}</s>" not in told


def test_a_record_that_the_current_version_can_hold_is_changed_by_it(record, publish, page, client):
    publish(version="2", choices=({"list_name": "kind", "name": "piracy", "label": "Piracy"}, *CHOICES))
    assert "It is changed by version" not in page("change/")
    assert 'version="2"' in page("instance.xml")
    assert change(client, record, kind="piracy").status_code == 200
    assert Record.objects.get().form.stated == "2"


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


KINDS = {
    "several": ({"type": "select_multiple kind", "name": "what", "label": "What"},),
    "one": ({"type": "select_one kind", "name": "what", "label": "What"},),
    "text": ({"type": "text", "name": "what", "label": "What"},),
    "point": ({"type": "geopoint", "name": "what", "label": "What"},),
    "group": (
        {"type": "begin_group", "name": "what", "label": "What"},
        {"type": "text", "name": "name", "label": "Called"},
        {"type": "end_group"},
    ),
    "note": ({"type": "note", "name": "what", "label": "What"},),
}
HOLD_NOTHING = ("group", "note")
ROWS = (
    {"type": "begin_repeat", "name": "what", "label": "What"},
    {"type": "text", "name": "name", "label": "Called"},
    {"type": "end_repeat"},
)
ANSWERED = {
    "several": ["theft"],
    "one": "theft",
    "text": "a theft",
    "point": [42.5, 21.25, 0.0, 0.0],
}
SAID = {"several": "Theft", "one": "Theft", "text": "a theft", "point": "42.5"}
WRITTEN = {  # in a table, as it is kept or in words
    "several": (",theft\r", ",Theft\r"),
    "one": ("theft", "Theft"),
    "text": ("a theft", "a theft"),
    "point": ("42.5 21.25 0.0 0.0", "42.5 21.25 0.0 0.0"),
}
STAY = {  # the kinds of which no device could have sent it: that it sends nothing takes nothing away
    "several": {"one", "text", "point", "group", "note"},
    "one": {"several", "group", "note"},
    "text": {"several", "group", "note"},
    "point": {"several", "one", "text", "group", "note"},
}
EXPORT = (
    *({**one, "value": f"{one['value']} export"} for one in REGISTER if one["setting"] == "access"),
    *(one for one in REGISTER if one["setting"] != "access"),
)
NAMED = tuple({**one, "value": "${case} ${what}"} if one["setting"] == "record_name" else one for one in EXPORT)
PAGES = ("/", "/history/", "/change/", "/instance.xml")


@pytest.fixture
def displaced(publish, filled, officer):
    """A record whose question became one of another kind; the kind before, the kind after."""

    def make(before, after):
        publish(version="2", survey=(*SURVEY, *KINDS[before]), register=EXPORT)
        answers = {"case": "18/2026", "what": ANSWERED[before]}
        record = hand_in(officer, filled(answers, "uuid:second", version="2")).record
        publish(version="3", survey=(*SURVEY, *KINDS[after]), register=EXPORT if after in HOLD_NOTHING else NAMED)
        return record

    return make


PAIRS = [(before, after) for before in SAID for after in KINDS if before != after]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_an_answer_to_a_question_that_becomes_one_of_another_kind_stays_and_is_said(
    displaced, officer, client, before, after
):
    record = displaced(before, after)
    client.force_login(officer)
    assert change(client, record, case="19/2026").status_code == 200
    address = f"/registers/records/{record.pk}"
    for page in (*(f"{address}{one}" for one in PAGES), "/registers/cases/", f"/api/registers/records/{record.pk}"):
        assert client.get(page).status_code == 200, page
    assert SAID[before] in client.get(f"{address}/").text
    assert Record.objects.get(pk=record.pk).data["what"] == ANSWERED[before]
    why = {"Justification": "quality; For a test of it"}
    for words in ("", "?labels=1"):
        taken = b"".join(client.get(f"/registers/cases/export.csv{words}", headers=why).streaming_content)
        assert any(written in text for written in WRITTEN[before] for text in unpacked(taken).values())
        table = SimpleUploadedFile("own.zip", taken)
        load = tables.take_table(officer, Register.objects.get(), table)
        jobs.read_table(load.pk)
        load.refresh_from_db()
        are_no_choices = after == "several" and before in ("text", "point")
        assert load.counts == {"wrong" if are_no_choices else "same": 1}
        assert bool(load.strange) is (after in HOLD_NOTHING)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_it_stays_where_a_device_of_the_new_version_could_not_have_sent_it(
    displaced, filled, officer, client, before, after
):
    record = displaced(before, after)
    client.force_login(officer)
    hand_in(officer, filled({"case": "20/2026"}, "uuid:third", "uuid:second", version="3"))
    kept = Record.objects.get(pk=record.pk)
    address = f"/registers/records/{record.pk}"
    for page in PAGES:
        assert client.get(f"{address}{page}").status_code == 200, page
    if after in STAY[before]:
        assert kept.data == {"case": "20/2026", "what": ANSWERED[before]}
        assert SAID[before] in client.get(f"{address}/").text
    else:
        assert kept.data == {"case": "20/2026"}
    assert kept.name == "20/2026"


@pytest.mark.parametrize("before", ["one", "several", "group"])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_repeat_takes_no_name_that_was_of_something_else_nor_gives_its_own(publish, register, before, swapped):
    first, then = (ROWS, KINDS[before]) if swapped else (KINDS[before], ROWS)
    publish(version="2", survey=(*SURVEY, *first))
    publish(version="3", survey=SURVEY)
    with pytest.raises(BadForm) as caught:
        publish(version="4", survey=(*SURVEY, *then))
    (problem,) = caught.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("survey", len(SURVEY) + 2, "name")
    assert sentence(problem).startswith("“what” is of the kind “")
    assert "in version 2, whose records keep their answers under this name: give it another one." in sentence(problem)
    assert register.versions.count() == 3


def test_nor_where_that_was_published_after_it_was_loaded(publish, keeper):
    publish(version="1")
    waiting = load_version(keeper, workbook(version="2", survey=(*SURVEY, *ROWS)), "cases.xlsx")
    publish(version="3", survey=(*SURVEY, *KINDS["one"]))
    with pytest.raises(BadForm):
        publish_version(keeper, waiting)
    waiting.register.refresh_from_db()
    assert waiting.register.current.stated == "3"
