"""Registers over the API: what they ask, their records, new ones, changes, files."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile

from muster.core import files
from muster.core.web import operations
from muster.core.web.downloads import as_download
from muster.core.web.operations import as_files
from muster.domain.forms.model import Kind
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.registers import queries
from muster.features.registers.actions import custody, programs
from muster.features.registers.api.finding import record_at, record_line, register_at, unit_of
from muster.features.registers.api.shapes import (
    ChangedRecord,
    Files,
    Key,
    ListParameters,
    NewRecord,
    RecordOut,
    RecordPage,
    RegisterLine,
    RegisterOut,
)
from muster.features.registers.definitions import definition_of
from muster.features.registers.filters import Filters, read_filters
from muster.features.registers.models import Attachment, Record, Register
from muster.features.registers.tables.taking_away import FORMS, as_file
from muster.ui.sheets import XLSX_TYPE

router = Router(tags=["registers"])
operation = partial(operations.operation, router)
for _further in ("work", "marking", "twins"):
    router.add_router("", f"muster.features.registers.api.{_further}.router")


@operation("get", "/", "List registers", list[RegisterLine])
def list_registers(request: HttpRequest) -> Any:
    """All of the mission, with whatever version of their form is current."""
    viewer = require(signed_in(request), Verb.READ, Subject.REGISTER)
    return [_line(one) for one in queries.registers(viewer)]


@operation("get", "/records/{record}", "One record", RecordOut, 404)
def get_record(request: HttpRequest, record: Key) -> Any:
    """With its answers, those to personal fields where you may see them."""
    viewer = signed_in(request)
    return _record_out(viewer, record_at(viewer, record))


@operation("patch", "/records/{record}", "Change a record", RecordOut, 404, 409, 422)
def change_record(request: HttpRequest, record: Key, change: ChangedRecord) -> Any:
    """Checked as the form checks it. 409 with the difference when it is no longer as `version` was."""
    person = signed_in(request)
    programs.give_change(person, record_at(person, record), change.version, change.answers, change.instance)
    return _record_out(person, record_at(person, record))


@operation("get", "/records/{record}/attachments", "Files of a record", Files, 404)
def list_attachments(request: HttpRequest, record: Key) -> Any:
    viewer = signed_in(request)
    found = record_at(viewer, record)
    items = [_attachment_out(one) for one in queries.attachments(viewer, found)]
    return {"items": items, "missing": programs.missing_files(viewer, found)}


@operation("post", "/records/{record}/attachments", "Send a file of a record", Files, 404, 409, 422)
def send_attachment(request: HttpRequest, record: Key, file: File[UploadedFile]) -> Any:
    """Its name is the one that an answer points at. The same file again changes nothing."""
    person = signed_in(request)
    programs.give_file(person, record_at(person, record), file.name or "", file.read())
    return list_attachments(request, record)


@operation(
    "get", "/records/{record}/attachments/{attachment}", "A file", ..., 404, **as_files("application/octet-stream")
)
def get_attachment(request: HttpRequest, record: Key, attachment: Key) -> HttpResponseBase:
    viewer = signed_in(request)
    found = _of(queries.attachments(viewer, record_at(viewer, record)), attachment)
    custody.opened(viewer, found)
    return as_download(FileResponse(files.opened(found.original_id)), found.name, "application/octet-stream")


@operation("get", "/{code}", "One register", RegisterOut, 404)
def get_register(request: HttpRequest, code: str) -> Any:
    """With the fields, lists of choices and states of its current version."""
    viewer = require(signed_in(request), Verb.READ, Subject.REGISTER)
    found = register_at(viewer, code)
    published = found.versions.filter(published_at__isnull=False).order_by("number")
    return {**_line(found), **_described(found), "versions": list(published.values_list("number", flat=True))}


@operation("get", "/{code}/versions/{number}/form.xml", "A form", ..., 404, **as_files("text/xml"))
def get_form(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """A version of the register as an XForm, as ODK's tools know it."""
    viewer = require(signed_in(request), Verb.READ, Subject.REGISTER)
    try:
        found = queries.version(viewer, code, number)
    except (ObjectDoesNotExist, OverflowError):
        raise HttpError(404, _("There is no such version.")) from None
    return HttpResponse(found.xform, content_type="text/xml; charset=utf-8")


