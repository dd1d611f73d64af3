import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("entries", models.IntegerField()),
                ("root", models.BinaryField()),
                ("previous", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("person", models.BigIntegerField(null=True)),
                ("verb", models.CharField(max_length=20)),
                ("subject", models.CharField(max_length=80)),
                ("key", models.CharField(blank=True, max_length=80)),
                ("digest", models.BinaryField(null=True)),
                ("detail", models.JSONField(default=dict)),
                (
                    "seal",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="core.auditseal",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(condition=models.Q(("seal", None)), fields=["id"], name="audit_unsealed"),
                    models.Index(fields=["seal", "id"], name="audit_of_seal"),
                    models.Index(fields=["subject", "key"], name="audit_of_subject"),
                    models.Index(fields=["person", "at"], name="audit_of_person"),
                ],
            },
        ),
    ]
