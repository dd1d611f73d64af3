"""Whom records name: read from their answers by the fields of a register's early warnings, and nothing else of them.

Answers stand in two rows, those to personal fields apart. Records count for who sees their personal answers: for
others the database gives no second row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from muster.domain.forms.model import Field, Form, Kind
from muster.domain.forms.settings import Warning
from muster.domain.forms.unfolding import repeats, shared
from muster.domain.forms.warnings import DAY, RECORD, SAID, People, by_person
from muster.features.accounts.models import User
from muster.features.registers.models import Register

SEVERAL = (Kind.MANY, Kind.RANK)
SELECT = (
    "SELECT r.day, r.id, {columns} FROM registers_record r JOIN registers_personal p ON p.record_id = r.id {joins}"
    " WHERE r.register_id = %(register)s AND r.day BETWEEN %(since)s AND %(until)s"
)


def named(
    viewer: User, register: Register, form: Form, rules: Sequence[Warning], since: date, until: date
) -> dict[str, People]:
    """For each rule, by its code, whom records of these days name as far as the rule is about it."""
    found: dict[str, People] = {}
    for walk in _walks(form, rules):
        rows = walk.rows(register, since, until)
        alike: dict[tuple[str, str], People] = {}
        for rule in walk.rules:
            about = (rule.of, rule.value)
            alike[about] = found[rule.code] = alike.get(about) or by_person(walk.namings(rows, rule))
    return found


@dataclass
class _Walk:
    """One reading of the records: of every item of the repeat that `who` is in, `who`; of the repeat `within` around it
    what the fields `of` say."""

    form: Form
    who: Field
    within: str
    rules: list[Warning] = field(default_factory=list)

    @property
    def of(self) -> list[Field]:
        return [self.form.by_path[path] for path in dict.fromkeys(rule.of for rule in self.rules if rule.of)]

    def rows(self, register: Register, since: date, until: date) -> list[tuple[Any, ...]]:
        asked: dict[str, Any] = {"register": register.pk, "since": since, "until": until}
        joins, at = [], {"": ("r.data", "p.data")}
        for depth, repeat in enumerate(repeats(self.form, self.who.repeat)):
            name = _asked(asked, _relative(self.form.by_path[repeat]))
            both = (_items(one, name) for one in at[self.form.by_path[repeat].repeat])
            joins.append(f"CROSS JOIN LATERAL ROWS FROM ({', '.join(both)}) AS i{depth}(plain, personal)")
            at[repeat] = (f"i{depth}.plain", f"i{depth}.personal")
        columns = [_answer(self.form, self.who, self.who.repeat, at[self.who.repeat], asked)]
        columns += [_answer(self.form, one, self.within, at[self.within], asked) for one in self.of]
        with connection.cursor() as cursor:
            cursor.execute(SELECT.format(columns=", ".join(columns), joins=" ".join(joins)), asked)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def namings(self, rows: Iterable[tuple[Any, ...]], rule: Warning) -> Iterable[Any]:
        about = (row for row in self._about(rows, rule) if row[SAID])
        if self.who.kind in SEVERAL:
            return ((row[DAY], row[RECORD], one) for row in about for one in _said(row[SAID]))
        return about

    def _about(self, rows: Iterable[tuple[Any, ...]], rule: Warning) -> Iterable[tuple[Any, ...]]:
        if not rule.of:
            return rows
        of = self.form.by_path[rule.of]
        at = 1 + SAID + self.of.index(of)
        if of.kind in SEVERAL or of.repeat != self.within:
            return (row for row in rows if rule.value in _said(row[at]))
        return (row for row in rows if row[at] == rule.value)


def _walks(form: Form, rules: Sequence[Warning]) -> list[_Walk]:
    """Rules that name by the same field of the same item are read together."""
    walks: dict[tuple[str, str], _Walk] = {}
    for rule in sorted(rules, key=lambda rule: not rule.of):  # those about all come to whichever is read anyhow
        who = form.by_path[rule.who]
        alike = next((key for key in walks if key[0] == rule.who), (rule.who, ""))
        key = (rule.who, shared(form, rule.who, rule.of)) if rule.of else alike
        walks.setdefault(key, _Walk(form, who, key[1])).rules.append(rule)
    return list(walks.values())


def _answer(form: Form, asked_for: Field, within: str, docs: tuple[str, str], asked: dict[str, Any]) -> str:
    """SQL for what an item of the repeat `within` says; of fields in repeats inside of it a list of all."""
    plain, personal = docs
    if asked_for.repeat == within:
        name = _asked(asked, _relative(asked_for))
        return f"coalesce({personal} ->> %({name})s, {plain} ->> %({name})s)"
    steps = [form.by_path[one] for one in repeats(form, asked_for.repeat)[len(repeats(form, within)) :]]
    path = "".join(f".{json.dumps(_relative(one))}[*]" for one in steps)
    name = _asked(asked, f"${path}.{json.dumps(_relative(asked_for))}")
    both = (f"jsonb_path_query_array(coalesce({one}, '{{}}'), %({name})s::jsonpath)" for one in docs)
    return f"({' || '.join(both)})::text"


def _items(document: str, name: str) -> str:
    """Of a repeat; what an earlier version asked under this name may be no repeat."""
    value = f"{document} -> %({name})s"
    return f"jsonb_array_elements(CASE WHEN jsonb_typeof({value}) = 'array' THEN {value} ELSE '[]' END)"


def _asked(asked: dict[str, Any], value: str) -> str:
    name = f"v{len(asked)}"
    asked[name] = value
    return name


def _relative(one: Field) -> str:
    return one.path[len(one.repeat) + 1 :] if one.repeat else one.path


@lru_cache(maxsize=4096)
def _said(text: str | None) -> frozenset[str]:
    """The single answers of a list as PostgreSQL writes it."""
    if not text:
        return frozenset()
    return frozenset(_flat(json.loads(text))) if text.startswith("[") else frozenset({text})


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    elif value is not None:
        yield str(value)
