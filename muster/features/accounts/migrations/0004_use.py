"""When a role was used last belongs to the row alone. Nothing ever stood in that column of the history."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_access"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="assignment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assignment",
            name="update_update",
        ),
        migrations.RemoveField(
            model_name="assignmentevent",
            name="used_on",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_assignmentevent" ("end", "granted_at", "granted_by_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role_id", "start", "unit_id") VALUES (NEW."end", NEW."granted_at", NEW."granted_by_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."role_id", NEW."start", NEW."unit_id"); RETURN NULL;',
                    hash="6b6b9924ca61b9ab7bd1763b8050d8be3c5d3f30",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ffd50",
                    table="accounts_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."end" IS DISTINCT FROM (NEW."end") OR OLD."granted_at" IS DISTINCT FROM (NEW."granted_at") OR OLD."granted_by_id" IS DISTINCT FROM (NEW."granted_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."role_id" IS DISTINCT FROM (NEW."role_id") OR OLD."start" IS DISTINCT FROM (NEW."start") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id"))',
                    func='INSERT INTO "accounts_assignmentevent" ("end", "granted_at", "granted_by_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role_id", "start", "unit_id") VALUES (NEW."end", NEW."granted_at", NEW."granted_by_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."role_id", NEW."start", NEW."unit_id"); RETURN NULL;',
                    hash="8cd18c600951edac53b7a1ac25b2198901b79140",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_93e32",
                    table="accounts_assignment",
                    when="AFTER",
                ),
            ),
        ),
    ]
