"""Around every request: what it read of personal data is in the trail before the answer leaves, or nothing leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django_htmx.http import HttpResponseClientRedirect

from muster.core import audit
from muster.core.data_sets import data_sets
from muster.core.web.downloads import is_download
from muster.features.accounts.models import User
from muster.features.audit import noticing
from muster.features.audit.asking import ask, nothing_done
from muster.features.audit.looks import ReasonNeeded, duty, opened, where
from muster.features.audit.noticing import ABOUT, Looks

NOT_SHOWN = {401, 403, 404, 405, 429}  # these answers have nothing of a record in them
NO_TERMS = {"page", "after", "before", "csrfmiddlewaretoken", "cursor"}
OF_THE_TRAIL = {"audit:record"}  # tells who saw a record, and of the record no more than its reader may see
LONGEST_TERM = 200  # characters
LATELY = "10 minutes"


class LooksAreKept:
    """Middleware; the innermost, so that it knows who is at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        looks = Looks(request, write)
        looks.repeats = request.headers.get("HX-Request") == "true" and request.method == "GET"
        noticing.begin(looks)
        try:
            response = self.get_response(request)
            if not _shown(response):
                return response
            looks.leaving |= set(looks.codes()) if is_download(response) else set()
            if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
                response.streaming_content = _kept(looks, response.streaming_content)
            else:
                write_all(looks)
            return response
        finally:
            noticing.begin(None)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Pages that name a record by its data set and key open it, whoever wrote them; the trail's own do not."""
        match = request.resolver_match
        data_set = data_sets().get(str(kwargs.get("code", "")))
        if data_set is None or "key" not in kwargs or match is None or match.view_name in OF_THE_TRAIL:
            return None
        record = data_set.record(kwargs["key"])
        try:
            if record is not None:
                opened(request.user, data_set.code, record)
        except ReasonNeeded as asked:
            return self.process_exception(request, asked)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Ask why, where somebody opens what needs a reason."""
        if not isinstance(exception, ReasonNeeded):
            return None
        noticing.begin(None)  # what was found was not shown
        sent = request.method not in {"GET", "HEAD"}
        if request.headers.get("HX-Request"):
            if sent:
                messages.warning(request, nothing_done())
            return HttpResponseClientRedirect(request.headers.get("HX-Current-URL") or request.get_full_path())
        return ask(request, exception.code, exception.key, sent=sent)


def _shown(response: HttpResponseBase) -> bool:
    return response.status_code not in NOT_SHOWN and not 300 <= response.status_code < 400


def _kept(looks: Looks, content: Any) -> Iterator[bytes]:
    """The pieces of an answer that is made while it is sent, each after what it tells of is written down."""
    noticing.begin(looks)
    try:
        for piece in content:
            write_all(looks)
            yield piece
    finally:
        noticing.begin(None)


def write_all(looks: Looks) -> None:
    for code in looks.codes():
        write(looks, code)


def write(looks: Looks, code: str) -> None:
    """What was noticed of a data set and is not written yet: an entry for each record that was opened, or one."""
    person = looks.request.user
    seen, opened = looks.seen.pop(code, {}), looks.opened.pop(code, {})
    told = code in looks.told
    looks.told.discard(code)
    if not isinstance(person, User) or not _counts(looks, code):
        return
    others = [key for key in seen if key not in opened and not _own_account(code, key, person, looks)]
    shared = _shared(looks, code, person, bool(opened))
    verb = _verb(looks, code, bool(opened))
    for key, one in opened.items():
        of_unit = {"of_unit": one.unit} if one.unit else {}
        _record(looks, person, verb, code, key, {**shared, **of_unit, "justification": one.why, **_keys(others)})
        others = []
    if not opened and (others or told):
        _record(looks, person, verb, code, "", {**shared, **_part(looks, code), **_keys(others)})


def _shared(looks: Looks, code: str, person: User, opened: bool) -> dict[str, Any]:
    """What all entries say of one look: where, from where, why; the first one what was looked for, too."""
    more = looks.detail.get(code, {})
    shared = {**where(person, looks.request), "justification": more.get("justification") or duty(code).told()}
    if looks.parts.get(code):
        return shared
    return {**_terms(looks, opened), **more, **shared}


def _record(looks: Looks, person: User, verb: str, code: str, key: str, detail: dict[str, Any]) -> None:
    if not looks.repeats:
        return audit.record(person.pk, verb, code, key, **detail)
    statement = "SELECT audit_record_once(%s, %s, %s, %s, %s, %s::interval)"
    with connection.cursor() as cursor:
        cursor.execute(statement, [person.pk, verb, code, key, audit.as_json(detail), LATELY])


def _counts(looks: Looks, code: str) -> bool:
    """Whether what was noticed of this data set is a look here."""
    match = looks.request.resolver_match
    within = ABOUT.get(code)
    return within is None or (match is not None and match.view_name.startswith(within))


def _own_account(code: str, key: str, person: User, looks: Looks) -> bool:
    """One's own name is on every page; a look at oneself is where the address says so."""
    match = looks.request.resolver_match
    named = {str(match.kwargs.get(name)) for name in ("key", "pk")} if match else set()
    return code == "account" and key == str(person.pk) and key not in named


def _verb(looks: Looks, code: str, opened: bool) -> str:
    if code in looks.leaving:
        return "export"
    return "search" if _terms(looks, opened) or "terms" in looks.detail.get(code, {}) else "read"


def _terms(looks: Looks, opened: bool) -> dict[str, Any]:
    """What the list is narrowed to, as the address says it."""
    asked = looks.request.GET
    terms = {
        name[:LONGEST_TERM]: [value[:LONGEST_TERM] for value in asked.getlist(name) if value]
        for name in asked
        if name not in NO_TERMS
    }
    terms = {name: values for name, values in terms.items() if values}
    return {"terms": terms} if terms and not opened else {}


def _keys(keys: list[str]) -> dict[str, Any]:
    return {"keys": keys} if keys else {}


def _part(looks: Looks, code: str) -> dict[str, Any]:
    """An export of many comes in parts, the second one as number 2."""
    number = looks.parts[code] = looks.parts.get(code, 0) + 1
    return {"part": number} if number > 1 else {}
