"""Who is named for a record, or broke its glass, sees it while a role of theirs lets them read such records at all."""

from django.db import migrations

# As in 0003, but for `open_to`, which asked for no right where a token did not limit these.
FUNCTION = """
CREATE OR REPLACE FUNCTION access_sight_of(a_person bigint, limits text[], within bigint, ceiling integer) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH granted AS MATERIALIZED (
        SELECT * FROM access_grants(a_person, within) g WHERE limits IS NULL OR g.verb || ' ' || g.subject = ANY (limits)
    ),
    read AS (
        SELECT g.subject, g.unit, least(max(g.marking), coalesce(ceiling, 3)) AS marking
        FROM granted g WHERE g.verb = 'read' GROUP BY 1, 2
    ),
    levels AS (
        -- who reads a marking at every unit there is, reads it everywhere
        SELECT r.subject, m AS marking FROM read r CROSS JOIN generate_series(0, 3) m
        WHERE r.marking >= m GROUP BY 1, 2
        HAVING bool_or(r.unit IS NULL) OR count(r.unit) = (SELECT count(*) FROM core_unit)
    ),
    everywhere AS (SELECT subject, max(marking) AS level FROM levels GROUP BY 1),
    written AS (
        SELECT DISTINCT g.subject, g.unit FROM granted g
        WHERE g.verb NOT IN ('read', 'export', 'print', 'disclose', 'break_glass')
    ),
    named (subject, key) AS (
        SELECT n.subject, n.key FROM accounts_needtoknow n JOIN accounts_user u ON u.id = a_person AND u.is_active
        WHERE (n.person_id = u.id OR n.unit_id = u.unit_id) AND current_date <= coalesce(n.until, 'infinity')
        UNION
        SELECT b.subject, b.key FROM accounts_brokenglass b JOIN accounts_user u ON u.id = b.person_id AND u.is_active
        WHERE b.person_id = a_person AND now() < b.until
    ),
    open_to (subject, key) AS (
        SELECT n.subject, n.key FROM named n WHERE ceiling IS NULL AND within IS NULL
            AND EXISTS (SELECT 1 FROM granted g WHERE g.verb = 'read' AND g.subject = n.subject)
    ),
    subjects AS (
        SELECT subject FROM granted
        UNION SELECT subject FROM open_to
    )
    SELECT jsonb_object_agg(s.subject, jsonb_build_object(
        'all', coalesce((SELECT level FROM everywhere e WHERE e.subject = s.subject), -1),
        'some', coalesce((SELECT max(r.marking) FROM read r WHERE r.subject = s.subject), -1),
        -- what one brought oneself: nothing by a token of one unit, or that does not let read it; never what is confidential
        'own', CASE WHEN within IS NOT NULL OR NOT coalesce('read ' || s.subject = ANY (limits), true) THEN -1
                    ELSE least(2, coalesce(ceiling, 2)) END,
        'keys', (SELECT coalesce(array_agg(DISTINCT r.unit * 4 + m), '{}')::text
                 FROM read r CROSS JOIN generate_series(0, 3) m
                 WHERE r.subject = s.subject AND r.unit IS NOT NULL AND m <= r.marking
                   AND m > coalesce((SELECT level FROM everywhere e WHERE e.subject = s.subject), -1)),
        'writes_all', CASE WHEN EXISTS (SELECT 1 FROM written w WHERE w.subject = s.subject AND w.unit IS NULL)
                           THEN 1 ELSE 0 END,
        'writes_some', CASE WHEN EXISTS (SELECT 1 FROM written w WHERE w.subject = s.subject) THEN 1 ELSE 0 END,
        'writes', (SELECT coalesce(array_agg(w.unit), '{}')::text FROM written w
                   WHERE w.subject = s.subject AND w.unit IS NOT NULL),
        'named', (SELECT coalesce(array_agg(n.key), '{}')::text FROM open_to n WHERE n.subject = s.subject),
        'verbs', (SELECT coalesce(jsonb_agg(DISTINCT g.verb), '[]') FROM granted g WHERE g.subject = s.subject)
    )) FROM subjects s
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_versions")]
    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
