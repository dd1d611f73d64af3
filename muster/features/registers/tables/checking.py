"""Rows of a table checked by the engine and compared with the register: new, changed, the same, or wrong and why."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from muster.core.bringing import RowState
from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Unit
from muster.core.web.numbers import whole
from muster.domain.forms.answers import joined, parted, to_xml
from muster.domain.forms.asked import within
from muster.domain.forms.following import name_of
from muster.domain.forms.holding import holds
from muster.domain.forms.model import Field
from muster.domain.forms.tables.cells import NO_LIST, Lists, as_text, list_of
from muster.domain.forms.tables.columns import NUMBER, UNIT, VERSION
from muster.domain.forms.tables.rows import Item, Mixed, Says, differences, places, put_over
from muster.domain.words_for_people import gettext_noop as _
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may
from muster.features.registers import engine
from muster.features.registers.actions.recording import Refused, Wrong, judged, recorded_at
from muster.features.registers.beside import Beside
from muster.features.registers.engine.process import PROCESSES
from muster.features.registers.evaluating import path_of, source_of
from muster.features.registers.models import INSTANCE_LIMIT, Record, Submission
from muster.features.registers.refusing import called
from muster.features.registers.standing import personal_in
from muster.features.registers.tables.below import Below, links_of
from muster.features.registers.tables.layout import Layout, Sheet
from muster.features.registers.tables.models import Load, LoadRow
from muster.ui.tables import Row, batches, written
from muster.ui.wording import Sentence

AT_ONCE = 200  # rows whose records are looked up together
TOGETHER = 16  # rows that the engine is given together
AHEAD = 2 * PROCESSES  # such lots that wait for it
Evaluated = engine.Evaluation | engine.EngineError  # or why there is none
Problem = list[Any]  # sheet, row, column, sentence as it is kept


@dataclass
class Draft:
    """A row on its way: `there` are the answers of its record, `after` those that it is to have."""

    number: int
    cells: Sequence[Any]
    item: Item
    record: Record | None = None
    there: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    unit: Unit | None = None
    instance: str = ""
    xml: str = ""
    known: bool = False  # it has come before, or says what its record says
    problems: list[Problem] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether it is for the engine to say what is in it."""
        return not (self.problems or self.known)


