"""A table into a register: taken, checked row by row, then kept as its person decides: all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import IO, Any

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core import bringing, files
from muster.core.bringing import RowState
from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as
from muster.core.jobs import defer
from muster.core.locks import hold
from muster.domain.forms.answers import joined
from muster.domain.words_for_people import gettext_noop
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, require
from muster.features.intake.erasing import REMOVE
from muster.features.registers.actions.recording import new_record, save_answers, say
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import definition_of
from muster.features.registers.keeping import keep_file
from muster.features.registers.models import Door, Key, Naming, Personal, Record, Register, Submission
from muster.features.registers.sight import knows_personal
from muster.features.registers.standing import keys_of, namings_of, standing
from muster.features.registers.tables.below import below
from muster.features.registers.tables.checking import Checker, lists_for
from muster.features.registers.tables.layout import Layout, layout_of
from muster.features.registers.tables.models import Load, LoadRow, LoadState
from muster.ui.tables import BadTable, Table
from muster.ui.wording import Sentence

READ, LOAD = "registers.read_table", "registers.load_table"
SIZE_LIMIT = 200 * 1024 * 1024  # bytes of the file
UNPACKED_LIMIT = 2 * 1024 * 1024 * 1024  # bytes of what is packed in it
ROWS_LIMIT = 1_048_576  # of a sheet; Excel has no more
COLUMNS_LIMIT = 2_000
BATCH = 500  # rows
ORPHANS_SHOWN = 1_000


def take_table(person: User, register: Register, upload: UploadedFile[Any]) -> Load:
    """Keep a table and have it checked. Raises `ValidationError` with a sentence that names the file."""
    require_bringing(person, register)
    if register.current is None or register.closed_at:
        raise ValidationError(_("“%(name)s” is closed: nothing new is recorded in it.") % {"name": register})
    name = (upload.name or _("The file"))[:255]
    try:
        original = keep_file(upload.chunks(), name, SIZE_LIMIT)
        with files.opened(original.pk) as file:
            layout = layout_of(_table(file, name), definition_of(register.current).form)
    except files.TooLarge as error:
        most = {"file": name, "most": SIZE_LIMIT // 1024 // 1024}
        raise ValidationError(_("%(file)s is larger than %(most)s MB.") % most) from error
    except BadTable as error:
        _forget(original.pk)
        raise ValidationError(str(error)) from error
    with transaction.atomic():
        load = Load.objects.create(
            register=register,
            form=register.current,
            original=original,
            file_name=name,
            head=list(layout.records.names),
            strange=[list(one) for one in layout.strange],
            uploaded_by=person,
        )
        defer(READ, lock=f"register-table-{load.pk}", load=load.pk)
    return load


def read_table(load: Load) -> None:
    """Check every row, some at a time; one that was checked is not checked again, however often this is begun."""
    try:
        with files.opened(load.original_id or "") as file:
            table = _table(file, load.file_name)
            _read(load, table, layout_of(table, definition_of(load.form).form))
    except BadTable as error:
        bringing.fail(load, str(error))


def start_loading(person: User, load: Load) -> None:
    """Take the table as a whole. Raises `ValidationError` where a row of it is wrong."""
    require_bringing(person, load.register)
    if wrong := load.counts.get(RowState.WRONG, 0):
        sentence = _("%(n)s rows are wrong. A table is taken as a whole: mend them and bring it again.")
        raise ValidationError(sentence % {"n": wrong})
    with transaction.atomic():
        bringing.move(load, [LoadState.READY], LoadState.LOADING, rows_done=0)
        defer(LOAD, lock=f"register-table-{load.pk}", load=load.pk)


def load_table(load: Load) -> None:
    """Keep all rows in one transaction; on any trouble none, and why is said. Twice does no harm."""
    with bringing.all_or_nothing(load), pghistory.context(user=load.uploaded_by_id, reason=load.file_name):
        hold(f"register-table-{load.pk}")
        if bringing.is_in(load, LoadState.LOADING):
            _keep_all(load)
            _finish(load, LoadState.DONE)


def drop_table(person: User, load: Load) -> None:
    """Nothing of it is loaded, its file and rows are forgotten; what is being checked stops."""
    bringing.refuse_others(person, load)
    with transaction.atomic():
        # locked: whoever begins to load it at the same moment was first, or finds it dropped
        if Load.objects.select_for_update().filter(pk=load.pk).exclude(state__in=bringing.DECIDED).first():
            _finish(load, LoadState.DROPPED)


def compare_again(person: User, load: Load) -> None:
    """Check it anew, by the version of the register that is current now. Raises `ValidationError`."""
    require_bringing(person, load.register)
    with transaction.atomic():
        begun: dict[str, Any] = {"form": load.register.current, "error": "", "rows_done": 0, "counts": {}}
        bringing.move(load, [LoadState.READY, LoadState.FAILED], LoadState.READING, **begun)
        load.rows.all().delete()
        defer(READ, lock=f"register-table-{load.pk}", load=load.pk)


def may_bring(person: User, register: Register) -> bool:
    """Whoever may record or change something there; what else they may, each row of a table says."""
    return any(may(person, verb, register.subject) for verb in (Verb.CREATE, Verb.CHANGE))


def require_bringing(person: User, register: Register) -> None:
    if not may_bring(person, register):
        require(person, Verb.CREATE, register.subject)


def _table(file: IO[bytes], name: str) -> Table:
    return Table(file, name, rows=ROWS_LIMIT, columns=COLUMNS_LIMIT, unpacked=UNPACKED_LIMIT)


def _read(load: Load, table: Table, layout: Layout) -> None:
    last = load.rows.order_by("-number").values_list("number", flat=True).first() or 0
    done = load.rows.count()
    with below(table, layout, definition_of(load.form).form, lists_for(load)) as kept_below:
        checker = Checker(load, layout, kept_below)
        rows = checker.checked(layout.records.rows(table), last)
        while batch := list(islice(rows, BATCH)):
            done += len(batch)
            if not _keep_rows(load, batch, done):
                return  # it was dropped
        left = list(islice(kept_below.left(), ORPHANS_SHOWN))
    _end_reading(load, [(sheet.name, number) for sheet, number in left])


def _keep_rows(load: Load, rows: Sequence[LoadRow], done: int) -> bool:
    """Whether the table is still wanted."""
    with transaction.atomic():
        if not Load.objects.filter(pk=load.pk, state=LoadState.READING).update(rows_done=done):
            return False
        LoadRow.objects.bulk_create(rows, ignore_conflicts=True)  # another worker may be at it that was taken for dead
    return True


def _end_reading(load: Load, left: Sequence[tuple[str, int]]) -> None:
    """With the rows of repeats that belong to no record; once, whoever else is at it."""
    with transaction.atomic():
        if Load.objects.select_for_update().filter(pk=load.pk, state=LoadState.READING).first():
            _keep_orphans(load, left)
            counts = dict(bringing.counted(load.rows.all()))
            Load.objects.filter(pk=load.pk).update(state=LoadState.READY, counts=counts)


def _keep_orphans(load: Load, left: Sequence[tuple[str, int]]) -> None:
    """After the last row."""
    last = load.rows.order_by("-number").values_list("number", flat=True).first() or 0
    sentence = Sentence(gettext_noop("This row belongs to no row of the sheet above it.")).kept()
    LoadRow.objects.bulk_create(
        LoadRow(load=load, number=last + at, state=RowState.WRONG, problems=[[sheet, number, "", sentence]])
        for at, (sheet, number) in enumerate(left, start=1)
    )


def _keep_all(load: Load) -> None:
    if Register.objects.get(pk=load.register_id).current_id != load.form_id:
        raise ValidationError(_("The register has another version by now. Compare the table again."))
    rows = load.rows.filter(state__in=(RowState.NEW, RowState.CHANGED)).order_by("number").select_related("unit")
    wanted, done, beside = rows.iterator(chunk_size=BATCH), 0, Beside()
    while batch := list(islice(wanted, BATCH)):
        _keep_new(load, [row for row in batch if row.state == RowState.NEW], beside)
        for row in batch:
            if row.state == RowState.CHANGED:
                _keep_changed(load, row, beside)
        done += len(batch)
        bringing.say_progress(load, done)


def _keep_new(load: Load, rows: Sequence[LoadRow], beside: Beside) -> None:
    person = load.uploaded_by
    for unit in {row.unit for row in rows}:
        require(person, Verb.CREATE, load.register.subject, unit)
    records = [new_record(person, load.form, row.unit) for row in rows]
    if not records:
        return
    own, now = beside.of(load.form), standing(records[0])
    personal = [say(record, own, row.answers, now) for record, row in zip(records, rows, strict=True)]
    with acting_as(SYSTEM):
        Record.objects.bulk_create(records)
        both = list(zip(records, personal, strict=True))
        Personal.objects.bulk_create(Personal(record=record, data=data) for record, data in both)
        whole = [(record, joined(record.data, data)) for record, data in both]
        Key.objects.bulk_create(key for record, answers in whole for key in keys_of(record, answers, now))
        Naming.objects.bulk_create(one for record, answers in whole for one in namings_of(record, answers, now))
        Submission.objects.bulk_create(_receipt(load, record, row) for record, row in zip(records, rows, strict=True))


def _keep_changed(load: Load, row: LoadRow, beside: Beside) -> None:
    """Raises `Conflict` where the record is not as it was compared, `PermissionDenied`."""
    person = load.uploaded_by
    with acting_as(SYSTEM):
        locked = Record.objects.select_for_update(of=("self",)).select_related("register", "unit", "form")
        record = locked.get(pk=row.record_id or 0)
    require(person, Verb.CHANGE, load.register.subject, record.unit)
    if not knows_personal(person, record):
        raise PermissionDenied(_("Your role does not include this for %(unit)s.") % {"unit": record.unit.name})
    if record.version != row.version:
        raise Conflict(record, {})
    with acting_as(SYSTEM):
        last = record.submissions.first()
    save_answers(person, record, load.form, row.answers, beside)
    with acting_as(SYSTEM):
        _receipt(load, record, row, last.instance if last else "").save()


def _receipt(load: Load, record: Record, row: LoadRow, replaces: str = "") -> Submission:
    told = {"instance": row.instance, "replaces": replaces, "xml": row.xml, "door": Door.TABLE}
    return Submission(record=record, form=load.form, by=load.uploaded_by, **told)


def _finish(load: Load, state: LoadState) -> None:
    """Its rows and its file are needed no more."""
    sha256 = Load.objects.values_list("original_id", flat=True).get(pk=load.pk)
    Load.objects.filter(pk=load.pk).update(state=state, original=None, finished_at=timezone.now(), error="")
    load.rows.all().delete()
    if sha256:
        _forget(sha256)


def _forget(sha256: str) -> None:
    """By a job, unless somebody else keeps the same bytes."""
    with transaction.atomic():
        defer(REMOVE, lock=f"original-{sha256}", sha256=sha256)


def counted(load: Load) -> Counter[str]:
    """Rows by their state, also while they are being checked."""
    return Counter(load.counts) if load.counts else bringing.counted(load.rows.all())
