import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from muster.features.intake.models import Document, Stage
from muster.features.intake.tests.conftest import REPORT


@pytest.fixture
def folder(tmp_path):
    reports = tmp_path / "reports"
    (reports / "inner").mkdir(parents=True)
    (reports / "october.txt").write_text(REPORT)
    (reports / "inner" / "cut.pdf").write_bytes(b"%PDF-1.4\nxx")
    (reports / "empty.txt").touch()
    (reports / ".hidden").write_text("not a report")
    return reports


@pytest.mark.django_db
def test_a_folder_is_handed_in_a_line_a_file_and_a_bad_one_stops_nobody(folder, reporting_officer, unit, capsys):
    call_command("ingest", str(folder), "--structure", unit.code)
    told = capsys.readouterr()
    assert told.out.splitlines() == ["cut.pdf: handed in", "october.txt: handed in"]
    assert "empty.txt is empty" in told.err
    assert {document.unit for document in Document.objects.all()} == {unit}
    call_command("ingest", str(folder / "october.txt"))
    assert "already handed in as october.txt" in capsys.readouterr().out


@pytest.mark.django_db
def test_what_is_not_there_is_said(folder, reporting_officer, unit):
    with pytest.raises(CommandError, match=r"There is no .*nowhere"):
        call_command("ingest", str(folder / "nowhere"))
    with pytest.raises(CommandError, match="no structure east; there are north"):
        call_command("ingest", str(folder), "--structure", "east")
    with pytest.raises(CommandError, match="name a person"):
        call_command("ingest", str(folder), "--person", "nobody")


@pytest.mark.django_db(transaction=True)
def test_waiting_works_itself_where_no_worker_runs(
    folder, reporting_officer, unit, clean_queue, environment, monkeypatch, capsys
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CommandError, match="1 could not be read; the others are done"):
        call_command("ingest", str(folder), "--wait")
    told = capsys.readouterr().out
    assert "october.txt: Ready for review, 2 activities" in told
    assert "cut.pdf: Failed, cut.pdf is cut off" in told
    assert set(Document.objects.values_list("stage", flat=True)) == {Stage.READY, Stage.FAILED}


@pytest.mark.django_db(transaction=True)
def test_a_worker_until_idle_ends_what_it_has_begun(hand_in, clean_queue, monkeypatch):
    document = hand_in()
    monkeypatch.setattr("muster.core.jobs.GRACE", 0.0)
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # its threads must not hold the test's database
    call_command("worker", "--until-idle")
    document.refresh_from_db()
    assert (document.stage, document.run) == (Stage.READY, 1)
