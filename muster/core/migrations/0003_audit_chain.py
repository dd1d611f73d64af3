"""The audit trail, written by the database alone: entries by triggers, seals that chain them, and what proves it.

Plain SQL on purpose: what the application could write, it could also leave out. The functions run with the rights of
the owner of the tables (SECURITY DEFINER); the application may call `audit_record` and `audit_seal` and read the rest.
"""

from django.db import migrations

FUNCTIONS = """
-- SHA-256 of a row. Columns without a value do not count, so that a column added later changes no hash.
CREATE FUNCTION audit_digest(row_data jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(jsonb_strip_nulls(row_data)::text, 'UTF8'))
$$;

-- SHA-256 of an entry as it was written; its seal is told by the seal.
CREATE FUNCTION audit_entry_digest(entry core_auditentry) RETURNS bytea LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
    SELECT audit_digest(to_jsonb(entry) - 'seal_id')
$$;

-- One more entry for each row that is added to a history.
CREATE FUNCTION audit_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public SET timezone = 'UTC' AS $$
DECLARE
    said jsonb := coalesce(nullif(current_setting('pghistory.context_metadata', true), ''), '{}')::jsonb;
BEGIN
    INSERT INTO core_auditentry (at, person, verb, subject, key, digest, detail)
    VALUES (clock_timestamp(), (said->>'user')::bigint, NEW.pgh_label, TG_TABLE_NAME, NEW.pgh_id::text,
            audit_digest(to_jsonb(NEW)), jsonb_strip_nulls(jsonb_build_object('where', said->>'url', 'why', said->>'why')));
    RETURN NULL;
END $$;

-- A history never changes.
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was written down in % never changes.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Every history table gets its triggers; rows that were there before get their entries. Runs after each migration.
CREATE FUNCTION audit_attach() RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    history text;
BEGIN
    FOR history IN
        SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND c.column_name = 'pgh_label' AND t.table_type = 'BASE TABLE'
    LOOP
        CONTINUE WHEN EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'audited' AND tgrelid = history::regclass);
        EXECUTE format(
            'INSERT INTO core_auditentry (at, verb, subject, key, digest, detail) '
            'SELECT clock_timestamp(), pgh_label, %L, pgh_id::text, audit_digest(to_jsonb(h)), ''{"found": true}'' '
            'FROM %I h ORDER BY pgh_id', history, history);
        EXECUTE format('CREATE TRIGGER audited AFTER INSERT ON %I FOR EACH ROW EXECUTE FUNCTION audit_event()', history);
        EXECUTE format('CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION audit_refuse()',
                       history);
    END LOOP;
END $$;

-- A look at something: read, searched, printed, exported, disclosed.
CREATE FUNCTION audit_record(a_person bigint, a_verb text, a_subject text, a_key text, a_detail jsonb) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO core_auditentry (at, person, verb, subject, key, detail)
    VALUES (clock_timestamp(), a_person, a_verb, a_subject, a_key, a_detail) RETURNING id
$$;

-- SHA-256 over the hashes of the entries of a seal, in their order.
CREATE FUNCTION audit_root(a_seal bigint) RETURNS bytea LANGUAGE sql STABLE SET search_path = public AS $$
    SELECT sha256(coalesce(string_agg(audit_entry_digest(e), ''::bytea ORDER BY e.id), ''::bytea))
    FROM core_auditentry e WHERE e.seal_id = a_seal
$$;

CREATE FUNCTION audit_link(a_number bigint, an_at timestamptz, some_entries int, a_root bytea, a_previous bytea)
    RETURNS bytea LANGUAGE sql IMMUTABLE SET timezone = 'UTC' AS $$
    SELECT sha256(a_previous || a_root || convert_to(concat_ws(' ', a_number, an_at, some_entries), 'UTF8'))
$$;

-- Seal what is not sealed; the number of the seal, or null where there is nothing. One at a time.
CREATE FUNCTION audit_seal() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    last core_auditseal;
    next_number bigint;
    sealed int;
    now_at timestamptz := clock_timestamp();
    a_root bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_seal'));
    SELECT * INTO last FROM core_auditseal ORDER BY number DESC LIMIT 1;
    next_number := coalesce(last.number, 0) + 1;
    UPDATE core_auditentry SET seal_id = next_number WHERE seal_id IS NULL;
    GET DIAGNOSTICS sealed = ROW_COUNT;
    IF sealed = 0 THEN
        RETURN NULL;
    END IF;
    a_root := audit_root(next_number);
    INSERT INTO core_auditseal (number, at, entries, root, previous, hash)
    VALUES (next_number, now_at, sealed, a_root, coalesce(last.hash, decode(repeat('00', 32), 'hex')),
            audit_link(next_number, now_at, sealed, a_root, coalesce(last.hash, decode(repeat('00', 32), 'hex'))));
    RETURN next_number;
END $$;

-- What is wrong: one row for each finding. Nothing where the trail is whole.
CREATE FUNCTION audit_findings() RETURNS TABLE (kind text, subject text, key text) LANGUAGE plpgsql STABLE
    SET search_path = public SET timezone = 'UTC' AS $$
DECLARE
    history text;
BEGIN
    RETURN QUERY
        SELECT 'seal', 'core_auditseal', s.number::text FROM core_auditseal s
        LEFT JOIN core_auditseal before ON before.number = s.number - 1
        WHERE s.previous <> coalesce(before.hash, decode(repeat('00', 32), 'hex'))
           OR (s.number > 1 AND before.number IS NULL)
           OR s.hash <> audit_link(s.number, s.at, s.entries, s.root, s.previous);
    RETURN QUERY
        SELECT 'entries', 'core_auditseal', s.number::text FROM core_auditseal s
        LEFT JOIN (
            SELECT e.seal_id, count(*) AS entries, sha256(string_agg(audit_entry_digest(e), ''::bytea ORDER BY e.id)) AS root
            FROM core_auditentry e WHERE e.seal_id IS NOT NULL GROUP BY e.seal_id
        ) found ON found.seal_id = s.number
        WHERE found.entries IS DISTINCT FROM s.entries OR found.root IS DISTINCT FROM s.root;
    RETURN QUERY
        SELECT 'unsealed', 'core_auditentry', e.id::text FROM core_auditentry e
        WHERE e.seal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM core_auditseal s WHERE s.number = e.seal_id);
    FOR history IN
        SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND c.column_name = 'pgh_label' AND t.table_type = 'BASE TABLE'
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT CASE WHEN h.pgh_id IS NULL THEN ''removed'' WHEN e.id IS NULL THEN ''inserted'' ELSE ''changed'' END, '
            '%L, coalesce(h.pgh_id::text, e.key) FROM %I h FULL JOIN '
            '(SELECT * FROM core_auditentry WHERE subject = %L AND digest IS NOT NULL) e ON e.key = h.pgh_id::text '
            'WHERE h.pgh_id IS NULL OR e.id IS NULL OR e.digest <> audit_digest(to_jsonb(h))', history, history, history);
    END LOOP;
END $$;

CREATE TRIGGER kept BEFORE DELETE ON core_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER kept_but_sealed BEFORE UPDATE ON core_auditentry FOR EACH ROW
    WHEN (OLD.seal_id IS NOT NULL OR to_jsonb(OLD) - 'seal_id' <> to_jsonb(NEW) - 'seal_id')
    EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON core_auditseal FOR EACH ROW EXECUTE FUNCTION audit_refuse();
"""
DROP = """
DROP TRIGGER kept ON core_auditseal;
DROP TRIGGER kept_but_sealed ON core_auditentry;
DROP TRIGGER kept ON core_auditentry;
DROP FUNCTION audit_findings, audit_seal, audit_link, audit_root, audit_record, audit_attach, audit_refuse, audit_event,
    audit_entry_digest, audit_digest CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
