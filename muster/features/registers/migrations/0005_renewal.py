"""Records follow the version that was published last; keys that are nearly alike are found by their index."""

import django.db.models.deletion
from django.db import migrations, models

# By the rights of the tables' owner: under row security `%` may not look into the index, for it could tell what it
# compares. It tells numbers of keys alone; whether one sees one of them, says their own rule. Two words of which one is
# the same are 0.4 and more alike. The limit is set within: as a setting of the function it would need a superuser.
FUNCTION = """
CREATE FUNCTION registers_alike(a_register bigint, a_how text, a_folded text) RETURNS TABLE (id bigint, likeness real)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_limit(0.45);
    RETURN QUERY SELECT k.id, similarity(k.folded, a_folded)
        FROM registers_key k JOIN registers_record r ON r.id = k.record_id
        WHERE k.folded % a_folded AND k.how = a_how AND r.register_id = a_register;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_handing_over")]
    operations = [
        migrations.CreateModel(
            name="Renewal",
            fields=[
                (
                    "register",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="renewal",
                        serialize=False,
                        to="registers.register",
                    ),
                ),
                ("apart", models.JSONField(default=list)),
                ("after", models.BigIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.version"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION registers_alike"),
    ]
