"""What the rules of row security ask (core.row_security): who is at it and what they may, as `access_enter` set it.

`muster.person` is a person's key, `system`, `door` or nothing; `muster.sight` is JSON, by subject: `all` and `some` (the
highest marking read everywhere, and anywhere; -1 for none), `own` (the same of what one brought oneself), `keys`
(unit * 4 + marking of what is read beyond that), `writes`, `writes_all`, `writes_some`, `named` (keys of records), `verbs`.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION access_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('muster.person', true), '') = 'system'
$$;

CREATE FUNCTION access_door() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('muster.person', true), '') = 'door'
$$;

-- Who is at it; null where it is nobody in person.
CREATE FUNCTION access_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN current_setting('muster.person', true) ~ '^[0-9]+$'
                THEN current_setting('muster.person', true)::bigint END
$$;

-- What is known about a subject; null where one has no right to it at all.
CREATE FUNCTION access_sight(subject text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('muster.sight', true), '')::jsonb -> subject
$$;

-- Whether one has any right at all.
CREATE FUNCTION access_member() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT access_person() IS NOT NULL AND coalesce(current_setting('muster.sight', true), '') <> ''
$$;

CREATE FUNCTION access_level(subject text, which text) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((access_sight(subject) ->> which)::integer, -1)
$$;

CREATE FUNCTION access_set(subject text, which text) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((access_sight(subject) ->> which)::bigint[], '{}')
$$;

CREATE FUNCTION access_may(verb text, subject text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(access_sight(subject) -> 'verbs' ? verb, false)
$$;
"""
DROP = """
DROP FUNCTION access_may, access_set, access_level, access_member, access_sight, access_person, access_door,
    access_system CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_units_by_date")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
