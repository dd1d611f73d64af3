"""Records are handed over: how they stood when they were offered, what an accepted referral names, and who may answer."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


# As in 0003, with where one has a single right: "accept", "mark", "break_glass", each with " everywhere" or without;
# and what one recorded oneself only of registers in which one has a right. `access_record_may` is whether one has such
# a right where a record is that one need not see.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION access_records(which text) RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp AS $$
    WITH sight AS (
        -- rights to records of all registers count for each
        SELECT r.id AS register, s.value AS may
        FROM jsonb_each(coalesce(nullif(current_setting('muster.sight', true), ''), '{}')::jsonb) s
        JOIN registers_register r ON s.key IN ('record', 'record.' || r.code)
    )
    SELECT register * 4 + m FROM sight, generate_series(0, (may ->> 'all')::integer) m WHERE which = 'everywhere'
    UNION ALL
    SELECT register * (1::bigint << 42) + key FROM sight, unnest((may ->> 'keys')::bigint[]) key WHERE which = 'keys'
    UNION ALL
    SELECT register FROM sight WHERE which = 'registers' AND may -> 'verbs' ? 'read'
    UNION ALL
    SELECT register * 4 + m FROM sight, generate_series(0, (may ->> 'own')::integer) m
        WHERE which = 'own' AND may -> 'verbs' <> '[]'
    UNION ALL
    SELECT register FROM sight WHERE which = 'writes_everywhere' AND (may ->> 'writes_all')::integer > 0
    UNION ALL
    SELECT register * (1::bigint << 40) + unit FROM sight, unnest((may ->> 'writes')::bigint[]) unit
        WHERE which = 'writes'
    UNION ALL
    SELECT register FROM sight WHERE which = 'identifies_everywhere' AND 0 = ANY ((may ->> 'identifies')::bigint[])
    UNION ALL
    SELECT register * (1::bigint << 40) + unit FROM sight, unnest((may ->> 'identifies')::bigint[]) unit
        WHERE which = 'identifies' AND unit > 0
    UNION ALL
    SELECT register FROM sight WHERE which = 'identifies_somewhere' AND (may ->> 'identifies') <> '{}'
    UNION ALL
    SELECT register FROM sight
        WHERE which LIKE '% everywhere' AND may -> 'at' -> split_part(which, ' ', 1) @> '0'
    UNION ALL
    SELECT register * (1::bigint << 40) + unit::bigint FROM sight, jsonb_array_elements_text(may -> 'at' -> which) unit
        WHERE unit <> '0'
$$;


CREATE FUNCTION access_record_may(a_verb text, a_key bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM registers_record r WHERE r.id = a_key AND (
            r.register_id IN (SELECT access_records(a_verb || ' everywhere'))
            OR r.register_id * (1::bigint << 40) + r.unit_id IN (SELECT access_records(a_verb))
        )
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_records_marked"),
        ("core", "0009_versions"),
        ("registers", "0003_working"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION access_record_may"),
        pgtrigger.migrations.RemoveTrigger(
            model_name="handover",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="handover",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="handover",
            name="record_handover_once",
        ),
        migrations.AddField(
            model_name="handover",
            name="naming",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="accounts.needtoknow"
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="record_version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="handoverevent",
            name="naming",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.needtoknow",
            ),
        ),
        migrations.AddField(
            model_name="handoverevent",
            name="record_version",
            field=models.PositiveIntegerField(default=1, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registers_handoverevent" ("answer", "answered_at", "answered_by_id", "at", "by_id", "called", "from_unit_id", "id", "kind", "naming_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "record_version", "register_id", "state", "to_person_id", "to_unit_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."at", NEW."by_id", NEW."called", NEW."from_unit_id", NEW."id", NEW."kind", NEW."naming_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."record_id", NEW."record_version", NEW."register_id", NEW."state", NEW."to_person_id", NEW."to_unit_id"); RETURN NULL;',
                    hash="77d9d9ac4fe4824b10c4ef8934b54ac92828d5fc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bf23a",
                    table="registers_handover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "registers_handoverevent" ("answer", "answered_at", "answered_by_id", "at", "by_id", "called", "from_unit_id", "id", "kind", "naming_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "record_version", "register_id", "state", "to_person_id", "to_unit_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."at", NEW."by_id", NEW."called", NEW."from_unit_id", NEW."id", NEW."kind", NEW."naming_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."record_id", NEW."record_version", NEW."register_id", NEW."state", NEW."to_person_id", NEW."to_unit_id"); RETURN NULL;',
                    hash="a60db165fc02a2b588e9793b6bbf114f09a8bdcd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b9e9e",
                    table="registers_handover",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "offered")),
                fields=("record", "kind", "to_unit", "to_person"),
                name="record_handover_once",
                nulls_distinct=False,
            ),
        ),
    ]
