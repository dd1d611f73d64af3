"""What a report in preparation tells of entries that were closed since: kept from whoever may not see these."""

import django.contrib.postgres.fields
from django.db import migrations, models

# By the rights of the tables' owner, for the rules of a paragraph and of its entries look at each other. They name what
# is marked above what a report tells (1: internal) or restricted; whether one sees it, says the rule of the register.
FUNCTIONS = """
CREATE FUNCTION publishing_closed() RETURNS TABLE (paragraph bigint, entry bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT p.id, a.id FROM publishing_report r
    JOIN publishing_chapter c ON c.report_id = r.id
    JOIN publishing_paragraph p ON p.chapter_id = c.id
    JOIN publishing_paragraphentry e ON e.paragraph_id = p.id
    JOIN activities_activity a ON a.id = e.activity_id
    WHERE r.state <> 'published' AND (a.marking > 1 OR a.restricted)
$$;
CREATE FUNCTION publishing_stood_by(a_clearance bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT a.id FROM publishing_clearance k
    JOIN publishing_chapter c ON c.id = k.chapter_id
    JOIN publishing_report r ON r.id = c.report_id
    JOIN activities_activity a ON a.id = ANY (k.told)
    WHERE k.id = a_clearance AND (a.marking > 1 OR a.restricted)
        AND NOT (r.state = 'published' AND k.taken_back_at IS NULL)
$$;
"""
DROP = "DROP FUNCTION publishing_closed, publishing_stood_by CASCADE"
# What earlier ones told is known as far as their paragraphs still tell it.
TOLD = """
ALTER TABLE publishing_clearance DISABLE TRIGGER frozen;
UPDATE publishing_clearance k SET told = ARRAY(
    SELECT DISTINCT e.activity_id FROM publishing_paragraph p
    JOIN publishing_paragraphentry e ON e.paragraph_id = p.id WHERE p.chapter_id = k.chapter_id);
ALTER TABLE publishing_clearance ENABLE TRIGGER frozen;
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_open_to"), ("activities", "0007_counts_by_index")]
    operations = [
        migrations.AddField(
            "clearance",
            "told",
            django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), default=list),
        ),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, DROP),
    ]
