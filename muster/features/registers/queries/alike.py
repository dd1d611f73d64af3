"""Records that may be the same as what somebody is about to record, or as another one, with what speaks for it.

Keys that are nearly alike are found by their trigrams (`registers_alike`, migration 0005), then compared by rules
(`muster.domain.forms.keys`). Which of them somebody sees, says the rule of the table: a name by the rule of names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from muster.domain.forms.answers import Answers
from muster.domain.forms.keys import (
    COMPARED,
    OFFERED,
    SAME_FIELD,
    TWIN,
    KeyAnswer,
    Likeness,
    answered,
    beginning,
    begins,
    compare,
    fold,
)
from muster.domain.forms.model import Field
from muster.domain.forms.settings import Key as Asked
from muster.features.accounts.models import User
from muster.features.registers.definitions import Definition, definition_of
from muster.features.registers.models import Key, Record, Register
from muster.features.registers.queries.differences import told_apart

CANDIDATES = 300  # keys that are compared, of one that is looked for
SHOWN = 20  # records
TWINS = 5
NUMBERS = frozenset({"number", "document", "vehicle", "weapon"})  # that are meant to be of one thing
# The likeliest first, and no further than the limit: whether somebody sees a key is asked one after the other.
_ALIKE = """
    SELECT k.record_id, k.path, k.said
    FROM (SELECT id FROM registers_alike(%s, %s, %s) ORDER BY likeness DESC, id DESC OFFSET 0) a
    CROSS JOIN LATERAL (SELECT record_id, path, said FROM registers_key WHERE id = a.id OFFSET 0) k LIMIT %s
"""
_SAME = """
    SELECT k.record_id, k.path, k.said FROM registers_key k JOIN registers_record r ON r.id = k.record_id
    WHERE k.how = %s AND k.folded = %s AND k.path = %s AND r.register_id = %s ORDER BY k.record_id DESC LIMIT %s
"""
# In the order of their index, so that it ends at the limit. A `LIKE` may not look into it under row security; what
# stands between may, and no sign of a folded number sorts after Z.
_BEGINS = """
    SELECT k.record_id, k.path, k.said FROM registers_key k JOIN registers_record r ON r.id = k.record_id
    WHERE k.how = %s AND k.folded BETWEEN %s AND %s || repeat('Z', 300) AND r.register_id = %s
    ORDER BY k.folded LIMIT %s
