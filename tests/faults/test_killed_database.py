"""The database server is killed while reports are read and reviewed: what was accepted is there once, all of it."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.faults

REPORTS = 8
PATIENCE = 120  # seconds
OWN = ("MUSTER_", "DJANGO_", "DATABASE_URL")

HAND_IN = """
from muster.core.models import Unit
from muster.features.accounts.models import Assignment, Role, User
from muster.features.intake.actions import hand_in
unit, _ = Unit.objects.get_or_create(code="north", defaults={"name_en": "Field Office North", "short_name": "North"})
person = {"full_name": "Officer", "unit": unit}
officer, _ = User.objects.get_or_create(username="officer", defaults=person)
role = Role.objects.get(code="officer")
Assignment.objects.get_or_create(person=officer, role=role, unit=unit, defaults={"start": "2016-01-01"})
days = "".join(
    f"On {day} October, the Mission organized a training on hate crime for {day + 10} officers in Prizren. "
    f"It dealt with the recording of bias motives and with the support of victims.\\n\\n" for day in range(1, 29)
)
for number in range(%d):
    text = f"Monthly report, October 2016\\nField Office North\\n\\nHate Crime\\n\\n{days}Report number {number}.\\n"
    hand_in(officer, [text.encode()], f"{number}.txt", unit)
"""
REVIEW = """
from muster.features.accounts.models import User
from muster.features.intake.models import Document
from muster.features.review.actions.deciding import Seen
from muster.features.review.actions.decisions import accept
officer = User.objects.get(username="officer")
for document in Document.objects.filter(stage="ready"):
    for draft in document.drafts.filter(state="open"):
        accept(officer, Seen(draft.pk, draft.version))
        print(draft.pk, flush=True)
"""
STATE = """
import json
from muster.features.activities.models import ActivitySource
from muster.features.intake.models import Document, Draft
print(json.dumps({
    "stages": list(Document.objects.values_list("stage", flat=True)),
    "drafts": [document.drafts.count() for document in Document.objects.all()],
    "accepted": list(Draft.objects.filter(state="accepted").values_list("pk", flat=True)),
    "registered": list(ActivitySource.objects.values_list("draft", flat=True)),
}))
"""


@pytest.fixture
def muster():
    """Runs `muster` in a data folder of its own, which goes away again with its server."""
    folder = Path(tempfile.mkdtemp(prefix="muster-faults-"))
    folder.chmod(0o755)  # as root the database runs as `nobody`, who must be able to enter
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    made = Muster(folder, {**environment, "MUSTER_DATA": str(folder), "MUSTER_WORKER_DEAD_AFTER": "2"})
    made.run("migrate", "--verbosity=0")
    yield made
    for process in made.started:
        process.kill()
        process.wait()
    made.run("database", "stop")
    shutil.rmtree(folder, ignore_errors=True)


class Muster:
    def __init__(self, folder, environment):
        self.folder, self.environment, self.started = folder, environment, []

    def start(self, *arguments, **options):
        process = subprocess.Popen([sys.executable, "-m", "muster.cli", *arguments], env=self.environment, **options)
        self.started.append(process)
        return process

    def run(self, *arguments):
        return subprocess.run(
            [sys.executable, "-m", "muster.cli", *arguments],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def ask(self, code):
        return self.run("shell", "-v0", "-c", code)

    def state(self):
        return json.loads(self.ask(STATE))

    def kill_the_database(self):
        process = (self.folder / "postgres" / "cluster" / "postmaster.pid").read_text().splitlines()[0]
        os.kill(int(process), signal.SIGKILL)
        self.run("database", "start")


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.5)


def test_reports_and_reviews_outlive_a_killed_database(muster):
    muster.ask(HAND_IN % REPORTS)
    worker = muster.start("worker")
    for seconds in (1.0, 0.3):
        time.sleep(seconds)
        muster.kill_the_database()
    if worker.poll() is not None:
        muster.start("worker")
    wait_for(lambda: muster.state()["stages"] == ["ready"] * REPORTS)
    drafts = muster.state()["drafts"]
    assert drafts == [drafts[0]] * REPORTS
    assert drafts[0] > 0

    review = muster.start("shell", "-v0", "-c", REVIEW, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    said = [review.stdout.readline() for _ in range(5)]
    muster.kill_the_database()
    with contextlib.suppress(subprocess.TimeoutExpired):
        said += review.communicate(timeout=60)[0].splitlines()
    confirmed = {int(line) for line in said if line.strip()}
    after = muster.state()
    assert confirmed <= set(after["accepted"])
    assert sorted(after["accepted"]) == sorted(after["registered"])
