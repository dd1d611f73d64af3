import threading
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from muster.features.intake import actions, jobs, queries
from muster.features.intake.models import Delivery, Document, Draft, DraftState, Original, Stage
from muster.features.intake.tests.conftest import PARAGRAPHS, REPORT

pytestmark = pytest.mark.django_db

READS = ("document", "text", "original")
WRITES = ("correct", "give_period", "retry", "stop", "again")


def upload(client, *files, script=False, **fields):
    given = [SimpleUploadedFile(name, data) for name, data in files]
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}
    return client.post(reverse("intake:hand_in"), {"reports": given, **fields}, headers=headers)


def page(client, name, *args, **query):
    return client.get(reverse(f"intake:{name}", args=args), query).content.decode()


# who may not


def test_a_stranger_gets_no_page_and_no_operation(client, ready):
    for name in (*READS, *WRITES):
        for ask in (client.get, client.post):
            assert ask(reverse(f"intake:{name}", args=[ready.pk])).status_code == 302, name
    for name in ("documents", "hand_in"):
        assert client.post(reverse(f"intake:{name}")).status_code == 302
    assert upload(client, ("a.txt", b"words")).status_code == 302
    assert Document.objects.count() == 1


def test_a_reader_sees_reports_and_can_change_nothing(client, ready, reader):
    client.force_login(reader)
    for name in READS:
        assert client.get(reverse(f"intake:{name}", args=[ready.pk])).status_code == 200
    for name in ("retry", "stop", "again"):
        assert client.post(reverse(f"intake:{name}", args=[ready.pk])).status_code == 403, name
    assert client.get(reverse("intake:correct", args=[ready.pk])).status_code == 403
    period = {"period_start": "2016-10-01", "period_end": "2016-10-31", "version": ready.version}
    assert client.post(reverse("intake:give_period", args=[ready.pk]), period).status_code == 403
    assert upload(client, ("a.txt", b"words")).status_code == 403
    assert "Hand in reports" not in page(client, "documents")


def test_an_officer_of_another_structure_cannot_change_a_report(client, ready, other_officer):
    client.force_login(other_officer)
    assert client.post(reverse("intake:again", args=[ready.pk])).status_code == 403
    assert client.get(reverse("intake:correct", args=[ready.pk])).status_code == 403


def test_an_officer_cannot_hand_in_for_another_structure(client, officer, other_unit):
    client.force_login(officer)
    upload(client, ("a.txt", b"words"), unit=other_unit.pk)
    assert not Document.objects.exists()


def test_there_is_no_page_of_a_document_that_is_not_there(client, officer):
    client.force_login(officer)
    for name in READS:
        assert client.get(reverse(f"intake:{name}", args=[999])).status_code == 404


# handing in


def test_reports_are_handed_in_by_a_plain_form(client, officer):
    client.force_login(officer)
    answer = upload(client, ("one.txt", b"first words"), ("two.txt", b"second words"))
    assert answer.url == reverse("intake:documents")
    listed = page(client, "documents")
    assert "2 reports handed in." in listed
    assert "one.txt" in listed
    assert "two.txt" in listed
    assert set(Document.objects.values_list("stage", flat=True)) == {Stage.WAITING}


def test_a_script_gets_a_line_for_each_file(client, officer):
    client.force_login(officer)
    upload(client, ("one.txt", b"words"))
    files = upload(client, ("new.txt", b"other"), ("again.txt", b"words"), ("none.txt", b""), script=True).json()[
        "files"
    ]
    assert [file["state"] for file in files] == ["accepted", "known", "refused"]
    assert "none.txt is empty" in files[2]["sentence"]


def test_the_same_file_again_is_recognised_with_its_day_and_name(client, officer, other_officer):
    client.force_login(officer)
    upload(client, ("october.txt", b"words"))
    client.force_login(other_officer)
    upload(client, ("copy.txt", b"words"))
    assert "copy.txt was already handed in on" in page(client, "documents")
    document = Document.objects.get()
    assert list(Delivery.objects.values_list("file_name", flat=True)) == ["october.txt", "copy.txt"]
    history = page(client, "document", document.pk)
    assert f"Handed in again by {other_officer} as copy.txt" in history


