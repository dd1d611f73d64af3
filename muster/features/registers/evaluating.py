"""Versions as the engine takes them, and what it says of a form in the words of who loads one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from muster.domain.forms.book import Book, Row
from muster.domain.forms.placing import Place, column_saying, first_saying, question_at
from muster.domain.forms.problems import Problem
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


def problems(xml: str, given: Mapping[str, bytes], book: Book) -> Iterator[Problem]:
    """Why the engine does not take a form with these files beside it, and where its workbook says that."""
    for problem in engine.load(engine.Source(xml, _texts(given))).problems:
        said = engine.sentence(problem)
        yield Problem(said.text, said.fields, *_place(problem, book))


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
    if problem.code == "engine":  # of the question itself, in one of the expressions that are no rule of it
        own = [column for column in ("choice_filter", "default") if row[column]]
        return own[0] if len(own) == 1 else ""
    return next((column for column in _COLUMNS.get(problem.place, ()) if row[column]), "")


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
