"""A submission as it comes over the line: read within limits, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _

FORM = "xml_submission_file"
MORE = "*isIncomplete*"  # "yes" where other files of the same form come in further parts
ADVISED = 10_000_000  # bytes of one part: what has got across a bad line need not be sent again
TAIL = 4096  # bytes at the end in which a body says that it is whole


class Unreadable(ValidationError):
    """What came is no submission, or not the whole of one."""


class TooMuch(ValidationError):
    """What came is larger, or in more pieces, than is taken at once."""


@dataclass(frozen=True, slots=True)
class Received:
    """The filled form, files by name, and whether further parts follow."""

    xml: bytes
    files: Mapping[str, bytes]
    more: bool


def received(request: HttpRequest) -> Received:
    """The parts of a submission's body. Raises `Unreadable`, `TooMuch`."""
    body = _Body(request)
    try:
        body.announce()
        fields, files = request.parse_file_upload(body.meta, body)  # type: ignore[arg-type]
    except MultiPartParserError as error:
        raise Unreadable(_("A form comes as multipart/form-data; this is something else.")) from error
    except (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent) as error:
        raise TooMuch(_too_much()) from error
    except OSError as error:
        raise Unreadable(_cut()) from error
    if not body.is_whole:
        raise Unreadable(_cut())
    return Received(_form(fields, files), _files(files), fields.get(MORE, "").lower() == "yes")


class _Body:
    """The body of a request as a stream that is no longer than it may be, and that knows whether it came to its end.

    A body without its last delimiter was cut on the way; Django would take what there is of it.
    """

    def __init__(self, request: Any) -> None:
        chunked = request.META.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
        ended_by_server = request.META.get("wsgi.input_terminated", False)
        self.stream = request.META["wsgi.input"] if chunked and ended_by_server else request
        self.left, self.tail = settings.UPLOAD_LIMIT, b""
        # of what comes in chunks nobody knows the length beforehand
        self.meta = {**request.META, "CONTENT_LENGTH": str(self.left)} if self.stream is not request else request.META
        self.boundary = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))[1].get("boundary", "")

    def announce(self) -> None:
        """Raises `RequestDataTooBig` before anything is read where more is said to come than may."""
        said = self.meta.get("CONTENT_LENGTH") or ""
        if said.isdecimal() and int(said) > self.left:
            raise RequestDataTooBig

    def read(self, size: int) -> bytes:
        piece: bytes = self.stream.read(size)
        self.left -= len(piece)
        if self.left < 0:
            raise RequestDataTooBig
        self.tail = (self.tail + piece)[-TAIL:]
        return piece

    @property
    def is_whole(self) -> bool:
        return f"--{self.boundary}--".encode() in self.tail


def _form(fields: Any, files: MultiValueDict[str, Any]) -> bytes:
    """The one filled form of a submission; some devices send it as a file, some as a field."""
    found: list[bytes] = [*_contents(files.getlist(FORM)), *(text.encode() for text in fields.getlist(FORM))]
    if len(found) != 1:
        raise Unreadable(_("A submission has one filled form in its part “%(name)s”.") % {"name": FORM})
    if len(found[0]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        size = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        raise TooMuch(_("The filled form without its files is larger than %(size)s.") % {"size": size})
    return found[0]


def _files(files: MultiValueDict[str, Any]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part, sent in files.lists():
        if part == FORM:
            continue
        for one, content in zip(sent, _contents(sent), strict=True):
            if found.setdefault(one.name, content) != content:
                raise Unreadable(_("Two different files are called “%(name)s”.") % {"name": one.name})
    return found


def _contents(files: list[Any]) -> list[bytes]:
    contents: list[bytes] = []
    for one in files:
        with one:
            contents.append(one.read())
    return contents


def _too_much() -> str:
    limits = {"size": filesizeformat(settings.UPLOAD_LIMIT), "number": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
    return _("At once at most %(size)s in %(number)s files are taken: send it in several parts.") % limits


def _cut() -> str:
    return _("The connection was cut before all had come. Nothing of this part was kept: send it once more.")
