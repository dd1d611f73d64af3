"""A scratch Muster with one register, for measurements: it is made, used by one process, and taken away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FORM_ID = "bench"
KINDS = ("theft", "fraud", "arson", "other")
SURVEY = [
    {"type": "text", "name": "case", "label": "Case", "required": "yes"},
    {"type": "date", "name": "day", "label": "Day"},
    {"type": "select_one kind", "name": "kind", "label": "Kind"},
    {"type": "select_one kind", "name": "second", "label": "Second kind", "relevant": "${kind} = 'theft'"},
    *({"type": "text", "name": f"text_{at}", "label": f"Text {at}"} for at in range(8)),
    *(
        {"type": "integer", "name": f"number_{at}", "label": f"Number {at}", "constraint": ". < 100000"}
        for at in range(6)
    ),
    {"type": "calculate", "name": "sum", "calculation": "coalesce(${number_0}, 0) + coalesce(${number_1}, 0)"},
    {"type": "begin_repeat", "name": "person", "label": "Person"},
    {"type": "text", "name": "who", "label": "Name"},
    {"type": "integer", "name": "age", "label": "Age", "constraint": ". < 120"},
    {"type": "end_repeat"},
]
REGISTER = [
    {"setting": "title", "label::English (en)": "Measured"},
    {"setting": "unit", "value": "north"},
    {"setting": "record_name", "value": "${case}"},
    {"setting": "date", "name": "day"},
    {"setting": "personal", "name": "who", "value": "victim"},
    {"setting": "state", "name": "open", "label::English (en)": "Open", "value": "first"},
    {"setting": "state", "name": "done", "label::English (en)": "Done", "value": "last"},
    {"setting": "access", "roles": "officer", "value": "read create change export personal", "from": "restricted"},
]


COPIED = (
    *("register_id", "form_id", "unit_id", "name", "ended", "place", "search", "keep_until", "version", "marking"),
    *("tlp", "restricted", "created_by_id", "updated_by_id", "created_at", "updated_at"),
)
VARIED = {
    "day": "date '2007-01-01' + (random() * 7000)::integer",
    "state": "(ARRAY['open', 'open', 'done'])[1 + floor(random() * 3)]",
    "data": "data || jsonb_build_object('kind', (ARRAY['theft', 'fraud', 'arson', 'other'])[1 + floor(random() * 4)])",
}


def scratch(module: str, arguments: list[str]) -> int:
    """Run a module with `--here` in a process of its own, on a Muster that is made for it."""
    folder = Path(tempfile.mkdtemp(prefix="muster-bench-"))
    folder.chmod(0o755)  # the database's user must be able to enter it
    environment = {
        **os.environ,
        "MUSTER_DATA": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "muster.config.settings",
        "MUSTER_PLAIN_STATIC": "1",
    }
    muster = [sys.executable, "-m", "muster.cli"]
    try:
        subprocess.run([*muster, "migrate", "--verbosity=0"], env=environment, check=True)
        return subprocess.run(
            [sys.executable, "-m", module, "--here", *arguments], env=environment, check=False
        ).returncode
    finally:
        subprocess.run([*muster, "database", "stop"], env=environment, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def make_register() -> tuple[Any, Any]:
    """(register, an officer who may do everything in it)."""
    from muster.core.models import Unit
    from muster.domain.forms.book import Book, Row, Sheet, as_xlsx
    from muster.features.accounts.models import Assignment, Role, User
    from muster.features.registers.actions import load_version, publish_version

    unit = Unit.objects.create(code="north", name_en="North", short_name="North")
    people = {}
    for name, roles in (("keeper", ("desk_officer", "administrator")), ("officer", ("officer",))):
        people[name] = User.objects.create_user(name, password="a-long-enough-one", unit=unit, full_name=name)
        for role in roles:
            at = unit if name == "officer" else None
            Assignment.objects.create(
                person=people[name], role=Role.objects.get(code=role), unit=at, start="2000-01-01"
            )

    def sheet(name: str, rows: list[dict[str, str]]) -> Sheet:
        columns = tuple(dict.fromkeys(column for row in rows for column in row))
        return Sheet(name, columns, tuple(Row(at, row) for at, row in enumerate(rows, start=2)))

    choices = [{"list_name": "kind", "name": one, "label": one.title()} for one in KINDS]
    settings = [{"form_id": FORM_ID, "form_title": "Measured", "version": "1"}]
    sheets = {"survey": SURVEY, "choices": choices, "settings": settings, "register": REGISTER}
    book = Book({name: sheet(name, rows) for name, rows in sheets.items()})
    version = load_version(people["keeper"], as_xlsx(book), "bench.xlsx")
    publish_version(people["keeper"], version)
    version.register.refresh_from_db()
    return version.register, people["officer"]


@contextmanager
def as_owner() -> Iterator[Any]:
    """A connection above row security, each statement kept at once."""
    import psycopg

    from muster.core import embedded

    at = embedded.address(owner=True)
    told = {"user": at["USER"], "password": at["PASSWORD"], "dbname": at["NAME"]}
    with psycopg.connect(**told, host=at["HOST"], port=at["PORT"], autocommit=True) as owner:
        yield owner


def copy_records(more: int) -> None:
    """Further records, as those that there are but of other days, states and kinds; by the owner, without triggers."""
    columns = ", ".join([*COPIED, *VARIED])
    varied = ", ".join([*COPIED, *VARIED.values()])
    with as_owner() as owner:
        for table in ("record", "personal"):
            owner.execute(f"ALTER TABLE registers_{table} DISABLE TRIGGER USER")
        owner.execute(
            f"INSERT INTO registers_record ({columns}) SELECT {varied} FROM registers_record,"
            " generate_series(1, %s / (SELECT count(*) FROM registers_record) + 1) LIMIT %s",
            [more, more],
        )
        owner.execute(
            'INSERT INTO registers_personal (record_id, data) SELECT id, \'{"person": [{"who": "A. Person"}]}\''
            " FROM registers_record WHERE id NOT IN (SELECT record_id FROM registers_personal)"
        )
        for table in ("record", "personal"):
            owner.execute(f"ALTER TABLE registers_{table} ENABLE TRIGGER USER")
        owner.execute("VACUUM ANALYZE")


def client_of(username: str) -> Any:
    """Django's client, in this process and without network, signed in as one of these people."""
    from django.conf import settings
    from django.test import Client

    from muster.core.identity import SYSTEM, acting_as
    from muster.features.accounts.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    with acting_as(SYSTEM):
        client.force_login(User.objects.get(username=username))
    return client


@contextmanager
def measured(what: str, of: int) -> Iterator[Callable[[], int]]:
    """Prints how long the block took for `of` rows, and the most memory that this process held above what it had."""
    before, most, ended = _held(), [0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            most[0] = max(most[0], _held())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    try:
        yield lambda: most[0] - before
    finally:
        seconds = time.perf_counter() - began
        ended.set()
        watcher.join()
    print(f"{what:44} {seconds:8.1f} s  {of / seconds:8.0f} rows/s  memory +{max(0, most[0] - before)} MB", flush=True)


def _held() -> int:
    """MB of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20
