"""What devices ask for: the list of forms, a form, the files beside it; and where they send what was filled in."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muster.core.web.downloads import as_download
from muster.features.accounts.models import User
from muster.features.registers.actions import Handed, hand_in
from muster.features.registers.beside import content_beside
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Door, Version
from muster.features.registers.openrosa import documents, offering
from muster.features.registers.openrosa.answering import XML, for_devices, said
from muster.features.registers.openrosa.keys import key_of, with_key
from muster.features.registers.openrosa.receiving import received
from muster.ui.wording import in_language


@require_safe
@for_devices
def form_list(request: HttpRequest, person: User) -> HttpResponse:
    """The forms that this person may fill in; `formID` narrows it to one, `verbose=true` tells what each is for."""
    verbose = request.GET.get("verbose", "").lower() == "true"
    versions = offering.offered(person, request.GET.get("formID", ""))
    return _xml(documents.form_list(_offered(request, one, verbose) for one in versions))


@require_safe
@for_devices
def form(request: HttpRequest, person: User, code: str, number: int) -> HttpResponse:
    return _xml(offering.xml_of(offering.version(person, code, number)))


@require_safe
@for_devices
def manifest(request: HttpRequest, person: User, code: str, number: int) -> HttpResponse:
    """The files beside a form."""
    version = offering.version(person, code, number)
    files = offering.beside(version)
    return _xml(documents.manifest(_beside(request, version, *one) for one in files))


@require_safe
@for_devices
def file(request: HttpRequest, person: User, code: str, number: int, name: str) -> HttpResponse:
    content = content_beside(offering.version(person, code, number), name)
    if content is None:
        raise ObjectDoesNotExist
    return as_download(HttpResponse(content), name, "application/octet-stream")


@require_http_methods(["HEAD", "POST"])
@for_devices
def submission(request: HttpRequest, person: User) -> HttpResponse:
    """A filled form; HEAD tells beforehand where to send it, and how much at once."""
    if request.method == "HEAD":
        answer = HttpResponse(status=204)
        answer.headers["Location"] = _address(request, "submission")
        return answer
    sent = received(request)
    handed = hand_in(person, sent.xml, sent.files, Door.DEVICE)
    return said(202 if sent.more else 201, _received(handed, sent.more))


def _offered(request: HttpRequest, version: Version, verbose: bool) -> documents.Offered:
    register, definition = version.register, definition_of(version)
    where = (register.code, version.number)
    return documents.Offered(
        form_id=register.form_id,
        name=str(register),
        version=version.stated,
        md5=offering.md5(offering.xml_of(version)),
        address=_address(request, "form", *where),
        manifest=_address(request, "manifest", *where) if definition.form.files else "",
        description=in_language(definition.settings.purpose) if verbose else "",
    )


def _beside(request: HttpRequest, version: Version, name: str, md5: str) -> documents.Beside:
    address = _address(request, "file", version.register.code, version.number, name)
    return documents.Beside(name, md5, address)


def _received(handed: Handed, more: bool) -> str:
    """What was done with it, so that nobody takes for kept what was not."""
    said = [_("Received.") if handed.new else _("Received; it had come before.")]
    if handed.missing and not more:
        said.append(_("These files have not come: %(names)s.") % {"names": ", ".join(handed.missing)})
    if handed.beside:
        told = _("These files are named by no answer; they are kept beside the record: %(names)s.")
        said.append(told % {"names": ", ".join(handed.beside)})
    return " ".join(said)


def _address(request: HttpRequest, name: str, *args: object) -> str:
    """As a device asks for it: whole, with its key where it came by one."""
    return request.build_absolute_uri(with_key(reverse(f"registers:openrosa_{name}", args=args), key_of(request)))


def _xml(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type=XML)
