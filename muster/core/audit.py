"""The audit trail: who wrote, read, searched, printed, exported or disclosed what; sealed, so no change stays hidden.

Rows of a history enter it by triggers (`audit_event`), looks by `record`. Every entry is sealed within a minute: a seal
holds the hash over its entries and the hash of the seal before (SHA-256, a hash chain). `findings` checks all of it
against the histories, and these against the tables. What was cut off at the end or made anew as a whole is found by the
anchors and the last seal's hash, which are kept outside of the database.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.utils import timezone

from muster.core import jobs
from muster.core.audit_findings import Finding, database_findings, tracked
from muster.core.audit_functions import FUNCTIONS
from muster.core.connection import as_owner
from muster.core.folders import data_folder
from muster.core.models import AuditSeal

EVERY = timedelta(minutes=1)  # between two seals
ANCHORS = "audit-anchors.jsonl"  # in the data folder; copies belong with somebody else
LAST = "audit-last-seal.json"  # in the data folder: the last seal that was made from here
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # as JSON writes it, not the same signs typed


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last seal of a day, to be countersigned and kept elsewhere."""

    day: str  # ISO, in UTC
    number: int
    hash: str  # hexadecimal


def record(person: int | None, verb: str, subject: str, key: str = "", **detail: Any) -> None:
    """Write down a look at something, in the transaction under way: read, search, print, export, disclose."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_record(%s, %s, %s, %s, %s)", [person, verb, subject, key, as_json(detail)])


def as_json(detail: dict[str, Any]) -> str:
    """The detail of an entry; signs that the database cannot hold (NUL, half of a pair) are replaced."""
    text = json.dumps(detail, ensure_ascii=False).encode(errors="replace").decode()
    return _NUL.sub(lambda found: f"{found[1]}\ufffd", text)


def seal() -> int | None:
    """Seal what is not sealed yet; the seal's number, None where there was nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal()")
        number: int | None = cursor.fetchone()[0]
    return number


@jobs.sweep
def seal_in_time() -> None:
    """Seal once a minute, and write down the last seal, and the anchor of a day that is over."""
    last = AuditSeal.objects.order_by("-number").values_list("at", flat=True).first()
    # A clock that was ahead may have left a seal of the future: that one is no reason to wait.
    if last is None or not timedelta() <= timezone.now() - last < EVERY:
        with transaction.atomic():
            seal()
        keep_anchors()
        keep_last()


def findings() -> list[Finding]:
    """What is wrong; nothing where the trail is whole. Reads every entry, history row and tracked row once."""
    return [*database_findings(), *_anchors_gone()]


def anchors(since: date | None = None) -> list[Anchor]:
    """The last seal of every day that is over, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (day) day::text, number, encode(hash, 'hex')
            FROM (SELECT (at AT TIME ZONE 'UTC')::date AS day, number, hash FROM core_auditseal) seals
            WHERE day < (now() AT TIME ZONE 'UTC')::date AND day >= %s
            ORDER BY day, number DESC
            """,
            [since or date.min],
        )
        return [Anchor(*row) for row in cursor.fetchall()]


def keep_anchors() -> None:
    """Add the anchors that the file does not have yet."""
    kept = {anchor.day for anchor in kept_anchors()}
    new = [anchor for anchor in anchors() if anchor.day not in kept]
    if new:
        with _file().open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(anchor)) + "\n" for anchor in new)


def kept_anchors() -> list[Anchor]:
    """The anchors of the file in the data folder."""
    if not _file().exists():
        return []
    return [Anchor(**json.loads(line)) for line in _file().read_text(encoding="utf-8").splitlines() if line]


def keep_last() -> None:
    """Write down the last seal, in place of an earlier one."""
    last = AuditSeal.objects.order_by("-number").first()
    if last is None or ((kept := kept_last()) and kept.number >= last.number):
        return
    now = Anchor(last.at.astimezone(UTC).date().isoformat(), last.number, bytes(last.hash).hex())
    aside = _last_file().with_suffix(f".{os.getpid()}")
    aside.write_text(json.dumps(asdict(now)) + "\n", encoding="utf-8")
    os.replace(aside, _last_file())


def kept_last() -> Anchor | None:
    """The last seal as it was written down outside of the database."""
    try:
        return Anchor(**json.loads(_last_file().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _anchors_gone() -> Iterator[Finding]:
    """Seals that the files know and the database tells otherwise, or no more."""
    last = kept_last()
    for anchor in [*kept_anchors(), *([last] if last else [])]:
        found = AuditSeal.objects.filter(number=anchor.number).values_list("hash", flat=True).first()
        if found is None or bytes(found).hex() != anchor.hash:
            yield Finding("anchor", "core_auditseal", str(anchor.number))


def _file() -> Path:
    return data_folder() / ANCHORS


def _last_file() -> Path:
    return data_folder() / LAST


def attach(using: str = "default", **_: Any) -> None:
    """After a migration by the owner: every history, and what it is of, writes into the trail."""
    if not as_owner():
        return
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTIONS)
        cursor.execute("SELECT audit_attach()")
        cursor.execute("SELECT audit_attach_to_context()")
        for pair in tracked():
            cursor.execute("SELECT audit_attach_to_tracked(%s, %s, %s)", [pair.table, pair.key, pair.history])
