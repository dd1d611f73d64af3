from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muster.core import files
from muster.core.conflicts import Conflict
from muster.core.identity import acting_as, of_person
from muster.core.models import Marking
from muster.domain.forms.answers import to_xml
from muster.features.registers.actions import hand_in
from muster.features.registers.actions.recording import Refused
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Personal, Record, Submission, Version
from muster.features.registers.tests.conftest import REGISTER, SURVEY

pytestmark = pytest.mark.django_db


def test_a_record_says_what_was_answered(record):
    assert record.name == "17/2026 Theft"
    assert record.data == {"case": "17/2026", "day": "2026-05-04", "kind": "theft", "person": [{"age": 30}]}
    assert (record.day, record.due, record.keep_until) == (date(2026, 5, 4), date(2026, 5, 14), date(2031, 5, 4))
    assert record.state == "open"


def test_personal_answers_stand_apart(record):
    assert Personal.objects.get(record=record).data == {"person": [{"who": "A. Person"}]}
    assert "A. Person" not in str(record.data)


def test_who_reads_records_without_names_gets_no_row_with_names(record, person, unit, other_officer):
    reader = person("reader", unit)
    with acting_as(of_person(reader.pk)):
        assert Record.objects.filter(pk=record.pk).exists()
        assert not Personal.objects.exists()
        assert not Submission.objects.exists()
    with acting_as(of_person(other_officer.pk)):
        assert not Record.objects.exists()


def test_names_are_not_found_by_words(record, client, officer):
    client.force_login(officer)
    assert record.name in client.get("/registers/cases/?q=17/2026").text
    assert record.name not in client.get("/registers/cases/?q=person").text


def test_the_same_form_is_taken_once(record, filled, officer):
    again = hand_in(officer, record.submissions.get().xml.encode())
    assert (again.record.pk, again.new) == (record.pk, False)
    assert Record.objects.count() == Submission.objects.count() == 1


def test_another_form_of_the_same_number_is_refused(record, filled, officer):
    with pytest.raises(Refused, match="instanceID"):
        hand_in(officer, filled({"case": "18/2026"}, "uuid:first"))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"kind": "theft"}, "Case: "),
        ({"case": "1", "person": [{"age": 130}]}, "Age: Below 120."),
        ({"case": "1", "kind": "piracy"}, "Kind: "),
    ],
)
def test_what_the_form_does_not_allow_is_refused_with_its_place(answers, said, register, filled, officer):
    with pytest.raises(Refused) as refused:
        hand_in(officer, filled(answers, "uuid:x"))
    assert [one for one in refused.value.messages if one.startswith(said)]
    assert not Record.objects.exists()


def test_a_note_that_is_required_refuses_what_it_is_shown_for(publish, officer):
    note = {"type": "note", "name": "check", "label": "Neither.", "required": "yes", "relevant": "${kind} = 'fraud'"}
    version = publish(survey=(*SURVEY, note))
    form = definition_of(version).form
    with pytest.raises(Refused, match="While this is shown, the form cannot be sent"):
        hand_in(officer, to_xml(form, {"case": "1", "kind": "fraud"}, "uuid:x"))
    assert hand_in(officer, to_xml(form, {"case": "1", "kind": "theft"}, "uuid:y")).record


def test_a_field_that_the_form_does_not_have_is_refused_by_name(register, filled, officer):
    sent = filled({"case": "1"}, "uuid:x").replace(b"<kind/>", b"<kind/><stolen>all</stolen>")
    with pytest.raises(Refused, match="stolen"):
        hand_in(officer, sent)


@pytest.mark.parametrize("sent", [b"", b"<a", b"<!DOCTYPE a><cases/>", b"<other id='nothing' version='1'/>"])
def test_what_is_no_form_of_ours_is_refused(sent, register, officer):
    with pytest.raises(Refused):
        hand_in(officer, sent)


