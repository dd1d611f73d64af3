"""What is counted follows from the records, whoever changes them and by whatever way."""

import pytest
from django.db import connection

from muster.core.identity import acting_as, of_person
from muster.core.models import Marking
from muster.domain.forms.answers import to_xml
from muster.features.registers.actions import hand_in
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Personal, Record
from muster.features.statistics import keeping
from muster.features.statistics.models import Fact, Layout, PersonalFact
from muster.features.statistics.tests.conftest import CHOICES, SURVEY, WHOLE

pytestmark = pytest.mark.django_db


def facts(model=Fact):
    return sorted(
        (one.level, one.answers, [str(n and n.normalize()) for n in one.amounts]) for one in model.objects.all()
    )


def test_a_record_has_a_fact_and_each_of_its_entries_another(register, keep):
    keep(kind="theft", ways=["dog", "tip"], loss="12.50", person=[{"sex": "f"}, {"sex": "m"}], item=[{"weight": "2"}])
    assert [one["path"] for one in Layout.objects.get().categories] == [
        "kind", "ways", "person/sex", "person/charge/charged", "item/found",
    ]  # fmt: skip
    assert facts() == [
        (0, ["theft", "dog tip", "", "", ""], ["12.5", "None"]),
        (1, ["theft", "dog tip", "f", "", ""], ["12.5", "None"]),
        (1, ["theft", "dog tip", "m", "", ""], ["12.5", "None"]),
        (3, ["theft", "dog tip", "", "", ""], ["12.5", "2"]),
    ]


def test_entries_of_entries_say_what_holds_for_all_above_them(register, keep):
    keep(kind="theft", person=[{"sex": "f", "charge": [{"charged": "fraud"}, {"charged": "arson"}]}])
    inner = [answers for level, answers, _amounts in facts() if level == 2]
    assert inner == [["theft", "", "f", "arson", ""], ["theft", "", "f", "fraud", ""]]


def test_what_is_handed_in_is_counted(register, officer):
    form = definition_of(register.current).form
    answers = {"case": "1", "day": "2025-02-03", "kind": "fraud", "town": "K28", "loss": "3.25"}
    hand_in(officer, to_xml(form, answers, "uuid:1"))
    fact = Fact.objects.get()
    assert (fact.answers[0], str(fact.day), fact.place, fact.unit_id) == ("fraud", "2025-02-03", "K28", officer.unit_id)


def test_what_is_changed_is_counted_anew(register, keep):
    record = keep(kind="theft", person=[{"sex": "f"}])
    record.data = {"kind": "arson"}
    record.save()
    assert facts() == [(0, ["arson", "", "", "", ""], ["None", "None"])]


def test_what_moves_is_counted_where_it_is(register, keep, other_unit):
    record = keep(kind="theft", person=[{"sex": "f"}])
    Record.objects.update(unit=other_unit, marking=Marking.CONFIDENTIAL, restricted=True, day="2025-01-01", place="K28")
    for fact in Fact.objects.filter(record=record):
        assert (fact.unit_id, fact.marking, fact.restricted) == (other_unit.pk, Marking.CONFIDENTIAL, True)
        assert (str(fact.day), fact.place) == ("2025-01-01", "K28")


def test_what_is_erased_is_counted_no_more(register, keep):
    record = keep(kind="theft", person=[{"sex": "f"}])
    record.delete()
    assert not Fact.objects.exists()


def test_blanked_answers_are_not_answered(register, keep):
    keep(kind="theft", loss="1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registers_record SET data = '{}'")
    assert facts() == [(0, [""] * 5, ["None", "None"])]


@pytest.mark.parametrize("said", ["much", "1e99", "9" * 40, "NaN", {"a": 1}, ["1", "2"], True])
def test_what_is_no_number_is_none(register, keep, said):
    keep(loss=said, kind=said)
    assert Fact.objects.get().amounts == [None, None]


