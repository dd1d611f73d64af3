"""Reads the sheet `register`: every row a statement; all that is wrong is found, not the first alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any, get_args

from muster.domain.forms.book import Book, Row
from muster.domain.forms.keys import COMPARED
from muster.domain.forms.model import DAYS, HOLDING, LISTED, NUMBERS, Field, Form, Kind, Words
from muster.domain.forms.problems import BadForm, Problem
from muster.domain.forms.settings import (
    SHEET,
    Access,
    Deadline,
    How,
    Key,
    Link,
    Measure,
    Move,
    Of,
    Settings,
    State,
    Warning,
)
from muster.domain.forms.xform import language_code
from muster.domain.words_for_people import gettext_noop as _

MARKINGS = ("public", "internal", "restricted", "confidential")
REACHES = ("unit", "organisation", "everywhere")
RETURNS = ("odihr_hate_crime", "iccs", "unodc_ids", "salw_roadmap")
VERBS = (
    "read", "create", "change", "assign", "refer", "transfer", "accept", "approve", "publish", "export", "print",
    "disclose", "mark", "break_glass", "personal",
)  # fmt: skip
STATES = (  # where a register names none
    State("open", {"en": "Open", "sq": "I hapur", "sr": "Otvoren"}, first=True, last=False),
    State("closed", {"en": "Closed", "sq": "I mbyllur", "sr": "Zatvoren"}, first=False, last=True),
)
MOVES = (
    Move("close", {"en": "Close", "sq": "Mbyll", "sr": "Zatvori"}, ("open",), "closed", (), False, False),
    Move(
        "reopen", {"en": "Open again", "sq": "Hap sërish", "sr": "Ponovo otvori"}, ("closed",), "open", (), True, False
    ),
)
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LABEL = re.compile(r"label(?:::(.+))?$")
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_DAYS = re.compile(r"([0-9]{1,4})( working)?")
_OFTEN = re.compile(r"([1-9][0-9]{0,2}) in ([1-9][0-9]{0,2}) months(?: of ([\w.-]+)=([\w.-]+))?")
_TOP = re.compile(r"top ([0-9]{1,2}(?:\.[0-9]+)?) ?%")
_COLUMN = re.compile(r"setting|name|label(::.+)?|value|from|to|roles")
_NEEDED = _("This is needed.")
_NO_WORD = _("“%(value)s” is none of the words that this column takes: %(known)s.")
_NO_KIND = _("“%(name)s” is of the kind “%(kind)s”; what can be used here is: %(kinds)s.")
_ANSWERS = frozenset(Kind) - HOLDING - {Kind.NOTE}


def read_settings(book: Book, form: Form) -> Settings:
    """Raises `BadForm` with every problem of the sheet. A workbook without one is a register with a title alone."""
    settings, problems = looked_at(book, form)
    if problems:
        raise BadForm(problems)
    return settings


def looked_at(book: Book, form: Form) -> tuple[Settings, list[Problem]]:
    """What the sheet says, and every problem of it in the order of its rows; where there is one, it says a title."""
    problems = _of_columns(book)
    if any(not one.column for one in problems):  # without its settings no row says anything
        return Settings({"": form.title}), problems
    reading = _Reading(form)
    rows: dict[str, list[Row]] = {}
    for row in book.rows(SHEET):
        rows.setdefault(row["setting"], []).append(row)
    settings = reading.settings(rows)
    return settings, sorted([*problems, *reading.problems], key=lambda one: one.row)


def _of_columns(book: Book) -> list[Problem]:
    """A column that is misspelt would leave its statements without what stands in it: moves without their roles."""
    columns = book.sheets[SHEET].columns if SHEET in book.sheets else ()
    why = _("The sheet has no use for a column of this name.")
    problems = [Problem(why, {}, SHEET, 1, column) for column in columns if not _COLUMN.fullmatch(column)]
    if columns and "setting" not in columns:
        problems.append(Problem(_("The sheet has no column “setting”."), {}, SHEET, 1))
    return problems


class _Wrong(Exception):
    """A cell that cannot be read."""

    def __init__(self, column: str, sentence: str, **fields: object) -> None:
        self.column, self.sentence, self.fields = column, sentence, fields


class _Reading:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.problems: list[Problem] = []
        self.states: Collection[str] = ()

    def settings(self, rows: dict[str, list[Row]]) -> Settings:
        known = {"title", "state", *_ONCE, *_MANY}
        for setting in rows.keys() - known:
            for row in rows[setting]:
                self._note(row, _Wrong("setting", _("There is no setting “%(name)s”."), name=setting))
        titles = self._one(rows, "title", _Reading.words, {"": self.form.title})
        states = self._all(rows, "state", _Reading.state)
        # those, too, that cannot be read: what names them is not wrong
        self.states = [row["name"] for row in rows.get("state", ())] or [state.code for state in STATES]
        self._check_states(rows, states)
        found: dict[str, Any] = {}
        for setting, (name, read) in _ONCE.items():
            if setting in rows:
                found[name] = self._one(rows, setting, read, None)
        for setting, (name, read) in _MANY.items():
            found[name] = self._all(rows, setting, read)
        self._check_told(rows, dict(found["personal"]))
        return Settings(titles) if self.problems else _settled(titles, states, found)

    def _one(self, rows: dict[str, list[Row]], setting: str, read: _Read, missing: Any) -> Any:
        given = rows.get(setting, [])
        for row in given[1:]:
            self._note(row, _Wrong("setting", _("“%(name)s” is said twice."), name=setting))
        return self._read(given[0], read) if given else missing

    def _all(self, rows: dict[str, list[Row]], setting: str, read: _Read) -> tuple[Any, ...]:
        said: dict[Any, Any] = {}
        for row in rows.get(setting, []):
            one = self._read(row, read)
            if one is not None and (known := _known_by(one)) in said:
                self._note(row, _Wrong("name", _("“%(name)s” is said twice."), name=row["name"]))
            elif one is not None:
                said[known] = one
        return tuple(said.values())

    def _read(self, row: Row, read: _Read) -> Any:
        try:
            return read(self, row)
        except _Wrong as wrong:
            self._note(row, wrong)
            return None

    def _note(self, row: Row, wrong: _Wrong) -> None:
        self.problems.append(Problem(wrong.sentence, wrong.fields, SHEET, row.number, wrong.column))

    def _check_states(self, rows: dict[str, list[Row]], states: tuple[State, ...]) -> None:
        if states and sum(state.first for state in states) != 1:
            self._note(rows["state"][0], _Wrong("value", _("Exactly one state is the first.")))

    def _check_told(self, rows: dict[str, list[Row]], personal: dict[str, Of]) -> None:
        """What a record is called, its days and its place are seen by whoever sees the record."""
        marked = Settings({}, personal=personal)
        for row in rows.get("record_name", [])[:1]:
            for name in _REFERENCE.findall(row["value"]):
                if self._is_marked(marked, Row(row.number, {"value": name}), "value"):
                    why = _("“%(name)s” is marked as personal, and whoever sees a record sees its name.")
                    self._note(row, _Wrong("value", why, name=name))
        for setting, column in _TOLD:
            for row in rows.get(setting, []):
                if row[column] not in ("", "made") and self._is_marked(marked, row, column):
                    why = _("“%(name)s” is marked as personal, and whoever sees a record sees its days and place.")
                    self._note(row, _Wrong(column, why, name=row[column]))

    def _is_marked(self, marked: Settings, row: Row, column: str) -> bool:
        """Whether the field of a cell is personal; not of one that is none, which is told already."""
        try:
            return marked.of_whom(self.field(row, column).path) is not None
        except _Wrong:
            return False

    # what single cells say

    def words(self, row: Row) -> Words:
        found = {}
        for column, text in row.cells.items():
            if label := _LABEL.match(column):
                found[language_code(label[1]) if label[1] else ""] = text
        if not found:
            raise _Wrong("label", _("There is no label."))
        return found

    def labels(self, row: Row) -> Words:
        """As `words`, but there may be none."""
        return self.words(row) if any(_LABEL.match(column) for column in row.cells) else {}

    def code(self, row: Row, column: str = "name") -> str:
        if not _CODE.fullmatch(row[column]):
            raise _Wrong(column, _("A name begins with a small letter and has small letters, digits, _ and - alone."))
        return row[column]

    def among(self, row: Row, column: str, known: Collection[str], missing: str | None = None) -> str:
        value = row[column] or (missing or "")
        if value not in known:
            raise _Wrong(column, _NO_WORD if value else _NEEDED, value=value, known=", ".join(filter(None, known)))
        return value

    def several(self, row: Row, column: str, known: Collection[str]) -> tuple[str, ...]:
        values = tuple(row[column].split())
        for value in values:
            if value not in known:
                raise _Wrong(column, _NO_WORD, value=value, known=", ".join(known))
        return values

    def number(self, row: Row, column: str, low: int, high: int) -> int:
        if not row[column].isdecimal() or not low <= int(row[column]) <= high:
            raise _Wrong(column, _("Write a whole number from %(low)s to %(high)s."), low=low, high=high)
        return int(row[column])

    def field(self, row: Row, column: str = "name", kinds: Collection[Kind] = _ANSWERS, *, once: bool = False) -> Field:
        """`once` where it must stand outside of all repeats."""
        name = row[column].removeprefix("${").removesuffix("}")
        found = self.form.by_path.get(name)
        alike = (found,) if found else self.form.by_name.get(name, ())
        if len(alike) != 1:
            why = (
                _("The form has several fields “%(name)s”: write the path.")
                if alike
                else _("The form has no field “%(name)s”.")
                if name
                else _NEEDED
            )
            raise _Wrong(column, why, name=name)
        if alike[0].kind not in kinds:
            raise _Wrong(
                column, _NO_KIND, name=name, kind=(alike[0].kind,), kinds=tuple(filter(kinds.__contains__, Kind))
            )
        if once and alike[0].repeat:
            raise _Wrong(column, _("“%(name)s” stands in a repeat, so that there may be several."), name=name)
        return alike[0]

    # what rows say

    def unit(self, row: Row) -> str:
        return row["value"]

    def marking(self, row: Row) -> str:
        return self.among(row, "value", MARKINGS)

    def retention(self, row: Row) -> tuple[int, str]:
        since = self.field(row, "from", DAYS, once=True).path if row["from"] else ""
        return self.number(row, "value", 1, 100), since

    def record_name(self, row: Row) -> str:
        """With paths for names."""

        def path(found: re.Match[str]) -> str:
            named = Row(row.number, {"value": found[1]})
            return f"${{{self.field(named, 'value', once=True).path}}}"

        if not row["value"]:
            raise _Wrong("value", _("Write how a record is called, such as ${case_number}."))
        return _REFERENCE.sub(path, row["value"])

    def date(self, row: Row) -> str:
        return self.field(row, kinds=DAYS, once=True).path

    def place(self, row: Row) -> str:
        return self.field(row, kinds={Kind.ONE, Kind.TEXT}, once=True).path

    def threshold(self, row: Row) -> int:
        return self.number(row, "value", 2, 100)

    def personal(self, row: Row) -> tuple[str, str]:
        return self.field(row, kinds=_ANSWERS | HOLDING).path, self.among(row, "value", get_args(Of))

    def key(self, row: Row) -> Key:
        how: Any = self.among(row, "value", get_args(How))
        return Key(self.field(row, kinds=COMPARED).path, how, self.among(row, "to", ("", "required")) == "required")

    def state(self, row: Row) -> State:
        where = self.among(row, "value", ("", "first", "last"))
        return State(self.code(row), self.words(row), where == "first", where == "last")

    def move(self, row: Row) -> Move:
        needs = self.several(row, "value", ("comment", "approval"))
        return Move(
            self.code(row),
            self.words(row),
            self.several(row, "from", self.states) or tuple(self.states),
            self.among(row, "to", self.states),
            tuple(row["roles"].split()),
            "comment" in needs,
            "approval" in needs,
        )

    def deadline(self, row: Row) -> Deadline:
        days = _DAYS.fullmatch(row["value"])
        if not days:
            raise _Wrong("value", _("Write a number of days, such as “15” or “15 working”."))
        since = "" if row["from"] in ("", "made") else self.field(row, "from", DAYS, once=True).path
        until = self.several(row, "to", self.states)
        return Deadline(self.code(row), self.words(row), int(days[1]), bool(days[2]), since, until)

    def statistic(self, row: Row) -> str:
        return self.field(row, kinds={*LISTED, Kind.CONFIRMED, Kind.TEXT}).path

    def measure(self, row: Row) -> Measure:
        how: Any = self.among(row, "value", ("sum", "mean"), "sum")
        return Measure(self.field(row, kinds=NUMBERS | {Kind.TEXT}).path, self.labels(row), how, row["to"])

    def access(self, row: Row) -> Access:
        reach: Any = self.among(row, "to", REACHES, "unit")
        if not row["roles"]:
            raise _Wrong("roles", _("Name a role."))
        verbs = self.several(row, "value", VERBS)
        if not verbs:
            raise _Wrong("value", _("Name what the role may do."))
        return Access(tuple(row["roles"].split()), verbs, reach, self.among(row, "from", MARKINGS, "internal"))

    def warning(self, row: Row) -> Warning:
        who = self.field(row, "from").path
        if top := _TOP.fullmatch(row["value"]):
            return Warning(self.code(row), self.words(row), who, top=float(top[1]))
        often = _OFTEN.fullmatch(row["value"])
        if not often:
            raise _Wrong("value", _("Write when to warn, such as “3 in 12 months” or “top 2%%”."))
        of = self.field(Row(row.number, {"value": often[3]}), "value").path if often[3] else ""
        return Warning(self.code(row), self.words(row), who, int(often[1]), int(often[2]), of, often[4] or "")

    def link(self, row: Row) -> Link:
        return Link(self.code(row, "value"), self.code(row), self.words(row))

    def returned(self, row: Row) -> tuple[str, dict[str, str]]:
        to = self.among(row, "name", RETURNS)
        pairs = {}
        for pair in row["value"].split():
            column, equals, name = pair.partition("=")
            if not equals:
                raise _Wrong("value", _("Write pairs such as column=field."))
            pairs[column] = self.field(Row(row.number, {"value": name}), "value").path
        return to, pairs


_Read = Callable[[_Reading, Row], Any]
_ONCE: dict[str, tuple[str, _Read]] = {
    "purpose": ("purpose", _Reading.words),
    "legal_basis": ("legal_basis", _Reading.words),
    "unit": ("unit", _Reading.unit),
    "marking": ("marking", _Reading.marking),
    "retention": ("retention", _Reading.retention),
    "record_name": ("record_name", _Reading.record_name),
    "date": ("date", _Reading.date),
    "place": ("place", _Reading.place),
    "threshold": ("threshold", _Reading.threshold),
}
_TOLD = (("date", "name"), ("place", "name"), ("retention", "from"), ("deadline", "from"))
_MANY: dict[str, tuple[str, _Read]] = {
    "personal": ("personal", _Reading.personal),
    "key": ("keys", _Reading.key),
    "move": ("moves", _Reading.move),
    "deadline": ("deadlines", _Reading.deadline),
    "statistic": ("statistics", _Reading.statistic),
    "measure": ("measures", _Reading.measure),
    "access": ("access", _Reading.access),
    "warning": ("warnings", _Reading.warning),
    "link": ("links", _Reading.link),
    "return": ("returns", _Reading.returned),
}


def _known_by(said: Any) -> Any:
    """What two statements of one setting may not have in common."""
    match said:
        case State() | Move() | Deadline() | Warning() | Link():
            return said.code
        case Key():
            return said.path
        case Measure():
            return said.path, said.how
        case (name, _):
            return name
    return said


def _settled(titles: Words, states: tuple[State, ...], found: dict[str, Any]) -> Settings:
    years, since = found.pop("retention", None) or (Settings.retention, "")
    found["personal"], found["returns"] = dict(found["personal"]), dict(found["returns"])
    if not states:
        states, found["moves"] = STATES, found["moves"] or MOVES
    return Settings(titles=titles, states=states, retention=years, retention_since=since, **found)
