"""Numbers of answers are protected together with numbers of records: what was published before, too."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def together(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    truths = apps.get_model("statistics", "Truth").objects.using(schema_editor.connection.alias)
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
    """A limit to those who gave an answer was a field of its own, `<field>=<answer>`."""
    scope, answered = {}, list(several)
    for name, codes in table["scope"].items():
        field, is_answer, answer = name.partition("=")
        scope[field] = [answer] if is_answer else codes
        answered += [field] if is_answer else []
    fields = {*scope, *(dimension["field"] for dimension in table["dimensions"])}
    return {**table, "scope": scope, "several": sorted(fields & {*answered}), "few": []}


def _over_answers(hidden: list[Any], tables: list[dict[str, Any]]) -> bool:
    """Whether it is a sum over answers, which no table tells any more."""
    name, position = hidden
    table = next(one for one in tables if one["name"] == name)
    pairs = zip(table["dimensions"], position, strict=True)
    return any(code == "*" and dimension["field"] in table["several"] for dimension, code in pairs)


class Migration(migrations.Migration):
    dependencies = [("statistics", "0002_facts")]
    operations = [migrations.RunPython(together, migrations.RunPython.noop)]
