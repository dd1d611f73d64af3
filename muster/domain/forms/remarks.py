"""What is worth looking at in a workbook that is taken: it may be meant otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from pyxform.aliases import survey_header
from pyxform.parsing.sheet_headers import process_header, to_snake_case
from pyxform.question import MultipleChoiceQuestion

from muster.domain.forms.book import Book, Row
from muster.domain.forms.convert import YES
from muster.domain.forms.model import Field, Form, Kind
from muster.domain.forms.placing import paths
from muster.domain.forms.problems import Problem
from muster.domain.forms.settings import SHEET, Settings
from muster.domain.reference.codes import municipalities
from muster.domain.words_for_people import gettext_noop as _

_GIVEN = ("calculation", "calculate", "bind::calculate", "default")  # columns that give a question its answer
_HEADS = frozenset(name for name in MultipleChoiceQuestion.get_slot_names() if not name.startswith("_"))
_BEYOND = frozenset({"flat", "intent", "disabled"})  # columns that are read without being a question's
_INSIDE = frozenset({"parent", "extra_data", "actions", "choices", "itemset", "list_name"})  # the converter's own
_KNOWN = frozenset({*(_HEADS - _INSIDE), *_BEYOND, *survey_header})
_PARTS = {  # what stands behind the two colons of a head, beside what others mean by names with a colon
    "bind": ["calculate", "constraint", "jr:constraintMsg", "jr:requiredMsg", "readonly", "relevant", "required"],
    "control": ["accuracyThreshold", "appearance", "autoplay", "mediatype", "rows"],
}
_NEARLY = 0.8  # how alike two heads are that are the same but for a slip, as “lable” and “label” are
_REPEATS = re.compile(r"begin[ _]repeat\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\$\{(?:last-saved#)?([^}]*)\}")


def remarks_on(book: Book, form: Form, settings: Settings) -> Iterator[Problem]:
    """Of the sheet `register`, of questions as far as they do not go with it, and of columns that nobody reads."""
    yield from _unreached(book, settings)
    yield from _not_counted(book, form, settings)
    yield from _telling(book, form, settings)
    yield from _never_sent(book)
    yield from _unknown(book)


def _unreached(book: Book, settings: Settings) -> Iterator[Problem]:
    reached = _reached(settings)
    for row in book.rows(SHEET):
        if row["setting"] == "state" and row["name"] not in reached:
            why = _("No moves lead from the first state to “%(name)s”: no record will ever be in it.")
            yield Problem(why, {"name": row["name"]}, SHEET, row.number, "name")


def _reached(settings: Settings) -> set[str]:
    """States that a record comes to by moves."""
    reached, news = set[str](), {settings.first.code}
    while news:
        reached |= news
        news = {move.to for state in news for move in settings.moves_from(state)} - reached
    return reached


def _not_counted(book: Book, form: Form, settings: Settings) -> Iterator[Problem]:
    """What records are to be counted by and cannot be as it is: texts as amounts, places that are no municipalities."""
    for row in book.rows(SHEET):
        if row["setting"] == "place" and not _is_municipality(form, form.by_path.get(settings.place)):
            why = _(
                "“%(name)s” names no municipality by its code, such as K27: records stand on no map and have no rates"
                " by inhabitants. The type “select_one_from_file municipalities.csv” brings them."
            )
            yield Problem(why, {"name": row["name"]}, SHEET, row.number, "name")
    measures = [row for row in book.rows(SHEET) if row["setting"] == "measure"]
    for row, measure in zip(measures, settings.measures, strict=True):
        if _is_written(form.by_path[measure.path]):
            why = _("“%(name)s” is a text that people write: what of it is no number is left out of every amount.")
            yield Problem(why, {"name": row["name"]}, SHEET, row.number, "name")


def _is_written(field: Field) -> bool:
    """A text that a form works out may be a number; one that is written is what somebody wrote."""
    return field.kind == Kind.TEXT and field.asked


def _is_municipality(form: Form, field: Field | None) -> bool:
    if field is None or field.file:
        return True  # what a file beside the form has is not known here
    codes = {one.code for one in municipalities()}
    return not _is_written(field) and (field.kind == Kind.TEXT or bool(codes & form.choices_of(field).keys()))


def _telling(book: Book, form: Form, settings: Settings) -> Iterator[Problem]:
    """Fields that are not personal and are worked out from such as are, be it by way of others."""
    sources = {path: (row, _named(row, form)) for path, row in paths(book).items() if path in form.by_path}
    telling = {one.path for one in form.fields if settings.of_whom(one.path)}
    while found := [path for path in sources.keys() - telling if telling & sources[path][1].keys()]:
        telling |= set(found)
    for path, (row, named) in sources.items():
        told = [other for other in named if other in telling]
        if told and not settings.of_whom(path):
            why = _(
                "“%(name)s” is worked out from “%(told)s”, which tells of a person, and is not personal itself:"
                " whoever sees a record sees it."
            )
            said = {"name": row["name"], "told": told[0].rpartition("/")[2]}
            yield Problem(why, said, "survey", row.number, named[told[0]])


def _named(row: Row, form: Form) -> dict[str, str]:
    """The questions that an answer is worked out from, by their paths, with the column that says so."""
    names = [(name.strip(), column) for column in _GIVEN for name in _REFERENCE.findall(row[column])]
    return {field.path: column for name, column in names for field in form.by_name.get(name, ())}


def _never_sent(book: Book) -> Iterator[Problem]:
    """Texts that are required and stand in every form; where they apply at times, they are meant to be in the way."""
    rows = paths(book)
    for path, row in rows.items():
        if row["type"].lower() == "note" and row["required"].lower() in YES:
            names = path.split("/")
            around = [rows["/".join(names[:depth])] for depth in range(1, len(names))]
            if not any(one["relevant"] or _REPEATS.match(one["type"]) for one in (*around, row)):
                why = _("This text is required and always shown, so no form can be sent: say when it applies.")
                yield Problem(why, {}, "survey", row.number, "required")


def _unknown(book: Book) -> Iterator[Problem]:
    """Columns of questions that the converter passes over without a word; what begins with # is meant for others."""
    columns = book.sheets["survey"].columns if "survey" in book.sheets else ()
    doubled = any("::" in column for column in columns)
    for column in columns:
        _said, parts = process_header(column, doubled, survey_header, _HEADS)
        meant = _meant(column, parts)
        if column.startswith("#") or (parts[0] in _KNOWN and not meant):
            continue
        if meant and meant not in columns:
            why = _("No form knows the column “%(name)s”: is “%(meant)s” meant?")
            yield Problem(why, {"name": column, "meant": meant}, "survey", 1, column)
        else:
            why = _("No form knows the column “%(name)s”: nothing is done with it.")
            yield Problem(why, {"name": column}, "survey", 1, column)


def _meant(column: str, parts: tuple[str, ...]) -> str:
    """The head that a misspelt one is nearly, with its language; "" where there is none, or it is known."""
    if parts[0] in _KNOWN:
        known = _PARTS.get(parts[0], ()) if len(parts) > 1 else ()
        alike = [] if parts[-1] in known else get_close_matches(parts[-1].lower(), known, 1, _NEARLY)
        return f"{column.rpartition('::')[0]}::{alike[0]}" if alike else ""
    alike = get_close_matches(to_snake_case(parts[0]), _KNOWN, 1, _NEARLY)
    return "::".join([alike[0], *parts[1:]]) if alike else ""
