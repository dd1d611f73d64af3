"""Every door of Muster, and what opens it: each address of a page, each operation of the API, by method.

A door that is not here fails `test_every_door`, and so does a line here without its door. `opens` is the right that is
asked ("verb subject"); a door that asks for none says why. `of` is the kind of record that its address names, which
must be readable too (`everything.KINDS`); the right must then hold at the record's unit, or `anywhere`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.security.everything import MATRIX, Record
from tests.security.registers import instance, workbook

Sends = Callable[[Record], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Door:
    opens: str
    of: str = ""
    anywhere: bool = False  # the right need not hold at the record's unit
    brought: bool = False  # nor for who brought the record
    own: bool = False  # who brought the record needs no right at all
    to_named: bool = False  # nor for who is named for the record
    everywhere: bool = False  # the right must hold everywhere, where the record is of no unit
    also: tuple[str, str] = ("", "")  # a further right, and where it must hold (empty: at the record's unit)
    names: Mapping[str, Any] = field(default_factory=dict)  # further words of its address
    query: str = ""
    sends: Sends | Mapping[str, Any] = field(default_factory=dict)  # the same for every record, or made for each
    unread: bool = False  # the record need not be readable
    by_token: bool = False  # a token opens it, and no session: devices ask there
    shut: bool = False  # opens only what is not open anyhow, and is not kept from processing
    idle: str = ""  # why somebody who is let in writes nothing by this
    why: str = ""  # of a door that asks for no right


OPEN, SIGNED_IN, MEMBER = "everybody", "signed-in", "whoever-has-a-role"
Doors = dict[str, Door]


def stands_open(why: str, **more: Any) -> Door:
    return Door(OPEN, why=why, **more)


def signed_in(why: str, **more: Any) -> Door:
    return Door(SIGNED_IN, why=why, **more)


def reads(subject: str, **more: Any) -> Door:
    return Door(f"read {subject}", anywhere=True, **more)


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


OWN = "one's own way of signing in; a recent password is asked for besides"
WAY_IN = "the way in"
TRAIL = "there is nothing to undo, and that somebody wanted to stands in the trail"
NO_TRY = "nothing that could be tried was sent"

ENTRANCE: Doors = {
    "GET /livez": stands_open("tells that the process answers, for what watches over it"),
    "GET /readyz": stands_open("tells in fixed sentences whether work can be done"),
    "GET /metrics": stands_open("answers 404 without its token", idle="404"),
    "GET /sign-in/": stands_open(WAY_IN),
    "POST /sign-in/": stands_open(WAY_IN, idle=NO_TRY),
    "GET /sign-in/second-factor/": stands_open(WAY_IN),
    "POST /sign-in/second-factor/": stands_open(WAY_IN, idle=NO_TRY),
    "GET /sign-in/passkey/": stands_open(WAY_IN),
    "POST /sign-in/passkey/": stands_open(WAY_IN, idle=NO_TRY),
    "GET /sign-in/provider/": stands_open("away to the provider; 404 without one", idle="404"),
    "GET /sign-in/<provider_id>/back/": stands_open("back from it", names={"provider_id": "oidc"}, idle="404"),
    "POST /sign-out/": stands_open("the way out, also of who is half signed in", idle="the session alone"),
    "GET /welcome/<uidb64>/<token>/": stands_open(
        "whoever has the link of an administrator", names={"uidb64": "MQ", "token": "none"}
    ),
    "POST /welcome/<uidb64>/<token>/": stands_open(
        "whoever has the link", names={"uidb64": "MQ", "token": "none"}, idle=NO_TRY
    ),
    "POST /language/": stands_open("the language switch, also before sign-in", idle="a cookie"),
    "GET /publish/handed-out/<token>/": stands_open("whoever has the link", names={"token": "none"}, idle="404"),
    "POST /publish/handed-out/<token>/": stands_open("whoever has the link", names={"token": "none"}, idle="404"),
}

SELF: Doors = {
    "GET /preferences/": signed_in("one's own language and colours"),
    "POST /preferences/": signed_in("one's own language and colours", sends={"language": "sq", "colours": "dark"}),
    "GET /security/": signed_in(OWN),
    "GET /security/password/": signed_in(OWN),
    "POST /security/password/": signed_in(OWN, idle=NO_TRY),
    "GET /security/confirm/": signed_in(OWN),
    "POST /security/confirm/": signed_in(OWN, idle=NO_TRY),
    "GET /security/confirm/code/": signed_in(OWN),
    "POST /security/confirm/code/": signed_in(OWN, idle=NO_TRY),
    "GET /security/confirm/passkey/": signed_in(OWN),
    "POST /security/confirm/passkey/": signed_in(OWN, idle=NO_TRY),
    "GET /security/app/": signed_in(OWN),
    "POST /security/app/": signed_in(OWN, idle=NO_TRY),
    "GET /security/app/remove/": signed_in(OWN, idle="404 without an app"),
    "POST /security/app/remove/": signed_in(OWN, idle="404 without an app"),
    "GET /security/passkeys/": signed_in(OWN),
    "GET /security/passkeys/add/": signed_in(OWN),
    "POST /security/passkeys/add/": signed_in(OWN, idle=NO_TRY),
    "GET /security/passkeys/<pk>/remove/": signed_in(OWN, names={"pk": 1}, idle="404 without a passkey"),
    "POST /security/passkeys/<pk>/remove/": signed_in(OWN, names={"pk": 1}, idle="404 without a passkey"),
    "GET /security/codes/": signed_in(OWN, idle="404 without codes"),
    "GET /security/codes/new/": signed_in(OWN),
    "POST /security/codes/new/": signed_in(OWN, idle=NO_TRY),
    "POST /security/sessions/end-others/": signed_in("one's own sessions", idle="there is no other"),
    "POST /security/sessions/<key>/end/": signed_in("one's own sessions", names={"key": 1}, idle="not one's own"),
    "GET /api/": signed_in("what the API can do"),
    "GET /api/openapi.json": stands_open("what the API can do, for programs; no data"),
}

PEOPLE = "administer account"
ACCOUNTS: Doors = {
    "GET /security/people/": Door(PEOPLE),
    "GET /security/people/<key>/": Door(PEOPLE, of="person", everywhere=True),
    "POST /security/people/<key>/invite/": Door(PEOPLE, of="person", everywhere=True),
    "POST /security/people/<key>/end-sessions/": Door(PEOPLE, of="person", everywhere=True, idle="no session is open"),
    "POST /security/people/<key>/lift-wait/": Door(PEOPLE, of="person", everywhere=True, idle=TRAIL),
    "POST /security/people/<key>/remove-factors/": Door(PEOPLE, of="person", everywhere=True, idle=TRAIL),
    "POST /security/people/<key>/unlink/": Door(PEOPLE, of="person", everywhere=True, idle=TRAIL),
    "POST /security/addresses/lift-wait/": Door(PEOPLE, sends={"address": "192.0.2.1"}, idle=TRAIL),
    "GET /security/tokens/": Door(PEOPLE),
    "POST /security/tokens/": Door(
        PEOPLE,
        sends=lambda record: {
            "used_by": "program",
            "purpose": "Nightly figures",
            "person": record.keys["person"],
            "limits": ["read activity"],
            "expires": record.keys["tomorrow"],
        },
        of="person",
        everywhere=True,
    ),
    "POST /security/tokens/<key>/revoke/": Door(PEOPLE, of="token", own=True, anywhere=True),
}


VERSION = {"version": 1}  # of what nobody changed yet
PERIOD = {"period_start": "2026-03-01", "period_end": "2026-03-31", **VERSION}
RECOGNISED = {**PERIOD, "kind": "monthly"}

DOCUMENTS: Doors = {
    "GET /reports/": reads("document"),
    "POST /reports/hand-in/": Door(
        "create document", sends=lambda record: {"reports": file("may.txt", b"In May, the Mission met mayors.")}
    ),
    "GET /reports/<pk>/": reads("document", of="document"),
    "GET /reports/<pk>/correct/": Door("change document", of="document", brought=True),
    "POST /reports/<pk>/correct/": Door("change document", of="document", brought=True, sends=RECOGNISED),
    "POST /reports/<pk>/correct/ to another unit": Door(
        "transfer document",
        of="document",
        brought=True,
        also=("change document", "police"),
        sends=lambda record: {**RECOGNISED, "unit": record.keys["police"]},
    ),
    "POST /reports/<pk>/period/": Door("change document", of="document", brought=True, sends=PERIOD),
    "GET /reports/<pk>/text/": reads("document", of="document"),
    "GET /reports/<pk>/original/": Door("export document", of="document"),
    "POST /reports/<pk>/retry/": Door("change document", of="document", brought=True, idle="it did not fail"),
    "POST /reports/<pk>/stop/": Door("change document", of="document", brought=True, idle="nothing is being done"),
    "POST /reports/<pk>/again/": Door("change document", of="document", brought=True, idle="somebody worked on it"),
    "GET /api/documents/": reads("document"),
    "POST /api/documents/": Door(
        "create document", sends=lambda record: {"file": file("june.txt", b"In June, the Mission met mayors.")}
    ),
    "GET /api/documents/<pk>/": reads("document", of="document"),
    "GET /api/documents/<pk>/status/": reads("document", of="document"),
    "POST /api/documents/<pk>/retry/": Door("change document", of="document", brought=True, idle="it did not fail"),
    "POST /api/documents/<pk>/stop/": Door("change document", of="document", brought=True, idle="nothing to stop"),
}

REVIEW = "review document"
FIRST = {"from": "0", "to": "40"}

DECISION = {"decision": "reject", "reason": "No activity", **VERSION}

DRAFTS: Doors = {
    "GET /review/": reads("document"),
    "GET /review/<pk>/": reads("document", of="document"),
    "GET /review/<pk>/text/": reads("document", of="document", query="first=0&last=0"),
    "GET /review/<pk>/drafts/": reads("document", of="document"),
    "GET /review/<pk>/present/": reads("document", of="document"),
    "GET /review/<pk>/accept-all/": Door(REVIEW, of="document"),
    "POST /review/<pk>/accept-all/": Door(REVIEW, of="document", idle="nothing was ticked"),
    "POST /review/<pk>/new/": Door(REVIEW, of="document", sends=FIRST),
    "POST /review/<pk>/undo/": Door(REVIEW, of="document", idle="one has decided nothing here"),
    "POST /review/<pk>/drafts/<draft_pk>/": Door(REVIEW, of="document", sends=DECISION),
    "POST /review/<pk>/drafts/<draft_pk>/resolve/": Door(REVIEW, of="document", sends=DECISION),
    "POST /review/<pk>/drafts/<draft_pk>/words/": Door(
        REVIEW, of="document", sends={"field": "title", **FIRST}, idle="it only reads words"
    ),
    "GET /api/drafts/": Door("read document", of="document", anywhere=True, query="document={pk}"),
    "POST /api/drafts/": Door(
        REVIEW, of="document", sends=lambda record: {"document": record.keys["pk"], "start": 0, "end": 40}
    ),
    "GET /api/drafts/<pk>": reads("document", of="draft"),
    "POST /api/drafts/<pk>/accept": Door(
        REVIEW,
        of="draft",
        sends={**VERSION, "fields": {}},
        idle="the draft lacks what an entry needs",
    ),
    "POST /api/drafts/<pk>/correct": Door(
        REVIEW, of="draft", sends={**VERSION, "fields": {"title": {"value": "Another"}}}
    ),
    "POST /api/drafts/<pk>/reject": Door(REVIEW, of="draft", sends={**VERSION, "reason": "None"}),
    "POST /api/drafts/<pk>/reopen": Door(REVIEW, of="draft", sends=VERSION, idle="it is open already"),
    "POST /api/drafts/<pk>/split": Door(
        REVIEW, of="draft", sends={**VERSION, "start": "2026-05-01", "end": "2026-05-01"}
    ),
    "POST /api/drafts/<pk>/merge": Door(
        REVIEW, of="draft", sends=lambda record: {**VERSION, "other": record.keys["twin"], "other_version": 1}
    ),
}

CHANGE, MERGE = "change activity", "merge activity"
TABLE = b"title,theme,kind,column\nA course,A10,workshop,training\n"


def entry(record: Record, **more: Any) -> dict[str, Any]:
    """The form of an entry as it stands, but for its title."""
    return {**new_entry(record), **VERSION, "title": f"Changed {record.word}", **more}


def new_entry(record: Record) -> dict[str, Any]:
    told = {"theme": "A10", "kind": "workshop", "column": "training", "title": "A course", "start": "2026-04-15"}
    return {**told, "unit": record.unit_code}


def picked(record: Record, **more: Any) -> dict[str, Any]:
    keys = (record.keys["pk"], record.keys["twin"])
    return {"pick": [f"{key}:1" for key in keys], "which": "picked", **more}


def pair(record: Record) -> list[int]:
    return [record.keys["pk"], record.keys["twin"]]


def together(record: Record) -> dict[str, Any]:
    return {"entry": pair(record), "version": [f"{key}:1" for key in pair(record)], "decision": "one"}


ACTIVITIES: Doors = {
    "GET /activities/": reads("activity"),
    "POST /activities/views/": reads("activity", sends={"name": "Mine", "query": "theme=A10"}),
    "POST /activities/views/<pk>/drop/": reads("activity", of="view"),
    "POST /activities/bulk/": Door(
        CHANGE,
        of="activity",
        sends=lambda record: picked(record, step="apply", theme="A11"),
    ),
    "POST /activities/bulk/ to choose what": Door(
        f"{CHANGE}|mark activity", of="activity", anywhere=True, sends=picked, idle="nothing is stored yet"
    ),
    "POST /activities/mark/": Door(
        "mark activity",
        of="activity",
        sends=lambda record: picked(record, step="apply", tlp="red", seen=":red", reason="So decided"),
    ),
    "GET /activities/new/": Door("create activity"),
    "POST /activities/new/": Door("create activity", of="structure", sends=entry),
    "GET /activities/<pk>/": reads("activity", of="activity"),
    "GET /activities/<pk>/edit/": Door(CHANGE, of="activity"),
    "POST /activities/<pk>/edit/": Door(CHANGE, of="activity", sends=entry),
    "POST /activities/<pk>/edit/ to another unit": Door(
        "transfer activity", of="activity", also=(CHANGE, "police"), sends=lambda record: entry(record, unit="police")
    ),
    "POST /activities/<pk>/withdraw/": Door(CHANGE, of="activity", sends={**VERSION, "reason": "Not ours"}),
    "POST /activities/<pk>/restore/": Door(CHANGE, of="activity", sends=VERSION, idle="it counts"),
    "GET /activities/duplicates/": Door(MERGE),
    "GET /activities/duplicates/compare/": Door(MERGE, of="activity", anywhere=True, query="entry={pk}&entry={twin}"),
    "POST /activities/duplicates/compare/": Door(MERGE, of="activity", sends=together),
    "POST /activities/merges/<pk>/apart/": Door(MERGE, of="merge"),
    "GET /activities/partners/": reads("partner"),
    "POST /activities/partners/join/": Door(
        "change partner", sends={"pick": ["kosovo police", "police"], "known_as": "police"}
    ),
    "POST /activities/partners/part/": Door("change partner", sends={"name": "customs service"}),
    "GET /activities/export.<form>": Door("export activity", names={"form": "csv"}),
    "GET /activities/tables/": Door(CHANGE),
    "POST /activities/tables/": Door(
        CHANGE,
        sends=lambda record: {"table": file("t.csv", TABLE)},
    ),
    "GET /activities/tables/<pk>/": Door(CHANGE, of="table"),
    "POST /activities/tables/<pk>/columns/": Door(CHANGE, of="table", sends={"column_0": "title"}),
    "POST /activities/tables/<pk>/load/": Door(CHANGE, of="table", sends={"which": ["new"]}),
    "POST /activities/tables/<pk>/drop/": Door(CHANGE, of="table"),
    "POST /activities/tables/<pk>/again/": Door(CHANGE, of="table", idle="columns are missing"),
    "GET /activities/tables/<pk>/wrong.csv": Door(CHANGE, of="table"),
    "GET /api/activities/": reads("activity"),
    "POST /api/activities/": Door("create activity", of="structure", sends=new_entry),
    "GET /api/activities/partners": reads("partner"),
    "POST /api/activities/partners/join": Door(
        "change partner", sends={"partners": ["kosovo police", "police"], "known_as": "police"}
    ),
    "POST /api/activities/partners/part": Door("change partner", sends={"name": "customs service"}),
    "GET /api/activities/duplicates": Door(MERGE),
    "POST /api/activities/duplicates/apart": Door(
        MERGE, of="activity", sends=lambda record: {"activities": pair(record)}
    ),
    "POST /api/activities/merges": Door(
        MERGE,
        of="activity",
        sends=lambda record: {"kept": record.keys["pk"], "versions": dict.fromkeys(map(str, pair(record)), 1)},
    ),
    "POST /api/activities/merges/<merge>/apart": Door(MERGE, of="merge"),
    "GET /api/activities/export/<form>": Door("export activity", names={"form": "csv"}),
    "GET /api/activities/<activity>": reads("activity", of="activity"),
    "PATCH /api/activities/<activity>": Door(CHANGE, of="activity", sends={**VERSION, "values": {"title": "Another"}}),
    "GET /api/activities/<activity>/history": reads("activity", of="activity"),
    "POST /api/activities/<activity>/withdraw": Door(CHANGE, of="activity", sends={**VERSION, "reason": "Not ours"}),
    "POST /api/activities/<activity>/restore": Door(CHANGE, of="activity", sends=VERSION, idle="it counts"),
}


def loaded(record: Record, **more: Any) -> dict[str, Any]:
    return {"file": file("m.csv", MATRIX), "scope": "The mission", "year": 2019, **more}


FIGURES: Doors = {
    "GET /": signed_in("tells whoever has no role for it that they have none"),
    "GET /matrix/": reads("activity"),
    "GET /matrix/table.<form>": Door("export activity", names={"form": "csv"}),
    "GET /matrix/charts/": reads("activity"),
    "GET /matrix/charts/<key>.<form>": Door("export activity", names={"key": "themes", "form": "csv"}),
    "GET /matrix/published/": reads("matrix"),
    "GET /matrix/published/load/": Door("publish matrix"),
    "POST /matrix/published/load/": Door(
        "publish matrix", of="structure", sends=lambda record: loaded(record, unit=record.unit.pk)
    ),
    "GET /matrix/published/<pk>/": reads("matrix", of="matrix"),
    "POST /matrix/published/<pk>/remove/": Door("publish matrix", of="matrix"),
    "GET /api/matrix/": reads("activity"),
    "GET /api/matrix/charts/": signed_in("the names of the charts; no data"),
    "GET /api/matrix/charts/<name>": reads("activity", names={"name": "themes"}),
    "GET /api/matrix/published/": reads("matrix"),
    "POST /api/matrix/published/": Door(
        "publish matrix", of="structure", sends=lambda record: loaded(record, unit=record.unit_code)
    ),
    "GET /api/matrix/published/<number>": reads("matrix", of="matrix"),
}

WRITE, CLEAR, PUBLISH = "change report", "clear report", "publish report"


def version(record: Record) -> dict[str, Any]:
    return {"version": record.keys["version"]}


REPORTS: Doors = {
    "GET /publish/": reads("report"),
    "GET /publish/start/": Door(PUBLISH),
    "POST /publish/start/": Door(
        PUBLISH,
        also=("read report", ""),
        of="structure",
        anywhere=True,
        sends=lambda record: {"kind": "annual", "year": 2024, "language": "en", "units": [record.unit.pk]},
    ),
    "GET /publish/money/": reads("report"),
    "POST /publish/money/": Door(
        WRITE,
        of="structure",
        query="year=2025",
        sends=lambda record: {f"budget-{record.unit.pk}-UB": "1000", f"staff-{record.unit.pk}-UB": "4"},
    ),
    "GET /publish/template/": reads("report"),
    "POST /publish/template/": Door("administer report", sends={"drop": "1"}, idle="there is none"),
    "GET /publish/template/house-style.docx": reads("report"),
    "GET /publish/<pk>/": reads("report", of="report"),
    "GET /publish/<pk>/settings/": Door(PUBLISH, of="report", anywhere=True),
    "POST /publish/<pk>/settings/": Door(PUBLISH, of="report", anywhere=True, sends={"title": "Another"}),
    "POST /publish/<pk>/discard/": Door(PUBLISH, of="report", anywhere=True),
    "GET /publish/<pk>/abbreviations/": reads("report", of="report"),
    "POST /publish/<pk>/abbreviations/": Door(
        WRITE, of="report", anywhere=True, sends={"short": "KP", "words": "Kosovo Police"}
    ),
    "GET /publish/<pk>/preview/": reads("report", of="report"),
    "GET /publish/<pk>/publish/": reads("report", of="report"),
    "POST /publish/<pk>/publish/": Door(PUBLISH, of="report", anywhere=True, sends=version, idle="it is not cleared"),
    "GET /publish/<pk>/correct/": Door(PUBLISH, of="published", anywhere=True),
    "POST /publish/<pk>/correct/": Door(PUBLISH, of="published", anywhere=True, sends={"reason": "A number was wrong"}),
    "GET /publish/<pk>/versions/": reads("report", of="report"),
    "GET /publish/<pk>/report.<output>": Door("export report", of="published", anywhere=True, names={"output": "html"}),
    "GET /publish/<pk>/links/": Door("disclose report", of="published", anywhere=True),
    "POST /publish/<pk>/links/": Door(
        "disclose report",
        of="published",
        anywhere=True,
        sends={"recipient": "A. Person", "purpose": "To read", "output": "html", "days": 5},
    ),
    "POST /publish/<pk>/links/<number>/withdraw/": Door("disclose report", of="published", anywhere=True),
    "GET /publish/chapters/<pk>/": reads("report", of="chapter"),
    "POST /publish/chapters/<pk>/add/": Door(WRITE, of="chapter", sends={"text": "It met mayors."}),
    "POST /publish/chapters/<pk>/refresh/": Door(WRITE, of="chapter", idle="nothing is new in the register"),
    "POST /publish/chapters/<pk>/take-in/": Door(WRITE, of="chapter", idle="nothing was left out"),
    "GET /publish/chapters/<pk>/clearance/": reads("report", of="chapter"),
    "POST /publish/chapters/<pk>/clear/": Door(CLEAR, of="chapter", sends=version, idle="a comment is open"),
    "POST /publish/chapters/<pk>/withdraw/": Door(
        CLEAR, of="chapter", sends={"why": "A mistake"}, idle="it is not cleared"
    ),
    "POST /publish/paragraphs/<pk>/save/": Door(
        WRITE, of="paragraph", sends=lambda record: {"text": "Another", **version(record)}
    ),
    "POST /publish/paragraphs/<pk>/comment/": Door(
        WRITE, of="paragraph", anywhere=True, sends={"comment": "Which mayors?"}
    ),
    "POST /publish/paragraphs/<pk>/<what>/": Door(WRITE, of="paragraph", names={"what": "remove"}, sends=version),
    "POST /publish/comments/<pk>/resolve/": Door(WRITE, of="comment", anywhere=True),
    "GET /api/reports/": reads("report"),
    "POST /api/reports/": Door(
        PUBLISH,
        also=("read report", ""),
        of="structure",
        anywhere=True,
        sends=lambda record: {"kind": "annual", "year": 2024, "structures": [record.unit_code]},
    ),
    "GET /api/reports/<report_id>": reads("report", of="report"),
    "GET /api/reports/<report_id>/chapters": reads("report", of="report"),
    "GET /api/reports/<report_id>/content": reads("report", of="report"),
    "GET /api/reports/<report_id>/differences": reads("report", of="report"),
    "GET /api/reports/<report_id>/file/<output>": Door(
        "export report", of="published", anywhere=True, names={"output": "html"}
    ),
    "POST /api/reports/<report_id>/publish": Door(
        PUBLISH, of="report", anywhere=True, sends=version, idle="it is not cleared"
    ),
    "POST /api/reports/<report_id>/correct": Door(
        PUBLISH, of="published", anywhere=True, sends={"reason": "A number was wrong"}
    ),
    "GET /api/reports/chapters/<chapter_id>/paragraphs": reads("report", of="chapter"),
    "POST /api/reports/chapters/<chapter_id>/clear": Door(CLEAR, of="chapter", sends=version, idle="a comment is open"),
    "PUT /api/reports/paragraphs/<paragraph_id>": Door(
        WRITE, of="paragraph", sends=lambda record: {"text": "Another", **version(record)}
    ),
    "POST /api/reports/paragraphs/<paragraph_id>/comments": Door(
        WRITE, of="paragraph", anywhere=True, sends={"text": "Which mayors?"}
    ),
}

GRANT, UNITS, ROLES = "grant account", "administer unit", "administer role"
OVERSEES = "read audit|grant account"


SEEN = {"seen": 1}  # the version of a unit, a person, a role that nobody changed yet


def unit_form(record: Record, **more: Any) -> dict[str, Any]:
    told = {"name_en": "Another", "short_name": "Another", "kind": "office", "position": 1, "reports": "on"}
    return {**told, **SEEN, **more}


def today(record: Record, *names: str) -> dict[str, Any]:
    return {**dict.fromkeys(names, record.keys["today"]), "reason": "It is time.", **SEEN}


def person_form(record: Record, **more: Any) -> dict[str, Any]:
    where = record.unit.pk if record.unit else ""
    return {"full_name": "Another", "username": "another", "unit": where, **SEEN, **more}


def absent(record: Record) -> dict[str, Any]:
    days = dict.fromkeys(("start", "end"), record.keys["tomorrow"])
    return {**days, "substitute": record.keys["other"], "reason": "Leave"}


MISSION: Doors = {
    "GET /absence/": signed_in("who acts for oneself"),
    "POST /absence/": Door(MEMBER, why="who acts for oneself", sends=absent, of="person", anywhere=True),
    "POST /absence/<pk>/end/": Door(GRANT, of="absence", own=True, everywhere=True),
    "GET /mission/": signed_in("leads on to the units"),
    "GET /mission/units/": reads("unit"),
    "GET /mission/units/add/": Door(UNITS),
    "POST /mission/units/add/": Door(
        UNITS,
        of="unit",
        sends=lambda record: unit_form(record, parent=record.unit.pk, code="another", since=record.keys["today"]),
    ),
    "GET /mission/units/<pk>/": reads("unit", of="unit"),
    "GET /mission/units/<pk>/change/": Door(UNITS, of="unit"),
    "POST /mission/units/<pk>/change/": Door(UNITS, of="unit", sends=unit_form),
    "GET /mission/units/<pk>/move/": Door(UNITS, of="unit"),
    "POST /mission/units/<pk>/move/": Door(
        UNITS,
        of="unit",
        also=(UNITS, "police"),
        sends=lambda record: {
            "parent": record.keys["to"],
            "since": record.keys["tomorrow"],
            "reason": "So decided",
            **SEEN,
        },
    ),
    "GET /mission/units/<pk>/close/": Door(UNITS, of="unit"),
    "POST /mission/units/<pk>/close/": Door(UNITS, of="unit", sends=lambda record: today(record, "on")),
    "POST /mission/units/<pk>/reopen/": Door(UNITS, of="unit", idle="it is not closed"),
    "GET /mission/people/": reads("account"),
    "GET /mission/people/add/": Door(PEOPLE),
    "POST /mission/people/add/": Door(PEOPLE, of="structure", sends=person_form),
    "GET /mission/people/<pk>/": reads("account", of="person"),
    "GET /mission/people/<pk>/change/": Door(PEOPLE, of="person", anywhere=True),
    "POST /mission/people/<pk>/change/": Door(PEOPLE, of="person", everywhere=True, sends=person_form),
    "POST /mission/people/<pk>/close/": Door(PEOPLE, of="person", everywhere=True, sends=SEEN),
    "POST /mission/people/<pk>/reopen/": Door(PEOPLE, of="person", everywhere=True, idle="it is open"),
    "GET /mission/people/<pk>/give/": Door(GRANT, of="person", anywhere=True),
    "POST /mission/people/<pk>/give/": Door(
        GRANT,
        of="person",
        everywhere=True,
        sends=lambda record: {
            "role": record.keys["role"],
            "unit": record.unit.pk if record.unit else "",
            **today(record, "start"),
        },
    ),
    "GET /mission/people/<pk>/absence/": Door(GRANT, of="person", anywhere=True),
    "POST /mission/people/<pk>/absence/": Door(GRANT, of="person", everywhere=True, sends=absent),
    "GET /mission/given/<pk>/end/": Door(GRANT, of="given", anywhere=True),
    "POST /mission/given/<pk>/end/": Door(
        GRANT, of="given", everywhere=True, sends=lambda record: today(record, "last_day")
    ),
    "GET /mission/roles/": reads("role"),
    "GET /mission/roles/add/": Door(ROLES, of="role", everywhere=True),
    "POST /mission/roles/add/": Door(
        ROLES, of="role", everywhere=True, sends={"code": "another", "name_en": "Another"}
    ),
    "GET /mission/roles/<pk>/": reads("role", of="role"),
    "GET /mission/roles/<pk>/change/": Door(ROLES, of="role", everywhere=True),
    "POST /mission/roles/<pk>/change/": Door(ROLES, of="role", everywhere=True, sends={"name_en": "Another", **SEEN}),
    "GET /mission/roles/<pk>/rights/": Door(ROLES, of="role", everywhere=True),
    "POST /mission/roles/<pk>/rights/": Door(
        ROLES, of="role", everywhere=True, sends={"activity-create": "unit", **SEEN}
    ),
    "GET /mission/access/": Door(OVERSEES),
    "POST /mission/access/decide/": Door(
        GRANT,
        of="given",
        everywhere=True,
        sends=lambda record: {"pick": [record.keys["pk"]], "decision": "kept"},
    ),
    "GET /mission/access/access.xlsx": Door(OVERSEES),
    "GET /mission/access/access.csv": Door(OVERSEES),
}

AUDIT = "read audit"
WHY = {"reason": "quality", "text": "For the tests of every door."}


def given_to(record: Record) -> dict[str, Any]:
    told = dict.fromkeys(("organisation", "recipient", "what", "channel", "legal_basis", "reference"), "A court")
    return {**told, "channel": "paper", "given_on": record.keys["today"]}


TRAILS: Doors = {
    "GET /audit/": Door(AUDIT),
    "POST /audit/verify/": Door(AUDIT),
    "GET /audit/anchors.jsonl": Door(AUDIT),
    "GET /audit/unusual/": Door(AUDIT),
    "GET /audit/search/": Door(AUDIT),
    "GET /audit/person/<pk>/": Door(AUDIT, of="person", anywhere=True),
    "GET /audit/record/<code>/<key>/": Door(AUDIT, of="activity", anywhere=True, unread=True),
    "GET /audit/export.<form>": Door("export audit", names={"form": "csv"}),
    "POST /audit/reason/": signed_in(
        "a reason gives no right to anything",
        of="activity",
        sends=lambda record: {**WHY, "code": "activity", "key": record.keys["pk"], "wanted": "/activities/"},
        idle="404 for what one does not see",
    ),
    "GET /audit/disclose/<code>/<key>/": Door("disclose personal_data", of="activity", anywhere=True),
    "POST /audit/disclose/<code>/<key>/": Door("disclose personal_data", of="activity", sends=given_to),
}

MARK, GLASS = "mark activity", "break_glass activity"


def marked(record: Record) -> dict[str, Any]:
    return {
        "marking": record.marking,
        "tlp": "red",
        "reason": "So decided",
        "before": f"{int(record.marking)}:",
        "sure": "1",
    }


def named(record: Record) -> dict[str, Any]:
    return {"person": record.keys["somebody"], "reason": "Works on it too"}


MARKINGS: Doors = {
    "GET /records/<code>/<key>/": reads("activity", of="activity"),
    "POST /records/<code>/<key>/mark/": Door(MARK, of="activity", sends=marked),
    "POST /records/<code>/<key>/raise/": Door(MARK, of="activity", idle="nothing tells of it"),
    "POST /records/<code>/<key>/name/": Door(MARK, of="activity", sends=named),
    "POST /records/<code>/<key>/end/<naming>/": Door(MARK, of="activity", names={"naming": 0}, idle="404: none such"),
    "GET /records/<code>/<key>/open/": Door(GLASS, of="activity", anywhere=True, unread=True, idle="it leads on"),
    "POST /records/<code>/<key>/open/": Door(
        GLASS, of="activity", unread=True, sends={"reason": "Somebody is in danger tonight."}, shut=True
    ),
    "POST /records/openings/<opening>/acknowledge/": Door(MARK, of="opening"),
    "GET /records/<code>/<key>/ of documents": reads("document", of="document"),
    "POST /records/<code>/<key>/mark/ of documents": Door("mark document", of="document", sends=marked),
    "POST /records/<code>/<key>/name/ of documents": Door("mark document", of="document", sends=named),
    "POST /records/<code>/<key>/open/ of documents": Door(
        "break_glass document",
        of="document",
        unread=True,
        sends={"reason": "Somebody is in danger tonight."},
        shut=True,
    ),
    "GET /records/<code>/<key>/ of registers": reads("record", of="record"),
    "POST /records/<code>/<key>/mark/ of registers": Door("mark record", of="record", sends=marked),
    "POST /records/<code>/<key>/name/ of registers": Door("mark record", of="record", sends=named),
    "POST /records/<code>/<key>/open/ of registers": Door(
        "break_glass record",
        of="record",
        unread=True,
        sends={"reason": "Somebody is in danger tonight."},
        shut=True,
    ),
}

DATA = "personal_data"
CARE = f"change {DATA}"
WHYS = {"reason": "So asked", "why": "So asked", "legal_basis": "Law 06/L-082"}


def protects(verb: str, **more: Any) -> Door:
    return Door(f"{verb} {DATA}", **more)


def asked(record: Record) -> dict[str, Any]:
    told = {"reference": "R-2", "kind": "access", "subject": "A. Person", "received": record.keys["today"]}
    return {**told, "identity": "Passport seen", "text": "What is held?", "contact": "By post"}


IN_RECORD = {"name": "A. Person", "category": "WITNESS", "basis": "FACT", **SEEN}

PROTECTION: Doors = {
    "GET /protection/": protects("read"),
    "GET /protection/data-sets/<code>/": protects("change", names={"code": "document"}),
    "POST /protection/data-sets/<code>/": protects(
        "change",
        names={"code": "document"},
        sends={
            "purpose": "Reporting",
            "legal_basis": "Mandate",
            "categories": ["OTHER"],
            "years": 5,
            "seen": 0,
        },
    ),
    "GET /protection/due/": protects("read"),
    "POST /protection/due/": protects(
        "change",
        of="activity",
        sends=lambda record: {
            "record": [f"activity {record.keys['pk']}"],
            "outcome": "RETAIN",
            "rationale": "Still needed",
        },
        idle="nothing of it is due yet",
    ),
    "GET /protection/notices/": protects("read"),
    "POST /protection/notices/<pk>/done/": protects("change", of="notice", sends={"remark": "Called"}),
    "GET /protection/erased/": protects("read"),
    "GET /protection/records/<code>/<key>/": reads("activity", of="activity"),
    "GET /protection/records/<code>/<key>/people/add/": Door(f"{CARE}|change activity", of="activity"),
    "POST /protection/records/<code>/<key>/people/add/": Door(
        f"{CARE}|change activity", of="activity", sends=IN_RECORD
    ),
    "GET /protection/people/<pk>/": Door(f"{CARE}|change activity", of="named"),
    "POST /protection/people/<pk>/": Door(f"{CARE}|change activity", of="named", sends=IN_RECORD),
    "POST /protection/people/<pk>/remove/": Door(f"{CARE}|change activity", of="named"),
    "GET /protection/records/<code>/<key>/restrict/": protects("restrict", of="activity", anywhere=True),
    "POST /protection/records/<code>/<key>/restrict/": protects(
        "restrict", of="activity", sends=WHYS, idle="it may be so already"
    ),
    "GET /protection/records/<code>/<key>/lift/": protects("restrict", of="activity", anywhere=True),
    "POST /protection/records/<code>/<key>/lift/": protects(
        "restrict", of="activity", sends=WHYS, idle="it may not be restricted"
    ),
    "GET /protection/records/<code>/<key>/rectify/": protects("rectify", of="activity", anywhere=True),
    "POST /protection/records/<code>/<key>/rectify/": protects(
        "rectify", of="activity", sends={"wrong": "Workshop", "right": "Course", **WHYS}
    ),
    "GET /protection/records/<code>/<key>/erase/": protects("erase", of="activity", anywhere=True),
    "POST /protection/records/<code>/<key>/erase/": protects("erase", of="activity", sends=WHYS),
    "GET /protection/records/<code>/<key>/erase-words/": protects("erase", of="activity", anywhere=True),
    "POST /protection/records/<code>/<key>/erase-words/": protects(
        "erase", of="activity", sends=lambda record: {"words": record.word, **WHYS}
    ),
    "GET /protection/requests/": protects("read"),
    "GET /protection/requests/new/": protects("change"),
    "POST /protection/requests/new/": protects("change", sends=asked, of="request"),
    "GET /protection/requests/<pk>/": protects("read", of="request"),
    "POST /protection/requests/<pk>/": protects(
        "change", of="request", sends={"state": "granted", "answer": "Here it is", **SEEN}
    ),
    "POST /protection/requests/<pk>/longer/": protects("change", of="request", sends={"reason": "It is much", **SEEN}),
    "POST /protection/requests/<pk>/identity/": protects(
        "change", of="request", sends={"identity": "They came with a passport", **SEEN}
    ),
    "POST /protection/requests/<pk>/search/": protects(
        "export", of="request", sends={"names": "A. Person"}, idle="it only looks"
    ),
    "POST /protection/requests/<pk>/export/": protects(
        "export", of="request", sends={"names": "A. Person"}, idle="nothing was picked"
    ),
}


def changed(record: Record) -> dict[str, Any]:
    """The record's form with another case."""
    sent = instance(record.unit_code, "Another case", "uuid:changed", record.keys["replaces"])
    return {"xml_submission_file": file("i.xml", sent)}


