"""Somebody with all rights of the tables' owner tampers at random with a register that has been worked in.

What is kept outside of the database (the anchors, the last seal) is out of their reach. Every tampering is found.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pghistory
import pytest
from django.db import DatabaseError, transaction

from muster.core import audit
from muster.core.audit_findings import tracked
from muster.domain.counting.period import Period
from muster.features.activities.actions import ActivityValues, Source, merge_activities, register_activity
from muster.features.activities.models import Pair, PartnerName
from muster.features.activities.values import values_of
from muster.features.intake.models import Document, Draft, Original
from muster.features.matrix.models import PublishedMatrix
from muster.features.publishing.actions.paragraphs import add_paragraph, remove_paragraph, save_paragraph
from muster.features.publishing.actions.reports import start_report
from muster.features.publishing.models import FundSource, UnitYear
from tests.audit.attacker import Attacker, NotThisTime, ask, run
from tests.rounds import rounds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]

SEED = 2016
MUST_BE_TRIED = {
    *("intake_document", "intake_draft", "matrix_publishedmatrix"),
    *(f"activities_{name}" for name in ("activity", "activitysource", "merge", "pair", "partnername")),
    *(f"publishing_{name}" for name in ("report", "chapter", "paragraph", "unityear")),
}


@pytest.fixture
def work(outside, unit, reporting_officer):
    """A register in which something of everything happened, under several seals; the last two hold looks alone."""
    steps = (documents, entries, reports, corrections)
    kept: dict = {"unit": unit, "person": reporting_officer}
    for number, step in enumerate(steps):
        with pghistory.context(user=reporting_officer.pk, url=f"/{number}/"):
            step(kept)
        audit.seal()
    for key in ("1", "2"):
        audit.record(reporting_officer.pk, "read", "activity", key, why="on duty")
        audit.seal()
    audit.keep_last()
    run("SET CONSTRAINTS ALL IMMEDIATE")


def documents(kept):
    original = Original.objects.create(sha256="a" * 64, size=10, media_type="text/plain")
    document = Document.objects.create(
        original=original, file_name="a.txt", unit=kept["unit"], uploaded_by=kept["person"]
    )
    fields = {"title": {"value": "Workshop", "spans": [[0, 5]], "confidence": 0.875, "reason": None}}
    kept["drafts"] = [
        Draft.objects.create(
            document=document,
            position=place,
            spans=[[place, 9]],
            first_line=1,
            last_line=1,
            proposed=fields,
            fields=fields,
            confidence=0.5,
        )
        for place in range(4)
    ]
    kept["document"] = document


def entries(kept):
    person, document = kept["person"], kept["document"]
    values = ActivityValues(
        unit=kept["unit"],
        theme="A10",
        kind="workshop",
        column="training",
        title="Workshop",
        start="2016-04-15",
        participants=24,
        places=("Prizren",),
        partners=("Kosovo Police",),
    )
    sources = [Source(document, draft, draft.spans) for draft in kept["drafts"][:3]]
    kept["entries"] = [register_activity(person, values, source) for source in sources]
    Pair.objects.get_or_create(
        first=kept["entries"][0], second=kept["entries"][2], defaults={"score": 0.5, "reasons": []}
    )
    PartnerName.objects.get_or_create(key="kosovo police", defaults={"name": "Kosovo Police"})


def reports(kept):
    kept["report"] = start_report(kept["person"], "annual", Period.of_year(2016), [kept["unit"]])
    UnitYear.objects.create(unit=kept["unit"], year=2016, fund_source=FundSource.UNIFIED, budget="1000.50", staff=3)
    PublishedMatrix.objects.create(
        scope="Mission", year=2015, source="Report 2015", cells={"A10": {"training": 3}}, loaded_by=kept["person"]
    )


def corrections(kept):
    person, (first, second, _third) = kept["person"], kept["entries"]
    merge_activities(person, first.pk, {first.pk: first.version, second.pk: second.version}, values_of(first))
    kept["drafts"].pop().delete()
    chapter = kept["report"].chapters.get(kind="summary")
    stays = add_paragraph(person, chapter, "intro", text="In 2016 much was done.")
    save_paragraph(person, stays, stays.version, text="In 2016 a great deal was done.")
    goes = add_paragraph(person, chapter, "intro", text="Nothing more.")
    remove_paragraph(person, goes, goes.version)


def tampering(chance):
    """What was done and what was found, everything being as before afterwards; None where it could not be done."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                done = Attacker(chance).tamper()
        except (NotThisTime, DatabaseError):
            return None
        found = audit.findings()
        transaction.set_rollback(True)
    return done, found


def test_work_as_it_should_be_is_found_whole_and_is_of_everything(work):
    assert audit.findings() == []
    tried = {pair.table for pair in tracked() if ask(f"SELECT 1 FROM {pair.history} LIMIT 1")}
    assert tried >= MUST_BE_TRIED


def test_every_tampering_is_found(work):
    chance, tried = random.Random(SEED), Counter()
    number = rounds(100, 1000)
    while tried.total() < number:
        if outcome := tampering(chance):
            done, found = outcome
            assert found, f"tampering {tried.total()} of seed {SEED} was not found: {done}"
            tried[done.split()[0]] += 1
    print(dict(tried))
    assert audit.findings() == []


BETTER_FITS = (
    "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT '\\x00'::bytea $$",
    "CREATE FUNCTION public.to_jsonb(core_auditentry) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{}'::jsonb $$",
    "CREATE FUNCTION public.concat_ws(text, bigint, timestamptz, int) RETURNS text LANGUAGE sql AS $$ SELECT '' $$",
    "CREATE FUNCTION public.never(varchar, varchar) RETURNS bool LANGUAGE sql AS $$ SELECT false $$",
    "CREATE OPERATOR public.<> (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = public.never)",
    "CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = public.never)",
)
WITH_TRIGGERS_OFF = "ALTER TABLE {0} DISABLE TRIGGER USER; UPDATE {0} SET {1}; ALTER TABLE {0} ENABLE TRIGGER USER"


@pytest.mark.parametrize(
    ("table", "change", "found"),
    [
        ("core_auditentry", "person = 99", "entries"),
        ("core_auditseal", "at = at + interval '1 s'", "seal"),
        ("intake_draftevent", "pgh_label = 'other'", "changed"),
        ("intake_document", "file_name = 'other.txt'", "differs"),
    ],
)
def test_functions_and_operators_put_before_those_of_postgresql_deceive_nobody(work, table, change, found):
    with transaction.atomic():
        run(WITH_TRIGGERS_OFF.format(table, change))
        for statement in BETTER_FITS:
            run(statement)
        run("SET search_path = public, pg_catalog")
        kinds = {finding.kind for finding in audit.findings()}
        transaction.set_rollback(True)
    assert kinds == {found}


def test_a_period_of_a_report_told_otherwise_is_found(work):
    """What a page shows is the row, not its history: so the row has to be its history's last word."""
    with transaction.atomic():
        run("ALTER TABLE publishing_report DISABLE TRIGGER USER")
        run("UPDATE publishing_report SET period_end = %s", date(2017, 1, 1))
        run("ALTER TABLE publishing_report ENABLE TRIGGER USER")
        assert [finding.kind for finding in audit.findings()] == ["differs"]
        transaction.set_rollback(True)
