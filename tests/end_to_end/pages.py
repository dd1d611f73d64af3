"""Which pages there are: every named address of the URL patterns, with an example of each found by following links."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.converters import IntConverter
from playwright.sync_api import APIRequestContext, APIResponse

TAKES_FORMS = 405
NOT_FOR_ME = (401, 403, 404)  # another person, or a program, may open it, or what is linked has gone meanwhile
# Pages that look different before and after publication or decision: two examples of each, of the others one.
TWO_LOOKS = {"publishing:report", "publishing:chapter", "publishing:clearance", "review:document"}

# Named addresses that are no page of their own, each with its reason. Downloads (not HTML) and addresses that only
# take forms (405) are recognised by their answer and need no line here.
NO_PAGES = {
    "publishing:handed_out": "for whoever has a link, by its token; see publishing/tests/test_handouts.py",
    "metrics": "for programs that watch over Muster; see core/operation/tests",
    "review:text": "a piece of the review screen, fetched by it",
    "review:present": "a piece of the review screen, fetched by it",
    **dict.fromkeys(("publishing:change", "statistics:act"), "takes forms only; its address wants one of a few verbs"),
    **dict.fromkeys(
        (
            *("mfa_authenticate", "mfa_login_webauthn", "openid_connect_login", "openid_connect_callback"),
            *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_deactivate_totp"),
            *("mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn"),
            "sign_in:welcome",
        ),
        "stands between two steps of signing in, or needs a second factor; features/sign_in has tests of it",
    ),
    **dict.fromkeys(
        ("registers:xform", "registers:file", "registers:instance"),
        "asked for by the form in the browser, not by people",
    ),
    **dict.fromkeys(
        (
            *("registers:openrosa_forms", "registers:openrosa_form", "registers:openrosa_manifest"),
            *("registers:openrosa_file", "registers:openrosa_submission"),
        ),
        "for devices; see features/registers/tests/test_openrosa.py",
    ),
    "registers:return_file": "a download; who sees closed records is asked why first",
    "registers:attachment": "a download, offered where a record has files",
    "accounts:mission": "leads to the units",
    "activities:export": "a download; who sees closed entries is asked why first, in tests/looks",
    "intake:original": "a download; the report that one comes upon first is closed, and asks why first",
    "intake:correct": "takes the form of a page of a report; the first one is closed, and asks why first",
    "registers:table_wrong": "a download, offered where a table that was sent has rows that are wrong",
    "activities:wrong_rows": "a download, offered where a table that was sent has rows that are wrong",
}
# Pages that no link leads to, with the person who opens them.
UNLINKED = {
    "account_login": (None, "/sign-in/"),
    "markings:open": ("head.pristina", "/records/activity/999999/open/"),  # offered where one finds nothing
    "registers:history": ("desk", "/registers/records/1/history/"),  # offered where it is longer than a record's page
    # Of the registers that have some; the one that one comes upon first has none.
    "registers:warnings": ("desk", "/registers/use-of-force/warnings/"),
    "registers:returns": ("desk", "/registers/hate-crime/returns/"),
    "registers:return": ("desk", "/registers/hate-crime/returns/odihr_hate_crime/"),
    # The record that one comes upon first is restricted already.
    "protection:restrict": ("data.protection", "/protection/records/activity/1/restrict/"),
    # Who keeps registers publishes no statistics of them.
    "statistics:releases": ("head.dsps", "/statistics/drug-seizures/releases/"),
    "statistics:start_release": ("head.dsps", "/statistics/drug-seizures/releases/new/"),
    "statistics:publish_table": ("head.dsps", "/statistics/drug-seizures/publish/?by=place"),
    "statistics:release": ("head.dsps", "/statistics/releases/1/"),
    "statistics:change_release": ("head.dsps", "/statistics/releases/1/change/"),
    "publishing:versions": (
        "reporting.deputy",
        "/publish/1/versions/",
    ),  # linked from corrections, of which there are none
}


@dataclass(frozen=True, slots=True)
class Example:
    """One address of a named page, and somebody who may open it (None: a stranger)."""

    name: str
    address: str
    person: str | None

    def __str__(self) -> str:
        return f"{self.name} ({self.address})"


@dataclass(frozen=True, slots=True)
class Found:
    pages: list[Example]
    others: set[str]  # names that answered with something other than HTML, or take forms only


def named_addresses() -> dict[str, URLPattern]:
    """Every named pattern of the pages by its full name (`intake:document`); the JSON API has its own tests."""
    return dict(_named(get_resolver("muster.config.urls"), ""))


def _named(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            if one.name:
                yield space + one.name, one
        elif one.namespace != "api":
            yield from _named(one, f"{space}{one.namespace}:" if one.namespace else space)


def look_around(people: dict[str, APIRequestContext], known: list[Example]) -> Found:
    """Follow links as each of these people; who reaches a page first is its person. `known`: more examples."""
    unlinked = [Example(name, address, person) for name, (person, address) in UNLINKED.items()]
    pages = {example.name: [example] for example in (*unlinked, *known)}
    others: set[str] = set()
    for person, request in people.items():
        _follow(person, request, pages, others)
    found = [example for examples in pages.values() for example in dict.fromkeys(examples)]
    return Found(found, others | _taking_forms(people, {example.name for example in found} | others))


def _follow(person: str, request: APIRequestContext, pages: dict[str, list[Example]], others: set[str]) -> None:
    seen = {"/", *_without_arguments()}
    waiting = deque(sorted(seen))
    asked: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        name = name_of(address)
        known = pages.setdefault(name, []) if name else []
        if not name or name in others or asked[name] >= (looks(name) if len(known) < looks(name) else 1):
            continue
        asked[name] += 1
        answer = request.get(address)
        if answer.status == TAKES_FORMS or (answer.ok and not _is_page(answer)):
            others.add(name)
        elif answer.status not in NOT_FOR_ME and name_of(answer.url) == name:
            known += [Example(name, address, person)][: looks(name) - len(known)]
        found = {urljoin(address, link).split("#")[0] for link in links(answer.text())} if _is_page(answer) else set()
        waiting.extend(sorted(one for one in found - seen if one.startswith("/")))
        seen |= found


def looks(name: str) -> int:
    return 2 if name in TWO_LOOKS else 1


def _without_arguments() -> Iterator[str]:
    for name, pattern in named_addresses().items():
        if not pattern.pattern.regex.groups:
            yield reverse(name, urlconf="muster.config.urls")


def _is_page(answer: APIResponse) -> bool:
    """Whether it is a whole page: neither kept as a file nor a piece that another page fetches."""
    kept = "attachment" in answer.headers.get("content-disposition", "")
    return "text/html" in answer.headers.get("content-type", "") and not kept and "<html" in answer.text()


def name_of(address: str) -> str | None:
    """The full name of the pattern behind an address; None for static files and the API."""
    try:
        match = resolve(urlsplit(address).path, urlconf="muster.config.urls")
    except Resolver404:
        return None
    return None if match.namespace == "api" else match.view_name


def _taking_forms(people: dict[str, APIRequestContext], known: set[str]) -> set[str]:
    """Of the names that no link leads to: those that answer a plain request with 405."""
    request = next(iter(people.values()))
    unknown = {name: pattern for name, pattern in named_addresses().items() if name not in known}
    tried = {name: _invented_address(name, pattern) for name, pattern in unknown.items()}
    return {name for name, address in tried.items() if address and request.get(address).status == TAKES_FORMS}


def _invented_address(name: str, pattern: URLPattern) -> str:
    """With numbers and words that nothing has; empty where the pattern wants particular ones."""
    converters = pattern.pattern.converters
    values = {key: 1 if isinstance(kind, IntConverter) else "x" for key, kind in converters.items()}
    try:
        return reverse(name, urlconf="muster.config.urls", kwargs=values)
    except NoReverseMatch:
        return ""


def links(html: str) -> list[str]:
    """Where the page's links lead."""
    reader = _Links()
    reader.feed(html)
    return reader.found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (address := dict(attrs).get("href")):
            self.found.append(address)
