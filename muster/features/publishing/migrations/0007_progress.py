from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0006_closed")]

    operations = [
        migrations.AddField("order", "progress", models.PositiveSmallIntegerField(default=0)),
    ]
