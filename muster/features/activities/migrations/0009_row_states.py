from django.db import migrations, models

STATES = [("wrong", "Wrong"), ("new", "New"), ("changed", "Changed"), ("same", "The same")]


class Migration(migrations.Migration):
    dependencies = [("activities", "0008_written_in")]

    operations = [
        migrations.AlterField("tablerow", "state", models.CharField(choices=STATES, max_length=7)),
    ]
