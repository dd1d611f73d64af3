"""Tables on their way into registers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_versions"),
        ("intake", "0004_restricted"),
        ("registers", "0006_attention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Load",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=255)),
                ("head", models.JSONField(default=list)),
                ("strange", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Being compared"),
                            ("ready", "Waits for your decision"),
                            ("loading", "Being loaded"),
                            ("done", "Loaded"),
                            ("failed", "Not loaded"),
                            ("dropped", "Dropped"),
                        ],
                        default="reading",
                        max_length=8,
                    ),
                ),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("error", models.TextField(blank=True)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.version"
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.original"
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loads", to="registers.register"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="LoadRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("wrong", "Wrong"), ("new", "New"), ("changed", "Changed"), ("same", "The same")],
                        max_length=7,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(null=True)),
                ("instance", models.CharField(blank=True, max_length=200)),
                ("xml", models.TextField(blank=True)),
                ("answers", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("cells", models.JSONField(default=list)),
                (
                    "load",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="registers.load"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registers.record"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.unit"
                    ),
                ),
            ],
            options={
                "ordering": ("load", "number"),
                "indexes": [models.Index(fields=["load", "state", "number"], name="register_load_row_state")],
                "constraints": [models.UniqueConstraint(fields=("load", "number"), name="register_load_row")],
            },
        ),
    ]
