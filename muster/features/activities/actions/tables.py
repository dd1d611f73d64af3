"""A spreadsheet into the register: taken, read and compared, then loaded as a person decides: all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from io import BytesIO
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.bringing import DECIDED, RowState, all_or_nothing, fail, is_in, move, refuse_others, say_progress
from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as
from muster.core.jobs import defer
from muster.core.locks import hold
from muster.core.markings import Marks, marks_of
from muster.core.models import Marking, Unit
from muster.core.places import Gazetteer, gazetteer
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.actions.writing import by, for_writing, locked, search_vector, store
from muster.features.activities.models import Activity, LoadState, Origin, TableLoad, TableRow
from muster.features.activities.naming import learn
from muster.features.activities.rights import require_writing
from muster.features.activities.tables.columns import HEADS, NEEDED
from muster.features.activities.tables.comparing import Comparer
from muster.features.activities.tables.reading import find_head
from muster.features.activities.values import ActivityValues, columns_of, from_json, values_of
from muster.features.markings.actions import keep_in_sight
from muster.ui.tables import SIZE_LIMIT, BadTable, Table, batches

READ, LOAD, FIND = "activities.read_table", "activities.load_table", "activities.find_pairs_of_table"
AT_ONCE = 200_000  # bytes; a smaller file is read while one waits, a larger one by a job
BATCH = 500  # rows
WITH_PERSON = (LoadState.MAPPING, LoadState.READY, LoadState.FAILED)  # nothing happens until somebody decides
Decision = Collection[str]  # of RowState: which rows to load


def take_table(person: User, file_name: str, content: bytes) -> TableLoad:
    """Keep a spreadsheet and recognise its columns; when those that are needed are there, begin to read it.

    Raises `ValidationError` with a sentence that names the file when it is no table.
    """
    require(person, Verb.CHANGE, Subject.ACTIVITY)
    if len(content) > SIZE_LIMIT:
        limit = {"file": file_name, "most": SIZE_LIMIT // 1024 // 1024}
        raise ValidationError(_("%(file)s is larger than %(most)s MB.") % limit)
    try:
        head = find_head(Table(BytesIO(content), file_name))
    except BadTable as error:
        raise ValidationError(str(error)) from error
    load = TableLoad(
        file_name=file_name[:255],
        content=content,
        sheet=head.sheet,
        head=list(head.names),
        head_row=head.row,
        mapping={str(position): field for position, field in head.mapping.items()},
        uploaded_by=person,
    )
    with transaction.atomic():
        load.save()
        if missing_columns(load):
            return load
        _begin_reading(load)
    return load


def missing_columns(load: TableLoad) -> list[str]:
    """Fields without which rows can neither be recognised nor be new entries."""
    found = set(load.mapping.values())
    return [] if found & {"id", "reference"} else [name for name in NEEDED if name not in found]


def assign_columns(person: User, load: TableLoad, mapping: Mapping[int, str]) -> TableLoad:
    """The person says which column is what; the table is read anew. Raises `ValidationError`."""
    _own(person, load)
    fields = [field for field in mapping.values() if field]
    if len(set(fields)) < len(fields) or not set(fields) <= set(HEADS):
        raise ValidationError(_("Each field can stand in one column only."))
    load.mapping = {str(position): field for position, field in mapping.items() if field}
    with transaction.atomic():
        load.save(update_fields=["mapping"])
        _begin_reading(load)
    return load


def read_table(load: TableLoad) -> None:
    """Compare every row with the register; all rows are kept, or none. Twice does no harm."""
    try:
        with transaction.atomic():
            if _taken(load, LoadState.READING):
                _compare(load)
    except BadTable as error:
        fail(load, str(error))


def _compare(load: TableLoad) -> None:
    load.rows.all().delete()
    comparer, done = Comparer(load.uploaded_by, load), 0
    rows = Table(BytesIO(load.content), load.file_name).rows(load.sheet)
    for batch in batches((row for row in rows if row[0] > load.head_row), BATCH):
        TableRow.objects.bulk_create(comparer.compare(batch))
        done += len(batch)
        if len(load.content) > AT_ONCE:
            say_progress(load, done)
    wanted = TableLoad.objects.filter(pk=load.pk, state=LoadState.READING)
    if not wanted.update(state=LoadState.READY, rows_total=done, rows_done=done):  # it was dropped meanwhile
        transaction.set_rollback(True)


def start_loading(person: User, load: TableLoad, which: Decision) -> TableLoad:
    """Load the new rows, the changed ones, or both (`which`, of RowState), as the person decided."""
    _own(person, load)
    with transaction.atomic():
        move(load, [LoadState.READY], LoadState.LOADING, rows_done=0)
        words = ",".join(sorted(set(which) & {RowState.NEW, RowState.CHANGED}))
        if load.rows_total > BATCH:
            defer(LOAD, lock=f"table-{load.pk}", load=load.pk, which=words)
        else:
            load_table(load, words.split(","))
    return load


def load_table(load: TableLoad, which: Decision) -> None:
    """Write the chosen rows into the register in one transaction; on any trouble none, and why is kept.

    Twice does no harm: the second finds it loaded.
    """
    with all_or_nothing(load), by(load.uploaded_by, reason=load.file_name):
        if not _taken(load, LoadState.LOADING):
            return
        _write(load, which)
        with acting_as(SYSTEM):
            for marking, names in sorted(_partners_of(load, which).items()):
                learn(names, Marking(marking))
        move(load, [LoadState.LOADING], LoadState.DONE, finished_at=timezone.now(), content=b"")
        defer(FIND, lock=f"table-{load.pk}", load=load.pk)


def drop_table(person: User, load: TableLoad) -> None:
    """Nothing of the table is loaded; its rows are forgotten."""
    refuse_others(person, load)
    with transaction.atomic():
        kept = TableLoad.objects.filter(pk=load.pk).exclude(state__in=DECIDED)
        if kept.update(state=LoadState.DROPPED, content=b"", finished_at=timezone.now()):
            load.rows.all().delete()


def compare_again(person: User, load: TableLoad) -> None:
    """Read the table anew, after it failed or the register has changed. Raises `ValidationError`."""
    _own(person, load)
    with transaction.atomic():
        _begin_reading(load)


def _own(person: User, load: TableLoad) -> None:
    require(person, Verb.CHANGE, Subject.ACTIVITY)
    refuse_others(person, load)


def _begin_reading(load: TableLoad) -> None:
    """Raises `ValidationError` where columns are missing, a job is at the table, or it is done with."""
    if missing_columns(load):
        raise ValidationError(
            _("A column for each of title, theme, kind and column is needed, or for the entry's number.")
        )
    move(load, WITH_PERSON, LoadState.READING, error="", rows_done=0, rows_total=0)
    if len(load.content) > AT_ONCE:
        defer(READ, lock=f"table-{load.pk}", load=load.pk)
    else:
        read_table(load)
    load.refresh_from_db()


def _taken(load: TableLoad, state: LoadState) -> bool:
    """Whether the table still waits for this; nobody else is at it then until the end of the transaction."""
    hold(f"table-{load.pk}")  # not by its row, in which progress is written meanwhile
    return is_in(load, state)


def _write(load: TableLoad, which: Decision) -> None:
    person, places, done = load.uploaded_by, gazetteer(), 0
    rows = load.rows.filter(state__in=which).order_by("number")
    list(for_writing().filter(pk__in=rows.order_by().values("activity")).values_list("pk"))  # locked in one order
    units = {unit.code: unit for unit in Unit.objects.all()}
    for batch in _in_batches(rows.iterator(chunk_size=BATCH)):
        new = [row for row in batch if row.state == RowState.NEW]
        _register([_new(person, row, places, units) for row in new])
        for row in batch:
            if row.state == RowState.CHANGED:
                _change(person, row, places)
        done += len(batch)
        if load.rows_total > BATCH:
            say_progress(load, done)


def _register(entries: list[Activity]) -> None:
    with acting_as(SYSTEM):  # a table may mark an entry higher than who brought it sees
        Activity.objects.bulk_create(entries)
    for entry in entries:
        if marks_of(entry).closed:
            keep_in_sight(entry.created_by, "activity", entry.pk, _("Wrote it."))


def _partners_of(load: TableLoad, which: Decision) -> dict[int, set[str]]:
    """Every name of a partner in the chosen rows, by the marking of the entry that writes it."""
    found: dict[int, set[str]] = {}
    rows = load.rows.filter(state__in=which).values_list("values__marking", "values__partners")
    for marking, names in rows.iterator(chunk_size=BATCH):
        found.setdefault(Marks().marking if marking is None else marking, set()).update(names or ())
    return found


def _new(person: User, row: TableRow, places: Gazetteer, units: Mapping[str, Any]) -> Activity:
    said = dict(row.values)
    unit = units[said.pop("unit")]
    marks = _marks(person, said, Marks(), unit)
    require_writing(person, None, unit)
    values = ActivityValues(unit=unit, **from_json(said))
    entry = Activity(**columns_of(values, places), created_by=person, updated_by=person, origin=Origin.TABLE)
    entry.marking, entry.tlp = marks.marking, marks.tlp
    entry.search = search_vector(values, places)
    return entry


def _marks(person: User, said: dict[str, Any], now: Marks, unit: Unit) -> Marks:
    """How the row marks its entry, taken out of what it says. Raises `PermissionDenied` where the person may not."""
    marks = Marks(said.pop("marking", now.marking), said.pop("tlp", now.tlp))
    if marks != now:
        require(person, Verb.MARK, Subject.ACTIVITY, unit)
    return marks


def _change(person: User, row: TableRow, places: Gazetteer) -> None:
    """Only the fields that the table says otherwise; raises `Conflict` where the entry is not as it was compared."""
    entry = locked(row.activity_id or 0)
    if entry.version != row.version or not entry.counted:
        raise Conflict(entry, {})
    said = {name: new for name, (_old, new) in row.changes.items()}
    marks = _marks(person, said, marks_of(entry), entry.unit)
    values = replace(values_of(entry), **from_json(said))
    require_writing(person, entry, values.unit)
    store(person, entry, values, places, marks)


def _in_batches(rows: Iterable[TableRow]) -> Iterable[list[TableRow]]:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch
