from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0007_looks")]
    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["at", "id"], name="audit_by_time"),
        ),
    ]
