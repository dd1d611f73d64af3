"""Numbers of answers are protected together with numbers of records: what was published before, too."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def together(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was counted and not published yet was protected less well: it is counted again."""
    alias = schema_editor.connection.alias
    truths = apps.get_model("statistics", "Truth").objects.using(alias)
    truths.filter(release__state="counted").delete()
    counted = apps.get_model("statistics", "Release").objects.using(alias).filter(state="counted")
    counted.update(state="draft", content=None, hidden=[], counted_at=None, version=F("version") + 1)
    schema_editor.execute("ALTER TABLE statistics_truth DISABLE TRIGGER frozen")
    for truth in truths.all():
        truth.systems = joined(truth.systems)
        truth.save(update_fields=["systems"])
    schema_editor.execute("ALTER TABLE statistics_truth ENABLE TRIGGER frozen")


def joined(systems: dict[str, Any]) -> dict[str, Any]:
    """From `entries <repeat> <field of several answers> ...` to the repeat alone, with these fields in the tables."""
    found: dict[str, Any] = {}
    for name, release in systems.items():
        _entries, repeat, *several = name.split(" ")
        tables = [_with_answers(table, several) for table in release["tables"]]
        whole = found.setdefault(repeat, {**release, "tables": [], "hidden": []})
        whole["tables"] += tables
        whole["hidden"] += [one for one in release["hidden"] if not _over_answers(one, tables)]
    return found


def _with_answers(table: dict[str, Any], several: list[str]) -> dict[str, Any]:
    """A limit to those who gave an answer was a field of its own, `<field>=<answer>`; it stays one where the table is by
    these answers as well."""
    by = {dimension["field"] for dimension in table["dimensions"]}
    dimensions = [
        {**dimension, "field": f"answers {dimension['field']}"} if dimension["field"] in several else dimension
        for dimension in table["dimensions"]
    ]
    scope, answered = {}, {f"answers {field}" for field in by & {*several}}
    for name, codes in table["scope"].items():
        field, is_answer, answer = name.partition("=")
        if is_answer and field not in by:
            scope[f"answers {field}"] = [answer]
            answered.add(f"answers {field}")
        else:
            scope[name] = codes
    return {**table, "dimensions": dimensions, "scope": scope, "several": sorted(answered), "records": []}


def _over_answers(hidden: list[Any], tables: list[dict[str, Any]]) -> bool:
    """Whether it is a sum over answers, which no table tells any more."""
    name, position = hidden
    table = next(one for one in tables if one["name"] == name)
    pairs = zip(table["dimensions"], position, strict=True)
    return any(code == "*" and dimension["field"] in table["several"] for dimension, code in pairs)


class Migration(migrations.Migration):
    dependencies = [("statistics", "0002_facts")]
    operations = [migrations.RunPython(together, migrations.RunPython.noop)]
