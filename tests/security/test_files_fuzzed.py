"""Documents, tables, published matrices and templates, mutated: each is read or refused by name, within its bounds.

10,000 files in the long round. The number in a failure's message gives the same file again: `mutated(kind, number, …)`.
"""

from __future__ import annotations

import io
import resource
import time
from functools import cache
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from muster.core.models import Unit
from muster.demo.as_docx import docx
from muster.demo.as_pdf import pdf
from muster.demo.as_text import text
from muster.demo.as_web import html
from muster.demo.source import reports
from muster.domain.counting.published import PublishedError, read_published
from muster.domain.documents.sentences import REFUSALS
from muster.domain.documents.tests import samples
from muster.features.activities.actions import take_table
from muster.features.activities.actions.tables import read_table
from muster.features.activities.models import LoadState
from muster.features.intake import isolated, isolation
from muster.features.publishing.outputs.house_style import DEFAULT
from muster.features.publishing.outputs.house_template import examine
from muster.ui.sheets import Column, Sheet, stream_csv, write_xlsx
from tests.rounds import rounds
from tests.security.mutations import mutated

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
NAMED = set(REFUSALS)
NOT_OUR_ERROR = NAMED - {"reader-stopped"}  # a reader that falls over is taken in hand, and still a fault of ours
SECONDS = 90  # that a reader may take for a file: 60 of its own budget, and what lies between two looks at the clock
GROWTH = 400_000_000  # bytes by which this process may grow over all tables and templates
PUBLISHED = [
    b"theme,information_exchange,training,analysis,published_total\nA01,1,2,3,6\nA10,4,5,6,15\ntotal,5,7,9,21\n",
    b'{"source": "x", "matrix": {"general": [{"theme": "A01", "training": 2, "published_total": 2}], "threats": []}}',
]


@cache
def documents(kind: str) -> list[bytes]:
    """Real files of a kind: some made by hand for the hard cases, some of the demonstration mission."""
    some = reports()[:3]
    return {
        "pdf": [samples.five_pages(), samples.two_columns(), samples.scan_pdf(), pdf(some[1])],
        "docx": [samples.word(), docx(some[1]), docx(some[2])],
        "html": [html(some[1]), html(some[2])],
        "txt": [text(some[1]), text(some[1]).decode().encode("utf-16"), text(some[2])],
    }[kind]


@pytest.mark.parametrize(
    ("kind", "times"),
    [("pdf", rounds(60, 2_500)), ("docx", rounds(70, 2_500)), ("html", rounds(40, 1_000)), ("txt", rounds(40, 1_000))],
)
def test_every_document_is_read_or_refused_by_name(kind, times, tmp_path):
    came_to = []
    for number in range(times):
        path = tmp_path / f"{number}.{kind}"
        path.write_bytes(mutated(kind, number, documents(kind)))
        began = time.monotonic()
        came_to.append(outcome(path))
        path.unlink()
        assert came_to[-1] in ("read", *NOT_OUR_ERROR), f"{kind} {number} came to {came_to[-1]}"
        assert time.monotonic() - began < SECONDS, f"{kind} {number}"
    assert "read" in came_to
    assert set(came_to) - {"read"}, "not one of them was refused: the mutations are too mild"


def outcome(path) -> str:
    """`read`, the code of its refusal, or what went wrong; in the very process and bounds of the product."""
    try:
        with isolation.reader() as reader:
            found = reader.serve(request_for(path), lambda word: None)
    except isolation.Refused as refused:
        return refused.code if refused.code in NAMED else f"{refused.code}: {refused.params}"
    samples.check_offsets(isolated.from_json(found["source"]))
    return "read"


def request_for(path) -> dict[str, Any]:
    units = {"north": ["Field Office North"]}
    return {"path": str(path), "name": path.name, "limit": 200_000_000, "units": units, "source": None, "year": None}


def test_readers_are_bounded_in_memory(tmp_path):
    """The limit is that of the process itself, whatever a file does to it."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"On 5 May, the Mission held a workshop.")
    with isolation.reader() as reader:
        reader.serve(request_for(path), lambda word: None)
        assert resource.prlimit(reader.process.pid, resource.RLIMIT_AS) == (isolated.MEMORY, isolated.MEMORY)


@cache
def tables(kind: str) -> list[bytes]:
    heads = ["Entry", "Structure", "Title", "Theme", "Kind", "Column", "From", "Participants", "Places"]
    rows = [
        ["", "North", f"Workshop {n} =A1", "A10", "workshop", "training", "2026-04-15", n, "Prizren; Pejë/Peć"]
        for n in range(30)
    ]
    if kind == "csv":
        plain = b"".join(stream_csv(heads, rows))
        return [plain, plain.decode("utf-8-sig").replace(",", ";").encode("cp1250", "replace"), plain[3:]]
    target = io.BytesIO()
    write_xlsx(target, [Sheet("Activities", [Column(head) for head in heads], rows), Sheet("Other", [Column("x")], [])])
    return [target.getvalue()]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "times"), [("xlsx", rounds(50, 1_500)), ("csv", rounds(40, 900))])
def test_every_table_is_taken_or_refused_in_a_sentence(kind, times, person, unit):
    Unit.objects.filter(pk=unit.pk).update(short_name="North")
    officer = person("officer", unit)
    before, came_to = memory(), []
    for number in range(times):
        content = mutated(kind, number, tables(kind))
        with transaction.atomic():
            came_to.append(taken(officer, f"{number}.{kind}", content))
            transaction.set_rollback(True)
    assert {"ready", "refused"} <= set(came_to) <= {"ready", "refused", "mapping"}
    assert memory() - before < GROWTH


def taken(person, name, content) -> str:
    """The state of the table, or that it was refused, at once or on the way, in a sentence that names it."""
    try:
        load = take_table(person, name, content)
    except ValidationError as refusal:
        return "refused" if name in str(refusal) else f"refused without its name: {refusal}"
    read_table(load)  # a large one waits for its job; the others are read already, and twice does no harm
    load.refresh_from_db()
    if load.state == LoadState.FAILED:
        return "refused" if name in load.error and not load.rows.exists() else f"failed: {load.error}"
    return str(load.state)


@pytest.mark.parametrize("times", [rounds(40, 300)])
def test_every_published_matrix_is_read_or_refused_with_its_mistakes(times):
    came_to = [mistakes(mutated("matrix", number, PUBLISHED)) for number in range(times)]
    assert 0 in came_to
    assert any(came_to)


def mistakes(content) -> int:
    """How many mistakes it is refused for."""
    try:
        read_published(content)
    except PublishedError as refusal:
        return len(refusal.findings)
    return 0


@pytest.mark.parametrize("times", [rounds(30, 300)])
def test_every_template_is_examined(times):
    before = memory()
    for number in range(times):
        assert examine(mutated("template", number, [DEFAULT.read_bytes()])) is not None
    assert memory() - before < GROWTH


def memory() -> int:
    """The most bytes that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
