"""Asking at a door as somebody, and judging the answer."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from muster.core.identity import SYSTEM, become
from tests.security.doors import DOORS, MEMBER, OPEN, SIGNED_IN, Door
from tests.security.everything import Everything, Record
from tests.security.expected import Who

# Written on the way, by whoever comes: sessions and counters; that somebody looked, or tried to, is in the trail.
ON_THE_SIDE = {"django_session", "usersessions_usersession", "sign_in_cacheentry"}
TRAIL = {"core_auditentry"}
REASON = "quality; Every door is tried."


def mistakes_at_all_doors(everything: Everything, who: Who, others: int) -> list[str]:
    """What is wrong with the answers that somebody gets at every door, each in words; `others` as in `chosen`."""
    client = Client(raise_request_exception=False)
    if who.person:
        client.force_login(who.person)
    mistakes = []
    for line, door in DOORS.items():
        for record in chosen(everything, who, line, others) if door.of else [None]:
            mistakes += judged(everything, who, client, line, record)
    return mistakes


def chosen(everything: Everything, who: Who, line: str, others: int) -> list[Record]:
    """One's own, another unit's, and so many of the others, always the same. Who has not the right anywhere meets the
    same refusal at each of them."""
    found = everything.of(DOORS[line].of, who.person)
    own, rest = (found[:2], found[2:]) if may_somewhere(who, DOORS[line]) else ([], found)
    return [*own, *random.Random(f"{who.name} {line}").sample(rest, min(others, len(rest)))]


def may_somewhere(who: Who, door: Door) -> bool:
    if door.opens == MEMBER:
        return who.gets_in(door, None)
    return any(right in (OPEN, SIGNED_IN) or who.holds(*right.split()) for right in door.opens.split("|"))


def judged(
    everything: Everything, who: Who, client: Client, line: str, record: Record | None, **more: Any
) -> list[str]:
    """What is wrong with the answer to one request of somebody; nothing of the request stays."""
    door = DOORS[line]
    answer, written = tried(client, line, record, **more)
    where = f"{who.name}: {line} {record.name if record else ''}: {answer.status_code}"
    if answer.status_code == 500:
        return [f"{where}: {answer.exc_info[1]!r}"]
    told = leaks(everything, who, answer)
    found = [f"{where}, tells of {name}" for name in told]
    if who.gets_in(door, record):
        wrong = refused(line, answer) and not door.idle.startswith("404")
        found += [f"{where}, though they may"] * wrong
        idle = line.startswith("GET") or door.idle or written - TRAIL
        found += [f"{where}, and did nothing: {said(answer)}"] * (not wrong and not idle)
    else:
        found += [f"{where}, though they may not"] * (not refused(line, answer) and not passed_over(who, line))
        found += [f"{where}, wrote {sorted(written - TRAIL)}"] * bool(written - TRAIL)
    return found


def passed_over(who: Who, line: str) -> bool:
    """Whether somebody may be answered otherwise than by a refusal: who may do this elsewhere, to whom a form says
    that it cannot be done here; what must not happen is that something is written."""
    return not line.startswith("GET") and may_somewhere(who, DOORS[line])


def tried(
    client: Client, line: str, record: Record | None, door: Door | None = None, **more: Any
) -> tuple[HttpResponse, set[str]]:
    """The answer, read to its end, and the tables that were written in. `door` is another one than stands there."""
    door, (method, address) = door or DOORS[line], line.split()[:2]
    path = path_of(door, address, record)
    path += f"?{door.query.format(**names_of(door, record))}" if door.query else ""
    session, before = client.cookies.output(header=""), writes()
    with transaction.atomic():
        sent = body(door, record, method, address)
        answer = client.generic(method, path, HTTP_JUSTIFICATION=REASON, **sent, **more)
        answer.text_of_it = b"".join(answer.streaming_content) if answer.streaming else answer.content
        after = {} if answer.status_code == 500 else writes()
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(session)  # also where the door was the way out
    become(SYSTEM)
    return answer, {table for table, number in after.items() if number != before.get(table)} - ON_THE_SIDE


def path_of(door: Door, address: str, record: Record | None) -> str:
    names = names_of(door, record)
    return re.sub(r"<(\w+)>", lambda found: str(names[found[1]]), address)


def names_of(door: Door, record: Record | None) -> dict[str, Any]:
    return {**(record.keys if record else {}), **door.names}


def body(door: Door, record: Record | None, method: str, address: str) -> dict[str, Any]:
    """What is sent, as a form or, to the API, as JSON."""
    if method == "GET":
        return {}
    sent = dict(door.sends if isinstance(door.sends, Mapping) else door.sends(record))  # type: ignore[arg-type]
    files = any(hasattr(value, "read") for value in sent.values())
    if address.startswith("/api/") and not files:
        return {"data": json.dumps(sent), "content_type": "application/json"}
    return {"data": encode_multipart(BOUNDARY, sent), "content_type": MULTIPART_CONTENT}


def writes() -> dict[str, int]:
    """Rows written in each table by this transaction so far, also by what was undone of it."""
    statement = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
    become(SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {table: number for table, number in cursor.fetchall() if number}


def refused(line: str, answer: HttpResponse) -> bool:
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
    return (to_sign_in and "/sign-" not in line) or answer.status_code in (401, 403, 404)


def leaks(everything: Everything, who: Who, answer: HttpResponse) -> list[str]:
    """The records in the answer that this person may not read."""
    body = answer.text_of_it + answer.get("Location", "").encode()
    known = {word.decode() for word in re.findall(rb"zq[admr]\d+x", body)}
    records = [record for kind in ("activity", "merge", "document", "record") for record in everything.records[kind]]
    return [f"{record.kind} {record.name}" for record in records if record.word in known and not who.reads(record)]


def said(answer: HttpResponse) -> str:
    text = re.sub(r"<[^>]+>|\s+", " ", answer.text_of_it.decode(errors="replace"))
    return f"{answer.get('Location', '')} {text[:300]}"
