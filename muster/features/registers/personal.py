"""Where registers hold personal data."""

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept, Part
from muster.features.registers.erasing import found_by_what_is_left, take_files_away

DATA_SETS = (
    DataSet(
        code="record",
        name=_("Records of registers"),
        one=_("record"),
        model="registers.Record",
        page="registers:record",
        purpose=_("Each register says what its records are for."),
        legal_basis=_("Each register says by which law its records are kept."),
        categories=("SUSP_COMMITTED", "CONVICTED", "VICTIM", "WITNESS", "OTHER"),
        years=0,  # each register says after how many; the day is the record's own
        since=("keep_until",),
        title="name",
        born="created_at",
        kind="register.code",
        work={
            "assigned_to_id": _("It is assigned to them."),
            "created_by_id": _("They recorded it."),
            "updated_by_id": _("They wrote it last."),
        },
        kept=(
            Kept("registers_record", ("name", "names", "data"), plain=("state", "place", "search")),
            Kept("registers_personal", ("data",), "record_id"),
            Kept("registers_submission", ("xml",), "record_id", plain=("instance", "replaces")),
            Kept("registers_attachment", ("name",), "record_id", plain=("path", "original_id")),
            Kept("registers_note", ("text",), "record_id"),
            Kept("registers_attention", ("who", "note"), "record_id", plain=("rule", "counted")),
            Kept("registers_task", ("text",), "record_id"),
            Kept("registers_handover", ("called", "names", "reason", "answer"), "record_id", plain=("kind", "state")),
            Kept("registers_difference", ("why",), "record_id"),
            Kept("registers_difference", ("why",), "other_id"),
            Kept("registers_key", ("said", "folded"), "record_id", plain=("path", "how")),
            Kept("registers_naming", ("who", "said"), "record_id", plain=("about",)),
        ),
    ),
    DataSet(
        code="register_table",
        name=_("Tables on their way into registers"),
        one=_("table on its way into a register"),
        model="registers.Load",
        page="registers:table",
        purpose=_("To compare a table with a register before it is loaded."),
        legal_basis=_("Each register says by which law its records are kept."),
        years=1,
        since=("uploaded_at",),
        title="file_name",
        born="uploaded_at",
        kept=(
            Kept("registers_load", ("file_name", "head", "strange", "error"), plain=("counts", "original_id")),
            Kept(
                "registers_loadrow",
                ("name", "xml", "answers", "changes", "problems", "cells"),
                "load_id",
                plain=("instance",),
            ),
        ),
    ),
)
PARTS = (Part("record", erased=take_files_away, changed=found_by_what_is_left),)
IMPERSONAL = {
    "registers_register": "names of registers",
    "registers_version": "what a register asks, no answers",
    "registers_step": "codes of states",
    "registers_renewal": "how far a job is, and paths of fields",
    "registers_link": "numbers of two records",
    "registers_custody": "hashes of files, and who had them",
    "registers_versionfile": "names and hashes of files that a form brings: lists of choices, pictures",
}
