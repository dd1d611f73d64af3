"""Whether the processing of a record is restricted, told to who sees an offer of it and not the record."""

from django.db import migrations

# By the rights of the tables' owner. It tells one bit of a record whose number one must know.
FUNCTION = """
CREATE FUNCTION registers_restricted(a_record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT r.restricted FROM registers_record r WHERE r.id = a_record), false)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0008_due_first")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION registers_restricted(bigint) CASCADE")]
