"""What became of a record: who did what when, out of the versions that are kept of it and of what hangs on it.

Whatever was written in one transaction is one entry. What somebody may not see of the rows themselves, they do not see
of their versions: the database keeps both by one rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from muster.core.identity import SYSTEM, acting_as
from muster.core.models import AuditEntry, Marking, Tlp, Unit
from muster.domain.forms.answers import joined
from muster.domain.forms.rows import aligned
from muster.features.accounts.models import User
from muster.features.registers.beside import Beside
from muster.features.registers.models import (
    Attachment,
    Difference,
    Door,
    Handover,
    HandoverKind,
    HandoverState,
    Link,
    Note,
    Personal,
    Record,
    Step,
    Submission,
    Task,
    Version,
)
from muster.features.registers.queries.loading import TEXTS
from muster.features.registers.queries.versions import left_over
from muster.features.registers.rules import rules_of, state_name
from muster.features.registers.showing import said_by_place
from muster.ui.wording import in_language

PAGE = 20  # entries
NOTHING: Mapping[str, Any] = {}


class Said(NamedTuple):
    """One thing that was done: what, from what to what, and the words that somebody wrote with it."""

    what: str
    before: str = ""
    after: str = ""
    words: str = ""

    def __str__(self) -> str:
        change = f"{self.before or '–'} → {self.after or '–'}" if self.before else self.after
        return f"{self.what}: {change}" if change else self.what


@dataclass(slots=True)
class Entry:
    """What one person did at once; `door` is the one by which answers came, `token` what a token is for by which
    somebody else than the person in a browser did it."""

    at: datetime
    person: User | None = None
    door: Door = Door.PAGE
    token: str = ""
    done: list[Said] = field(default_factory=list)

    @property
    def way(self) -> str:
        """How it came; "" where the person did it in a browser."""
        if self.door == Door.PAGE:
            return f"{_('Token')}: {self.token}" if self.token else ""
        return f"{self.door.label}: {self.token}" if self.token else str(self.door.label)


@dataclass(frozen=True, slots=True)
class Page:
    """The newest first; `after` is the cursor of what is older, "" at the end."""

    entries: list[Entry]
    after: str


@dataclass(frozen=True)
class _Reader:
    """What is needed to say the versions of one record in words, asked for when it is."""

    record: Record
    people: dict[int, User | None] = field(default_factory=dict)
    versions: dict[int, Version | None] = field(default_factory=dict)
    beside: Beside = field(default_factory=Beside)

    @cached_property
    def receipts(self) -> list[tuple[datetime, str]]:
        """When each thing that was handed in for the record was kept, the first first, and by which door it came."""
        with acting_as(SYSTEM):  # receipts hold personal answers; by which door one came is none
            return list(Submission.objects.filter(record=self.record).order_by("pk").values_list("at", "door"))

    def door(self, event: Any) -> Door:
        """By which the answers of a version came that has new ones: their receipt is written right after it."""
        return next((Door(door) for at, door in self.receipts if at >= event.updated_at), Door.PAGE)

    @cached_property
    def units(self) -> dict[int, str]:
        return {unit.pk: unit.name for unit in Unit.objects.all()}

    def person(self, key: int | None) -> User | None:
        if key and key not in self.people:
            self.people[key] = User.objects.filter(pk=key).first()
        return self.people.get(key or 0)

    def version(self, key: int) -> Version | None:
        if key not in self.versions:
            self.versions[key] = Version.objects.defer(*TEXTS).filter(pk=key).first()
        return self.versions[key]


def history(viewer: User, record: Record, after: str = "") -> Page:
    """Of a record that the viewer sees."""
    moments = _moments(record, after)
    if not moments:
        return Page([], "")
    shown = moments[:PAGE]
    reader = _Reader(record)
    found: dict[tuple[datetime, Any], Entry] = {}
    for event, done, door in _as_done([one for kind in KINDS for one in kind(reader, shown[-1], shown[0])]):
        entry = found.setdefault((event.pgh_created_at, event.pgh_context_id), Entry(event.pgh_created_at))
        entry.person = entry.person or reader.person(_who(event))
        entry.token, entry.door = _token(event), door or entry.door
        entry.done.extend(done)
    entries = [one for one in found.values() if one.done]
    return Page(entries[::-1], shown[-1].isoformat() if len(moments) > PAGE else "")


def since(viewer: User, record: Record, version: int) -> list[str]:
    """What is otherwise now than in an earlier version, in sentences, with who wrote it last."""
    events = _events(Record).filter(pgh_obj=record).select_related("pgh_context").order_by("pgh_id")
    seen = events.filter(version=version).last()
    now = events.last()
    if seen is None or now is None or seen.pk == now.pk:
        return []
    reader = _Reader(record)
    done = _changed(reader, seen, now, NOTHING, NOTHING)
    who = reader.person(_who(now))
    by = [_("The last to change it was %(person)s.") % {"person": who}] if who else []
    return [*(f"{one}." for one in done), *by]


def _events(model: type[Model]) -> QuerySet[Any]:
    return model.pgh_event_model.objects.all()  # type: ignore[attr-defined,no-any-return]


def _of(model: type[Model], record: Record) -> QuerySet[Any]:
    """The versions of a record, or of what hangs on it."""
    if model is Record:
        return _events(model).filter(pgh_obj=record)
    if model in PAIRS:
        return _events(model).filter(Q(record=record) | Q(other=record))
    return _events(model).filter(record=record)


def _moments(record: Record, after: str) -> list[datetime]:
    """When something was written, the latest first; one more than a page has."""
    before = _moment(after)
    older = {"pgh_created_at__lt": before} if before else {}
    each = [_of(model, record).filter(**older).order_by().values_list("pgh_created_at") for model in TRACKED]
    found = each[0].union(*each[1:]).order_by("-pgh_created_at")[: PAGE + 1]
    return [moment for (moment,) in found]


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _who(event: Any) -> int | None:
    """Whoever the write is kept under."""
    said = (event.pgh_context.metadata.get("user") if event.pgh_context else None) or getattr(event, "by_id", None)
    return int(said) if said else None


def _token(event: Any) -> str:
    """What the token is for that whoever wrote came with."""
    return str(event.pgh_context.metadata.get("token", "")) if event.pgh_context else ""


def _within(model: type[Model], record: Record, first: datetime, last: datetime) -> QuerySet[Any]:
    found = _of(model, record).filter(pgh_created_at__gte=first, pgh_created_at__lte=last)
    return found.select_related("pgh_context").order_by("pgh_id")


class _Told(NamedTuple):
    """A version, what is otherwise in it in words, and by which door that came where it was handed in."""

    event: Any
    done: list[Said]
    door: Door | None = None


Done = Iterator[_Told]


def _as_done(told: Sequence[_Told]) -> list[_Told]:
    """In the order in which it was done: that of one transaction the audit trail alone knows."""
    keys: dict[str, list[str]] = defaultdict(list)
    for one in told:
        table, key = _named(one.event)
        keys[table].append(key)
    wanted = Q(pk__in=())
    for table, some in keys.items():
        wanted |= Q(subject=table, key__in=some)
    with acting_as(SYSTEM):  # who reads a record need not be one who reads the trail
        rows = AuditEntry.objects.filter(wanted).order_by("-pk").values_list("subject", "key", "pk")
        order = {(table, key): pk for table, key, pk in rows}
    return sorted(told, key=lambda one: (one.event.pgh_created_at, order.get(_named(one.event), 0)))


def _named(event: Any) -> tuple[str, str]:
    """As the trail names it."""
    return event._meta.db_table, str(event.pgh_id)


def _written(reader: _Reader, first: datetime, last: datetime) -> Done:
    """The versions of the record itself, each with its personal answers, against the one before."""
    names = _Names(reader.record, last)
    before = _of(Record, reader.record).filter(pgh_created_at__lt=first).order_by("pgh_id").last()
    then = names.of(before) if before else {}
    for event in _within(Record, reader.record, first, last):
        now = names.of(event)
        handed_in = event.pgh_label == "insert" or (before and before.updated_at != event.updated_at)
        yield _Told(event, _changed(reader, before, event, then, now), reader.door(event) if handed_in else None)
        before, then = event, now


class _Names:
    """The personal answers as each version of a record has them, asked for in the order of the versions."""

    def __init__(self, record: Record, last: datetime) -> None:
        self.waiting = list(_of(Personal, record).filter(pgh_created_at__lte=last).order_by("-pgh_id"))
        self.now: dict[str, Any] = {}

    def of(self, event: Any) -> dict[str, Any]:
        """They are written after the version that they belong to, in its transaction and context."""
        while self.waiting and self._is_in(self.waiting[-1], event):
            self.now = self.waiting.pop().data
        return self.now

    @staticmethod
    def _is_in(one: Any, event: Any) -> bool:
        if one.pgh_created_at == event.pgh_created_at:
            return bool(one.pgh_context_id == event.pgh_context_id)
        return bool(one.pgh_created_at < event.pgh_created_at)


def _changed(reader: _Reader, before: Any, event: Any, then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Said]:
    """All that is otherwise; where it was handed in and nothing is, that it was."""
    done = [*_stands(reader, before, event), *_answered(reader, before, event, then, now)]
    same = not done and before is not None and before.updated_at != event.updated_at
    return [Said(_("Handed in again"))] if same else done


def _stands(reader: _Reader, before: Any, event: Any) -> Iterator[Said]:
    """What is otherwise than before beside the answers."""
    if event.pgh_label == "insert":
        yield Said(_("Recorded"))
    if before is None:  # nor do they see it who do not see the version before
        return
    for word, show in STANDS:
        old, new = show(reader, before), show(reader, event)
        if old != new:
            yield Said(str(word), old, new)


def _assigned(reader: _Reader, event: Any) -> str:
    return str(reader.person(event.assigned_to_id) or "")


def _state(reader: _Reader, event: Any) -> str:
    return state_name(rules_of(reader.record), event.state)


def _unit(reader: _Reader, event: Any) -> str:
    return reader.units.get(event.unit_id, "")


def _marking(reader: _Reader, event: Any) -> str:
    return " ".join([str(Marking(event.marking).label), *([str(Tlp(event.tlp).label)] if event.tlp else [])])


def _restricted(reader: _Reader, event: Any) -> str:
    return _("restricted") if event.restricted else ""


STANDS: tuple[tuple[Any, Callable[[_Reader, Any], str]], ...] = (
    (gettext_lazy("State"), _state),
    (gettext_lazy("Assigned to"), _assigned),
    (gettext_lazy("Unit"), _unit),
    (gettext_lazy("Marking"), _marking),
    (gettext_lazy("Processing"), _restricted),
)


def _answered(
    reader: _Reader, before: Any, event: Any, then: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Said]:
    """Answers that are otherwise than before; personal ones where `then` and `now` have them."""
    if before is None or before.updated_at == event.updated_at:
        return
    old, new = _answers(before, then), _answers(event, now)
    version = reader.version(event.form_id)
    moved, gone = aligned(reader.beside.of(version).form, old, new) if version else (old, {})
    for where, said in _says(reader, before, gone).items():
        yield Said(_("%(where)s (no longer there)") % {"where": where}, said)
    was, says = _says(reader, before, moved), _says(reader, event, new)
    changed = [Said(where, was.get(where, ""), says.get(where, "")) for where in {**was, **says}]
    yield from (one for one in changed if one.before != one.after)
    if moved == new != old and not gone:
        yield Said(_("Rows in another order"))


def _answers(event: Any, names: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return joined(event.data, names)
    except ValueError:  # rows of repeats that are not of the same version: they are not told rather than mixed up
        return dict(event.data)


def _says(reader: _Reader, event: Any, answers: dict[str, Any]) -> dict[str, str]:
    """Answers of a version in words, by where they stand."""
    version = reader.version(event.form_id)
    if version is None:
        return {}
    left = left_over(reader.record, version, answers, reader.beside)
    parts = [said_by_place(*one) for one in ((reader.beside.of(version), answers), *left)]
    return {place: said for part in parts for place, said in part.items()}


def _files(reader: _Reader, first: datetime, last: datetime) -> Done:
    for event in _within(Attachment, reader.record, first, last):
        yield _Told(event, [Said(_("File"), after=event.name)])


def _notes(reader: _Reader, first: datetime, last: datetime) -> Done:
    """Those that came with a move stand there."""
    moved = set(reader.record.steps.exclude(note=None).values_list("note_id", flat=True))
    for event in _within(Note, reader.record, first, last):
        yield _Told(event, [] if event.pgh_obj_id in moved else [Said(_("Note"), words=event.text)])


def _steps(reader: _Reader, first: datetime, last: datetime) -> Done:
    """What the register calls the move, with its comment; from where to where says the record."""
    labels = {move.code: in_language(move.labels) for move in rules_of(reader.record).moves}
    texts = dict(reader.record.notes.exclude(step=None).values_list("pk", "text"))
    for event in _within(Step, reader.record, first, last):
        yield _Told(event, [Said(labels.get(event.move) or event.move, words=texts.get(event.note_id, ""))])


def _tasks(reader: _Reader, first: datetime, last: datetime) -> Done:
    for event in _within(Task, reader.record, first, last):
        if event.pgh_label == "insert":
            whom = reader.person(event.assigned_to_id)
            yield _Told(event, [Said(_("Task"), after=event.text), *([Said(_("By"), after=str(whom))] if whom else [])])
        else:
            yield _Told(
                event, [Said(_("Task done") if event.done_at else _("Task to be done after all"), after=event.text)]
            )


def _handovers(reader: _Reader, first: datetime, last: datetime) -> Done:
    for event in _within(Handover, reader.record, first, last):
        kind = str(HandoverKind(event.kind).label)
        where = reader.units.get(event.to_unit_id, "")
        yield _Told(event, [Said(f"{kind}: {where}", after=str(HandoverState(event.state).label), words=event.answer)])


def _links(reader: _Reader, first: datetime, last: datetime) -> Done:
    labels = {link.code: in_language(link.labels) for link in rules_of(reader.record).links}
    events, others = _pairs(Link, reader, first, last)
    for event in events:
        what = labels.get(event.code) or pgettext("between records", "Link")
        if event.ended_at:
            what = _("Link taken away (%(link)s)") % {"link": what}
        yield _Told(event, [Said(what, after=others[event.pgh_id])])


def _differences(reader: _Reader, first: datetime, last: datetime) -> Done:
    events, others = _pairs(Difference, reader, first, last)
    for event in events:
        if event.ended_at:
            yield _Told(event, [Said(_("May be the same after all as"), after=others[event.pgh_id])])
        else:
            yield _Told(event, [Said(_("Not the same as"), after=others[event.pgh_id], words=event.why)])


def _pairs(model: type[Model], reader: _Reader, first: datetime, last: datetime) -> tuple[list[Any], dict[int, str]]:
    """Versions of what ties two records together, and what the other of the two is called, by the keys of these."""
    events, own = list(_within(model, reader.record, first, last)), reader.record.pk
    others = {one.pgh_id: one.other_id if one.record_id == own else one.record_id for one in events}
    found = Record.objects.filter(pk__in=others.values()).only("name", "names") if others else ()
    names = {one.pk: str(one) for one in found}
    return events, {event: names.get(key) or str(key) for event, key in others.items()}


PAIRS = (Link, Difference)
TRACKED: tuple[type[Model], ...] = (Record, Personal, Attachment, Note, Step, Task, Handover, *PAIRS)
KINDS = (_steps, _written, _files, _notes, _tasks, _handovers, _links, _differences)
