"""Records of registers are marked and opened in need: which kind an opening is of, and where somebody may do so."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# As in 0008, with where one may accept, mark and open records of each register.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION access_sight_of(a_person bigint, limits text[], within bigint, ceiling integer) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH granted AS MATERIALIZED (
        SELECT * FROM access_grants(a_person, within) g WHERE limits IS NULL
            OR g.verb || ' ' || split_part(g.subject, '.', 1) = ANY (limits)
    ),
    read AS (
        SELECT g.subject, g.unit, least(max(g.marking), coalesce(ceiling, 3)) AS marking
        FROM granted g WHERE g.verb = 'read' GROUP BY 1, 2
    ),
    levels AS (
        -- who reads a marking at every unit there is, reads it everywhere
        SELECT r.subject, m AS marking FROM read r CROSS JOIN generate_series(0, 3) m
        WHERE r.marking >= m GROUP BY 1, 2
        HAVING bool_or(r.unit IS NULL) OR count(r.unit) = (SELECT count(*) FROM core_unit)
    ),
    everywhere AS (SELECT subject, max(marking) AS level FROM levels GROUP BY 1),
    written AS (
        SELECT DISTINCT g.subject, g.unit FROM granted g
        WHERE g.verb NOT IN ('read', 'identify', 'export', 'print', 'disclose', 'break_glass')
    ),
    named (subject, key) AS (
        SELECT n.subject, n.key FROM accounts_needtoknow n JOIN accounts_user u ON u.id = a_person AND u.is_active
        WHERE (n.person_id = u.id OR n.unit_id = u.unit_id) AND current_date <= coalesce(n.until, 'infinity')
        UNION
        SELECT b.subject, b.key FROM accounts_brokenglass b JOIN accounts_user u ON u.id = b.person_id AND u.is_active
        WHERE b.person_id = a_person AND now() < b.until
    ),
    open_to (subject, key) AS (
        SELECT n.subject, n.key FROM named n WHERE ceiling IS NULL AND within IS NULL
            AND EXISTS (SELECT 1 FROM granted g WHERE g.verb = 'read' AND split_part(g.subject, '.', 1) = n.subject)
    ),
    subjects AS (
        SELECT subject FROM granted
        UNION SELECT subject FROM open_to
    )
    SELECT jsonb_object_agg(s.subject, jsonb_build_object(
        'all', coalesce((SELECT level FROM everywhere e WHERE e.subject = s.subject), -1),
        'some', coalesce((SELECT max(r.marking) FROM read r WHERE r.subject = s.subject), -1),
        -- what one brought oneself: nothing by a token of one unit, or that does not let read it; never what is confidential
        'own', CASE WHEN within IS NOT NULL OR NOT coalesce('read ' || split_part(s.subject, '.', 1) = ANY (limits), true) THEN -1
                    ELSE least(2, coalesce(ceiling, 2)) END,
        'keys', (SELECT coalesce(array_agg(DISTINCT r.unit * 4 + m), '{}')::text
                 FROM read r CROSS JOIN generate_series(0, 3) m
                 WHERE r.subject = s.subject AND r.unit IS NOT NULL AND m <= r.marking
                   AND m > coalesce((SELECT level FROM everywhere e WHERE e.subject = s.subject), -1)),
        'writes_all', CASE WHEN EXISTS (SELECT 1 FROM written w WHERE w.subject = s.subject AND w.unit IS NULL)
                           THEN 1 ELSE 0 END,
        'writes_some', CASE WHEN EXISTS (SELECT 1 FROM written w WHERE w.subject = s.subject) THEN 1 ELSE 0 END,
        'writes', (SELECT coalesce(array_agg(w.unit), '{}')::text FROM written w
                   WHERE w.subject = s.subject AND w.unit IS NOT NULL),
        -- units where one sees the personal fields, 0 for everywhere
        'identifies', (SELECT coalesce(array_agg(DISTINCT coalesce(g.unit, 0)), '{}')::text FROM granted g
                       WHERE g.subject = s.subject AND g.verb = 'identify'),
        -- of records of registers: by verb the units where one may, 0 for everywhere
        'at', (SELECT coalesce(jsonb_object_agg(v.verb, v.units), '{}') FROM (
                   SELECT g.verb, jsonb_agg(DISTINCT coalesce(g.unit, 0)) AS units FROM granted g
                   WHERE g.subject = s.subject AND split_part(g.subject, '.', 1) = 'record'
                     AND g.verb IN ('accept', 'mark', 'break_glass') GROUP BY 1
               ) v),
        'named', (SELECT coalesce(array_agg(n.key), '{}')::text FROM open_to n WHERE n.subject = s.subject),
        'verbs', (SELECT coalesce(jsonb_agg(DISTINCT g.verb), '[]') FROM granted g WHERE g.subject = s.subject)
    )) FROM subjects s
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_rights_by_kind"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="brokenglass",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="brokenglass",
            name="update_update",
        ),
        migrations.AddField(
            model_name="brokenglass",
            name="kind",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="brokenglassevent",
            name="kind",
            field=models.CharField(blank=True, default="", max_length=60, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="brokenglass",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_brokenglassevent" ("acknowledged_at", "acknowledged_by_id", "at", "brought_by_id", "id", "key", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "remark", "subject", "unit_id", "until") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."at", NEW."brought_by_id", NEW."id", NEW."key", NEW."kind", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."remark", NEW."subject", NEW."unit_id", NEW."until"); RETURN NULL;',
                    hash="d22ad0f75c650d0055355ad661742ddec2602817",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f5bb0",
                    table="accounts_brokenglass",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="brokenglass",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_brokenglassevent" ("acknowledged_at", "acknowledged_by_id", "at", "brought_by_id", "id", "key", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "remark", "subject", "unit_id", "until") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."at", NEW."brought_by_id", NEW."id", NEW."key", NEW."kind", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."remark", NEW."subject", NEW."unit_id", NEW."until"); RETURN NULL;',
                    hash="1684efc14ff75bf8b60bfa8a262fd5c8d08c1b3c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6762a",
                    table="accounts_brokenglass",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
