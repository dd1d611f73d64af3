"""What the rules of records ask (registers.access): which registers, units and markings somebody has which rights at.

Keys are register, register * 2^40 + unit, and either of them * 4 + marking, as `which` says.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION access_records(which text) RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp AS $$
    WITH sight AS (
        -- rights to records of all registers count for each
        SELECT r.id AS register, s.value AS may
        FROM jsonb_each(coalesce(nullif(current_setting('muster.sight', true), ''), '{}')::jsonb) s
        JOIN registers_register r ON s.key IN ('record', 'record.' || r.code)
    )
    SELECT register * 4 + m FROM sight, generate_series(0, (may ->> 'all')::integer) m WHERE which = 'everywhere'
    UNION ALL
    SELECT register * (1::bigint << 42) + key FROM sight, unnest((may ->> 'keys')::bigint[]) key WHERE which = 'keys'
    UNION ALL
    SELECT register FROM sight WHERE which = 'registers' AND may -> 'verbs' ? 'read'
    UNION ALL
    SELECT register * 4 + m FROM sight, generate_series(0, (may ->> 'own')::integer) m WHERE which = 'own'
    UNION ALL
    SELECT register FROM sight WHERE which = 'writes_everywhere' AND (may ->> 'writes_all')::integer > 0
    UNION ALL
    SELECT register * (1::bigint << 40) + unit FROM sight, unnest((may ->> 'writes')::bigint[]) unit
        WHERE which = 'writes'
    UNION ALL
    SELECT register FROM sight WHERE which = 'identifies_everywhere' AND 0 = ANY ((may ->> 'identifies')::bigint[])
    UNION ALL
    SELECT register * (1::bigint << 40) + unit FROM sight, unnest((may ->> 'identifies')::bigint[]) unit
        WHERE which = 'identifies' AND unit > 0
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial"), ("accounts", "0008_rights_by_kind")]
    operations = [migrations.RunSQL(FUNCTIONS, "DROP FUNCTION access_records CASCADE")]
