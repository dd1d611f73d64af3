"""Finding somebody by name in everything that may tell of them, as far as whoever searches may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models

from muster.core.data_sets import DataSet, Kept, data_sets
from muster.domain.protection.spellings import occurrences, passages, pattern
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.audit.looks import look
from muster.features.protection.models import PersonInRecord, Request

MOST = 300  # rows of one column that are looked at
WHY = {"code": "data_subject", "text": "request of a data subject"}


@dataclass(slots=True)
class Hit:
    """A record that names somebody: the passages, and what it is said to be there, where that was said."""

    data_set: DataSet
    key: int
    passages: list[str] = field(default_factory=list)
    spellings: set[str] = field(default_factory=set)
    roles: list[PersonInRecord] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.data_set.code

    @property
    def mark(self) -> str:
        """By which it is picked in a form."""
        return f"{self.code} {self.key}"

    @property
    def name(self) -> str:
        row = self.data_set.record(self.key)
        return self.data_set.name_of(row) if row else self.data_set.called(self.key)

    @property
    def address(self) -> str:
        return self.data_set.address(self.key)


def search(viewer: User, asked: Request, names: Sequence[str]) -> list[Hit]:
    """As `find`, for a request of somebody; written into the audit trail with its number, whatever is found."""
    hits = find(viewer, names)
    why: dict[str, Any] = {"terms": {"name": list(names)}, "justification": {**WHY, "reference": asked.reference}}
    look(viewer, "search", Subject.PERSONAL_DATA.value, found=len(hits), **why)
    for code in dict.fromkeys(hit.code for hit in hits):
        look(viewer, "search", code, keys=[str(hit.key) for hit in hits if hit.code == code], **why)
    return hits


def find(viewer: User, names: Sequence[str]) -> list[Hit]:
    """Records that name somebody under any of these names, in whatever script, spelling and order of words.

    What is marked higher than the viewer may see is not among them, nor what stands only in earlier versions.
    """
    require(viewer, Verb.EXPORT, Subject.PERSONAL_DATA)
    hits: dict[tuple[str, int], Hit] = {}
    for data_set in data_sets().values():
        for kept in data_set.kept:
            for column in _searchable(kept):
                for key, text in _rows(kept, column, names):
                    _take_in(hits, data_set, key, text, names)
    for hit in hits.values():
        hit.roles = [one for one in PersonInRecord.objects.filter(code=hit.code, key=hit.key) if _is(one, names)]
    return list(hits.values())


def marked(hits: Sequence[Hit], picked: Sequence[str]) -> list[Hit]:
    """Those of the hits that somebody picked by their marks."""
    return [hit for hit in hits if hit.mark in picked]


def _take_in(hits: dict[tuple[str, int], Hit], data_set: DataSet, key: int, text: str, names: Sequence[str]) -> None:
    """Where the name really stands in the text: what the database found may be part of a longer word."""
    for name in names:
        for start, end in occurrences(name, text):
            hit = hits.setdefault((data_set.code, key), Hit(data_set, key))
            hit.spellings.add(text[start:end])
        for passage in passages(name, text):
            if passage not in hits[data_set.code, key].passages:
                hits[data_set.code, key].passages.append(passage)


def _is(named: PersonInRecord, names: Sequence[str]) -> bool:
    return any(occurrences(name, named.name) for name in names)


def _rows(kept: Kept, column: str, names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(key of the record, text) of rows in which the name may stand."""
    expression = "|".join(filter(None, map(pattern, names)))
    if not expression:
        return
    statement = (
        f'SELECT {kept.record_of("row")}, row."{column}"::text FROM {kept.table} row '  # noqa: S608 -- own names
        f'WHERE row."{column}"::text ~* %s LIMIT {MOST}'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [expression])
        yield from ((int(key), text) for key, text in cursor.fetchall() if key is not None)


def _searchable(kept: Kept) -> list[str]:
    """Columns of text; bytes are files, whose words stand in other columns too."""
    model = next((one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == kept.table), None)
    binary = {one.column for one in model._meta.concrete_fields if isinstance(one, models.BinaryField)} if model else ()
    return [name for name in kept.columns if name not in binary]
