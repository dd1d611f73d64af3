"""Every table says whether it keeps words about people, and in which columns; nothing is forgotten."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from pghistory.models import Events

from muster.core.audit_findings import tracked
from muster.core.data_sets import data_sets, impersonal
from muster.features.accounts.vocabulary import Subject
from muster.features.protection.models import Category

WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.GenericIPAddressField)
WORDS = (*WORDS, ArrayField, SearchVectorField, models.UUIDField)
HISTORIES = {pair.history for pair in tracked()}  # a history keeps what its table keeps
TABLES = {
    model._meta.db_table: model
    for model in apps.get_models(include_auto_created=True)
    if not issubclass(model, Events) and model._meta.db_table not in HISTORIES
}
KEPT = {}
for one in data_sets().values():
    for kept in one.kept:
        KEPT.setdefault(kept.table, []).append(kept)


def columns(model):
    """Columns that can hold words; what has choices holds one of some codes."""
    for field in model._meta.concrete_fields:
        kind = field.target_field if field.is_relation else field
        if isinstance(kind, WORDS) and not field.choices:
            yield field.column


@pytest.mark.parametrize("table", sorted(name for name, model in TABLES.items() if list(columns(model))))
def test_every_table_with_words_says_what_they_are(table):
    spoken = {name for kept in KEPT.get(table, ()) for name in (*kept.columns, *kept.plain)}
    assert table in impersonal() or table in KEPT, "say in the app's module personal what its words are"
    assert not (table in impersonal() and table in KEPT)
    if table in KEPT:
        assert set(columns(TABLES[table])) <= spoken, "of a column nobody spoke"


def test_nothing_is_said_of_what_is_not_there():
    assert set(impersonal()) <= TABLES.keys()
    for table, said in KEPT.items():
        there = {field.column for field in TABLES[table]._meta.concrete_fields}
        for kept in said:
            assert {*kept.columns, *kept.plain, kept.key} <= there, table


@pytest.mark.parametrize("code", list(data_sets()))
def test_a_data_set_says_what_it_must(code):
    data_set = data_sets()[code]
    assert data_set.code == code
    assert data_set.name
    assert data_set.purpose
    assert data_set.legal_basis
    assert data_set.years >= 1 or data_set.since == ("keep_until",)  # whose column is the day itself
    assert set(data_set.categories) <= set(Category.values)
    assert data_set.table in {kept.table for kept in data_set.kept}
    fields = {field.name for field in data_set.model_class._meta.concrete_fields}
    assert {*data_set.since, *data_set.only, *filter(None, [data_set.title, data_set.born])} <= fields | set(
        data_set.only
    )
    if not data_set.stays:
        assert data_set.title


def test_a_data_set_with_a_marking_is_a_subject_of_rights():
    assert {code for code, one in data_sets().items() if one.marked} <= set(Subject.values)


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(KEPT))
def test_the_record_of_a_row_can_be_asked_for(table):
    from django.db import connection

    with connection.cursor() as cursor:
        for kept in KEPT[table]:
            cursor.execute(f"SELECT {kept.record_of('row')}::bigint FROM {table} row LIMIT 1")
