"""Versions as the engine takes them, and what it says of a form in the words of who loads one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from muster.domain.forms.book import Book, Row
from muster.domain.forms.placing import Place, column_saying, first_saying, question_at
from muster.domain.forms.problems import Problem
from muster.domain.words_for_people import gettext_noop
from muster.features.registers import engine
from muster.features.registers.beside import content_beside
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Version

LISTS = (".csv", ".xml", ".geojson")  # files that the engine reads; all others are for people
_ROW = re.compile(r"\[\d+\]")
_PATH = re.compile(r"(?<![\w/])/[^\W\d][\w.-]*(?:/[^\W\d][\w.-]*)+")
_COUNT = "_count"  # the converter has a question of its own for how often a repeat is asked
_COLUMNS = {  # as a workbook calls them
    "calculate": ("calculation", "calculate", "bind::calculate"),
    "relevant": ("relevant", "relevance", "bind::relevant"),
    "constraint": ("constraint", "bind::constraint"),
    "required": ("required", "bind::required"),
    "readonly": ("readonly", "read_only", "bind::readonly"),
}
_RULES = (*(one for several in _COLUMNS.values() for one in several), "choice_filter", "default", "repeat_count")
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_SYNTAX = "Expression has syntax error"  # the engine's words
_UNREADABLE = gettext_noop(
    "The expression “%(expression)s” of “%(places)s” cannot be read: something in it is missing, such as a bracket, a"
    " quote or what stands after a sign, or is too much."
)
_WRONG = gettext_noop("The expression “%(expression)s” of “%(places)s” cannot be evaluated: %(name)s")


def problems(xml: str, given: Mapping[str, bytes], book: Book) -> Iterator[Problem]:
    """Why the engine does not take a form with these files beside it, and where its workbook says that."""
    for problem in engine.load(engine.Source(xml, _texts(given))).problems:
        for one in _each(problem):
            place = _place(one, book)
            sentence, fields = _said(one, book, place)
            yield Problem(sentence, fields, *place)


def _each(problem: engine.Problem) -> Iterator[engine.Problem]:
    """A function that is not known is to be mended wherever it stands."""
    if problem.code != "function":
        yield problem
    else:
        yield from (replace(problem, references=(reference,)) for reference in problem.references)


def _said(problem: engine.Problem, book: Book, place: Place) -> tuple[str, Mapping[str, object]]:
    """With questions as the workbook names them, and with the expression as it stands there."""
    names = tuple(_name(reference, book) for reference in problem.references)
    words = _PATH.sub(lambda found: _name(found[0], book), problem.name)
    expression, of = _cell(book, place), {"places": ", ".join(names), "name": words}
    if expression and problem.code in ("expression", "engine"):
        return (_UNREADABLE if words.startswith(_SYNTAX) else _WRONG), {**of, "expression": expression}
    said = engine.sentence(replace(problem, references=names, name=words))
    return said.text, said.fields


def _name(reference: str, book: Book) -> str:
    """As the column `name` has it."""
    path = path_of(reference)
    return path.rpartition("/")[2] if question_at(book, path) else path.rpartition("/")[2].removesuffix(_COUNT)


def _cell(book: Book, place: Place) -> str:
    sheet, number, column = place
    return next((row[column] for row in book.rows(sheet) if row.number == number), "")


def _place(problem: engine.Problem, book: Book) -> Place:
    """Of the question that the engine names, in its own field or in its words; else of what its words are about."""
    for reference in (*problem.references, *_PATH.findall(problem.name)):
        if row := question_at(book, path_of(reference)):
            return "survey", row.number, _column(problem, row)
        if row := question_at(book, path_of(reference).removesuffix(_COUNT)):
            return "survey", row.number, "repeat_count"
    return (
        first_saying(book, problem.name) if problem.code == "file" else ("survey" if problem.references else "", 0, "")
    )


def _column(problem: engine.Problem, row: Row) -> str:
    if column := column_saying(row, problem.name):
        return column
    if problem.code == "cycle":
        return _column_naming(row, {path_of(reference).rpartition("/")[2] for reference in problem.references})
    if problem.code == "engine":  # of the question itself, in one of the expressions that are no rule of it
        own = [column for column in ("choice_filter", "default") if row[column]]
        return own[0] if len(own) == 1 else _column_quoted(row, problem.name)
    return next((column for column in _COLUMNS.get(problem.place, ()) if row[column]), "")


def _column_naming(row: Row, names: set[str]) -> str:
    """The first rule of a question that asks for one of these; `.` is itself."""
    asked = ((column, {*_REFERENCE.findall(row[column])}) for column in _RULES)
    return next((column for column, named in asked if named & names or (row[column] and len(names) == 1)), "")


def _column_quoted(row: Row, words: str) -> str:
    """The one whose text the engine's words end with, as its complaints do; "" where none is."""
    said = _plain(_PATH.sub(lambda found: found[0].rpartition("/")[2], words))
    cells = row.cells.items()
    return next(
        (column for column, text in cells if column not in ("type", "name") and said.endswith(_plain(text))), ""
    )


def _plain(expression: str) -> str:
    return "".join(_REFERENCE.sub(r"\1", expression).split())


def evaluated(version: Version, instance: str) -> engine.Evaluation:
    """A filled form, looked at by the engine. Raises `engine.EngineError`."""
    return engine.evaluate(source_of(version), instance)


def source_of(version: Version) -> engine.Source:
    """The form with its lists as they are now, for whoever has many to be looked at."""
    return engine.Source(version.xform, _texts(_beside(version)))


def path_of(reference: str) -> str:
    """Of a field, where the engine names a node: `/data/person[2]/age` is `person/age`."""
    return _ROW.sub("", reference).strip("/").partition("/")[2]


def _beside(version: Version) -> dict[str, bytes]:
    """The lists that a form reads."""
    names = [name for name in definition_of(version).form.files if name.endswith(LISTS)]
    return {name: content_beside(version, name) or b"" for name in names}


def _texts(given: Mapping[str, bytes]) -> dict[str, str]:
    return {name: content.decode("utf-8-sig", "replace") for name, content in given.items() if name.endswith(LISTS)}
