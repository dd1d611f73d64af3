"""The restore drill: data in, backup, everything wiped, restored into a new cluster; everything is as it was."""

import io
import json
import re
import subprocess
import tarfile
import time

import pytest

from muster.core import embedded
from tests.operation.installation import installation

REPORTS = 3
FILL = """
from django.db import connection
from django.utils import timezone
from muster.core import audit
from muster.core.models import Unit
from muster.features.accounts.models import Assignment, Role, User
from muster.features.intake.actions import hand_in
from muster.features.intake.models import Document
from muster.features.review.actions.deciding import Seen
from muster.features.review.actions.decisions import accept
unit, _ = Unit.objects.get_or_create(code="north", defaults={"name_en": "Field Office North", "short_name": "North"})
officer = User.objects.create_user("officer", password="a-long-enough-one", unit=unit)
Assignment.objects.create(person=officer, role=Role.objects.get(code="officer"), unit=unit, start=timezone.localdate())
for number in range(%d):
    text = (
        f"Monthly report, October 2016\\nField Office North\\n\\nHate Crime\\n\\nOn 5 October, the Mission organized a "
        f"training on hate crime for {number + 20} officers in Prishtin\\u00eb/Pri\\u0161tina.\\n\\nReport {number}.\\n"
    )
    hand_in(officer, [text.encode()], f"{number}.txt", unit)
"""
REVIEW = """
from muster.core import audit
from muster.features.accounts.models import User
from muster.features.intake.models import Document
from muster.features.review.actions.deciding import Seen
from muster.features.review.actions.decisions import accept
officer = User.objects.get(username="officer")
for document in Document.objects.filter(stage="ready"):
    for draft in document.drafts.filter(state="open"):
        accept(officer, Seen(draft.pk, draft.version))
audit.record(officer.pk, "read", "intake_document", "1")
audit.seal()
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """An installation with reports, entries and a sealed audit trail, and a backup of it."""
    with installation() as made:
        made.run("database", "start")
        made.run("migrate", "--verbosity=0")
        made.ask(FILL % REPORTS)
        made.run("worker", "--until-idle")
        made.ask(REVIEW)
        made.backup = tmp_path_factory.mktemp("backup") / "muster.tar"
        made.run("backup", str(made.backup))
        yield made


@pytest.fixture(scope="module")
def other():
    """Another installation, empty at first; the tests below go on from what the ones before left."""
    with installation() as made:
        made.run("database", "start")
        yield made


def schema(made):
    """Tables, constraints, triggers, functions, policies, owners and grants, as pg_dump writes them."""
    with made.database() as connection:
        where = connection.info
        said = subprocess.run(
            [embedded.programs() / "pg_dump", "--schema-only", f"--dbname={where.dsn}"],
            env={"PGPASSWORD": where.password},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    said = re.sub(r"^\\(un)?restrict .*$", "", said, flags=re.MULTILINE)
    # The server writes the cast of an array of words in one of two ways, the second once it has read its own.
    return re.sub(r"= ANY \(.*\)", lambda found: re.sub(r"::[a-z ]+(\[\])?|[()]", "", found[0]), said)


def damaged(backup, part, target):
    with tarfile.open(backup) as tar:
        member = next(member for member in tar.getmembers() if member.name.startswith(part))
    data = bytearray(backup.read_bytes())
    data[member.offset_data + member.size // 2] ^= 0xFF
    target.write_bytes(data)
    return target


def lying(backup, target):
    """With a manifest that tells another number of rows than the dump holds."""
    with tarfile.open(backup) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            data = old.extractfile(member).read()
            if member.name == "manifest.json":
                told = json.loads(data)
                told["rows"]["intake_original"] += 1
                data = json.dumps(told).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return target


def test_the_drill_everything_comes_back_as_it_was_in_a_new_cluster(filled, record_property):
    """Backed up into a pipe, restored from one; then rows, originals and every rule of the database are compared."""
    before = filled.contents()
    assert before["activities_activity"][0] >= REPORTS
    piped = filled.run("backup", "-", text=False).stdout
    with installation() as new:
        began = time.monotonic()
        said = new.run("restore", "-", input=piped, text=False).stderr
        record_property("seconds to restore", round(time.monotonic() - began, 1))
        new.run("database", "start")
        after = new.contents()
        restored = after.pop("core_auditentry")
        written = before.pop("core_auditentry")
        assert after == before
        assert restored[0] == written[0] + 1  # that it was restored is written down
        assert new.originals() == filled.originals()
        assert len(new.originals()) == REPORTS
        assert schema(new) == schema(filled)
        assert (new.folder / "secret-key").read_text() == (filled.folder / "secret-key").read_text()
        assert b"Restored" in said
        assert "whole" in new.run("verify").stdout


def test_one_file_holds_it_readable_by_its_owner_alone(filled):
    assert filled.backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(filled.backup) as tar:
        assert {member.mode for member in tar.getmembers()} == {0o600}
    assert "whole" in filled.run("verify", str(filled.backup)).stdout
    assert list(filled.backup.parent.iterdir()) == [filled.backup]


def test_a_backup_never_takes_the_place_of_another(filled):
    before = filled.backup.read_bytes()
    refused = filled.run("backup", str(filled.backup), check=False)
    assert refused.returncode == 1
    assert "is there already" in refused.stderr
    assert filled.backup.read_bytes() == before


def test_a_killed_backup_leaves_none(filled, tmp_path):
    target = tmp_path / "killed.tar"
    process = filled.start("backup", str(target))
    while process.poll() is None and not (tmp_path / "killed.tar.partial").exists():
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert not target.exists()
    filled.run("backup", str(target))
    assert "whole" in filled.run("verify", str(target)).stdout
    assert list(tmp_path.iterdir()) == [target]


def test_of_a_damaged_backup_nothing_is_restored(filled, other, tmp_path):
    target = damaged(filled.backup, "originals/", tmp_path / "damaged.tar")
    assert other.run("verify", str(target), check=False).returncode == 1
    refused = other.run("restore", str(target), check=False)
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert other.contents() == {}
    assert not other.originals()


def test_a_restore_the_database_refuses_leaves_it_as_it_was(filled, other, tmp_path):
    """The rows are counted inside of the transaction."""
    other.run("migrate", "--verbosity=0")
    before = other.contents()
    refused = other.run("restore", str(lying(filled.backup, tmp_path / "lying.tar")), check=False)
    assert "as it was before" in refused.stderr
    assert other.contents() == before
    assert not (other.folder / "restoring").exists()


def test_nothing_is_restored_under_people_at_work(filled, other):
    other.run("migrate", "--verbosity=0")
    before = other.contents()
    with other.database():
        refused = other.run("restore", str(filled.backup), check=False)
    assert "Stop site and workers first" in refused.stderr
    assert other.contents() == before


def test_an_installation_in_use_is_replaced_only_where_that_is_said(filled, other):
    other.run("migrate", "--verbosity=0")
    other.ask(FILL % 1)
    before = other.contents()
    refused = other.run("restore", str(filled.backup), check=False)
    assert refused.returncode == 1
    assert "in use" in refused.stderr
    assert other.contents() == before
    other.run("restore", "--replace", str(filled.backup))
    after = other.contents()
    assert after["activities_activity"] == filled.contents()["activities_activity"]
    assert after["core_auditseal"] == filled.contents()["core_auditseal"]


def test_what_is_missing_or_changed_in_the_running_installation_is_named(filled):
    lost = sorted(filled.originals())[0]
    path = filled.folder / "originals" / lost[:2] / lost
    whole = path.read_bytes()
    path.unlink()
    try:
        with filled.database() as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("UPDATE intake_draftevent SET position = position + 1 WHERE pgh_id = 1")
            connection.execute("UPDATE intake_delivery SET document_id = 999 WHERE id = 1")
        done = filled.run("verify", check=False)
        assert done.returncode == 1
        for sentence in (
            f"Original {lost} is missing or damaged",
            "intake_draftevent: row 1 was changed",
            "intake_delivery: 1 rows refer to rows of intake_document that are not there",
        ):
            assert sentence in done.stderr
        target = filled.folder / "without-one.tar"
        done = filled.run("backup", str(target), check=False)
        assert done.returncode == 1
        assert "1 originals are missing" in done.stderr
        assert f"Original {lost} was already missing" in filled.run("verify", str(target), check=False).stderr
    finally:
        path.write_bytes(whole)
        with filled.database() as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("UPDATE intake_draftevent SET position = position - 1 WHERE pgh_id = 1")
            connection.execute("UPDATE intake_delivery SET document_id = 1 WHERE id = 1")
    assert "whole" in filled.run("verify").stdout
