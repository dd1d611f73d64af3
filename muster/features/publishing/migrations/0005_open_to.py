"""Who gets at a report in preparation: whoever reads reports at one of the structures that it tells of."""

from django.db import migrations

# By the rights of the tables' owner: a rule cannot look at chapters whose own rule looks at the report. `keys` are units
# with a marking, as `access_set` has them.
FUNCTIONS = """
CREATE FUNCTION publishing_open(a_report bigint, keys bigint[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT EXISTS (SELECT 1 FROM publishing_report r WHERE r.id = a_report AND r.state = 'published')
        OR EXISTS (SELECT 1 FROM publishing_chapter c WHERE c.report_id = a_report AND c.unit_id * 4 + 1 = ANY (keys))
        OR NOT EXISTS (SELECT 1 FROM publishing_chapter c WHERE c.report_id = a_report AND c.unit_id IS NOT NULL)
$$;
CREATE FUNCTION publishing_chapter_open(a_chapter bigint, keys bigint[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT publishing_open((SELECT report_id FROM publishing_chapter WHERE id = a_chapter), keys)
$$;
CREATE FUNCTION publishing_paragraph_open(a_paragraph bigint, keys bigint[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT publishing_chapter_open((SELECT chapter_id FROM publishing_paragraph WHERE id = a_paragraph), keys)
$$;
"""
DROP = "DROP FUNCTION publishing_paragraph_open, publishing_chapter_open, publishing_open CASCADE"


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_handout"), ("accounts", "0003_access")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
