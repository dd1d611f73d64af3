"""Registers and their versions: what there is, what it is for, how it is changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core import files
from muster.core.models import Marking
from muster.core.web.downloads import as_download
from muster.domain.forms.problems import BadForm
from muster.domain.forms.settings import Settings
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.registers import actions, queries
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import definition_of
from muster.features.registers.forms import LoadForm
from muster.features.registers.models import Register, Version
from muster.features.registers.queries import giving, links
from muster.features.registers.queries.loading import TEXTS
from muster.features.registers.showing import described, rights_shown, sentence
from muster.features.registers.stating import WORKS, changes, stated
from muster.features.registers.views.finding import register_at, version_at
from muster.ui.sheets import XLSX_TYPE


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.REGISTER)
    found = queries.registers(viewer)
    context = {
        "registers": [(one, queries.may_record(viewer, one)) for one in found],
        "may_load": may(viewer, Verb.ADMINISTER, Subject.REGISTER),
    }
    return render(request, "registers/index.html", context)


@require_GET
def about(request: HttpRequest, code: str) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.REGISTER)
    register = register_at(request, code)
    shown = register.current or register.versions.first()
    context = {
        "register": register,
        "versions": register.versions.select_related("loaded_by").defer(*TEXTS),
        "may_load": may(viewer, Verb.ADMINISTER, Subject.REGISTER, register.unit),
        **(_rights_that_wait(viewer, register) if giving.rights_wait(register) else {}),
        "renewal": queries.renewal(register),
        **(_described(shown) if shown else {}),
    }
    return render(request, "registers/about.html", context)


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    person = require(signed_in(request), Verb.ADMINISTER, Subject.REGISTER)
    form = LoadForm(request.POST or None, request.FILES or None)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        workbook, beside = form.cleaned_data["workbook"], form.cleaned_data["beside"]
        try:
            version = actions.load_version(
                person, workbook.read(), workbook.name, {one.name: one.read() for one in beside}
            )
            return redirect("registers:version", version.register.code, version.number)
        except BadForm as bad:
            problems = [(problem, sentence(problem)) for problem in bad.problems]
    wrong = bool(problems) or (request.method == "POST" and not form.is_valid())
    return render(request, "registers/load.html", {"form": form, "problems": problems}, status=422 if wrong else 200)


@require_GET
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.REGISTER)
    loaded = version_at(request, code, number)
    return render(request, "registers/version.html", _version_context(viewer, loaded))


@require_POST
def publish(request: HttpRequest, code: str, number: int) -> HttpResponse:
    person = signed_in(request)
    loaded = version_at(request, code, number)
    try:
        actions.publish_version(person, loaded)
    except BadForm as bad:
        context = _version_context(person, loaded) | {"problems": [sentence(problem) for problem in bad.problems]}
        return render(request, "registers/version.html", context, status=422)
    messages.success(request, _("Published: from now on the register is as this version says."))
    return redirect("registers:about", code)


@require_POST
def remove(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take away a version that was never published, and the register with its last one."""
    person = signed_in(request)
    loaded = version_at(request, code, number)
    try:
        register_gone = actions.take_away(person, loaded)
    except ValidationError as error:
        context = _version_context(person, loaded) | {"problems": error.messages}
        return render(request, "registers/version.html", context, status=422)
    if register_gone:
        messages.success(request, _("The register “%(name)s” is taken away.") % {"name": loaded.register})
        return redirect("registers:index")
    messages.success(request, _("Version “%(version)s” is taken away.") % {"version": loaded.stated})
    return redirect("registers:about", code)


@require_POST
def rights(request: HttpRequest, code: str) -> HttpResponse:
    """Give the rights that the current version names."""
    person = require(signed_in(request), Verb.ADMINISTER, Subject.ROLE)
    register = register_at(request, code)
    if register.current is None:
        raise Http404
    actions.give_rights(person, register)
    messages.success(request, _("The rights are given."))
    return redirect("registers:about", code)


@require_GET
def workbook(request: HttpRequest, code: str, number: int) -> FileResponse:
    """The workbook as it was loaded, to be changed and loaded again."""
    require(signed_in(request), Verb.READ, Subject.REGISTER)
    loaded = version_at(request, code, number)
    return as_download(FileResponse(files.opened(loaded.original_id)), loaded.file_name, XLSX_TYPE)


def _rights_that_wait(viewer: User, register: Register) -> dict[str, Any]:
    assert register.current is not None
    settings = definition_of(register.current).settings
    gives = giving.may_give_rights(viewer, settings)
    return {"rights_wait": True, "gives_rights": gives, "givers": giving.givers(settings)}


def _version_context(viewer: Any, loaded: Version) -> dict[str, Any]:
    register = loaded.register
    now = register.current
    compared = now is not None and now.pk != loaded.pk
    beside = Beside()
    before, after = beside.of(now) if now else None, beside.of(loaded)
    return {
        "register": register,
        "version": loaded,
        "remarks": [*loaded.remarks, *links.nowhere(loaded)],
        "is_current": now is not None and now.pk == loaded.pk,
        "changes": changes(before, after) if before and compared else [],
        "compared": compared,
        "is_only": not register.versions.exclude(pk=loaded.pk).exists(),
        "access_ends": before is not None and before.settings.access and not after.settings.access,
        "may_publish": may(viewer, Verb.ADMINISTER, Subject.REGISTER, register.unit),
        **_rights_to_come(viewer, register, after.settings),
        **_described(loaded),
    }


def _rights_to_come(viewer: User, register: Register, settings: Settings) -> dict[str, Any]:
    """Of a version that names others than are given, where the viewer cannot give them by publishing it."""
    if not settings.access or giving.are_given(register, settings) or giving.may_give_rights(viewer, settings):
        return {}
    return {"rights_would_wait": True, "givers": giving.givers(settings)}


def _described(version: Version) -> dict[str, Any]:
    definition = definition_of(version)
    return {
        "settings": definition.settings,
        "marking": Marking[definition.settings.marking.upper()].label,
        "fields": described(definition),
        "rights": rights_shown(definition.settings),
        "works": [one for one in stated(definition) if one.setting in WORKS],
        "shown": version,
    }