def referred(record: Record) -> dict[str, Any]:
    """To whom nothing of it was offered yet."""
    return {"kind": "referral", "unit": record.keys["mission"], "reason": "Theirs", **VERSION}


KEEPS = "administer register"
REGISTERS: Doors = {
    "GET /registers/": Door("read register"),
    "GET /registers/work/": Door("read register"),
    "GET /registers/warnings/": Door("read register"),
    "GET /registers/load/": Door(KEEPS),
    "POST /registers/load/": Door(
        KEEPS, of="register", sends=lambda record: {"workbook": file("tried.xlsx", workbook(record.unit_code, "2"))}
    ),
    "GET /registers/<code>/": reads("record", of="register"),
    "GET /registers/<code>/warnings/": Door("identify record", of="register", anywhere=True),
    "POST /registers/<code>/warnings/": Door("approve record", of="register", anywhere=True, idle=NO_TRY),
    "GET /registers/<code>/returns/": reads("record", of="register"),
    "GET /registers/<code>/returns/<receiver>/": reads("record", of="register", names={"receiver": "iccs"}),
    "GET /registers/<code>/returns/<receiver>/<table>.<form>": reads(
        "record", of="register", names={"receiver": "iccs", "table": "return", "form": "xlsx"}
    ),
    "GET /registers/<code>/about/": reads("register", of="register"),
    "GET /registers/<code>/versions/<number>/": reads("register", of="register"),
    "GET /registers/<code>/versions/<number>/workbook.xlsx": reads("register", of="register"),
    "GET /registers/<code>/versions/<number>/form.xml": reads("register", of="register"),
    "GET /registers/<code>/versions/<number>/files/<name>": reads(
        "register", of="register", names={"name": "municipalities.csv"}, idle="404: the form asks for none"
    ),
    "POST /registers/<code>/versions/<number>/publish/": Door(KEEPS, of="register"),
    "POST /registers/<code>/versions/<number>/remove/": Door(KEEPS, of="register", idle="422: it was published"),
    "POST /registers/<code>/rights/": Door(
        "administer role", of="given_rights", everywhere=True, idle="they were given when it was published"
    ),
    "GET /registers/<code>/search/": reads("record", of="register"),
    "POST /registers/<code>/search/": reads(
        "record", of="register", sends={"key.case": "A case"}, idle="it looks only"
    ),
    "POST /registers/<code>/mark/": Door("mark record", of="register", anywhere=True, idle=NO_TRY),
    "GET /registers/<code>/new/": Door("create record", of="register", anywhere=True),
    "POST /registers/<code>/new/": Door(
        "create record",
        of="register",
        anywhere=True,
        sends=lambda record: {"xml_submission_file": file("i.xml", instance(record.unit_code, "A case", "uuid:new"))},
    ),
    "GET /registers/<code>/import/": Door("create record|change record", of="register", anywhere=True),
    "POST /registers/<code>/import/": Door(
        "create record|change record",
        of="register",
        anywhere=True,
        sends=lambda record: {"table": file("t.csv", b"case\nA case\n")},
    ),
    "GET /registers/<code>/export.<form>": Door("export record", of="register", names={"form": "csv"}, anywhere=True),
    "GET /registers/tables/<pk>/": Door("create record|change record", of="record_table", anywhere=True),
    "GET /registers/tables/<pk>/wrong.csv": Door("create record|change record", of="record_table", anywhere=True),
    "POST /registers/tables/<pk>/load/": Door("create record|change record", of="record_table", anywhere=True),
    "POST /registers/tables/<pk>/drop/": Door("create record|change record", of="record_table", anywhere=True),
    "POST /registers/tables/<pk>/again/": Door(
        "create record|change record", of="record_table", anywhere=True, idle="its file is not here"
    ),
    "GET /api/registers/": Door("read register"),
    "GET /api/registers/<code>": reads("register", of="register"),
    "GET /api/registers/<code>/versions/<number>/form.xml": reads("register", of="register"),
    "GET /api/registers/<code>/records": reads("record", of="register"),
    "POST /api/registers/<code>/records": Door(
        "create record", of="register", anywhere=True, sends={"answers": {"case": "A case"}, "instance": "uuid:api"}
    ),
    "GET /api/registers/<code>/export/<form>": Door(
        "export record", of="register", names={"form": "csv"}, anywhere=True
    ),
    "GET /api/registers/records/<record>": reads("record", of="record"),
    "PATCH /api/registers/records/<record>": Door(
        "change record", of="record", sends={**VERSION, "answers": {"case": "Another case"}}
    ),
    "GET /api/registers/records/<record>/attachments": reads("record", of="record"),
    "POST /api/registers/records/<record>/attachments": Door(
        "change record", of="record", sends=lambda record: {"file": file("p.jpg", b"a picture")}
    ),
    "GET /api/registers/records/<record>/attachments/<attachment>": Door("identify record", of="record"),
    "GET /api/registers/records/<record>/work": reads("record", of="record"),
    "POST /api/registers/records/<record>/moves": Door(
        "approve record", of="record", also=("change record", ""), sends={"move": "approve", **VERSION}
    ),
    "PUT /api/registers/records/<record>/assignment": Door("assign record", of="record", sends={"to": "", **VERSION}),
    "POST /api/registers/records/<record>/tasks": Door(
        "change record", of="record", sends={"text": "Ask again", **VERSION}
    ),
    "PATCH /api/registers/records/<record>/tasks/<task>": Door(
        "change record", of="record", sends={"done": True, **VERSION}
    ),
    "POST /api/registers/records/<record>/notes": Door(
        "identify record", of="record", to_named=True, sends={"text": "A note", **VERSION}
    ),
    "PUT /api/registers/records/<record>/marking": Door(
        "mark record", of="record", sends={"marking": "public", "reason": "It is known", **VERSION}
    ),
    "GET /api/registers/records/<record>/marking": reads("record", of="record"),
    "POST /api/registers/records/<record>/namings": Door(
        "mark record", of="record", sends={"unit": "mission", "reason": "They work on it too"}
    ),
    "DELETE /api/registers/records/<record>/namings/<naming>": Door(
        "mark record", of="record", names={"naming": 0}, idle="404: none such"
    ),
    "GET /api/registers/records/<record>/twins": reads("record", of="record"),
    "POST /api/registers/records/<record>/differences": Door(
        "change record", of="record", sends={"other": 1, "why": "Another person", **VERSION}, idle="422: none such"
    ),
    "DELETE /api/registers/records/<record>/differences/<difference>": Door(
        "change record", of="record", names={"difference": 0}, query="version=1", idle="404: none such"
    ),
    "POST /api/registers/records/<record>/links": Door(
        "change record",
        of="record",
        sends={"code": "none", "other": 1, **VERSION},
        idle="422: the register offers none",
    ),
    "DELETE /api/registers/records/<record>/links/<link>": Door(
        "change record", of="record", names={"link": 0}, query="version=1", idle="404: none such"
    ),
    "POST /api/registers/records/<record>/handovers": Door(
        "refer record", of="record", sends=lambda record: {**referred(record), "unit": "mission"}
    ),
    "POST /api/registers/records/<record>/handovers for good": Door(
        "transfer record", of="record", sends=lambda record: {**referred(record), "kind": "transfer", "unit": "mission"}
    ),
    "GET /api/handovers/": signed_in("one's own; others are not in the list"),
    "GET /api/handovers/<handover>": Door("accept record", of="offer"),
    "POST /api/handovers/<handover>/accept": Door("accept record", of="offer", sends=VERSION),
    "POST /api/handovers/<handover>/decline": Door("accept record", of="offer", sends={"answer": "Not ours"}),
    "POST /api/handovers/<handover>/withdraw": Door("refer record", of="offered"),
    "POST /api/handovers/<handover>/end": Door("accept record", of="referred"),
    "GET /registers/records/<pk>/": reads("record", of="record"),
    "GET /registers/records/<pk>/change/": Door("change record", of="record"),
    "POST /registers/records/<pk>/change/": Door("change record", of="record", sends=changed),
    "GET /registers/records/<pk>/links/": reads("record", of="record"),
    "POST /registers/records/<pk>/links/add/": Door("change record", of="record", idle="400: the register offers none"),
    "POST /registers/records/<pk>/links/<link>/remove/": Door(
        "change record", of="record", names={"link": 0}, idle="404: none such"
    ),
    "GET /registers/records/<pk>/hand-over/": Door("refer record", of="record"),
    "POST /registers/records/<pk>/hand-over/": Door("refer record", of="record", sends=referred),
    "POST /registers/records/<pk>/hand-over/ for good": Door(
        "transfer record", of="record", sends=lambda record: {**referred(record), "kind": "transfer"}
    ),
    "GET /registers/handovers/": signed_in("one's own; others are not in the list"),
    "GET /registers/handovers/<pk>/": Door("accept record", of="offer"),
    "POST /registers/handovers/<pk>/answer/": Door("accept record", of="offer", sends={"does": "accept", **VERSION}),
    "POST /registers/handovers/<pk>/withdraw/": Door("refer record", of="offered"),
    "POST /registers/handovers/<pk>/end/": Door("accept record", of="referred"),
    "GET /registers/records/<pk>/instance.xml": Door("change record", of="record"),
    "GET /registers/records/<pk>/files/<attachment>": Door("identify record", of="record", to_named=True),
    "POST /registers/records/<pk>/files/<attachment>/check/": Door("identify record", of="record"),
    "GET /registers/records/<pk>/history/": reads("record", of="record"),
    "POST /registers/records/<pk>/move/": Door(
        "approve record", of="record", also=("change record", ""), sends={"move": "approve", **VERSION}
    ),
    "POST /registers/records/<pk>/assign/": Door("assign record", of="record", sends={"to": "", **VERSION}),
    "POST /registers/records/<pk>/tasks/": Door("change record", of="record", sends={"text": "Ask again", **VERSION}),
    "POST /registers/records/<pk>/tasks/<task>/": Door("change record", of="record", sends={"done": "on", **VERSION}),
    "POST /registers/records/<pk>/notes/": Door("identify record", of="record", sends={"text": "A note", **VERSION}),
}


