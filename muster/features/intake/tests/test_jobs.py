"""The way from file to drafts, with the real readers in their own processes."""

import io
import os
import signal
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from muster.core import files
from muster.features.intake import actions, isolation, jobs, queries, storing
from muster.features.intake.models import Document, DocumentText, Draft, DraftState, Stage
from muster.features.intake.sentences import sentence
from muster.features.intake.tests.conftest import PARAGRAPHS, REPORT

pytestmark = pytest.mark.django_db


def test_a_report_becomes_text_recognised_fields_and_drafts(ready, unit):
    assert ready.stage == Stage.READY
    assert (ready.title, ready.unit, ready.kind, ready.language) == (
        "Monthly report, October 2016", unit, "monthly", "en"
    )  # fmt: skip
    assert (ready.period_start, ready.period_end) == (date(2016, 10, 1), date(2016, 10, 31))
    text = ready.content.text
    start, end = ready.recognised["unit"]["span"]
    assert text[start:end] == "Field Office North"
    first, second = ready.drafts.all()
    assert (first.fields["participants"]["value"], first.fields["women"]["value"]) == (35, 12)
    assert second.fields["start"]["value"] == "2016-10-12"
    assert all(text[low:high].strip() for draft in (first, second) for low, high in draft.spans)
    assert ready.content.source().text == text


