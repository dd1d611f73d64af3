"""Answers to a form that nobody has looked at: of several tries the one that reaches deepest.

A value of a question is taken from what the form itself compares it with, then from what fits its kind. What the engine
refuses gets its next value; what it never takes stays empty.
"""

from __future__ import annotations

import csv
import io
import re
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import find
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from muster.domain.forms.answers import answers_of, parsed, to_xml
from muster.domain.forms.model import Field, Form, Kind
from muster.features.registers import engine
from muster.features.registers.evaluating import path_of

TRIES, TURNS, MOST = 4, 40, 12  # tries a form; evaluations a try; values a question
PATIENCE = 30.0  # seconds after which no further try begins
NS = {"x": "http://www.w3.org/2002/xforms"}
POINT = [42.6, 21.1, 0.0, 0.0]
AWAY = [42.7, 21.2, 0.0, 0.0]
THIRD = [42.7, 21.1, 0.0, 0.0]
VALUES: dict[Kind, tuple[Any, ...]] = {
    Kind.TEXT: ("abc", "1", "A. Person", "a@example.org", "1234567890", "5", "0441234567", "2020", "ABC12"),
    Kind.INTEGER: (1, 5, 0, 20, 100, 2020, 30, 60),
    Kind.DECIMAL: ("1", "5", "0", "20.5", "100", "36.6"),
    Kind.DATE: ("2026-05-04", "2000-01-01", "2099-01-01", "2024-06-30"),
    Kind.TIME: ("10:00:00.000", "23:30:00.000"),
    Kind.MOMENT: ("2026-05-04T10:00:00.000+00:00", "2000-01-01T10:00:00.000+00:00", "2099-01-01T10:00:00.000+00:00"),
    Kind.POINT: (POINT,),
    Kind.LINE: ([POINT, AWAY],),
    Kind.AREA: ([POINT, AWAY, THIRD, POINT],),
    Kind.FILE: ("a.png",),
    Kind.BARCODE: ("123456", "ABC-1"),
    Kind.CONFIRMED: ("OK",),
}
_COMPARED = re.compile(r"([\w.-]+)\s*(?:=|!=|<=?|>=?)\s*(?:'([^']*)'|\"([^\"]*)\"|(-?[0-9]+(?:\.[0-9]+)?))")
_SELECTED = re.compile(r"selected\(\s*[^,'\"]*?([\w.-]+)\s*,\s*(?:'([^']*)'|\"([^\"]*)\")")
_REGEX = re.compile(r"regex\(\s*\.\s*,\s*(?:'([^']*)'|\"([^\"]*)\")")


@dataclass(frozen=True)
class Filled:
    """Valid answers as XML, how many questions are answered in them, and what is asked then: references as the engine
    names them, with the rows of repeats."""

    xml: bytes
    answered: int
    answers: Mapping[str, Any]
    instance: str


def best(form: Form, source: engine.Source, number: str) -> Filled | str:
    """The deepest of all tries; else why none is valid."""
    filling, found, why = Filling(form, source), [], ""
    began = time.monotonic()
    for first in range(TRIES):
        if found and time.monotonic() - began > PATIENCE:
            break
        made = filling.tried(first, number)
        if isinstance(made, Filled):
            found.append(made)
        else:
            why = made
    return max(found, key=lambda one: one.answered, default=why)


def asked_in(form: Form, instance: str) -> Iterator[tuple[Field, tuple[int, ...], str]]:
    """Of an instance as the engine gives it, so with what is relevant alone: every question that a person sees, the
    rows of the repeats that it is in (from 0), and its text."""

    def below(parent: Any, path: str, rows: tuple[int, ...]) -> Iterator[tuple[Field, tuple[int, ...], str]]:
        seen: dict[str, int] = defaultdict(int)
        for element in parent.iterchildren(etree.Element):
            own = f"{path}/{etree.QName(element).localname}".strip("/")
            one = form.by_path.get(own)
            if one is None:
                continue
            if one.kind == Kind.REPEAT:
                yield from below(element, own, (*rows, seen[own]))
                seen[own] += 1
            elif one.kind == Kind.GROUP:
                yield from below(element, own, rows)
            elif one.asked:
                yield one, rows, (element.text or "").strip()

    return below(parsed(instance.encode()), "", ())


