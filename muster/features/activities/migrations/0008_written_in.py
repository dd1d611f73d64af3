"""Which entries write the name of a partner, found by the index: for the rule of names."""

from django.db import migrations

# By the rights of the tables' owner: under row security `@>` may not look into the index, for it could tell what it
# compares. It tells numbers of entries alone; whether one sees one of them, says their own rule.
FUNCTION = """
CREATE FUNCTION activities_written_in(a_name bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT a.id FROM activities_partnername n
    JOIN activities_activity a ON a.partner_keys @> ARRAY[n.key] WHERE n.id = a_name
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0007_counts_by_index")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION activities_written_in CASCADE")]