def test_a_file_above_the_limit_is_refused_and_the_others_are_taken(client, officer, settings):
    settings.UPLOAD_LIMIT = 1_000_000
    client.force_login(officer)
    answer = upload(client, ("big.txt", b"x" * 1_000_001), ("good.txt", b"words"), script=True).json()["files"]
    assert {file["name"]: file["state"] for file in answer} == {"big.txt": "refused", "good.txt": "accepted"}
    refused = next(file for file in answer if file["name"] == "big.txt")
    assert "larger than the 1 MB" in refused["sentence"]
    assert Original.objects.count() == 1


def test_a_form_without_files_says_so(client, officer):
    client.force_login(officer)
    upload(client)
    assert "Choose at least one file." in page(client, "documents")


def test_a_name_with_control_characters_and_folders_is_made_plain(client, officer):
    client.force_login(officer)
    upload(client, ("a\u202etxt.exe", b"words"))
    assert "\u202e" not in Document.objects.get().file_name


def test_an_upload_that_breaks_off_leaves_nothing(client, officer, originals, monkeypatch):
    client.force_login(officer)

    def broken(self, chunk_size=None):
        yield b"half of it"
        raise OSError("the connection broke off")

    monkeypatch.setattr(SimpleUploadedFile, "chunks", broken, raising=False)
    monkeypatch.setattr("django.core.files.uploadedfile.InMemoryUploadedFile.chunks", broken)
    with pytest.raises(OSError, match="broke off"):
        upload(client, ("a.txt", b"words"))
    assert not Document.objects.exists()
    assert not [path for path in originals.rglob("*") if path.is_file()]


