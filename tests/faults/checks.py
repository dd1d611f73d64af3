"""What must hold once all is well again. Every check looks into the database past the application, as its superuser."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterator

from tests.faults.journal import Journal, Tally
from tests.faults.whole import Whole

Check = Callable[[Whole, Journal], Iterator[str]]
NOTHING = Tally()

VERIFY = """
import sys
from django.core.management import call_command
call_command("audit", "seal")  # as workers do within a minute
call_command("audit", "verify", stderr=sys.stdout)
"""
# Rows that must not be there, each with what it would mean.
NEVER = {
    "a document is stuck": "SELECT id, stage, error_code FROM intake_document WHERE stage <> 'ready'",
    "a job is left or failed": """
        SELECT id, task_name, status, args FROM procrastinate_jobs WHERE status <> 'succeeded'
        AND NOT (task_name = 'audit.verify' AND status IN ('todo', 'doing'))""",  # begins by itself, once a day
    "a draft is there twice": """
        SELECT document_id, position, spans FROM intake_draft d
        WHERE parent_id IS NULL AND changed_by_id IS NULL GROUP BY 1, 2, 3 HAVING count(*) > 1""",
    "a document has no drafts, or not all": """
        SELECT doc.id, count(d.id) FROM intake_document doc LEFT JOIN intake_draft d ON d.document_id = doc.id
            AND EXISTS (SELECT 1 FROM intake_draftevent e
                        WHERE e.pgh_obj_id = d.id AND e.pgh_label = 'insert' AND e.changed_by_id IS NULL)
        GROUP BY 1 HAVING count(d.id) <> 5""",
    "an accepted draft is not in the register, or one in the register is not accepted": """
        SELECT d.id, d.state, s.activity_id FROM intake_draft d
        LEFT JOIN activities_activitysource s ON s.draft_id = d.id
        LEFT JOIN activities_activity a ON a.id = s.activity_id
        WHERE (d.state = 'accepted') <> (s.id IS NOT NULL AND a.withdrawn_at IS NULL)
          AND NOT (d.state = 'accepted' AND s.id IS NULL AND EXISTS (
                SELECT 1 FROM review_decision r, jsonb_array_elements(r.entries) entry
                JOIN activities_activity a ON a.id = (entry->>1)::bigint
                WHERE (entry->>0)::bigint = d.id AND a.withdrawn_at IS NOT NULL))""",
    "an entry from a report without its decision": """
        SELECT a.id FROM activities_activity a WHERE origin = 'report' AND NOT EXISTS (
            SELECT 1 FROM review_decision r, jsonb_array_elements(r.entries) entry WHERE (entry->>1)::bigint = a.id)""",
    "a decision whose entry is not there": """
        SELECT r.id, entry FROM review_decision r, jsonb_array_elements(r.entries) entry
        WHERE NOT EXISTS (SELECT 1 FROM activities_activity a WHERE a.id = (entry->>1)::bigint)""",
    "two decisions on one version of a draft": """
        SELECT b->>'draft', b->>'was', count(*) FROM review_decision, jsonb_array_elements(before) b
        GROUP BY 1, 2 HAVING count(*) > 1""",
    "a decision that was undone has an entry that counts": """
        SELECT r.id FROM review_decision r, jsonb_array_elements(r.entries) entry
        JOIN activities_activity a ON a.id = (entry->>1)::bigint WHERE r.undone_at IS NOT NULL AND a.counted""",
    "an entry is merged without a merge, or by two, or a merge holds an entry that is not merged": """
        SELECT a.id, a.merged_into_id, count(m.id) FROM activities_activity a
        LEFT JOIN activities_merge m ON a.id = ANY (m.merged) AND m.undone_at IS NULL
        GROUP BY a.id HAVING count(m.id) <> (a.merged_into_id IS NOT NULL)::int""",
    "a published report without its publication, or the other way round": """
        SELECT r.id, r.state, p.id FROM publishing_report r LEFT JOIN publishing_publication p ON p.report_id = r.id
        WHERE (r.state = 'published') <> (p.id IS NOT NULL)""",
    "a publication that lacks a file, or has one twice": """
        SELECT p.id, string_agg(f.format, ' ' ORDER BY f.format) FROM publishing_publication p
        LEFT JOIN publishing_publicationfile f ON f.publication_id = p.id AND f.format <> 'svg'
        GROUP BY p.id HAVING string_agg(f.format, ' ' ORDER BY f.format) IS DISTINCT FROM 'docx html pdf'""",
    "a published file with other bytes": """
        SELECT sha256, length(content) FROM publishing_frozenfile WHERE encode(sha256(content), 'hex') <> sha256""",
    "a published report that is not frozen as a whole": """
        SELECT r.id, c.id, c.state FROM publishing_report r JOIN publishing_chapter c ON c.report_id = r.id
        WHERE (r.state = 'published') <> (c.state = 'published')""",
    "an order that stands still": """
        SELECT o.id, r.state, o.step, o.error FROM publishing_order o JOIN publishing_report r ON r.id = o.report_id
        WHERE o.step <> 'failed' OR r.state = 'published' OR o.error NOT IN ('not-ready', 'changed', 'refused')""",
}

# Tracked tables with a version: their histories tell every version once, and end as the row stands.
VERSIONED = {
    "intake_draft": "intake_draftevent",
    "activities_activity": "activities_activityevent",
    "publishing_paragraph": "publishing_paragraphevent",
    "publishing_report": "publishing_reportevent",
}


def what_is_wrong(muster: Whole, journal: Journal) -> list[str]:
    """A sentence for each thing that does not agree with what people were told."""
    checks: tuple[Check, ...] = (never, versions, uploads, decisions, undone, entries, merges, reports, trail)
    return [sentence for check in checks for sentence in check(muster, journal)]


def never(muster: Whole, journal: Journal) -> Iterator[str]:
    for meaning, statement in NEVER.items():
        if rows := muster.ask(statement):
            yield f"{meaning}: {len(rows)} such, first {rows[:3]}"


def versions(muster: Whole, journal: Journal) -> Iterator[str]:
    for table, history in VERSIONED.items():
        rows = muster.ask(f"""
            SELECT t.id, t.version, array_agg(DISTINCT h.version ORDER BY h.version), max(h.version)
            FROM {table} t LEFT JOIN {history} h ON h.pgh_obj_id = t.id
            GROUP BY t.id HAVING count(DISTINCT h.version) <> t.version OR max(h.version) IS DISTINCT FROM t.version""")
        if rows:
            yield f"the history of {table} is not that of its rows: {len(rows)} such, first {rows[:3]}"


def uploads(muster: Whole, journal: Journal) -> Iterator[str]:
    rows = muster.ask("""
        SELECT o.sha256, o.size, (SELECT count(*) FROM intake_document d WHERE d.original_id = o.sha256),
               (SELECT count(*) FROM intake_delivery y JOIN intake_document d ON d.id = y.document_id
                WHERE d.original_id = o.sha256)
        FROM intake_original o""")
    found = {sha256: (size, documents, deliveries) for sha256, size, documents, deliveries in rows}
    known = {hashlib.sha256(content).hexdigest(): (content, tally) for content, tally in journal.of("hand in").items()}
    for sha256, (content, tally) in known.items():
        size, documents, deliveries = found.get(sha256, (0, 0, 0))
        if not tally.allows(deliveries) or documents != (deliveries > 0):
            yield f"upload {sha256[:8]}: {tally}, but {documents} documents, {deliveries} receipts"
        kept = muster.folder / "originals" / sha256[:2] / sha256
        if documents and (size != len(content) or kept.read_bytes() != content):
            yield f"upload {sha256[:8]}: not the bytes that came"
    if strange := set(found) - set(known):
        yield f"originals that nobody handed in: {strange}"
    for path in (muster.folder / "originals").glob("[0-9a-f][0-9a-f]/*"):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield f"{path} is not what its name says"


def _compared(
    journal: Journal, kind: str, found: Counter[Hashable], most: int | None = 1, what: str = ""
) -> Iterator[str]:
    known = journal.of(kind)
    for key in known.keys() | found.keys():
        if not known.get(key, NOTHING).allows(found[key], most):
            yield f"{what or kind} {key!r}: {known.get(key, NOTHING)}, but there {found[key]} times"


def decisions(muster: Whole, journal: Journal) -> Iterator[str]:
    rows = muster.ask("""
        SELECT deed, (b->>'draft')::bigint, (b->>'was')::int FROM review_decision, jsonb_array_elements(before) b""")
    for deed in ("accept", "reject", "correct", "split", "merge", "reopen"):
        yield from _compared(journal, deed, Counter((draft, was) for one, draft, was in rows if one == deed))


def undone(muster: Whole, journal: Journal) -> Iterator[str]:
    """Decisions that were taken back by their person; those that a reopening settled carry its very time."""
    rows = muster.ask("""
        SELECT document_id, person_id FROM review_decision d WHERE undone_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM review_decision r WHERE r.deed = 'reopen' AND r.at = d.undone_at)""")
    yield from _compared(journal, "undo", Counter(rows), None)


def entries(muster: Whole, journal: Journal) -> Iterator[str]:
    titles = muster.ask("SELECT title FROM activities_activityevent WHERE pgh_label = 'insert' AND origin = 'hand'")
    yield from _compared(journal, "register", Counter(title for (title,) in titles))
    rows = muster.ask("SELECT DISTINCT pgh_obj_id, version - 1, title FROM activities_activityevent WHERE version > 1")
    changed = Counter((pk, was, title) for pk, was, title in rows)
    known = journal.of("change")
    yield from _compared(journal, "change", Counter({key: changed[key] for key in known}))
    rows = muster.ask("""
        SELECT DISTINCT pgh_obj_id, version - 1 FROM activities_activityevent
        WHERE withdrawn_at IS NOT NULL AND withdrawn_reason = 'not ours' AND merged_into_id IS NULL""")
    yield from _compared(journal, "withdraw", Counter(rows))


def merges(muster: Whole, journal: Journal) -> Iterator[str]:
    rows = muster.ask("SELECT id, kept_id, merged, undone_at FROM activities_merge")
    yield from _compared(journal, "unite", Counter((kept, merged[0]) for _pk, kept, merged, _undone in rows), None)
    yield from _compared(journal, "part", Counter(pk for pk, _kept, _merged, undone in rows if undone))


def reports(muster: Whole, journal: Journal) -> Iterator[str]:
    rows = muster.ask("""
        SELECT r.id, r.corrects_id, extract(year FROM r.period_start)::int, extract(month FROM r.period_start)::int,
               p.id IS NOT NULL
        FROM publishing_report r LEFT JOIN publishing_publication p ON p.report_id = r.id""")
    first = Counter((year, month) for _pk, corrects, year, month, _published in rows if corrects is None)
    yield from _compared(journal, "start", first)
    yield from _compared(journal, "correct report", Counter(corrects for _pk, corrects, *_rest in rows if corrects))
    ordered = journal.of("publish")
    failed = {pk for (pk,) in muster.ask("SELECT report_id FROM publishing_order")}
    for pk, _corrects, _year, _month, published in rows:
        tally = ordered.get(pk, NOTHING)
        ordered_by_nobody = published and tally == NOTHING
        if ordered_by_nobody or (tally.accepted and not published and pk not in failed):
            yield f"report {pk}: publication {tally}, but published: {published}"
    told = Counter(text for (text,) in muster.ask("SELECT DISTINCT text FROM publishing_paragraphevent"))
    known = journal.of("add")
    yield from _compared(journal, "add", Counter({key: told[key] for key in known}))
    rows = muster.ask("SELECT DISTINCT pgh_obj_id, version - 1, text FROM publishing_paragraphevent WHERE version > 1")
    written = Counter(rows)
    yield from _compared(journal, "write", Counter({key: written[key] for key in journal.of("write")}))


def trail(muster: Whole, journal: Journal) -> Iterator[str]:
    said = muster.inside(VERIFY)
    if "trail is whole" not in said:
        yield f"the audit trail: {said.strip()[-600:]}"
