"""Somebody attended to an early warning."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("registers", "0005_renewal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40)),
                ("who", models.CharField(max_length=300)),
                ("counted", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("note", models.TextField()),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="attentions", to="registers.record"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="AttentionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("rule", models.CharField(max_length=40, null=True)),
                ("who", models.CharField(max_length=300, null=True)),
                (
                    "counted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), null=True, size=None
                    ),
                ),
                ("note", models.TextField(null=True)),
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
                        to="registers.attention",
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
        migrations.AddIndex(
            model_name="attention",
            index=models.Index(fields=["rule", "who"], name="attention_of_somebody"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attention",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registers_attentionevent" ("at", "by_id", "counted", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "rule", "who") VALUES (NEW."at", NEW."by_id", NEW."counted", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."record_id", NEW."rule", NEW."who"); RETURN NULL;',
                    hash="9892c0435a25005ec085fb2020dd1b7ede2f24f5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e7a1b",
                    table="registers_attention",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attention",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "registers_attentionevent" ("at", "by_id", "counted", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "rule", "who") VALUES (NEW."at", NEW."by_id", NEW."counted", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."record_id", NEW."rule", NEW."who"); RETURN NULL;',
                    hash="7f643611d6d4281d90deede07902f461dd40b44b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_12ec7",
                    table="registers_attention",
                    when="AFTER",
                ),
            ),
        ),
    ]
