"""Counts need their index alone again: it has what row security looks at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_restricted")]
    operations = [
        migrations.RemoveIndex(model_name="activity", name="activity_matrix"),
        migrations.RemoveIndex(model_name="activity", name="activity_newest"),
        migrations.RemoveIndex(model_name="activity", name="activity_unit_newest"),
        migrations.RemoveIndex(model_name="activity", name="activity_theme_newest"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("counted", True)),
                fields=["period_start"],
                include=("unit", "marking", "restricted", "id", "theme", "category", "column", "events"),
                name="activity_matrix",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("counted", True)),
                fields=["-period_start", "-id"],
                include=("unit", "marking", "restricted", "id", "events", "period_end", "kind", "column", "category"),
                name="activity_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("counted", True)),
                fields=["unit", "-period_start", "-id"],
                include=("unit", "marking", "restricted", "id", "events", "period_end", "kind", "column", "category"),
                name="activity_unit_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("counted", True)),
                fields=["theme", "-period_start", "-id"],
                include=("unit", "marking", "restricted", "id", "events", "period_end", "kind", "column", "category"),
                name="activity_theme_newest",
            ),
        ),
    ]