@operation("get", "/{code}/records", "List records", RecordPage, 404, 422)
def list_records(request: HttpRequest, code: str, parameters: Query[ListParameters]) -> Any:
    """Those that the filters find, a page at a time; give `after` of one page to get the next."""
    viewer = signed_in(request)
    register = register_at(viewer, code)
    require(viewer, Verb.READ, register.subject)
    try:
        page = queries.records(viewer, register, _filters(request, register), parameters.after)
    except ValueError:
        raise ValidationError(_("This cursor is of no page.")) from None
    return {"items": [record_line(one) for one in page.records], "after": page.after or None}


@operation("post", "/{code}/records", "Add a record", RecordOut, 404, 422, status=201)
def create_record(request: HttpRequest, code: str, new: NewRecord) -> Any:
    """Checked as the form checks it; 422 with a sentence for the place of every wrong answer. What came before under
    this `instance` is not added twice."""
    person = signed_in(request)
    handed = programs.give_new(person, register_at(person, code), new.answers, new.instance, unit_of(new.unit))
    return Status(201, _record_out(person, handed.record))


@operation(
    "get",
    "/{code}/export/{form}",
    "Records as a file",
    ...,
    404,
    422,
    **as_files("text/csv", "application/zip", XLSX_TYPE),
)
def export_records(
    request: HttpRequest, code: str, form: str, parameters: Query[ListParameters], labels: bool = False
) -> HttpResponseBase:
    """Everything that the filters find, as `csv` (a ZIP of several where the form has repeats) or `xlsx`."""
    viewer = signed_in(request)
    register = register_at(viewer, code)
    if form not in FORMS:
        raise HttpError(404, _("There is csv and xlsx."))
    require(viewer, Verb.EXPORT, register.subject)
    return as_file(viewer, register, _filters(request, register), form, labels=labels)


def _of(attachments: Any, pk: Key) -> Attachment:
    try:
        found: Attachment = attachments.get(pk=pk)
    except (ObjectDoesNotExist, OverflowError):
        raise HttpError(404, _("There is no such file.")) from None
    return found


def _filters(request: HttpRequest, register: Register) -> Filters:
    if register.current is None:
        raise HttpError(404, _("No version of this register is published."))
    query = request.GET.copy()
    if unit := unit_of(query.get("unit", "")):
        query["unit"] = str(unit.pk)
    return read_filters(query, definition_of(register.current).form)


def _line(register: Register) -> dict[str, Any]:
    now = register.current
    return {
        "code": register.code,
        "title": str(register),
        "unit": register.unit.code,
        "version": now.stated if now else None,
        "number": now.number if now else None,
        "closed": register.closed_at is not None,
    }


def _described(register: Register) -> dict[str, Any]:
    """What its current version says; empty where none is published."""
    if register.current is None:
        nothing: dict[str, Any] = {name: {} for name in ("purpose", "legal_basis")}
        return {**nothing, "marking": "", "states": [], "fields": []}
    definition = definition_of(register.current)
    form, settings = definition.form, definition.settings
    fields = [
        {
            "path": one.path,
            "kind": one.kind,
            "labels": one.labels,
            "repeat": one.repeat,
            "choices": form.lists.get(one.choices),
            "file": one.file,
            "personal": settings.of_whom(one.path) or "",
        }
        for one in form.fields
        if one.kind != Kind.NOTE
    ]
    states = [{"code": one.code, "labels": one.labels, "last": one.last} for one in settings.states]
    told = {"purpose": settings.purpose, "legal_basis": settings.legal_basis, "marking": settings.marking}
    return {**told, "states": states, "fields": fields}


def _record_out(viewer: User, record: Record) -> dict[str, Any]:
    answers, whole = queries.answers(viewer, record)
    return {
        **record_line(record),
        "register_code": record.register.code,
        "form": record.form.stated,
        "assigned_to": str(record.assigned_to or ""),
        "created_at": record.created_at,
        "answers": answers,
        "whole": whole or not definition_of(record.form).settings.personal,
    }


def _attachment_out(one: Attachment) -> dict[str, Any]:
    same = {name: getattr(one, name) for name in ("name", "path", "size", "at")}
    return {**same, "id": one.pk, "sha256": one.original_id, "by": str(one.by)}
