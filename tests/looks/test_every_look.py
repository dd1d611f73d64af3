"""Every address that names a record of a data set leaves a look at it, and asks why where the record is closed.

They are found, not listed: one that is new fails here until it leaves its look, or stands below with the reason why
it shows nothing of a record.
"""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.urls import URLPattern, get_resolver

from muster.core import files
from muster.core.models import Marking
from muster.features.accounts.models import Assignment, Role
from muster.features.activities.models import Activity, TableLoad
from muster.features.audit.models import Justification
from muster.features.intake.models import Document
from muster.features.registers.models import Record
from muster.features.registers.tables.models import Load
from tests.security.registers import make_record, make_register
from tests.security.world import make_world

NOT_A_RECORD = {  # name of an address -> what its number or word is, where it is no record with personal data
    "accounts:unit": "a unit",
    "accounts:change_unit": "a unit",
    "accounts:move_unit": "a unit",
    "accounts:close_unit": "a unit",
    "accounts:role": "a role",
    "accounts:change_role": "a role",
    "accounts:change_rights": "a role",
    "openid_connect_callback": "a provider",
    "mfa_remove_webauthn": "one's own passkey",
    "sign_in:welcome": "a link, before anybody is known",
    "audit:export": "a kind of file; of the trail, which has its own test",
    "protection:sheet": "a data set as a whole",
    "matrix:table": "a kind of file; counts alone",
    "matrix:chart": "a chart; counts alone",
    "matrix:published_matrix": "a matrix of counts",
    "publishing:handed_out": "a link; what is taken by it is in the trail as a disclosure",
    "api:chart": "a chart; counts alone",
    "api:published_matrix": "a matrix of counts",
    "activities:export": "a kind of file; of a list, which has its own test",
    "api:export_activities": "a kind of file; of a list, which has its own test",
    **dict.fromkeys(
        (
            *("registers:warnings", "registers:returns", "registers:return", "registers:return_file"),
            *("registers:records", "registers:about", "registers:rights", "registers:new", "registers:version"),
            *("registers:publish", "registers:workbook", "registers:xform", "registers:file", "registers:search"),
            *("registers:openrosa_form", "registers:openrosa_manifest", "registers:openrosa_file"),
            *("registers:import", "registers:export", "registers:mark", "api:get_register", "api:get_form"),
            *("api:list_records", "api:create_record", "api:export_records"),
        ),
        "a register or a version of its form, not what was recorded; the list has its own test",
    ),
    **dict.fromkeys(
        (
            *("statistics:table", "statistics:download", "statistics:releases", "statistics:start_release"),
            *("statistics:publish_table", "statistics:release", "statistics:change_release", "statistics:act"),
            *("statistics:remove_population", "statistics:public_release", "statistics:public_csv"),
            "statistics:public_json",
            *("api:get_counts", "api:get_table", "api:get_release", "api:list_releases"),
        ),
        "a register, or what is released of it; counts alone",
    ),
    "markings:open": "asks for a reason, and tells nothing of what is closed before",
}
# What needs more than this world has, and the test that shows its look instead.
ELSEWHERE = {
    "protection:person": "of a person who was found in a record",
    "protection:request": "of a request that somebody made",
    "protection:export": "of a request that somebody made",
    "publishing:versions": "only of what is published",
    "publishing:download": "only of what is published",
    "publishing:handouts": "only of what is published",
    "api:get_content": "only of what is published",
    "api:list_differences": "only of what is published",
    "api:get_file": "only of what is published",
}
RECORDS = {  # beginning of a name -> the data set of its record, and what the world calls its key
    "intake:": ("document", "document"),
    "review:": ("document", "document"),
    "api:get_document": ("document", "document"),
    "api:document_status": ("document", "document"),
    "api:get_draft": ("document", "draft"),
    "activities:table": ("table", "table"),
    "activities:wrong_rows": ("table", "table"),
    "activities:": ("activity", "activity"),
    "api:get_activity": ("activity", "activity"),
    "api:get_history": ("activity", "activity"),
    "accounts:": ("account", "person"),
    "accounts:end_role": ("account", "given"),
    "sign_in:person": ("account", "person"),
    "publishing:chapter": ("report", "chapter"),
    "publishing:clearance": ("report", "chapter"),
    "publishing:take_in": ("report", "chapter"),
    "publishing:add": ("report", "chapter"),
    "publishing:change": ("report", "paragraph"),
    "publishing:": ("report", "report"),
    "registers:": ("record", "record"),
    "registers:handover": ("record", "handover"),
    "registers:table": ("register_table", "register_table"),
    **dict.fromkeys(("api:get_record", "api:list_attachments", "api:get_attachment"), ("record", "record")),
    **dict.fromkeys(("api:get_work", "api:get_marking", "api:list_twins"), ("record", "record")),
    "api:get_handover": ("record", "handover"),
    "api:list_paragraphs": ("report", "chapter"),
    "api:get_report": ("report", "report"),
    "api:list_chapters": ("report", "report"),
    "audit:person": ("audit", "person"),
    "audit:record": ("audit", "activity"),
    "audit:disclose": ("activity", "activity"),
    "markings:": ("activity", "activity"),
    "protection:record": ("activity", "activity"),
    "protection:add_person": ("activity", "activity"),
    "protection:restrict": ("activity", "activity"),
    "protection:lift": ("activity", "activity"),
    "protection:rectify": ("activity", "activity"),
    "protection:erase": ("activity", "activity"),
    "protection:erase_words": ("activity", "activity"),
}


