"""Facts are made by the database with every record, whoever writes it; what is released never changes.

The functions that make facts run as the owner of the tables: nobody else writes facts, and who records need not see
what there is. Plain SQL on purpose: triggers that a library manages can be switched off from within the application.
"""

from django.db import migrations

FACTS = """
CREATE FUNCTION statistics_said(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'array' THEN (SELECT coalesce(string_agg(one, ' '), '') FROM jsonb_array_elements_text(value) one)
        WHEN 'null' THEN '' ELSE left(coalesce(value #>> '{}', ''), 200) END
$$;

CREATE FUNCTION statistics_number(value jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    -- nothing where it is no number, or one beyond all bounds
    SELECT CASE WHEN value #>> '{}' ~ '^[+-]?[0-9]{1,20}([.][0-9]{1,20})?([eE][+-]?[0-9])?$'
        THEN (value #>> '{}')::numeric END
$$;

-- The answers of one entry by whole paths.
CREATE FUNCTION statistics_below(path text, entry jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(path || '/' || key, value), '{}')
    FROM jsonb_each(CASE jsonb_typeof(entry) WHEN 'object' THEN entry ELSE '{}' END)
$$;

-- The entries of a repeat, of which plain and personal answers stand apart; not open where all of it is personal.
CREATE FUNCTION statistics_entries(plain jsonb, apart jsonb)
    RETURNS TABLE (open boolean, plain_entry jsonb, apart_entry jsonb) LANGUAGE sql IMMUTABLE AS $$
    WITH lists AS (
        SELECT CASE jsonb_typeof(plain) WHEN 'array' THEN plain ELSE '[]' END AS p,
            CASE jsonb_typeof(apart) WHEN 'array' THEN apart ELSE '[]' END AS a
    )
    SELECT jsonb_array_length(p) > 0, coalesce(p -> n, '{}'), coalesce(a -> n, '{}')
    FROM lists, generate_series(0, greatest(jsonb_array_length(p), jsonb_array_length(a)) - 1) n
$$;

-- A record and all its entries with the answers that hold for each, by level (0: the record).
CREATE FUNCTION statistics_unfolded(repeats jsonb, plain jsonb, apart jsonb)
    RETURNS TABLE (level integer, open boolean, known jsonb, all_known jsonb) LANGUAGE sql IMMUTABLE AS $$
    WITH RECURSIVE named AS (
        SELECT n::integer AS level, r ->> 'path' AS path, r ->> 'parent' AS parent, (r ->> 'personal')::boolean AS personal
        FROM jsonb_array_elements(repeats) WITH ORDINALITY AS r (r, n)
    ), entries AS (
        SELECT 0 AS level, '' AS path, true AS open, plain, apart
        UNION ALL
        SELECT r.level, r.path, e.open AND one.open AND NOT r.personal,
            (e.plain - r.path) || statistics_below(r.path, one.plain_entry),
            (e.apart - r.path) || statistics_below(r.path, one.apart_entry)
        FROM entries e JOIN named r ON r.parent = e.path
        CROSS JOIN LATERAL statistics_entries(e.plain -> r.path, e.apart -> r.path) one
    )
    SELECT e.level, e.open, e.plain, e.plain || e.apart FROM entries e
$$;

CREATE FUNCTION statistics_answers(fields jsonb, known jsonb, personal boolean) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(
        CASE WHEN personal OR NOT (f ->> 'personal')::boolean THEN statistics_said(known -> (f ->> 'path')) ELSE '' END
        ORDER BY n), '{}')
    FROM jsonb_array_elements(fields) WITH ORDINALITY AS f (f, n)
$$;

CREATE FUNCTION statistics_amounts(fields jsonb, known jsonb, personal boolean) RETURNS numeric[] LANGUAGE sql IMMUTABLE
    AS $$
    SELECT coalesce(array_agg(
        CASE WHEN personal OR NOT (f ->> 'personal')::boolean THEN statistics_number(known -> (f ->> 'path')) END
        ORDER BY n), '{}')
    FROM jsonb_array_elements(fields) WITH ORDINALITY AS f (f, n)
$$;

-- Whether a register counts anything personal.
CREATE FUNCTION statistics_personal(layout statistics_layout) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (layout.categories || layout.amounts || layout.repeats) @> '[{"personal": true}]'
$$;

-- The facts of one record anew.
CREATE FUNCTION statistics_make(a_record bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    layout statistics_layout;
    rec registers_record;
    apart jsonb := '{}';
BEGIN
    SELECT * INTO rec FROM registers_record WHERE id = a_record;
    SELECT * INTO layout FROM statistics_layout WHERE register_id = rec.register_id;
    DELETE FROM statistics_fact WHERE record_id = a_record;
    DELETE FROM statistics_personalfact WHERE record_id = a_record;
    IF layout.register_id IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO statistics_fact
        (record_id, register_id, unit_id, created_by_id, marking, restricted, level, day, place, answers, amounts)
    SELECT rec.id, rec.register_id, rec.unit_id, rec.created_by_id, rec.marking, rec.restricted, u.level, rec.day,
        rec.place, statistics_answers(layout.categories, u.known, false),
        statistics_amounts(layout.amounts, u.known, false)
    FROM statistics_unfolded(layout.repeats, rec.data, '{}') u WHERE u.open;
    IF statistics_personal(layout) THEN
        SELECT data INTO apart FROM registers_personal WHERE record_id = a_record;
        INSERT INTO statistics_personalfact
            (record_id, register_id, unit_id, created_by_id, marking, restricted, level, day, place, answers, amounts)
        SELECT rec.id, rec.register_id, rec.unit_id, rec.created_by_id, rec.marking, rec.restricted, u.level, rec.day,
            rec.place, statistics_answers(layout.categories, u.all_known, true),
            statistics_amounts(layout.amounts, u.all_known, true)
        FROM statistics_unfolded(layout.repeats, rec.data, coalesce(apart, '{}')) u;
    END IF;
END $$;

-- Those of the next records of a register; the number of the last one, nothing where there are no more.
CREATE FUNCTION statistics_make_some(a_register bigint, after bigint, most integer) RETURNS bigint LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last bigint;
    one bigint;
BEGIN
    FOR one IN SELECT id FROM registers_record WHERE register_id = a_register AND id > after ORDER BY id LIMIT most LOOP
        PERFORM statistics_make(one);
        last := one;
    END LOOP;
    RETURN last;
END $$;

CREATE FUNCTION statistics_record_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM statistics_make(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION statistics_record_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE statistics_fact SET unit_id = NEW.unit_id, marking = NEW.marking, restricted = NEW.restricted,
        day = NEW.day, place = NEW.place, created_by_id = NEW.created_by_id WHERE record_id = NEW.id;
    UPDATE statistics_personalfact SET unit_id = NEW.unit_id, marking = NEW.marking, restricted = NEW.restricted,
        day = NEW.day, place = NEW.place, created_by_id = NEW.created_by_id WHERE record_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION statistics_record_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM statistics_fact WHERE record_id = OLD.id;
    DELETE FROM statistics_personalfact WHERE record_id = OLD.id;
    RETURN OLD;
END $$;

CREATE FUNCTION statistics_personal_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    a_record bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.record_id ELSE NEW.record_id END;
BEGIN
    IF EXISTS (
        SELECT 1 FROM registers_record r JOIN statistics_layout l ON l.register_id = r.register_id
        WHERE r.id = a_record AND statistics_personal(l)
    ) THEN
        PERFORM statistics_make(a_record);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER facts_made AFTER INSERT ON registers_record
    FOR EACH ROW EXECUTE FUNCTION statistics_record_made();
CREATE TRIGGER facts_made_anew AFTER UPDATE ON registers_record
    FOR EACH ROW WHEN ((OLD.data, OLD.register_id) IS DISTINCT FROM (NEW.data, NEW.register_id))
    EXECUTE FUNCTION statistics_record_made();
CREATE TRIGGER facts_moved AFTER UPDATE ON registers_record
    FOR EACH ROW WHEN ((OLD.data, OLD.register_id) IS NOT DISTINCT FROM (NEW.data, NEW.register_id)
        AND (OLD.unit_id IS DISTINCT FROM NEW.unit_id
            OR OLD.marking IS DISTINCT FROM NEW.marking
            OR OLD.restricted IS DISTINCT FROM NEW.restricted
            OR OLD.day IS DISTINCT FROM NEW.day
            OR OLD.place IS DISTINCT FROM NEW.place
            OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id))
    EXECUTE FUNCTION statistics_record_moved();
CREATE TRIGGER facts_gone BEFORE DELETE ON registers_record
    FOR EACH ROW EXECUTE FUNCTION statistics_record_gone();
CREATE TRIGGER facts_made AFTER INSERT OR UPDATE OR DELETE ON registers_personal
    FOR EACH ROW EXECUTE FUNCTION statistics_personal_made();
"""