def test_nothing_is_accepted_when_its_job_cannot_be_queued(officer, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError("no queue")

    monkeypatch.setattr("muster.core.jobs.defer", refuse)
    with pytest.raises(RuntimeError):
        actions.hand_in(officer, [b"words"], "a.txt")
    assert not Document.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_the_same_bytes_at_the_same_time_make_one_document(officer, clean_queue):
    results, start = [], threading.Barrier(4)

    def hand_in(number):
        start.wait()
        results.append(actions.hand_in(officer, [b"the same words"], f"{number}.txt"))
        connection.close()

    threads = [threading.Thread(target=hand_in, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({result.document.pk for result in results}) == 1
    assert [result.new for result in results].count(True) == 1
    assert Delivery.objects.count() == 4
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone()[0] == 1


# the list


def test_the_list_is_live_only_while_something_is_under_way(client, hand_in, read, officer):
    client.force_login(officer)
    hand_in()
    assert "every 2s" in page(client, "documents")
    assert "0 of 1 done" in page(client, "documents")
    read()
    listed = page(client, "documents")
    assert "every 2s" not in listed
    assert "Ready for review" in listed


def test_a_report_whose_drafts_are_all_decided_is_reviewed(client, ready, officer):
    client.force_login(officer)
    assert "Ready for review</span>" in page(client, "documents")
    assert "No report fits" in page(client, "documents", group="reviewed")
    ready.drafts.update(state=DraftState.ACCEPTED)
    assert "Reviewed</span>" in page(client, "documents", group="reviewed")
    assert "Reviewed</span>" in page(client, "document", ready.pk)
    assert "No report fits" in page(client, "documents", group="ready")


def test_who_has_a_structure_is_told_of_its_drafts_only(ready, officer, reporting_officer, other_unit):
    waiting = ready.drafts.count()
    Document.objects.update(unit=other_unit)
    assert [queries.drafts_to_review(person) for person in (officer, reporting_officer)] == [0, waiting]


def test_a_live_answer_is_the_list_alone(client, hand_in, officer):
    client.force_login(officer)
    hand_in()
    part = client.get(reverse("intake:documents"), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="documents"')


def test_the_failure_is_said_in_the_list_with_a_button_to_try_again(client, hand_in, read, officer):
    client.force_login(officer)
    document = hand_in(b"%PDF-1.4\nxx", "cut.pdf")
    read()
    listed = page(client, "documents")
    assert "cut.pdf is cut off: its end is missing after byte 11." in listed
    assert "Try again" in listed
    answer = client.post(reverse("intake:retry", args=[document.pk]), {"back": "list", "query": "group=failed"})
    assert answer.url == reverse("intake:documents") + "?group=failed"
    document.refresh_from_db()
    assert (document.stage, document.error_code) == (Stage.WAITING, "")


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ({"group": "ready"}, True),
        ({"group": "failed"}, False),
        ({"unit": "north"}, True),
        ({"unit": "south"}, False),
        ({"kind": "monthly"}, True),
        ({"kind": "annual"}, False),
        ({"year": "2016"}, True),
        ({"year": "2015"}, False),
        ({"words": "monthly october"}, True),
        ({"words": "november"}, False),
        ({"mine": "on"}, False),
        ({"year": "not a year", "group": "nonsense"}, True),
    ],
)
def test_filters_narrow_the_list(client, ready, other_unit, reader, query, there):
    client.force_login(reader)
    listed = page(client, "documents", **query)
    assert ("Monthly report, October 2016" in listed) is there
    assert there or "No report fits these filters" in listed


@pytest.mark.parametrize(
    "words", ["Приштина", "prishtinë", "Pristina", "месечни", "tetor_2016 prisht", "priština mese"]
)
def test_words_find_a_report_across_scripts_and_by_any_name_of_a_place(client, hand_in, officer, words):
    document = hand_in(name="tetor_2016.txt")
    actions.correct(officer, document.pk, 1, {"title": "Mesečni izveštaj, Prishtinë"})
    client.force_login(officer)
    assert "Mesečni izveštaj" in page(client, "documents", words=words)
    assert "No report fits these filters" in page(client, "documents", words="Пећ " + words)


def test_a_long_list_is_paged_and_keeps_its_filters(client, officer):
    client.force_login(officer)
    for number in range(41):
        original = Original.objects.create(sha256=f"{number:064}", size=1, media_type="text/plain")
        Document.objects.create(original=original, file_name=f"{number}.txt", uploaded_by=officer, stage=Stage.READY)
    listed = page(client, "documents", group="ready")
    assert "Page 1 of 2" in listed
    assert "group=ready&amp;page=2" in listed
    assert "Page 2 of 2" in page(client, "documents", group="ready", page="2")


def test_an_empty_list_says_what_comes_here(client, officer):
    client.force_login(officer)
    assert "No reports yet" in page(client, "documents")


# one document


def test_the_page_shows_what_was_recognised_and_where(client, ready, officer):
    client.force_login(officer)
    shown = page(client, "document", ready.pk)
    assert "Oct 2016" in shown
    assert "names “Field Office North”" in shown
    assert f"{reverse('intake:text', args=[ready.pk])}?line=2#l2" in shown
    assert "Recognised from the text" in shown


def test_the_page_links_to_nearly_the_same_text_and_says_how_near(client, hand_in, read, officer):
    told = "Monthly report, October 2016\n" + "\n".join(PARAGRAPHS)
    first, second = hand_in(told, "first.txt"), hand_in(told.replace("13 officers", "14 officers"), "mended.txt")
    read()
    client.force_login(officer)
    shown = page(client, "document", first.pk)
    assert "% the same as a text handed in on" in shown
    assert reverse("intake:document", args=[second.pk]) in shown


def test_a_correction_is_kept_with_who_made_it(client, ready, officer):
    client.force_login(officer)
    form = {"title": "Better", "unit": ready.unit_id, "kind": "monthly", "language": "en", "version": ready.version}
    form |= {"period_start": "2016-10-01", "period_end": "2016-10-31"}
    assert client.post(reverse("intake:correct", args=[ready.pk]), form).status_code == 302
    shown = page(client, "document", ready.pk)
    assert "Set by a person." in shown
    assert f"Corrected by {officer}" in shown
    assert "<del>Monthly report, October 2016</del>" in shown


def test_of_two_people_who_correct_one_report_the_later_sees_the_difference(client, ready, officer, reporting_officer):
    actions.correct(reporting_officer, ready.pk, ready.version, {"title": "Theirs"})
    client.force_login(officer)
    form = {"title": "Mine", "unit": ready.unit_id, "kind": "monthly", "language": "en", "version": ready.version}
    form |= {"period_start": "2016-10-01", "period_end": "2016-10-31"}
    answer = client.post(reverse("intake:correct", args=[ready.pk]), form)
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "<td>Theirs</td><td>Mine</td>" in body
    assert Document.objects.get().title == "Theirs"
    form["version"] = ready.version + 1
    client.post(reverse("intake:correct", args=[ready.pk]), form)
    assert Document.objects.get().title == "Mine"


def test_a_period_that_ends_before_it_begins_is_refused_beside_the_field(client, ready, officer):
    client.force_login(officer)
    form = {"title": "x", "kind": "monthly", "version": ready.version}
    form |= {"period_start": "2016-10-31", "period_end": "2016-10-01"}
    answer = client.post(reverse("intake:correct", args=[ready.pk]), form)
    assert "The period ends before it begins." in answer.content.decode()


def test_a_report_without_a_period_asks_for_it_on_its_page(client, hand_in, read, officer):
    client.force_login(officer)
    document = hand_in(REPORT.replace("October 2016", "and more"), "report.txt")
    read()
    document.refresh_from_db()
    assert "Which period does it tell of?" in page(client, "document", document.pk)
    period = {"period_start": "2016-10-01", "period_end": "2016-10-31", "version": document.version}
    client.post(reverse("intake:give_period", args=[document.pk]), {**period, "period_end": ""})
    document.refresh_from_db()
    assert document.stage == Stage.ASKING
    client.post(reverse("intake:give_period", args=[document.pk]), period)
    document.refresh_from_db()
    assert (document.stage, document.period_end) == (Stage.WAITING, date(2016, 10, 31))


def test_while_it_is_read_the_page_follows_and_then_loads_anew(client, hand_in, read, officer):
    client.force_login(officer)
    document = hand_in()
    live = {"HX-Request": "true"}
    address = reverse("intake:document", args=[document.pk])
    assert 'hx-trigger="every 2s"' in client.get(address, headers=live).content.decode()
    read()
    assert client.get(address, headers=live).headers["HX-Refresh"] == "true"


def test_stop_and_resume(client, hand_in, officer):
    client.force_login(officer)
    document = hand_in()
    client.post(reverse("intake:stop", args=[document.pk]))
    assert "Resume" in page(client, "document", document.pk)
    client.post(reverse("intake:stop", args=[document.pk]))
    assert "Nothing is being done on it." in page(client, "document", document.pk)
    client.post(reverse("intake:retry", args=[document.pk]))
    assert jobs.take(document.pk)


def test_activities_are_found_again_until_somebody_worked_on_a_draft(client, ready, officer, read):
    client.force_login(officer)
    client.post(reverse("intake:again", args=[ready.pk]))
    read()
    assert "Find the activities again" in page(client, "document", ready.pk)
    Draft.objects.filter(document=ready).update(version=2)
    client.post(reverse("intake:again", args=[ready.pk]))
    assert "People have worked on its drafts" in page(client, "document", ready.pk)


def test_the_original_comes_as_it_was_and_only_as_a_download(client, hand_in, officer):
    client.force_login(officer)
    document = hand_in(b"<script>alert(1)</script>", "evil.html")
    answer = client.get(reverse("intake:original", args=[document.pk]))
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_damaged_original_is_not_handed_out(client, hand_in, officer, originals):
    client.force_login(officer)
    document = hand_in()
    path = next(path for path in originals.rglob("*") if path.name == document.original_id)
    path.chmod(0o640)
    path.write_bytes(b"something else")
    assert client.get(reverse("intake:original", args=[document.pk])).status_code == 302
    assert "is damaged" in page(client, "document", document.pk)


def test_the_text_has_line_numbers_and_what_was_recognised_is_marked(client, ready, officer):
    client.force_login(officer)
    shown = page(client, "text", ready.pk)
    assert 'id="l6"' in shown
    assert "<mark>Field Office North</mark>" in shown


def test_a_long_text_comes_in_pieces(client, hand_in, read, officer):
    client.force_login(officer)
    document = hand_in("Annual report 2016\n" + "\n".join(f"line {number}" for number in range(2, 601)), "long.txt")
    read()
    shown = page(client, "text", document.pk, line="599")
    assert "Lines 501 to 600 of 600" in shown
    assert "line 599" in shown
    assert "line 499" not in shown
    assert "Lines 1 to 250 of 600" in page(client, "text", document.pk, line="-5x")


def test_there_is_no_text_page_before_the_text(client, hand_in, officer):
    client.force_login(officer)
    assert client.get(reverse("intake:text", args=[hand_in().pk])).status_code == 404