def word_file(body):
    """A Word file of this XML."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (word_file("<w>" + " " * 80_000_000 + "</w>"), "bomb.docx", "bomb"),
        (word_file('<!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>'), "entities.docx", "entities"),
        (b"%PDF-1.4\nxx", "cut.pdf", "cut-off"),
        (b"\x00\x01\x02" * 90, "noise.txt", "binary"),
        (b"PK\x03\x04 not a zip", "report.docx", "cut-off"),
        (b"   \n\n  ", "blank.txt", "no-text"),
    ],
)
def test_a_bad_file_is_named_in_a_sentence_and_the_others_go_on(hand_in, read, data, name, code):
    bad, good = hand_in(data, name), hand_in()
    read()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.stage, bad.error_code, bad.error_params["file"]) == (Stage.FAILED, code, name)
    assert not DocumentText.objects.filter(document=bad).exists()
    assert not bad.drafts.exists()
    assert good.stage == Stage.READY


def test_wrong_encodings_are_read_and_noted(hand_in, read):
    document = hand_in(
        "Mesečni izveštaj, oktobar 2016. Škola, žandarmerija, čovek, đak, šuma.".encode("cp1250"), "o.txt"
    )
    read()
    document.refresh_from_db()
    assert "žandarmerija" in document.content.text
    assert document.notes[0][0] == "encoding"


def test_a_report_without_a_period_asks_for_it_and_then_goes_on(hand_in, read, officer):
    document = hand_in(REPORT.replace("October 2016", "and more"), "report.txt")
    read()
    document.refresh_from_db()
    assert document.stage == Stage.ASKING
    assert document.content.text
    assert not document.drafts.exists()
    period = {"period_start": date(2016, 10, 1), "period_end": date(2016, 10, 31)}
    actions.correct(officer, document.pk, document.version, period)
    read()
    document.refresh_from_db()
    assert document.stage == Stage.READY
    assert document.drafts.last().fields["start"]["value"] == "2016-10-12"


@pytest.mark.parametrize("words", [REPORT, REPORT.replace("October 2016", "and more")])
def test_a_period_given_while_the_report_is_read_is_the_one_of_its_activities(hand_in, read, officer, words):
    document = hand_in(words, "report.txt")
    taken = jobs.take(document.pk)

    def give_period(told):
        if told and told["stage"] == Stage.RECOGNISING:
            period = {"period_start": date(2015, 10, 1), "period_end": date(2015, 10, 31)}
            actions.correct(officer, document.pk, document.version, period)

    with files.opened(taken.original_id) as original, isolation.reader() as reader:
        storing.store(taken, reader.serve(jobs._request(taken, original.name), give_period))
    read()
    document.refresh_from_db()
    assert document.stage == Stage.READY
    assert document.drafts.last().fields["start"]["value"] == "2015-10-12"


def test_what_a_person_chose_is_not_overwritten_by_what_is_recognised(
    hand_in, read, reporting_officer, unit, other_unit
):
    document = hand_in(person=reporting_officer, unit=other_unit)
    read()
    document.refresh_from_db()
    assert document.unit == other_unit
    assert document.recognised["unit"]["value"] == unit.code


def test_a_structure_other_than_ones_own_is_noted(hand_in, read, other_officer, unit):
    document = hand_in(person=other_officer)
    read()
    document.refresh_from_db()
    assert document.unit == unit
    assert "other-unit" in [code for code, _params in document.notes]


def test_the_same_text_in_another_file_is_pointed_out_on_both(hand_in, read, officer):
    first, second = hand_in(), hand_in(REPORT.replace("\n", "\r\n"), "copy.txt")
    read()
    second.refresh_from_db()
    assert second.same_text_as == first
    assert queries.same_text(officer, first) == [second]
    assert queries.same_text(officer, second) == [first]


def test_finding_again_uses_the_corrected_year(ready, officer, read):
    old = set(ready.drafts.values_list("pk", flat=True))
    actions.correct(
        officer, ready.pk, ready.version, {"period_start": date(2017, 10, 1), "period_end": date(2017, 10, 31)}
    )
    actions.extract_again(officer, ready.pk)
    read()
    assert ready.drafts.last().fields["start"]["value"] == "2017-10-12"
    assert not old & set(ready.drafts.values_list("pk", flat=True))


def test_a_decision_made_while_it_is_read_again_is_kept(ready, officer):
    actions.extract_again(officer, ready.pk)
    taken = jobs.take(ready.pk)
    decided = ready.drafts.first()
    Draft.objects.filter(pk=decided.pk).update(state=DraftState.REJECTED, version=2)
    before = list(ready.drafts.values_list("pk", flat=True))
    jobs.work(taken, lambda: False)
    ready.refresh_from_db()
    assert list(ready.drafts.values_list("pk", flat=True)) == before
    assert ready.stage == Stage.READY
    assert ["kept-decisions", {}] in ready.notes


def test_finding_again_is_refused_once_somebody_worked_on_a_draft(ready, officer):
    Draft.objects.filter(document=ready).update(version=2)
    with pytest.raises(actions.Refusal):
        actions.extract_again(officer, ready.pk)


def test_a_job_whose_document_was_stopped_writes_nothing(hand_in, officer):
    document = hand_in()
    taken = jobs.take(document.pk)
    actions.stop(officer, document.pk)
    with pytest.raises(jobs.NoLongerWanted):
        jobs.work(taken, lambda: False)
    storing.store(taken, {"drafts": []})
    document.refresh_from_db()
    assert document.stage == Stage.STOPPED
    assert not DocumentText.objects.filter(document=document).exists()


def test_a_stopped_document_is_taken_up_again(hand_in, officer, read):
    document = hand_in()
    actions.stop(officer, document.pk)
    assert jobs.take(document.pk) is None
    actions.retry(officer, document.pk)
    read()
    document.refresh_from_db()
    assert document.stage == Stage.READY


def test_only_the_newest_run_may_write(hand_in):
    document = hand_in()
    old, new = jobs.take(document.pk), jobs.take(document.pk)
    storing.fail(old, "damaged", {})
    document.refresh_from_db()
    assert document.stage == Stage.READING
    jobs.work(new, lambda: False)
    drafts = list(document.drafts.values_list("pk", flat=True))
    jobs.work(old, lambda: False)
    document.refresh_from_db()
    assert document.stage == Stage.READY
    assert list(document.drafts.values_list("pk", flat=True)) == drafts


def test_a_worker_that_is_asked_to_stop_gives_the_document_back(hand_in):
    document = hand_in()
    taken = jobs.take(document.pk)
    with pytest.raises(jobs.JobAborted):
        jobs.work(taken, lambda: True)
    jobs.give_back(taken)
    document.refresh_from_db()
    assert (document.stage, document.attempts) == (Stage.WAITING, 0)


def test_a_document_over_which_workers_keep_dying_is_given_up(hand_in):
    document = hand_in()
    for _number in range(jobs.ATTEMPTS):
        assert jobs.take(document.pk)
    assert jobs.take(document.pk) is None
    document.refresh_from_db()
    assert (document.stage, document.error_code) == (Stage.FAILED, "gave-up")


def test_a_reader_that_is_killed_fails_its_document_only(hand_in, read, monkeypatch):
    send = isolation.Reader.send

    def kill(self, request):
        send(self, request)
        if request["name"] == "deadly.txt":
            self.process.kill()

    monkeypatch.setattr(isolation.Reader, "send", kill)
    deadly, good = hand_in("Report of October 2016\n" * 20000, "deadly.txt"), hand_in()
    read()
    deadly.refresh_from_db()
    good.refresh_from_db()
    assert (deadly.stage, deadly.error_code) == (Stage.FAILED, "too-much-memory")
    assert good.stage == Stage.READY


def test_an_original_that_the_disk_damaged_is_not_read(hand_in, read, originals):
    document = hand_in()
    path = next(path for path in originals.rglob("*") if path.name == document.original_id)
    path.chmod(0o640)
    path.write_bytes(b"something else")
    read()
    document.refresh_from_db()
    assert document.error_code == "original-damaged"


def test_a_document_that_lost_its_job_gets_it_again(hand_in):
    document = hand_in()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE lock = %s", [f"document-{document.pk}"])
    assert _jobs(document) == 0
    jobs.find_forgotten()
    assert _jobs(document) == 0  # it may be on its way
    Document.objects.update(queued_at=timezone.now() - timezone.timedelta(minutes=5))
    jobs.find_forgotten()
    jobs.find_forgotten()
    assert _jobs(document) == 1


def test_accepted_drafts_teach_the_classifier_and_are_read_once(ready, django_assert_num_queries):
    first = ready.drafts.first()
    assert queries.theme_memory().examples == ()
    Draft.objects.filter(pk=first.pk).update(state=DraftState.ACCEPTED, decided_at=timezone.now(), version=2)
    memory = queries.theme_memory()
    assert [theme for _text, theme in memory.examples] == ["A10"]
    assert "hate speech" in memory.examples[0][0]
    with django_assert_num_queries(1):
        assert queries.theme_memory() is memory


def _jobs(document):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE lock = %s", [f"document-{document.pk}"])
        return cursor.fetchone()[0]


def test_nearly_the_same_text_is_pointed_out_on_both_with_how_much(hand_in, read, officer):
    told = "Monthly report, October 2016\n\n" + "\n\n".join(PARAGRAPHS)
    first, second = hand_in(told, "first.txt"), hand_in(told.replace("13 officers", "14 officers"), "mended.txt")
    other = hand_in()
    read()
    (near,) = queries.near_texts(officer, first)
    assert near.document == second
    assert 90 < near.percent < 100
    assert [one.document for one in queries.near_texts(officer, second)] == [first]
    assert queries.near_texts(officer, other) == []
    assert queries.same_text(officer, first) == []


def test_the_same_text_is_not_also_called_nearly_the_same(hand_in, read, officer):
    first = hand_in("\n\n".join(PARAGRAPHS) + " Monthly report, October 2016.", "first.txt")
    hand_in("\n\n\n".join(PARAGRAPHS) + " Monthly report, October 2016.", "again.txt")
    read()
    assert len(queries.same_text(officer, first)) == 1
    assert queries.near_texts(officer, first) == []


def test_a_reader_that_says_nothing_for_long_is_ended_with_a_sentence(hand_in, read, monkeypatch):
    send = isolation.Reader.send

    def send_to_a_stopped_one(reader, request):
        os.kill(reader.process.pid, signal.SIGSTOP)
        send(reader, request)

    monkeypatch.setattr(isolation.Reader, "send", send_to_a_stopped_one)
    monkeypatch.setattr(isolation, "SILENCE", 0.2)
    monkeypatch.setattr(isolation, "WATCH", 0.05)
    document = hand_in()
    read()
    document.refresh_from_db()
    assert (document.stage, document.error_code) == (Stage.FAILED, "silent")
    assert "nothing was heard of it" in sentence(document.error_code, document.error_params)
