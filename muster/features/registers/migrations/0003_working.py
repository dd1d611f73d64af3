"""What is done with records: moves, notes, tasks, handing over, links, custody of files, keys to look for them."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.contrib.postgres.operations import TrigramExtension

REPLACED = """
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
    SELECT register * 4 + m FROM sight, generate_series(0, (may ->> 'own')::integer) m WHERE which = 'own'
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
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_versions"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("registers", "0002_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(REPLACED, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Custody",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("opened", "Opened"),
                            ("checked", "Checked: unchanged"),
                            ("broken", "Checked: not as it was received"),
                        ],
                        max_length=8,
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="custody", to="registers.attachment"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("called", models.CharField(max_length=300)),
                ("kind", models.CharField(choices=[("referral", "Referral"), ("transfer", "Transfer")], max_length=8)),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Waits for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("ended", "Ended"),
                        ],
                        default="offered",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.unit"),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="handovers", to="registers.record"
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.register"
                    ),
                ),
                (
                    "to_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.unit"),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="HandoverEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("called", models.CharField(max_length=300, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("referral", "Referral"), ("transfer", "Transfer")], max_length=8, null=True
                    ),
                ),
                ("reason", models.TextField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Waits for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("ended", "Ended"),
                        ],
                        default="offered",
                        max_length=9,
                        null=True,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, null=True)),
                ("answer", models.TextField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.unit",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="registers.handover",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registers.record",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registers.register",
                    ),
                ),
                (
                    "to_person",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=500)),
                ("how", models.CharField(max_length=8)),
                ("said", models.CharField(max_length=300)),
                ("folded", models.CharField(max_length=300)),
                ("personal", models.BooleanField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="registers.record"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links_to", to="registers.record"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="registers.record"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="LinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=40, null=True)),
                ("at", models.DateTimeField(auto_now_add=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registers.record",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="registers.link",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registers.record",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="registers.record"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="NoteEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.TextField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="registers.note",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registers.record",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("move", models.CharField(max_length=40)),
                ("before", models.CharField(max_length=40)),
                ("after", models.CharField(max_length=40)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="step", to="registers.note"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="registers.record"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="StepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("move", models.CharField(max_length=40, null=True)),
                ("before", models.CharField(max_length=40, null=True)),
                ("after", models.CharField(max_length=40, null=True)),
                ("at", models.DateTimeField(auto_now_add=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registers.note",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="registers.step",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registers.record",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500)),
                ("due", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="registers.record"
                    ),
                ),
            ],
            options={
                "ordering": ("done_at", "due", "pk"),
            },
        ),
        migrations.CreateModel(
            name="TaskEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.CharField(max_length=500, null=True)),
                ("due", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField(auto_now_add=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="registers.task",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registers.record",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "offered")),
                fields=("record", "kind", "to_unit"),
                name="record_handover_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registers_handoverevent" ("answer", "answered_at", "answered_by_id", "at", "by_id", "called", "from_unit_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "register_id", "state", "to_person_id", "to_unit_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."at", NEW."by_id", NEW."called", NEW."from_unit_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."record_id", NEW."register_id", NEW."state", NEW."to_person_id", NEW."to_unit_id"); RETURN NULL;',
                    hash="06880421c3634350a7696cb7e972197ce006f9af",
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
                    func='INSERT INTO "registers_handoverevent" ("answer", "answered_at", "answered_by_id", "at", "by_id", "called", "from_unit_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "register_id", "state", "to_person_id", "to_unit_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."at", NEW."by_id", NEW."called", NEW."from_unit_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."record_id", NEW."register_id", NEW."state", NEW."to_person_id", NEW."to_unit_id"); RETURN NULL;',
                    hash="573c24452176bfecc6e742348dd92eefc3a781c6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b9e9e",
                    table="registers_handover",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="key",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["folded"], name="record_key_folded", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="key",
            index=models.Index(fields=["how", "folded"], name="record_key_same"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(fields=("record", "other", "code"), name="record_link_once"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("record", models.F("other")), _negated=True), name="record_link_other"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="link",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registers_linkevent" ("at", "by_id", "code", "id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") VALUES (NEW."at", NEW."by_id", NEW."code", NEW."id", NEW."other_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."record_id"); RETURN NULL;',
                    hash="338371aca696a595b58981768ea57f33f40a81e7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_dc2ed",
                    table="registers_link",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="link",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "registers_linkevent" ("at", "by_id", "code", "id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") VALUES (NEW."at", NEW."by_id", NEW."code", NEW."id", NEW."other_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."record_id"); RETURN NULL;',
                    hash="b288c3982b88ca9c263064950801f4df5be85d9a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f025b",
                    table="registers_link",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="note",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registers_noteevent" ("at", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "text") VALUES (NEW."at", NEW."by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."record_id", NEW."text"); RETURN NULL;',
                    hash="9b511e0d048ab784b1d8ec94ca57966f2a7910a8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f50d4",
                    table="registers_note",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="note",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "registers_noteevent" ("at", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "text") VALUES (NEW."at", NEW."by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."record_id", NEW."text"); RETURN NULL;',
                    hash="53e82228b93efebd95dbed43357dff665b64bbf7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5718f",
                    table="registers_note",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="step",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registers_stepevent" ("after", "at", "before", "by_id", "id", "move", "note_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") VALUES (NEW."after", NEW."at", NEW."before", NEW."by_id", NEW."id", NEW."move", NEW."note_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."record_id"); RETURN NULL;',
                    hash="b37f1c2dda3b48622297ca7c98dc501422109465",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c6fc2",
                    table="registers_step",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="step",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "registers_stepevent" ("after", "at", "before", "by_id", "id", "move", "note_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") VALUES (NEW."after", NEW."at", NEW."before", NEW."by_id", NEW."id", NEW."move", NEW."note_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."record_id"); RETURN NULL;',
                    hash="e08e9a69979f3e5d6c5ee4281a199649c11a07de",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_15965",
                    table="registers_step",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["assigned_to", "due"], name="record_task_waiting"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registers_taskevent" ("assigned_to_id", "at", "by_id", "done_at", "done_by_id", "due", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "text") VALUES (NEW."assigned_to_id", NEW."at", NEW."by_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."record_id", NEW."text"); RETURN NULL;',
                    hash="df82d024ae70b8ab61e752f6284bc770a1ac5cd9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b4ae1",
                    table="registers_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "registers_taskevent" ("assigned_to_id", "at", "by_id", "done_at", "done_by_id", "due", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "text") VALUES (NEW."assigned_to_id", NEW."at", NEW."by_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."record_id", NEW."text"); RETURN NULL;',
                    hash="f58074b823b0f1b4cc2a8f522d6d7243b2640f84",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_06dd5",
                    table="registers_task",
                    when="AFTER",
                ),
            ),
        ),
    ]
