"""What writes the audit trail: functions and triggers in the database, put there anew after every migration.

They run with the rights of the owner of the tables (SECURITY DEFINER); the application may call `audit_record` and
`audit_seal` and read the rest. `muster.core.audit_findings` checks that they stand in the database as they stand here.
"""

from __future__ import annotations

import re

FUNCTIONS = """
DROP FUNCTION IF EXISTS audit_findings();

-- SHA-256 of a row. Columns without a value do not count, so that a column added later changes no hash.
CREATE OR REPLACE FUNCTION audit_digest(row_data jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to((
        SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(row_data) WHERE value <> 'null'
    )::text, 'UTF8'))
$$;

-- SHA-256 of an entry as it was written; its seal is told by the seal.
CREATE OR REPLACE FUNCTION audit_entry_digest(entry core_auditentry) RETURNS bytea LANGUAGE sql STABLE
    SET timezone = 'UTC' AS $$
    SELECT audit_digest(to_jsonb(entry) - 'seal_id')
$$;

-- Who is at work, from where and why, as an entry without a subject.
CREATE OR REPLACE FUNCTION audit_write(a_verb text, a_subject text, a_key text, a_digest bytea) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    said jsonb := coalesce(nullif(current_setting('pghistory.context_metadata', true), ''), '{}')::jsonb;
BEGIN
    INSERT INTO core_auditentry (at, person, verb, subject, key, digest, detail)
    VALUES (clock_timestamp(), (said->>'user')::bigint, a_verb, a_subject, a_key, a_digest,
            jsonb_strip_nulls(jsonb_build_object('where', said->>'url', 'why', said->>'why')));
END $$;

-- One more entry for each row that is added to a history.
CREATE OR REPLACE FUNCTION audit_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
    SET timezone = 'UTC' SET extra_float_digits = 1 SET bytea_output = 'hex' AS $$
BEGIN
    PERFORM audit_write(NEW.pgh_label, TG_TABLE_NAME, NEW.pgh_id::text, audit_digest(to_jsonb(NEW)));
    RETURN NULL;
END $$;

-- One more entry for what a history says of the people behind it, each time that this changes.
CREATE OR REPLACE FUNCTION audit_context() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
    SET timezone = 'UTC' AS $$
BEGIN
    PERFORM audit_write('context', TG_TABLE_NAME, NEW.id::text, audit_digest(to_jsonb(NEW) - 'updated_at'));
    RETURN NULL;
END $$;

-- One more entry for each row that goes; its history stays. The argument is the column of its key.
CREATE OR REPLACE FUNCTION audit_deleted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public AS $$
BEGIN
    PERFORM audit_write('delete', TG_TABLE_NAME, to_jsonb(OLD)->>TG_ARGV[0], NULL);
    RETURN NULL;
END $$;

-- A history never changes, but that `audit_erase` blanks what must be forgotten; the trail not even so.
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NOT starts_with(TG_TABLE_NAME, 'core_audit')
        AND current_setting('muster.erasing', true) = TG_TABLE_NAME THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was written down in % never changes.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Every history gets its triggers; rows that were there before get their entries.
CREATE OR REPLACE FUNCTION audit_attach() RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    history text;
BEGIN
    FOR history IN
        SELECT c.table_name FROM information_schema.columns c
        JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND c.column_name = 'pgh_label' AND t.table_type = 'BASE TABLE'
    LOOP
        CONTINUE WHEN EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'audited' AND tgrelid = history::regclass);
        EXECUTE format(
            'INSERT INTO core_auditentry (at, verb, subject, key, digest, detail) '
            'SELECT clock_timestamp(), pgh_label, %L, pgh_id::text, audit_digest(to_jsonb(h)), '
            '''{"found": true}'' FROM %I h ORDER BY pgh_id', history, history);
        EXECUTE format('CREATE TRIGGER audited AFTER INSERT ON %I FOR EACH ROW EXECUTE FUNCTION audit_event()',
                       history);
        EXECUTE format('CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION audit_refuse()',
                       history);
    END LOOP;
END $$;

-- The table that a history is of tells what is deleted; what went before gets its entries.
CREATE OR REPLACE FUNCTION audit_attach_to_tracked(a_table text, a_key text, history text) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'audited_delete' AND tgrelid = a_table::regclass) THEN
        RETURN;
    END IF;
    EXECUTE format(
        'INSERT INTO core_auditentry (at, verb, subject, key, detail) '
        'SELECT clock_timestamp(), ''delete'', %L, gone.key, ''{"found": true}'' FROM '
        '(SELECT DISTINCT pgh_obj_id::text AS key FROM %I EXCEPT SELECT %I::text FROM %I) gone',
        a_table, history, a_key, a_table);
    EXECUTE format('CREATE TRIGGER audited_delete AFTER DELETE ON %I FOR EACH ROW EXECUTE FUNCTION audit_deleted(%L)',
                   a_table, a_key);
END $$;

-- What the histories say of the people behind them is witnessed too.
CREATE OR REPLACE FUNCTION audit_attach_to_context() RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'audited' AND tgrelid = 'pghistory_context'::regclass) THEN
        RETURN;
    END IF;
    INSERT INTO core_auditentry (at, verb, subject, key, digest, detail)
    SELECT clock_timestamp(), 'context', 'pghistory_context', id::text, audit_digest(to_jsonb(c) - 'updated_at'),
           '{"found": true}' FROM pghistory_context c;
    CREATE TRIGGER audited AFTER INSERT ON pghistory_context FOR EACH ROW EXECUTE FUNCTION audit_context();
    CREATE TRIGGER audited_change AFTER UPDATE ON pghistory_context FOR EACH ROW
        WHEN (to_jsonb(OLD) - 'updated_at' <> to_jsonb(NEW) - 'updated_at') EXECUTE FUNCTION audit_context();
    CREATE TRIGGER kept BEFORE DELETE ON pghistory_context FOR EACH ROW EXECUTE FUNCTION audit_refuse();
END $$;

-- A look at something: read, searched, printed, exported, disclosed.
CREATE OR REPLACE FUNCTION audit_record(a_person bigint, a_verb text, a_subject text, a_key text, a_detail jsonb)
    RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO core_auditentry (at, person, verb, subject, key, detail)
    VALUES (clock_timestamp(), a_person, a_verb, a_subject, a_key, a_detail) RETURNING id
$$;

-- The same, unless the person left the very same look lately: what a page asks again and again by itself is one look.
CREATE OR REPLACE FUNCTION audit_record_once(
    a_person bigint, a_verb text, a_subject text, a_key text, a_detail jsonb, lately interval
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    SELECT audit_record(a_person, a_verb, a_subject, a_key, a_detail) WHERE NOT EXISTS (
        SELECT 1 FROM core_auditentry e WHERE e.person = a_person AND e.at > clock_timestamp() - lately
        AND e.verb = a_verb AND e.subject = a_subject AND e.key = a_key AND e.detail @> (a_detail - 'found'))
$$;

-- Whether whoever is at it may read the trail.
CREATE OR REPLACE FUNCTION audit_open() RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public AS $$
BEGIN
    RETURN access_system() OR access_may('read', 'audit');
END $$;

-- Which entries are about a record: under its own name and key, of the rows of histories that are its own, and of
-- lists that showed it; (tables, keys) are pairs. A function, since row security keeps the index of lists from use.
CREATE OR REPLACE FUNCTION audit_of_record(
    a_subject text, a_key text, tables text[], keys text[], since timestamptz, until timestamptz
) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT e.id FROM core_auditentry e WHERE (SELECT audit_open()) AND e.subject = a_subject AND e.key = a_key
        AND e.at >= since AND e.at < until
    UNION
    SELECT e.id FROM unnest(tables, keys) AS wanted(subject, key)
        JOIN core_auditentry e ON e.subject = wanted.subject AND e.key = wanted.key
        WHERE (SELECT audit_open()) AND e.at >= since AND e.at < until
    UNION
    SELECT e.id FROM core_auditentry e WHERE (SELECT audit_open()) AND e.subject = a_subject
        AND e.detail -> 'keys' @> to_jsonb(ARRAY[a_key]) AND e.at >= since AND e.at < until
$$;

-- What each of some columns becomes, as SQL: its value in `blank`, or itself with blocks in the place of `words`, where
-- these stand as words of their own and are no key of a JSON object.
CREATE OR REPLACE FUNCTION audit_blanked(a_table text, blank jsonb, words text) RETURNS text
    LANGUAGE sql STABLE SET search_path = public AS $$
    SELECT string_agg(format('%1$I = ' || CASE WHEN words IS NULL THEN '(jsonb_populate_record(NULL::%2$I, %3$L)).%1$I'
        ELSE 'regexp_replace(%1$I::text, %4$L, %5$L, ''gi'')::%6$s' END,
        a.attname, a_table, blank,
        CASE WHEN words ~ '^[[:alnum:]]' THEN '\\m' ELSE '' END
            || regexp_replace(words, '([^[:alnum:][:space:]])', '\\\\\\1', 'g')
            || CASE WHEN words ~ '[[:alnum:]]$' THEN '\\M' ELSE '' END || '(?!":)',
        repeat('█', char_length(words)), format_type(a.atttypid, NULL)), ', ' ORDER BY a.attnum)
    FROM pg_attribute a WHERE a.attrelid = a_table::regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND blank ? a.attname AND (words IS NULL OR a.atttypid <> 'bytea'::regtype)
$$;

-- Forget what stands in columns of the rows of a record, and in every version of them; with `words` only these. Each
-- version gets an entry with its new hash, so that the trail stays whole and shows that something was erased, and why.
-- `blank` maps the columns to what they become; the number of rows is given back.
CREATE OR REPLACE FUNCTION audit_erase(
    a_table text, history text, a_column text, a_key text, blank jsonb, words text, why text
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
    SET timezone = 'UTC' SET extra_float_digits = 1 SET bytea_output = 'hex' AS $$
DECLARE
    reached integer;
BEGIN
    IF NOT (access_system() OR access_may('erase', 'personal_data')) THEN
        RAISE EXCEPTION 'Nobody erases without the right to.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF starts_with(a_table, 'core_audit') OR starts_with(history, 'core_audit') THEN
        RAISE EXCEPTION 'Nothing is erased from the trail.' USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('UPDATE %I SET %s WHERE %I::text = %L',
                   a_table, audit_blanked(a_table, blank, words), a_column, a_key);
    GET DIAGNOSTICS reached = ROW_COUNT;
    IF history IS NOT NULL AND audit_blanked(history, blank, words) IS NOT NULL THEN
        PERFORM set_config('muster.erasing', history, true);
        EXECUTE format(
            'WITH gone AS (UPDATE %1$I h SET %2$s WHERE %3$I::text = %4$L RETURNING h.*) '
            'INSERT INTO core_auditentry (at, person, verb, subject, key, digest, detail) '
            'SELECT clock_timestamp(), access_person(), ''erase'', %1$L, pgh_id::text, audit_digest(to_jsonb(gone)), '
            'jsonb_build_object(''why'', %5$L) FROM gone ORDER BY pgh_id',
            history, audit_blanked(history, blank, words), a_column, a_key, why);
        PERFORM set_config('muster.erasing', '', true);
    END IF;
    RETURN reached;
END $$;

-- SHA-256 over the hashes of the entries of a seal, in their order.
CREATE OR REPLACE FUNCTION audit_root(a_seal bigint) RETURNS bytea LANGUAGE sql STABLE SET search_path = public AS $$
    SELECT sha256(coalesce(string_agg(audit_entry_digest(e), ''::bytea ORDER BY e.id), ''::bytea))
    FROM core_auditentry e WHERE e.seal_id = a_seal
$$;

CREATE OR REPLACE FUNCTION audit_link(
    a_number bigint, an_at timestamptz, some_entries int, a_root bytea, a_previous bytea
) RETURNS bytea LANGUAGE sql IMMUTABLE SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
    SELECT sha256(a_previous || a_root || convert_to(concat_ws(' ', a_number, an_at, some_entries), 'UTF8'))
$$;

-- Seal what is not sealed; the number of the seal, or null where there is nothing. One at a time.
CREATE OR REPLACE FUNCTION audit_seal() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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
"""
BODIES: dict[str, str] = dict(re.findall(r"FUNCTION (\w+)\(.*?AS \$\$(.*?)\$\$;", FUNCTIONS, re.DOTALL))
OWN_TRIGGERS = {  # of the trail itself; migration 0003 makes them
    "core_auditentry": ("kept", "kept_but_sealed"),
    "core_auditseal": ("kept",),
    "pghistory_context": ("audited", "audited_change", "kept"),
}
OF_A_HISTORY = ("audited", "kept")
OF_A_TRACKED_TABLE = "audited_delete"
