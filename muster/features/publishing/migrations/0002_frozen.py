"""What is published never changes: the database refuses it, whoever asks and by whatever path.

Plain SQL on purpose: triggers that a library manages can be switched off from within the application.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION publishing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published report never changes; make a correction.' USING ERRCODE = 'restrict_violation';
END $$;

-- Of a row of a report: refused once that report is published. The argument says how the row reaches its report.
CREATE FUNCTION publishing_refuse_if_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_data jsonb;
    of_report bigint;
BEGIN
    FOREACH row_data IN ARRAY ARRAY[to_jsonb(OLD), to_jsonb(NEW)] LOOP
        CONTINUE WHEN row_data IS NULL OR row_data = 'null'::jsonb;
        IF TG_ARGV[0] = 'report' THEN
            of_report := (row_data->>'report_id')::bigint;
        ELSIF TG_ARGV[0] = 'chapter' THEN
            SELECT report_id INTO of_report FROM publishing_chapter WHERE id = (row_data->>'chapter_id')::bigint;
        ELSIF TG_ARGV[0] = 'paragraph' THEN
            SELECT c.report_id INTO of_report FROM publishing_chapter c
            JOIN publishing_paragraph p ON p.chapter_id = c.id WHERE p.id = (row_data->>'paragraph_id')::bigint;
        ELSE
            SELECT report_id INTO of_report FROM publishing_publication
            WHERE id = (row_data->>'publication_id')::bigint;
        END IF;
        IF EXISTS (SELECT 1 FROM publishing_report WHERE id = of_report AND state = 'published') THEN
            RAISE EXCEPTION 'A published report never changes; make a correction.'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON publishing_report
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION publishing_refuse();
"""
ALWAYS = ("frozenfile", "publication", "publicationfile")
WITH_THEIR_REPORT = {
    "chapter": "report",
    "abbreviation": "report",
    "paragraph": "chapter",
    "leftout": "chapter",
    "clearance": "chapter",
    "paragraphentry": "paragraph",
    "comment": "paragraph",
}


def triggers():
    for table in ALWAYS:
        yield (
            f"CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON publishing_{table} "
            "FOR EACH ROW EXECUTE FUNCTION publishing_refuse()"
        )
    for table, path in WITH_THEIR_REPORT.items():
        yield (
            f"CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON publishing_{table} "
            f"FOR EACH ROW EXECUTE FUNCTION publishing_refuse_if_published('{path}')"
        )
    for table, path in {"publication": "report", "publicationfile": "publication"}.items():
        yield (
            f"CREATE TRIGGER complete BEFORE INSERT ON publishing_{table} "
            f"FOR EACH ROW EXECUTE FUNCTION publishing_refuse_if_published('{path}')"
        )


def undo():
    tables = ["report", *ALWAYS, *WITH_THEIR_REPORT]
    yield from (f"DROP TRIGGER frozen ON publishing_{table}" for table in tables)
    yield from (f"DROP TRIGGER complete ON publishing_{table}" for table in ("publication", "publicationfile"))
    yield "DROP FUNCTION publishing_refuse_if_published()"
    yield "DROP FUNCTION publishing_refuse()"


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [migrations.RunSQL([REFUSE, *triggers()], list(undo()))]