@dataclass
class Filling:
    """One form's questions with their possible values."""

    form: Form
    source: engine.Source
    lists: dict[str, list[dict[str, str]]] = field(init=False)
    values: dict[str, list[Any]] = field(init=False)
    unfolded: dict[str, list[Field]] = field(init=False)

    def __post_init__(self) -> None:
        tree: Any = etree.fromstring(self.source.xml.encode(), etree.XMLParser(huge_tree=True))
        self.lists = dict(_lists(tree, self.source.files))
        self.controls = {one.get("ref"): one for one in tree.iter() if isinstance(one.tag, str) and one.get("ref")}
        self.root = f"/{self.form.root}/"
        said = _said(tree)
        self.binds = {one.get("nodeset"): one for one in tree.iterfind(".//x:bind", NS)}
        self.values = {
            one.path: list(self._values(one, said, self.binds.get(self.root + one.path))) for one in self.form.fields
        }
        self.unfolded = defaultdict(list)
        for one in self.form.fields:
            bind = self.binds.get(self.root + one.path)
            fixed = bind is not None and bind.get("readonly") == "true()"
            fixed = fixed or _is_heading(self.controls.get(self.root + one.path))
            if one.kind == Kind.REPEAT or (one.asked and not fixed and one.kind not in (Kind.GROUP, Kind.NOTE)):
                self.unfolded[one.repeat].append(one)

    def _values(self, one: Field, said: Mapping[str, list[str]], bind: Any) -> Iterator[Any]:
        """Those that the form compares it with come first."""
        if one.kind in (Kind.INTEGER, Kind.DECIMAL):
            numbers = [
                *said[one.name],
                *re.findall(r"-?\d+", (bind.get("constraint") or "") if bind is not None else ""),
            ]
            yield from _numbers(numbers, one.kind)
        elif one.kind in (Kind.ONE, Kind.MANY):
            names = self._names(one)
            yield from (name for name in said[one.name] if name in names)
            yield from names
            return
        elif one.kind == Kind.TEXT:
            yield from _matching(bind)
            yield from said[one.name]
        if (
            one.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.TEXT)
            and (scale := self.controls.get(self.root + one.path)) is not None
        ):
            yield from (scale.get(end) for end in ("start", "end") if scale.get(end))
        control = self.controls.get(self.root + one.path)
        if control is not None and {"year", "month-year"} & set((control.get("appearance") or "").split()):
            yield "2026-01-01"  # such a question knows first days alone
            return
        yield from VALUES.get(one.kind, ())

    def _names(self, one: Field) -> list[str]:
        """Of all choices of a question, whether offered or not."""
        control = self.controls.get(self.root + one.path)
        inside = [] if control is None else control.iterfind("x:item/x:value", NS)
        items = self.lists.get(one.choices, ())
        return [text for text in (value.text for value in inside) if text] + [item["name"] for item in items]

    def tried(self, first: int, number: str) -> Filled | str:
        """One try, in which questions begin with their value of that number; why it fails where it does."""
        turns: dict[str, int] = defaultdict(lambda: first)
        left: set[str] = set()
        found = None
        for _turn in range(TURNS):
            xml = to_xml(self.form, self._answers(turns, left), number)
            found = engine.evaluate(self.source, xml.decode())
            if not found.violations and not found.unknown:
                answers = answers_of(self.form, parsed(found.instance.encode()))
                answered = sum(bool(text) for _field, _rows, text in asked_in(self.form, found.instance))
                return Filled(xml, answered, answers, found.instance)
            self._turn(found, turns, left, first)
        said = [f"{one.code} at {one.reference}" for one in found.violations[:3]] if found else []
        return "; ".join([*said, *(found.unknown[:3] if found else ())])

    def _turn(self, found: engine.Evaluation, turns: dict[str, int], left: set[str], first: int) -> None:
        """What was refused gets its next value, or none once all were tried."""
        for path in {path for one in found.violations for path in self._to_blame(path_of(one.reference))}:
            turns[path] += 1
            if turns[path] - first > min(MOST, len(self.values.get(path, ()))):
                left.add(path)

    def _to_blame(self, path: str) -> list[str]:
        """The question; of a text, which is in the way of answers that contradict, the questions it is shown by."""
        bind = self.binds.get(self.root + path)
        if bind is None or path not in self.form.by_path or self.form.by_path[path].kind != Kind.NOTE:
            return [path]
        named = re.findall(rf"{re.escape(self.root)}([\w./-]+)", bind.get("relevant") or "")
        return [one for one in named if self.values.get(one)]

    def _answers(self, turns: Mapping[str, int], left: set[str], above: str = "", told: set[str] | None = None) -> Any:
        told = set() if told is None else told
        found: dict[str, Any] = {}
        for one in self.unfolded[above]:
            key = one.path[len(above) + 1 :] if above else one.path
            if one.kind == Kind.REPEAT:
                found[key] = [self._answers(turns, left, one.path, told) for _row in range(2)]
            elif one.path not in left and (value := self._value(one, turns, told)) is not None:
                found[key] = value
                told.add(str(value))
        return found

    def _value(self, one: Field, turns: Mapping[str, int], told: set[str]) -> Any:
        if one.kind == Kind.RANK:
            return self._names(one) or None
        values = self.values[one.path]
        if one.kind in (Kind.ONE, Kind.MANY):
            values = self._offered(one, values, told)
        if not values:
            return None
        value = values[turns[one.path] % len(values)]
        return [value] if one.kind == Kind.MANY else value

    def _offered(self, one: Field, names: list[str], told: set[str]) -> list[str]:
        """Choices of a list that is filtered, first those that have most in common with what was answered above."""
        items = {item["name"]: item for item in self.lists.get(one.choices, ())}
        if not any(len(item) > 2 for item in items.values()):
            return names
        alike = {name: sum(text in told for key, text in item.items() if key != "name") for name, item in items.items()}
        return sorted(names, key=lambda name: -alike.get(name, 0))


