"""Who gets at a report in preparation: whoever reads reports at one of the structures that it tells of."""

from django.db import migrations

# By the rights of the tables' owner: a rule cannot look at chapters whose own rule looks at the report.
FUNCTION = """
CREATE FUNCTION publishing_open(a_report bigint, reads_all boolean, keys bigint[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT reads_all
        OR EXISTS (SELECT 1 FROM publishing_report r WHERE r.id = a_report AND r.state = 'published')
        OR EXISTS (SELECT 1 FROM publishing_chapter c WHERE c.report_id = a_report AND c.unit_id * 4 + 1 = ANY (keys))
        OR NOT EXISTS (SELECT 1 FROM publishing_chapter c WHERE c.report_id = a_report AND c.unit_id IS NOT NULL)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_handout"), ("accounts", "0003_access")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION publishing_open CASCADE")]
