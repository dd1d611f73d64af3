"""Rights of one person and people of one right, both from what assignments give."""

from django.db import migrations

# What `access_grants` of 0008 worked out by itself, in pieces that `access_able` needs too; the rights are the same.
FUNCTIONS = """
-- Whose rights somebody has today: their own, and those of whom they act for.
CREATE FUNCTION access_people() RETURNS TABLE (person bigint, whose bigint) LANGUAGE sql STABLE AS $$
    SELECT u.id, u.id FROM accounts_user u WHERE u.is_active
    UNION ALL
    SELECT s.substitute_id, s.absent_id FROM accounts_substitution s
        JOIN accounts_user u ON u.id = s.substitute_id AND u.is_active
        WHERE current_date BETWEEN s.start AND s."end"
$$;

-- Where every unit stands today; one that was closed stays where it stood last, or nobody could look at what it did.
CREATE FUNCTION access_standing() RETURNS TABLE (unit bigint, parent bigint) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (p.unit_id) p.unit_id, p.parent_id FROM core_placement p
    WHERE p.start IS NULL OR p.start <= current_date ORDER BY p.unit_id, p.start DESC NULLS LAST
$$;

-- What some assignments give today, of one verb and some subjects where they are named; without a unit it holds
-- everywhere.
CREATE FUNCTION access_given(those bigint[], a_verb text DEFAULT NULL, subjects text[] DEFAULT NULL)
    RETURNS TABLE (assignment bigint, verb text, subject text, marking integer, unit bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE
    held AS (
        SELECT a.id, a.role_id, a.unit_id FROM accounts_assignment a
        WHERE a.id = ANY (those) AND current_date BETWEEN a.start AND coalesce(a."end", 'infinity')
    ),
    standing (unit, parent) AS MATERIALIZED (SELECT s.unit, s.parent FROM access_standing() s),
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
    permitted AS (
        SELECT p.role_id, p.verb::text, p.subject || CASE WHEN p.kind = '' THEN '' ELSE '.' || p.kind END AS subject,
            p.marking::integer, p.reach
        FROM accounts_permission p WHERE a_verb IS NULL OR p.verb = a_verb
    )
    SELECT held.id, p.verb, p.subject, p.marking, reached.unit
    FROM held JOIN permitted p ON p.role_id = held.role_id AND (subjects IS NULL OR p.subject = ANY (subjects))
    CROSS JOIN LATERAL (
        SELECT NULL::bigint AS unit WHERE held.unit_id IS NULL OR p.reach = 'everywhere'
        UNION ALL
        SELECT under.unit FROM under WHERE p.reach = 'unit' AND under.base = held.unit_id
        UNION ALL
        SELECT below.unit FROM below WHERE p.reach = 'organisation' AND below.base = held.unit_id
    ) reached
$$;

-- Every right that a person has today, own and of whom they act for. `within` a unit only what holds there and below.
CREATE OR REPLACE FUNCTION access_grants(a_person bigint, within bigint DEFAULT NULL)
    RETURNS TABLE (verb text, subject text, marking integer, unit bigint, assignment bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE inside (unit) AS (
        SELECT within WHERE within IS NOT NULL
        UNION SELECT s.unit FROM inside JOIN access_standing() s ON s.parent = inside.unit
    )
    SELECT g.verb, g.subject, g.marking, coalesce(g.unit, inside.unit), g.assignment
    FROM access_given(ARRAY(
        SELECT a.id FROM access_people() p JOIN accounts_assignment a ON a.person_id = p.whose WHERE p.person = a_person
    )) g
    LEFT JOIN inside ON coalesce(g.unit, inside.unit) = inside.unit
    WHERE within IS NULL OR inside.unit IS NOT NULL
$$;

-- Everybody who has a right today at a unit (anywhere where none is named), up to a marking.
CREATE FUNCTION access_able(a_verb text, subjects text[], a_unit bigint, a_marking integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT p.person
    FROM access_given(ARRAY(SELECT a.id FROM accounts_assignment a), a_verb, subjects) g
    JOIN accounts_assignment a ON a.id = g.assignment
    JOIN access_people() p ON p.whose = a.person_id
    WHERE g.marking >= a_marking AND (a_unit IS NULL OR g.unit IS NULL OR g.unit = a_unit)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_records_marked")]

    operations = [migrations.RunSQL(FUNCTIONS)]
