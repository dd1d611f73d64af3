"""Every column of a history allows no value, so that one that comes later is empty in older rows (decision 8).

A new database makes its histories so from the beginning; one from before this is brought to the same.
"""

from django.db import migrations

LOOSEN = """
DO $$
DECLARE
    a_column record;
BEGIN
    FOR a_column IN
        SELECT c.table_name, c.column_name FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.is_nullable = 'NO' AND c.column_name <> 'id'
          AND c.column_name NOT LIKE 'pgh\\_%' AND c.is_generated = 'NEVER'
          AND EXISTS (SELECT 1 FROM information_schema.columns label WHERE label.table_schema = 'public'
                      AND label.table_name = c.table_name AND label.column_name = 'pgh_label')
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I DROP NOT NULL', a_column.table_name, a_column.column_name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0005_row_security")]
    operations = [migrations.RunSQL(LOOSEN, migrations.RunSQL.noop)]
