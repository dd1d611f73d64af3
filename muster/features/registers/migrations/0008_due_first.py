from django.db import migrations, models


class Migration(migrations.Migration):
    """What is due is found by its day, of all registers at once."""

    dependencies = [("registers", "0007_tables")]
    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("due__isnull", False), ("ended", False)),
                fields=["due", "id"],
                name="record_due_first",
            ),
        )
    ]