"""


class Speaks(NamedTuple):
    """What speaks for a record: the field where it says so, what it says there, how alike that is to `wanted`."""

    field: Field
    said: str
    wanted: str
    likeness: Likeness


@dataclass(slots=True)
class Hit:
    """`speaks` has the surest first."""

    record: Record
    speaks: list[Speaks] = field(default_factory=list)

    @property
    def rank(self) -> tuple[float, int]:
        return sum(one.likeness.score for one in self.speaks), self.record.pk


class _Wanted(NamedTuple):
    """An answer that is looked for, of the field of that path."""

    path: str
    how: str
    said: str


def asked_for(definition: Definition) -> list[tuple[Asked, Field]]:
    """The keys that one looks by, with their fields."""
    found = ((key, definition.form.by_path.get(key.path)) for key in definition.settings.keys)
    return [(key, one) for key, one in found if one and one.kind in COMPARED]


def must_search(definition: Definition) -> bool:
    """Whether one looks before a record is made."""
    return any(key.required for key, _field in asked_for(definition))


def search(viewer: User, register: Register, answers: Mapping[str, str]) -> list[Hit]:
    """Records of the register that the viewer sees and that may be meant, the likeliest first; answers by paths.

    One more than are shown (`SHOWN`), where there are more.
    """
    assert register.current is not None
    definition = definition_of(register.current)
    wanted = [
        _Wanted(key.path, key.how, answers[key.path])
        for key, _field in asked_for(definition)
        if answers.get(key.path, "").strip()
    ]
    return _hits(register, definition, wanted, OFFERED)


def twins(viewer: User, record: Record) -> list[Hit]:
    """Other records of the register that may be the same, by the keys by which one must look and by documents; but
    those of which somebody decided that they are not."""
    definition = definition_of(record.register.current or record.form)
    telling = {key.path for key in definition.settings.keys if key.required or key.how == "document"}
    own = Key.objects.filter(record=record, path__in=telling).values_list("path", "how", "said")
    wanted = [_Wanted(*one) for one in own]
    return _hits(record.register, definition, wanted, TWIN, but={record.pk, *told_apart(record)})[:TWINS]


def same_numbers(
    viewer: User, register: Register, answers: Answers, but: str, looked_for: Mapping[str, str]
) -> list[tuple[str, Record]]:
    """Records of the register that the viewer sees and that say a number which `answers` say, with the number.

    `but` is the instance whose own record does not count; a number that was `looked_for`, by its path, is known.
    """
    assert register.current is not None
    definition = definition_of(register.current)
    said = [one for one in answered(definition.form, definition.settings.keys, answers) if one.key.how in NUMBERS]
    wanted = [one for one in said if fold(one.key.how, looked_for.get(one.key.path, "")) != one.folded]
    return [(one.said, record) for one in wanted for record in _saying(register, one, but)]


def _saying(register: Register, answer: KeyAnswer, but: str) -> QuerySet[Record]:
    key = answer.key
    same = Key.objects.filter(record__register=register, how=key.how, folded=answer.folded)
    if key.how in SAME_FIELD:
        same = same.filter(path=key.path)
    found = Record.objects.filter(pk__in=same.values("record")).exclude(submissions__instance=but)
    return found.defer("data", "search").order_by("-pk")[:TWINS]


def _hits(
    register: Register, definition: Definition, wanted: Sequence[_Wanted], least: float, but: Collection[int] = ()
) -> list[Hit]:
    speaks: dict[int, list[Speaks]] = defaultdict(list)
    for one in wanted:
        for record, path, said in _candidates(register, one):
            likeness = max(compare(one.how, one.said, said), begins(one.how, one.said, said), key=_score)
            known = definition.form.by_path.get(path)
            if record not in but and known and likeness.score >= least:
                speaks[record].append(Speaks(known, said, one.said, likeness))
    kept = sorted(speaks, key=lambda record: (-_surest(speaks[record]), -record))[: SHOWN + 1]
    records = Record.objects.filter(pk__in=kept).select_related("unit", "register").defer("data", "search")
    hits = [Hit(record, _once(speaks[record.pk])) for record in records]
    return sorted(hits, key=lambda hit: hit.rank, reverse=True)


def _score(likeness: Likeness) -> float:
    return likeness.score


def _surest(some: Iterable[Speaks]) -> float:
    return sum(one.likeness.score for one in _once(some))


def _once(some: Iterable[Speaks]) -> list[Speaks]:
    """For everything that was looked for, the surest that speaks for it."""
    best: dict[str, Speaks] = {}
    for one in some:
        if one.wanted not in best or best[one.wanted].likeness.score < one.likeness.score:
            best[one.wanted] = one
    return sorted(best.values(), key=lambda one: -one.likeness.score)


def _candidates(register: Register, wanted: _Wanted) -> list[tuple[int, str, str]]:
    """(record, path, what it says there) of keys that may be alike and that are seen."""
    folded, begun = fold(wanted.how, wanted.said), beginning(wanted.how, wanted.said)
    if not folded:
        return []
    with connection.cursor() as cursor:
        if wanted.how in SAME_FIELD:
            cursor.execute(_SAME, [wanted.how, folded, wanted.path, register.pk, CANDIDATES])
        else:
            cursor.execute(_ALIKE, [register.pk, wanted.how, folded, CANDIDATES])
        found = cursor.fetchall()
        if begun:
            cursor.execute(_BEGINS, [wanted.how, begun, begun, register.pk, CANDIDATES])
            found += cursor.fetchall()
    return [one for one in found if wanted.how not in SAME_FIELD or one[1] == wanted.path]
