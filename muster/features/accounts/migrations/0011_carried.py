"""What rules of row security ask about the token that a person is here by, where no right of theirs is in question."""

from django.db import migrations

ENTER = """
CREATE OR REPLACE FUNCTION access_enter(who text, limits text[], within bigint, ceiling integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    sight jsonb := CASE WHEN who ~ '^[0-9]+$' THEN access_sight_of(who::bigint, limits, within, ceiling) END;
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = session_user
               AND (r.rolsuper OR r.rolbypassrls OR pg_get_userbyid((SELECT relowner FROM pg_class
                    WHERE oid = 'accounts_user'::regclass)) = r.rolname)) THEN
        RAISE EXCEPTION 'Muster does not serve as %, who stands above row security: give DATABASE_URL an ordinary role.',
            session_user USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('muster.person', who, false), set_config('muster.sight', coalesce(sight::text, ''), false){more};
END $$;
"""
LIMITS = ", set_config('muster.limits', coalesce(limits::text, ''), false)"
CARRIES = """
-- Whether the token that somebody is here by lets do this ("verb subject"); true of whoever is here without one.
CREATE FUNCTION access_carries(what text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(what = ANY (nullif(current_setting('muster.limits', true), '')::text[]), true)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_able")]
    operations = [
        migrations.RunSQL(ENTER.replace("{more}", LIMITS), ENTER.replace("{more}", "")),
        migrations.RunSQL(CARRIES, "DROP FUNCTION access_carries CASCADE"),
    ]