def test_a_change_keeps_the_number_and_raises_the_version(record, filled, officer):
    changed = hand_in(officer, filled({"case": "18/2026"}, "uuid:second", "uuid:first")).record
    assert (changed.pk, changed.version, changed.name) == (record.pk, 2, "18/2026")
    assert changed.submissions.count() == 2


def test_who_was_slower_is_told(record, filled, officer):
    hand_in(officer, filled({"case": "18/2026"}, "uuid:second", "uuid:first"))
    with pytest.raises(Conflict):
        hand_in(officer, filled({"case": "19/2026"}, "uuid:third", "uuid:first"))
    assert Record.objects.get().name == "18/2026"


def test_forms_of_an_earlier_version_still_come(record, publish, filled, officer):
    publish(version="2", survey=(*SURVEY, {"type": "text", "name": "note", "label": "Note"}))
    assert hand_in(officer, filled({"case": "20/2026"}, "uuid:late", version="1")).record.form.stated == "1"


def test_no_answer_is_lost_where_a_new_version_does_not_ask_for_it(record, publish, filled, officer):
    less = tuple(row for row in SURVEY if row.get("name") in ("case", "picture"))
    rest = tuple(
        {"setting": name, **more}
        for name, more in (
            ("title", {"label::English (en)": "Cases"}),
            ("unit", {"value": "north"}),
            ("state", {"name": "open", "label": "Open", "value": "first"}),
            ("access", {"roles": "officer", "value": "read create change personal", "to": "unit"}),
        )
    )
    publish(version="2", survey=less, register=rest, choices=())
    hand_in(officer, filled({"case": "18/2026"}, "uuid:second", "uuid:first", version="2"))
    kept = Record.objects.get()
    assert (kept.data["case"], kept.data["kind"], kept.data["person"]) == ("18/2026", "theft", [{"age": 30}])
    assert Personal.objects.get().data["person"] == [{"who": "A. Person"}]


def test_files_that_answers_point_at_are_kept(register, filled, officer):
    sent = filled({"case": "1", "picture": "p.jpg"}, "uuid:x")
    record = hand_in(officer, sent, {"p.jpg": b"a picture"}).record
    kept = record.attachments.get()
    assert (kept.name, kept.path) == ("p.jpg", "picture")
    with files.opened(kept.original_id) as opened:
        assert opened.read() == b"a picture"


def test_files_may_come_later(register, filled, officer):
    sent = filled({"case": "1", "picture": "p.jpg"}, "uuid:x")
    hand_in(officer, sent)
    assert hand_in(officer, sent, {"p.jpg": b"a picture"}).record.attachments.count() == 1


def test_a_closed_register_takes_nothing(register, filled, officer):
    type(register).objects.update(closed_at="2026-01-01T00:00Z")
    with pytest.raises(Refused, match="closed"):
        hand_in(officer, filled({"case": "1"}, "uuid:x"))


def test_others_record_nothing(register, filled, person, unit, other_officer):
    for one in (person("reader", unit), person("auditor", unit), person("", unit)):
        with pytest.raises(PermissionDenied):
            hand_in(one, filled({"case": "1"}, f"uuid:{one.pk}"))
    assert not Record.objects.exists()


def test_what_somebody_does_not_see_they_do_not_write_over(record, filled, publish, person, unit):
    blind = tuple({**row, "value": "read create change"} if row["setting"] == "access" else row for row in REGISTER)
    publish(version="2", register=blind)
    other = person("officer", unit)
    for marking in (Marking.INTERNAL, Marking.CONFIDENTIAL):
        Record.objects.update(marking=marking)
        with pytest.raises(PermissionDenied):
            hand_in(other, filled({"case": "18/2026"}, "uuid:second", "uuid:first"))
    assert Record.objects.get().version == 1


def test_a_form_does_not_replace_the_record_of_another_register(record, keeper, officer, publish):
    publish(form_id="others")
    form = definition_of(Version.objects.get(register__form_id="others")).form
    officer.known_grants = None
    with pytest.raises(Refused, match="not here"):
        hand_in(officer, to_xml(form, {"case": "18/2026"}, "uuid:second", "uuid:first"))
