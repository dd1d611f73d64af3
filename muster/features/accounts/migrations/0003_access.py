"""What somebody may, worked out from roles, units and days by the database itself: row security and pages ask the same.

The functions run with the rights of the owner of the tables, for whoever asks sees the tables of roles only in part.
"""

from django.db import migrations

FUNCTIONS = """
-- Every right that a person has today, own and of whom they act for; without a unit it holds everywhere.
-- A unit that was closed stays where it stood last, or nobody could look at what it did.
-- `within` a unit only what holds there and below counts.
CREATE FUNCTION access_grants(a_person bigint, within bigint DEFAULT NULL)
    RETURNS TABLE (verb text, subject text, marking integer, unit bigint, assignment bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    WITH RECURSIVE
    people (person) AS (
        SELECT id FROM accounts_user WHERE id = a_person AND is_active
        UNION
        SELECT absent_id FROM accounts_substitution s
            JOIN accounts_user u ON u.id = s.substitute_id AND u.is_active
            WHERE s.substitute_id = a_person AND current_date BETWEEN s.start AND s."end"
    ),
    held AS (
        SELECT a.id, a.role_id, a.unit_id FROM accounts_assignment a JOIN people ON people.person = a.person_id
        WHERE current_date BETWEEN a.start AND coalesce(a."end", 'infinity')
    ),
    standing (unit, parent) AS (
        SELECT DISTINCT ON (unit_id) unit_id, parent_id FROM core_placement
        WHERE start IS NULL OR start <= current_date ORDER BY unit_id, start DESC NULLS LAST
    ),
    above (base, unit) AS (
        SELECT unit_id, unit_id FROM held WHERE unit_id IS NOT NULL
        UNION SELECT above.base, standing.parent FROM above JOIN standing USING (unit)
    ),
    tops (base, top) AS (
        SELECT base, unit FROM above WHERE NOT EXISTS (SELECT 1 FROM standing WHERE standing.unit = above.unit)
    ),
    below (base, unit) AS (
        SELECT base, base FROM above UNION SELECT base, top FROM tops
        UNION SELECT below.base, standing.unit FROM below JOIN standing ON standing.parent = below.unit
    ),
    under (base, unit) AS (
        SELECT unit_id, unit_id FROM held WHERE unit_id IS NOT NULL
        UNION SELECT under.base, standing.unit FROM under JOIN standing ON standing.parent = under.unit
    ),
    inside (unit) AS (
        SELECT within WHERE within IS NOT NULL
        UNION SELECT standing.unit FROM inside JOIN standing ON standing.parent = inside.unit
    )
    SELECT p.verb::text, p.subject::text, p.marking::integer, reached.unit, held.id
    FROM held JOIN accounts_permission p ON p.role_id = held.role_id
    CROSS JOIN LATERAL (
        SELECT NULL::bigint AS unit WHERE within IS NULL AND (held.unit_id IS NULL OR p.reach = 'everywhere')
        UNION ALL
        SELECT inside.unit FROM inside WHERE held.unit_id IS NULL OR p.reach = 'everywhere'
        UNION ALL
        SELECT under.unit FROM under WHERE p.reach = 'unit' AND under.base = held.unit_id
        UNION ALL
        SELECT below.unit FROM below WHERE p.reach = 'organisation' AND below.base = held.unit_id
    ) reached
    WHERE within IS NULL OR reached.unit IN (SELECT unit FROM inside)
$$;

-- What the rules of row security ask about a person: see core/0005.
CREATE FUNCTION access_sight_of(a_person bigint, limits text[], within bigint, ceiling integer) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
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
        SELECT * FROM named n WHERE ceiling IS NULL AND within IS NULL AND (limits IS NULL OR 'read ' || n.subject = ANY (limits))
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

-- From now on this connection asks on behalf of `who`; with `limits` ("verb subject") no more than these rights count, `within`
-- a unit only that and what is below, and above `ceiling` (a marking) nothing is seen.
CREATE FUNCTION access_enter(who text, limits text[], within bigint, ceiling integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public AS $$
DECLARE
    sight jsonb := CASE WHEN who ~ '^[0-9]+$' THEN access_sight_of(who::bigint, limits, within, ceiling) END;
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = session_user
               AND (r.rolsuper OR r.rolbypassrls OR pg_get_userbyid((SELECT relowner FROM pg_class
                    WHERE oid = 'accounts_user'::regclass)) = r.rolname)) THEN
        RAISE EXCEPTION 'Muster does not serve as %, who stands above row security: give DATABASE_URL an ordinary role.',
            session_user USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('muster.person', who, false), set_config('muster.sight', coalesce(sight::text, ''), false);
END $$;
"""
DROP = "DROP FUNCTION access_enter, access_sight_of, access_grants CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles"), ("core", "0005_row_security")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