def personal(*names):
    return (*WHOLE, *({"setting": "personal", "name": name, "value": "victim"} for name in names))


@pytest.fixture
def personal_register(publish, places):
    version = publish(survey=SURVEY, register=personal("sex"), choices=CHOICES)
    return version.register


def test_personal_answers_stand_in_facts_of_their_own(publish, register, keep):
    publish(version="2", survey=SURVEY, register=personal("sex"), choices=CHOICES)
    keep({"person": [{"sex": "f", "who": "A"}, {"sex": "m"}]}, kind="theft", person=[{}, {}])
    assert [answers for level, answers, _ in facts() if level == 1] == [["theft", "", "", "", ""]] * 2
    assert [answers[2] for level, answers, _ in facts(PersonalFact) if level == 1] == ["f", "m"]


def test_entries_of_a_personal_repeat_are_not_even_told_by_their_number(publish, register, keep):
    publish(version="2", survey=SURVEY, register=personal("person"), choices=CHOICES)
    keep({"person": [{"sex": "f"}, {"sex": "m"}]}, kind="theft")
    assert [level for level, _answers, _ in facts()] == [0]
    assert [answers[2] for level, answers, _ in facts(PersonalFact) if level == 1] == ["f", "m"]


def test_personal_facts_are_seen_by_who_sees_personal_answers(publish, register, keep, person, unit, officer):
    publish(version="2", survey=SURVEY, register=personal("sex"), choices=CHOICES)
    keep({"person": [{"sex": "f"}]}, kind="theft", person=[{}])
    reader = person("reader", unit)
    with acting_as(of_person(reader.pk)):
        assert Fact.objects.exists()
        assert not PersonalFact.objects.exists()
    with acting_as(of_person(officer.pk)):
        assert PersonalFact.objects.filter(answers__2="f").exists()


def test_who_does_not_see_a_record_does_not_see_its_facts(register, keep, other_officer, officer):
    keep(kind="theft")
    for one, seen in ((officer, True), (other_officer, False)):
        with acting_as(of_person(one.pk)):
            assert Fact.objects.exists() is seen
    Record.objects.update(restricted=True)
    with acting_as(of_person(officer.pk)):
        assert not Fact.objects.exists()


def test_a_personal_answer_that_changes_is_counted_anew(publish, register, keep):
    publish(version="2", survey=SURVEY, register=personal("sex"), choices=CHOICES)
    record = keep({"person": [{"sex": "f"}]}, person=[{}])
    Personal.objects.filter(record=record).update(data={"person": [{"sex": "m"}]})
    assert [answers[2] for level, answers, _ in facts(PersonalFact) if level == 1] == ["m"]
    Personal.objects.filter(record=record).delete()
    assert [answers[2] for level, answers, _ in facts(PersonalFact) if level == 1] == [""]


def test_a_version_that_counts_more_counts_the_records_that_are_there(publish, register, keep):
    keep(kind="theft", case="17")
    more = (*WHOLE, {"setting": "statistic", "name": "case"})
    publish(version="2", survey=SURVEY, register=more, choices=CHOICES)
    assert Fact.objects.get().answers == ["theft", "", "", "", "", "17"]


def test_of_many_records_a_job_makes_the_facts(publish, register, keep, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 1)
    for case in ("1", "2"):
        keep(case=case)
    publish(version="2", survey=SURVEY, register=(*WHOLE, {"setting": "statistic", "name": "case"}), choices=CHOICES)
    assert not Layout.objects.get().made
    from muster.features.statistics.jobs import make_facts

    class Context:
        def should_abort(self):
            return False

    make_facts(Context(), register.pk)
    assert Layout.objects.get().made
    assert [answers[5] for _level, answers, _ in facts()] == ["1", "2"]


def test_nobody_writes_facts(register, keep, officer):
    keep(kind="theft")
    with acting_as(of_person(officer.pk)):
        assert Fact.objects.update(place="K28") == 0
        assert Fact.objects.all().delete()[0] == 0