def by_device(**more: Any) -> Door:
    return Door("create record", of="register", anywhere=True, by_token=True, **more)


OFFERED = "what its person may fill in; of whom may record nowhere, nothing"
OPENROSA: Doors = {
    "GET /registers/openrosa/formList": signed_in(OFFERED, by_token=True),
    "GET /registers/openrosa/forms/<code>/<number>/form.xml": by_device(),
    "GET /registers/openrosa/forms/<code>/<number>/manifest": by_device(),
    "GET /registers/openrosa/forms/<code>/<number>/files/<name>": by_device(
        names={"name": "municipalities.csv"}, idle="404: the form asks for none"
    ),
    "HEAD /registers/openrosa/submission": signed_in("where to send", by_token=True, idle="it tells where to send"),
    "POST /registers/openrosa/submission": by_device(
        sends=lambda record: {"xml_submission_file": file("i.xml", instance(record.unit_code, "A case", "uuid:sent"))},
    ),
}

PREPARES = {"opens": "publish record", "of": "release", "anywhere": True, "unread": True}
TITLED = {"title_en": "A", "title_sq": "A", "title_sr": "A", "start": "2025-01", "end": "2025-12"}
FOR_ALL = "what was published for everybody"
STATISTICS: Doors = {
    "GET /statistics/": signed_in("the registers whose records one reads; of whom may none, nothing"),
    "GET /statistics/people/": Door("read register"),
    "POST /statistics/people/": Door(
        KEEPS, of="population", sends={"place": "K27", "year": "2024", "people": "9", "source": "Census"}
    ),
    "POST /statistics/people/<pk>/remove/": Door(KEEPS, of="population"),
    "GET /statistics/<code>/": reads("record", of="register"),
    "GET /statistics/<code>/table.<form>": Door(
        "export record", of="register", anywhere=True, names={"form": "csv"}, query="by=unit"
    ),
    "GET /statistics/<code>/releases/": Door("publish record", of="register", anywhere=True),
    "GET /statistics/<code>/releases/new/": Door("publish record", of="register", anywhere=True),
    "POST /registers/records/<pk>/different/": Door(
        "change record", of="record", sends={"other": "1", "why": "Another person", **VERSION}, idle="422: none such"
    ),
    "POST /registers/records/<pk>/different/<difference>/back/": Door(
        "change record", of="record", names={"difference": 0}, idle="404: none such"
    ),
    "POST /statistics/<code>/releases/new/": Door("publish record", of="register", anywhere=True, sends=TITLED),
    "GET /statistics/<code>/publish/": Door("publish record", of="register", anywhere=True, query="by=unit"),
    "POST /statistics/<code>/publish/": Door(
        "publish record", of="register", anywhere=True, query="by=unit", sends=TITLED
    ),
    "GET /statistics/releases/<pk>/": Door(**PREPARES),
    "GET /statistics/releases/<pk>/change/": Door(**PREPARES),
    "POST /statistics/releases/<pk>/change/": Door(**PREPARES, sends={**TITLED, "version": 1}),
    "POST /statistics/releases/<pk>/<what>/": Door(**PREPARES, names={"what": "count"}, sends={"version": 1}),
    "GET /api/statistics/": signed_in("the registers whose records one reads; of whom may none, nothing"),
    "GET /api/statistics/<code>": reads("record", of="register"),
    "GET /api/statistics/<code>/table": reads("record", of="register", query="by=unit"),
    "GET /api/statistics/<code>/releases": Door("publish record", of="register", anywhere=True),
    "GET /api/statistics/releases/<release>": Door(**PREPARES),
    "GET /public/statistics/": stands_open(FOR_ALL),
    "GET /public/statistics/<pk>/": stands_open(FOR_ALL, of="public"),
    "GET /public/statistics/<pk>/<number>.csv": stands_open(FOR_ALL, of="public", names={"number": 1}),
    "GET /public/statistics/<pk>/release.json": stands_open(FOR_ALL, of="public"),
}

DOORS: Doors = {
    **ENTRANCE,
    **SELF,
    **ACCOUNTS,
    **DOCUMENTS,
    **DRAFTS,
    **ACTIVITIES,
    **FIGURES,
    **REPORTS,
    **MISSION,
    **TRAILS,
    **MARKINGS,
    **PROTECTION,
    **REGISTERS,
    **OPENROSA,
    **STATISTICS,
}
