"""Filling in a form in the browser: the page, what its engine asks for, and what it hands in."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from muster.core.conflicts import Conflict
from muster.core.models import Place
from muster.core.web.headers import drawing_forms, lending
from muster.domain.forms.answers import BadInstance, answers_of, instance_id, parsed, to_xml
from muster.domain.forms.scripts import rewritten
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.audit import looks
from muster.features.registers import actions, queries
from muster.features.registers.beside import Beside, content_beside
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Door, Record, Register
from muster.features.registers.queries import history, versions
from muster.features.registers.queries.alike import must_search, same_numbers
from muster.features.registers.searched import OPENS, SENDS, searched
from muster.features.registers.views.finding import record_at, register_at, version_at
from muster.features.registers.views.words import WORDS
from muster.ui.catalogues import cyrillic_text
from muster.ui.wording import in_language

SENT = "xml_submission_file"  # the name that OpenRosa gives it


@drawing_forms
@lending("geolocation")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    person = signed_in(request)
    register = register_at(request, code)
    require(person, Verb.CREATE, register.subject)
    if not queries.may_record(person, register):
        raise Http404
    answers = _looked_for(request, register)
    if request.method == "POST":
        return _look_first() if answers is None else _same(request, register, answers) or _taken(request, register)
    return redirect("registers:search", code) if answers is None else _page(request, register, None, answers)


@drawing_forms
@lending("geolocation")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    person = signed_in(request)
    record = record_at(request, pk)
    require(person, Verb.CHANGE, record.register.subject, record.unit)
    return _taken(request, record.register) if request.method == "POST" else _page(request, record.register, record)


@require_GET
def xform(request: HttpRequest, code: str, number: int) -> HttpResponse:
    require(signed_in(request), Verb.READ, Subject.REGISTER)
    version = version_at(request, code, number)
    words = version.xform
    if get_language() == "sr":  # forms bring Serbian in Latin script
        words = rewritten(words, "sr", cyrillic_text)
    return HttpResponse(words, content_type="text/xml; charset=utf-8")


@require_GET
def file(request: HttpRequest, code: str, number: int, name: str) -> HttpResponse:
    """A list of choices or a picture beside the form: as it was handed in, else as Muster brings it."""
    require(signed_in(request), Verb.READ, Subject.REGISTER)
    content = content_beside(version_at(request, code, number), name, in_language)
    if content is None:
        raise Http404
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else "application/octet-stream"  # never a page
    return HttpResponse(content, content_type=kind)


@require_GET
def instance(request: HttpRequest, pk: int) -> HttpResponse:
    """The record's answers as the version asks for them by which it is changed, to go on from."""
    person = signed_in(request)
    record = record_at(request, pk)
    require(person, Verb.CHANGE, record.register.subject, record.unit)
    answers, whole = queries.answers(person, record)
    if not whole and definition_of(record.form).settings.personal:
        raise Http404
    version = versions.changed_by(record, answers, Beside())
    last = queries.last_submission(person, record)
    xml = to_xml(definition_of(version).form, answers, last.instance if last else "")
    return HttpResponse(xml, content_type="text/xml; charset=utf-8")


def _looked_for(request: HttpRequest, register: Register) -> dict[str, str] | None:
    """By what the person looked before, by paths; None where they must and have not."""
    assert register.current is not None
    within = SENDS if request.method == "POST" else OPENS
    found = searched(signed_in(request), register, request.GET.get("searched", ""), within)
    return {} if found is None and not must_search(definition_of(register.current)) else found


def _look_first() -> JsonResponse:
    sentence = _("In this register one looks before a record is added: look, then send again. Your draft is kept.")
    return JsonResponse({"problems": [{"path": "", "sentence": sentence}]}, status=422)


def _same(request: HttpRequest, register: Register, looked_for: dict[str, str]) -> JsonResponse | None:
    """The records that say a number of the new one, unless the person was told; what is unreadable is refused later."""
    sent: Any = request.FILES.get(SENT)
    if sent is None or request.POST.get("all_the_same"):
        return None
    xml = sent.read()
    sent.seek(0)
    try:
        root = parsed(xml)
    except BadInstance:
        return None
    assert register.current is not None
    answers = answers_of(definition_of(register.current).form, root)
    found = same_numbers(signed_in(request), register, answers, instance_id(root), looked_for)
    looks.told("record", found=len(found))
    same = [{"said": said, "name": str(record) or str(record.pk), "url": _at(record)} for said, record in found]
    return JsonResponse({"same": same}, status=409) if same else None


def _at(record: Record) -> str:
    return reverse("registers:record", args=[record.pk])


def _page(
    request: HttpRequest, register: Register, record: Record | None, answers: dict[str, str] | None = None
) -> HttpResponse:
    """`answers`, by paths, are filled in already."""
    now = register.current
    assert now is not None
    version = versions.changed_by(record, queries.answers(signed_in(request), record)[0], Beside()) if record else now
    code, number = register.code, version.number
    files_at = reverse("registers:file", args=[code, number, "x"]).removesuffix("x")
    context = {
        "register": register,
        "record": record,
        "by": version,
        "now": now,
        "form_at": reverse("registers:xform", args=[code, number]),
        "files_at": files_at,
        "instance_at": reverse("registers:instance", args=[record.pk]) if record else "",
        "draft": f"{code} {record.pk if record else 'new'}",
        "version": str(record.version if record else 0),
        "back": _at(record) if record else reverse("registers:records", args=[code]),
        "language": get_language() or settings.LANGUAGE_CODE,
        "places": _centres(),
        "answers": answers or {},
        "words": {name: str(word) for name, word in WORDS.items()},
    }
    return render(request, "registers/fill.html", context)


def _centres() -> str:
    """Of the municipalities, for a map without anything from outside."""
    return json.dumps(list(Place.objects.exclude(latitude=None).values("name", "latitude", "longitude")))


def _taken(request: HttpRequest, register: Register) -> JsonResponse:
    """Where the record is now; or why it is not taken, in sentences."""
    files_sent: Any = request.FILES
    given = {one.name: one.read() for name, one in files_sent.items() if name != SENT}
    sent = files_sent.get(SENT)
    try:
        handed = actions.hand_in(signed_in(request), sent.read() if sent else b"", given, Door.PAGE)
    except Conflict as conflict:
        return JsonResponse(_changed_meanwhile(request, conflict), status=409)
    except ValidationError as refused:
        return JsonResponse({"problems": _problems(refused)}, status=422)
    return JsonResponse({"url": _at(handed.record)})


def _changed_meanwhile(request: HttpRequest, conflict: Conflict) -> dict[str, Any]:
    """What somebody else did since the version that the person was given."""
    record, given = conflict.current, request.POST.get("version", "")
    assert isinstance(record, Record)
    since = history.since(signed_in(request), record, int(given)) if given.isdecimal() else []
    return {"sentence": str(conflict), "since": since, "url": _at(record)}


def _problems(refused: ValidationError) -> list[dict[str, Any]]:
    """`said` is for the question itself, `sentence` for where the page has none of that path."""
    return [
        {"path": getattr(one, "reference", ""), "sentence": one.messages[0], "said": str(getattr(one, "said", ""))}
        for one in refused.error_list
    ]