def headings(form: Form, xml: str) -> set[str]:
    """Paths of selects that only say what the columns of a table are."""
    tree: Any = etree.fromstring(xml.encode(), etree.XMLParser(huge_tree=True))
    found = (one for one in tree.iter() if isinstance(one.tag, str) and _is_heading(one))
    return {(one.get("ref") or "").removeprefix(f"/{form.root}/") for one in found}


def _is_heading(control: Any) -> bool:
    return control is not None and "label" in (control.get("appearance") or "").split()


def _lists(tree: Any, files: Mapping[str, str]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Choice lists by their id, as rows of what each choice says."""
    for instance in tree.iterfind(".//x:instance[@id]", NS):
        name = (instance.get("src") or "").rpartition("/")[2]
        if name.endswith(".csv"):
            yield instance.get("id"), list(csv.DictReader(io.StringIO(files.get(name, ""))))
            continue
        rows = [
            {etree.QName(part).localname: part.text or "" for part in item.iterchildren(etree.Element)}
            for item in instance.iterfind(".//x:item", NS)
        ]
        yield instance.get("id"), [row for row in rows if row.get("name")]


def _said(tree: Any) -> dict[str, list[str]]:
    """Of the names of questions, the values that expressions compare them with."""
    found: dict[str, list[str]] = defaultdict(list)
    for element in tree.iter(etree.Element):
        for expression in element.attrib.values():
            for name, *values in [*_COMPARED.findall(expression), *_SELECTED.findall(expression)]:
                found[name] += [value for value in values if value]
    return defaultdict(list, {name: list(dict.fromkeys(values)) for name, values in found.items()})


def _numbers(said: list[str], kind: Kind) -> Iterator[Any]:
    """What is compared with, and what is one more and one less."""
    for text in dict.fromkeys(said):
        for value in (float(text), float(text) + 1, float(text) - 1):
            yield int(value) if kind == Kind.INTEGER else format(value, "g")


def _matching(bind: Any) -> Iterator[str]:
    """The simplest text that the question's pattern takes."""
    pattern = _REGEX.search((bind.get("constraint") or "") if bind is not None else "")
    if not pattern:
        return
    whole = (pattern[1] or pattern[2]).removeprefix("^").removesuffix("$")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            texts = st.from_regex(whole, fullmatch=True).filter(
                lambda text: text.isprintable() and text.strip() == text
            )
            yield find(texts, bool, settings=hypothesis_settings(database=None))
        except Exception:  # a pattern that Python does not have
            return