class Checker:
    """Of one table; works for who brought it, so that no row tells of a record that they do not see."""

    def __init__(self, load: Load, layout: Layout, below: Below) -> None:
        self.person: User = load.uploaded_by
        self.load, self.layout, self.below = load, layout, below
        own = Beside().of(load.form)
        self.form, self.settings = own.form, own.settings
        self.sheets = {one.name: one for one in (layout.records, *layout.repeats.values())}
        self.source = source_of(load.form)
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.own_unit = recorded_at(self.person, load.register)
        self.named: dict[str, int] = {}  # record or instance -> the row that named it

    def checked(self, rows: Iterable[Row], after: int) -> Iterator[LoadRow]:
        """Those behind the row `after`; the ones before are read again, for their rows of repeats are looked for."""
        waiting: deque[tuple[list[Draft], Future[list[Evaluated]]]] = deque()
        drafts = self._drafts(rows, after)
        with ThreadPoolExecutor(PROCESSES) as pool:
            while some := list(islice(drafts, TOGETHER)):
                texts = [draft.xml for draft in some if draft.asks]
                waiting.append((some, pool.submit(engine.evaluate_all, self.source, texts)))
                if len(waiting) > AHEAD:
                    yield from self._rows(*waiting.popleft())
            while waiting:
                yield from self._rows(*waiting.popleft())

    def _rows(self, drafts: Sequence[Draft], work: Future[list[Evaluated]]) -> Iterator[LoadRow]:
        evaluations = iter(work.result())
        for draft in drafts:
            yield self._row(draft, next(evaluations) if draft.asks else None)

    def _drafts(self, rows: Iterable[Row], after: int) -> Iterator[Draft]:
        for some in batches(rows, AT_ONCE):
            drafts = [self._read(number, cells) for number, cells in some]
            records = self._records(drafts)
            came = self._came(drafts)
            for draft in drafts:
                self._about(draft, records, came)
                if draft.number > after:
                    yield draft

    def _read(self, number: int, cells: Sequence[Any]) -> Draft:
        sheet = self.layout.records
        said, below = self.below.said(sheet.head, cells), self.below.of("", links_of(sheet.head, cells))
        item = Item(sheet.name, number, said, sheet.head, below=below)
        draft = Draft(number, cells, item)
        draft.instance = self._instance(draft)
        return draft

    def _known(self, draft: Draft, name: str) -> str:
        """What a row says in a column that is no field."""
        at = self.layout.records.head.known.get(name)
        return as_text(draft.cells[at]) if at is not None and at < len(draft.cells) else ""

    def _number(self, draft: Draft) -> str:
        """Of the record that the row names; "" where it names none."""
        return self._known(draft, NUMBER) if self.layout.names_records else ""

    def _instance(self, draft: Draft) -> str:
        """Of a submission from elsewhere its own, so that it is known again; else one made of the file and the row."""
        if not self._number(draft) and (key := self._known(draft, "KEY") or self._known(draft, "_uuid")):
            return (key if ":" in key else f"uuid:{key}")[:INSTANCE_LIMIT]
        return f"uuid:{uuid5(NAMESPACE_URL, f'{self.load.register_id} {self.load.original_id} {draft.number}')}"

    def _records(self, drafts: Sequence[Draft]) -> dict[int, Record]:
        numbers = [key for draft in drafts if (key := whole(self._number(draft))) is not None]
        if not numbers:
            return {}
        found = Record.objects.filter(register=self.load.register_id).select_related("unit", "personal")
        return found.in_bulk(numbers)

    def _came(self, drafts: Sequence[Draft]) -> dict[str, int]:
        """The register in which each instance that came before is."""
        with acting_as(SYSTEM):
            known = Submission.objects.filter(instance__in=[draft.instance for draft in drafts])
            return dict(known.values_list("instance", "record__register"))

    def _about(self, draft: Draft, records: Mapping[int, Record], came: Mapping[str, int]) -> None:
        if number := self._number(draft):
            draft.record = records.get(whole(number) or 0)
            self._of_record(draft, number)
        elif draft.instance in came:
            draft.known = True
            if came[draft.instance] != self.load.register_id:
                self._wrong(draft, "KEY", Sentence(_("Another form with this instanceID has come before.")))
        elif not self._named_before(draft, draft.instance):
            self._as_new(draft)
        if draft.problems or draft.known:
            return
        last = draft.record.submissions.first() if draft.record else None
        draft.xml = to_xml(self.form, draft.after, draft.instance, last.instance if last else "").decode()

    def _of_record(self, draft: Draft, number: str) -> None:
        record = draft.record
        if record is None:
            sentence = _("There is no record %(number)s in this register that you may see.")
            return self._wrong(draft, NUMBER, Sentence(sentence, {"number": number}))
        if self._named_before(draft, str(record.pk)):
            return None
        personal = getattr(record, "personal", None)
        draft.there = joined(record.data, personal.data if personal else {})
        self._put_over(draft)
        if not draft.problems and not any(differences(self.form, draft.there, draft.after)):
            draft.known = True
        elif self._known(draft, VERSION) != str(record.version):
            fields: dict[str, Any] = {"now": record.version, "then": self._known(draft, VERSION) or "–"}
            sentence = _("It was changed meanwhile: it is version %(now)s, and the table was made of version %(then)s.")
            self._wrong(draft, VERSION, Sentence(sentence, fields))
        elif personal is None or not may(self.person, Verb.CHANGE, self.load.register.subject, record.unit):
            self._wrong(draft, NUMBER, _not_included(record.unit))
        elif record.form_id != self.load.form_id and self._says_what_is_gone(draft):
            sentence = _(
                "Version %(version)s of the register has no place for a choice that this record says: change it on its"
                " page, or say another choice here."
            )
            self._wrong(draft, NUMBER, Sentence(sentence, {"version": self.load.form.stated}))
        return None

    def _says_what_is_gone(self, draft: Draft) -> bool:
        """Whether the record says something, before and after, that the version of the table cannot hold."""
        said = (draft.there, draft.after)
        return not any(holds(self.form, within(self.form, answers)) for answers in said)

    def _named_before(self, draft: Draft, what: str) -> bool:
        before = self.named.setdefault(what, draft.number)
        if before != draft.number:
            self._wrong(draft, NUMBER, Sentence(_("Row %(row)s is about the same record."), {"row": before}))
        return before != draft.number

    def _as_new(self, draft: Draft) -> None:
        code = self._known(draft, UNIT)
        draft.unit = self.units.get(code) if code else self.own_unit
        if draft.unit is None:
            sentence = _("“%(text)s” is not a structure of the mission.")
            return self._wrong(draft, UNIT, Sentence(sentence, {"text": code}))
        if not may(self.person, Verb.CREATE, self.load.register.subject, draft.unit):
            return self._wrong(draft, UNIT, _not_included(draft.unit))
        for _reference, item in places(self.form, draft.item):
            for key in (key for key, value in item.said.items() if value is Says.HIDDEN):
                path = f"{item.head.repeat}/{key}" if item.head.repeat else key
                sentence = _(
                    "Here the table does not say the whole answer: only in a record that is there it can stay."
                )
                draft.problems.append(self._problem(item, path, Sentence(sentence)))
        self._put_over(draft)
        return None

    def _put_over(self, draft: Draft) -> None:
        try:
            draft.after = put_over(self.form, draft.there, draft.item)
        except Mixed as mixed:
            sentence = _(
                "Rows of “%(repeat)s” came or went, and the table does not have all of its columns: which is which?"
            )
            said = Sentence(sentence, {"repeat": called(mixed.repeat)})
            draft.problems.append([mixed.item.sheet, mixed.item.number, "", said.kept()])

    def _wrong(self, draft: Draft, column: str, sentence: Sentence) -> None:
        at = self.layout.records.head.known.get(column)
        where = self.layout.records.at(at) if at is not None else ""
        draft.problems.append([draft.item.sheet, draft.number, where, sentence.kept()])

    def _problem(self, item: Item, path: str, sentence: Sentence) -> Problem:
        return [item.sheet, item.number, self._sheet(item).column(path), sentence.kept()]

    def _sheet(self, item: Item) -> Sheet:
        return self.sheets[item.sheet]

    def _row(self, draft: Draft, evaluation: Evaluated | None) -> LoadRow:
        row = LoadRow(load=self.load, number=draft.number, record=draft.record, unit=draft.unit)
        row.version = draft.record.version if draft.record else None
        answers = self._judged(draft, evaluation) if evaluation is not None else {}
        if draft.problems:
            row.state, row.problems, row.cells = RowState.WRONG, draft.problems, [written(cell) for cell in draft.cells]
            return row
        if draft.record and not draft.known:
            row.changes = [list(one) for one in differences(self.form, draft.there, answers)]
        if draft.known or (draft.record and not row.changes):
            row.state = RowState.SAME
            return row
        row.state = RowState.CHANGED if draft.record else RowState.NEW
        row.instance, row.xml, row.answers = draft.instance, draft.xml, answers
        plain, _personal = parted(self.form, answers, personal_in(self.settings))
        row.name = name_of(self.form, self.settings, plain, get_language() or "en")
        return row

    def _judged(self, draft: Draft, evaluation: Evaluated) -> Mapping[str, Any]:
        if isinstance(evaluation, engine.EngineError):
            draft.problems.append([draft.item.sheet, draft.number, "", evaluation.sentence.kept()])
            return {}
        try:
            return judged(self.load.form, evaluation)
        except Refused as refused:
            rows = dict(places(self.form, draft.item))
            draft.problems += [self._placed(rows, one) for one in refused.error_list]
            return {}

    def _placed(self, rows: Mapping[str, Item], wrong: ValidationError) -> Problem:
        """The place in the file of what the engine names, such as /data/person[2]/age."""
        assert isinstance(wrong, Wrong)  # an answer is refused with its place
        reference = wrong.reference.strip("/").partition("/")[2] if wrong.reference.startswith("/") else ""
        while reference and reference not in rows:
            reference = reference.rpartition("/")[0]
        return self._problem(rows[reference], path_of(wrong.reference), wrong.sentence)


def _not_included(unit: Unit) -> Sentence:
    return Sentence(_("Your role does not include this for %(unit)s."), {"unit": unit.names})


def lists_for(load: Load) -> Callable[[Field], Lists]:
    """The choices of a field, in whatever words: those of the form, or of a file beside it."""
    form, language = Beside().of(load.form).form, get_language() or "en"
    made = {key: list_of(choices, language) for key, choices in form.lists.items() if choices}
    return lambda one: made.get(one.choices, NO_LIST)