FROZEN = """
-- Registers of whose records one publishes statistics.
CREATE FUNCTION statistics_publishes() RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp AS $$
    SELECT r.id
    FROM jsonb_each(coalesce(nullif(current_setting('muster.sight', true), ''), '{}')::jsonb) s
    JOIN registers_register r ON s.key IN ('record', 'record.' || r.code)
    WHERE s.value -> 'verbs' ? 'publish'
$$;

CREATE FUNCTION statistics_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Published statistics never change.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION statistics_refuse_truth() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM statistics_release WHERE state = 'published'
        AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.release_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.release_id END))
    THEN
        RAISE EXCEPTION 'Published statistics never change.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON statistics_release
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION statistics_refuse();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON statistics_truth
    FOR EACH ROW EXECUTE FUNCTION statistics_refuse_truth();
"""

UNDO = """
DROP TRIGGER facts_made ON registers_record; DROP TRIGGER facts_made_anew ON registers_record;
DROP TRIGGER facts_moved ON registers_record; DROP TRIGGER facts_gone ON registers_record;
DROP TRIGGER facts_made ON registers_personal;
DROP TRIGGER frozen ON statistics_release; DROP TRIGGER frozen ON statistics_truth;
DROP FUNCTION statistics_refuse(), statistics_refuse_truth(), statistics_record_made(), statistics_record_moved(),
    statistics_record_gone(), statistics_personal_made(), statistics_make_some(bigint, bigint, integer),
    statistics_make(bigint), statistics_personal(statistics_layout), statistics_answers(jsonb, jsonb, boolean),
    statistics_amounts(jsonb, jsonb, boolean), statistics_unfolded(jsonb, jsonb, jsonb), statistics_entries(jsonb, jsonb),
    statistics_below(text, jsonb), statistics_said(jsonb), statistics_number(jsonb);
DROP FUNCTION statistics_publishes() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial"), ("registers", "0003_working")]
    operations = [migrations.RunSQL([FACTS, FROZEN], UNDO)]