def named(patterns, space="", before="/"):
    """(name, address with names in angle brackets) of every address that names something."""
    for pattern in patterns:
        here = before + plain(str(pattern.pattern))
        if not isinstance(pattern, URLPattern):
            yield from named(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space, here)
        elif "<" in here:
            yield f"{space}{pattern.name}", here


def addresses():
    """(name, address), once an address: the API has several names for one, by method."""
    found = {}
    for name, address in named(get_resolver().url_patterns):
        if address not in found or (record_of(found[address]) is None and record_of(name) is not None):
            found[address] = name
    return [(name, address) for address, name in found.items()]


def plain(pattern):
    words = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", pattern)
    return re.sub(r"<\w+:(\w+)>", r"<\1>", words).strip("^$").replace("\\", "")


def record_of(name):
    best = max((one for one in RECORDS if name.startswith(one)), key=len, default=None)
    return RECORDS[best] if best else None


@pytest.fixture
def world(officer, unit, person):
    somebody = person("reader", unit)
    made = make_world(officer, unit)
    load = TableLoad.objects.create(
        file_name="t.csv", content=b"title\nA\n", head=["title"], head_row=1, uploaded_by=officer
    )
    keeper = person("administrator")
    Assignment.objects.create(person=keeper, role=Role.objects.get(code="desk_officer"), start=date(2000, 1, 1))
    register = make_register(keeper, unit)
    brought = Load.objects.create(register=register, form=register.current, file_name="r.csv", uploaded_by=officer)
    record = make_record(officer, "zqrx", unit)
    told = {"called": record.name, "kind": "referral", "reason": "Theirs"}
    offered = record.handovers.create(register=record.register, from_unit=unit, to_unit=unit, by=officer, **told)
    return {
        "handover": offered.pk,
        "record": record.pk,
        "attachment": record.attachments.get().pk,
        "document": made["pk"][0],
        "draft": made["pk"][1],
        "draft_pk": made["pk"][1],
        "activity": made["activity"][0],
        "report": made["report_id"][0],
        "chapter": made["chapter_id"][0],
        "paragraph": made["paragraph_id"][0],
        "table": load.pk,
        "register_table": brought.pk,
        "person": somebody.pk,
        "given": somebody.assignments.get().pk,
    }


@pytest.fixture
def everything(client, officer, unit, monkeypatch):
    """Somebody who may do all of it."""
    monkeypatch.setattr(files, "opened", lambda sha256: io.BytesIO(b"bytes"))
    for code in ("administrator", "auditor", "data_protection_officer", "reporting_officer"):
        Assignment.objects.create(person=officer, role=Role.objects.get(code=code), unit=None, start=date(2000, 1, 1))
    client.force_login(officer)
    said = {"person": officer, "reason": "inspection", "text": "The yearly inspection.", "until": "2999-01-01T00:00Z"}
    Justification.objects.create(subject="audit", **said)
    return client


def filled(address, code, key, world):
    """The address with the key of the record for whatever it calls it."""
    words = {
        "draft_pk": world["draft"],
        "attachment": world["attachment"],
        "code": code if code != "audit" else "activity",
        "what": "up",
        "output": "html",
        "form": "csv",
    }
    return re.sub(r"<(\w+)>", lambda found: str(words.get(found[1], key)), address)


def asked(client, world, address, name):
    """(status, text) of asking for the address; of one that only takes forms 405."""
    code, kind = record_of(name)
    extra = {"first": "0", "last": "0"} if name == "review:text" else {}
    response = client.get(filled(address, code, world[kind], world), extra)
    text = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, text.decode(errors="replace")


WHOLE = {
    "draft": "document",
    "chapter": "report",
    "paragraph": "report",
    "given": "person",
    "handover": "record",
}  # whose key is another record's


def test_every_address_that_names_a_record_leaves_a_look_at_it(everything, world, looks):
    mistakes, tried = [], 0
    for name, address in addresses():
        if name in NOT_A_RECORD or name in ELSEWHERE:
            continue
        known = len(looks())
        if record_of(name) is None:
            if everything.get(re.sub(r"<\w+>", "1", address)).status_code != 405:
                mistakes.append(f"{name}: nobody said here what its number is")
            continue
        status, _text = asked(everything, world, address, name)
        if status == 405:
            continue
        tried += 1
        code, kind = record_of(name)
        key = str(world[WHOLE.get(kind, kind)])
        left = looks()[known:]
        mine = [look for look in left if look.subject == code]
        found = any(key == look.key or key in look.detail.get("keys", []) or look.detail.get("of") for look in mine)
        if status != 200 or not found:
            told = [(look.subject, look.key, look.detail.get("keys")) for look in left]
            mistakes.append(f"{name}: {status}, {told}")
    assert not mistakes, "\n".join(mistakes)
    assert tried > 25


def test_every_address_of_a_closed_record_asks_why_first(everything, world, looks):
    Activity.objects.update(marking=Marking.RESTRICTED)
    Document.objects.update(marking=Marking.RESTRICTED)
    nobodys = {"created_by": world["person"], "updated_by": world["person"], "assigned_to": None}  # or it is own work
    Record.objects.update(marking=Marking.RESTRICTED, **nobodys)
    mistakes = []
    for name, address in addresses():
        code, _kind = record_of(name) or ("", "")
        if code not in {"activity", "document", "record"} or name in NOT_A_RECORD:
            continue
        status, text = asked(everything, world, address, name)
        if status != 405 and (status != 403 or ("Why do you need this?" not in text and "Justification" not in text)):
            mistakes.append(f"{name}: {status}")
    assert not mistakes, "\n".join(mistakes)
    assert not looks("activity")
    assert not looks("document")
    assert not looks("record")
