"""Whom records name, as early warnings ask: counted by an index, without the answers.

Of records that are there already it is made by the job that has them follow a version.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from muster.core import jobs

# By the rights of the tables' owner: who marks or transfers a record need not see whom it names.
FOLLOWS = """
CREATE FUNCTION registers_namings_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE registers_naming SET register_id = NEW.register_id, unit_id = NEW.unit_id, marking = NEW.marking,
        restricted = NEW.restricted, day = NEW.day, created_by_id = NEW.created_by_id WHERE record_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER namings_follow AFTER UPDATE ON registers_record
    FOR EACH ROW WHEN (OLD.register_id IS DISTINCT FROM NEW.register_id
        OR OLD.unit_id IS DISTINCT FROM NEW.unit_id
        OR OLD.marking IS DISTINCT FROM NEW.marking
        OR OLD.restricted IS DISTINCT FROM NEW.restricted
        OR OLD.day IS DISTINCT FROM NEW.day
        OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id)
    EXECUTE FUNCTION registers_namings_follow();
"""
UNDO = "DROP TRIGGER namings_follow ON registers_record; DROP FUNCTION registers_namings_follow()"


def go_through_records(apps, _editor):
    """Each register's records again, by the version that they follow."""
    renewals, records = apps.get_model("registers", "Renewal"), apps.get_model("registers", "Record")
    for renewal in renewals.objects.select_related("form").exclude(form__loaded_by=None):
        total = records.objects.filter(register=renewal.register_id).count()
        if total:
            renewals.objects.filter(pk=renewal.pk).update(after=0, done=0, total=total, ended_at=None)
            told = {"register": renewal.pk, "version": renewal.form_id, "person": renewal.form.loaded_by_id}
            jobs.defer("registers.renew", lock=f"register-{renewal.pk}", **told)


def key(to, related="+", delete=django.db.models.deletion.PROTECT):
    return models.ForeignKey(on_delete=delete, related_name=related, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_versions"),
        ("registers", "0009_restricted"),
        ("procrastinate", "0041_post_retry_failed_job"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Naming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("marking", models.PositiveSmallIntegerField()),
                ("restricted", models.BooleanField()),
                ("day", models.DateField()),
                ("about", models.CharField(max_length=24)),
                ("who", models.CharField(db_collation="C", max_length=300)),
                ("said", models.CharField(max_length=300)),
                ("record", key("registers.record", "namings", django.db.models.deletion.CASCADE)),
                ("register", key("registers.register")),
                ("unit", key("core.unit")),
                ("created_by", key(settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["register", "about", "who", "day", "record"],
                        include=["unit", "created_by", "marking", "restricted"],
                        name="naming_of_somebody",
                    )
                ],
            },
        ),
        migrations.RunSQL(FOLLOWS, UNDO),
        migrations.RunPython(go_through_records, migrations.RunPython.noop),
    ]
