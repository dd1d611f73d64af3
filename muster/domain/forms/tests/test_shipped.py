"""The registers that come with Muster, read as their keepers would load them."""

import json
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

import muster
from muster.domain.forms.answers import answers_of, every, joined, parsed, parted, to_xml
from muster.domain.forms.book import as_xlsx, read_csv, read_xlsx
from muster.domain.forms.convert import to_xform
from muster.domain.forms.following import following, name_of
from muster.domain.forms.model import HOLDING, LISTED, Kind
from muster.domain.forms.remarks import remarks_on
from muster.domain.forms.statements import read_settings
from muster.domain.names import to_cyrillic

FOLDER = Path(muster.__file__).parent / "features" / "registers" / "shipped"
CODES = [
    *("assembly", "complaints", "crime", "domestic-violence", "drug-seizures", "firearms", "hate-crime"),
    *("information-requests", "k9", "lab-exhibits", "trafficking", "use-of-force"),
]
LANGUAGES = {"en", "sq", "sr"}
REFERENCE = re.compile(r"\$\{([^}]*)\}")

pytestmark = pytest.mark.parametrize("code", CODES)


@cache
def book(code):
    return read_csv(FOLDER / code)


@cache
def made(code):
    return to_xform(book(code))


@cache
def register(code):
    return read_settings(book(code), made(code).form)


def named(form, answers, repeat=""):
    """Demonstration records are written by the names of fields: by paths."""
    found = {}
    for name, value in answers.items():
        field = next((one for one in form.by_name.get(name, ()) if one.repeat == repeat), None)
        if field:
            below = field.path[len(repeat) + 1 :] if repeat else field.path
            inside = field.kind == Kind.REPEAT
            found[below] = [named(form, one, field.path) for one in value] if inside else value
    return found


@cache
def demonstration(code):
    records = json.loads((FOLDER / code / "demo.json").read_text("utf-8"))
    return [named(made(code).form, one) for one in records]


def test_the_workbook_is_taken_without_a_problem_or_a_remark(code):
    read = read_xlsx(as_xlsx(book(code)))
    assert read == book(code)
    taken = to_xform(read)
    assert (taken.form.code, taken.remarks) == (code, ())
    assert taken.form.version
    assert read_settings(read, taken.form) == register(code)
    assert list(remarks_on(read, taken.form, register(code))) == []


def test_everything_that_is_read_is_in_three_languages(code):
    form, settings = made(code).form, register(code)
    words = {one.path: one.labels for one in form.fields if one.asked and (one.kind not in HOLDING or one.labels)}
    words |= {f"{name} {one.name}": one.labels for name, choices in form.lists.items() for one in choices}
    words |= {"title": settings.titles, "purpose": settings.purpose, "legal_basis": settings.legal_basis}
    for said in (settings.states, settings.moves, settings.deadlines, settings.warnings, settings.links):
        words |= {f"{type(one).__name__} {one.code}": one.labels for one in said}
    words |= {one.path: one.labels for one in settings.measures if one.labels}
    assert [name for name, labels in words.items() if set(labels) != LANGUAGES or not all(labels.values())] == []


def test_every_repeat_and_list_has_its_words(code):
    form = made(code).form
    assert [one.path for one in form.fields if one.kind == Kind.REPEAT and not one.labels] == []
    own = [one for one in form.fields if one.kind in LISTED and one.choices and not one.file]
    assert [one.path for one in own if not form.lists.get(one.choices)] == []


def test_the_name_of_a_record_tells_of_nobody(code):
    form, settings = made(code).form, register(code)
    assert REFERENCE.findall(settings.record_name)
    binds = {one.get("nodeset"): one for one in etree.fromstring(made(code).xml.encode()).iter("{*}bind")}

    def sources(path, seen=()):
        """The field with all that it is worked out from."""
        bind = binds.get(f"/{form.root}/{path}")
        used = re.findall(rf"/{form.root}/([\w/-]+)", bind.get("calculate") or "") if bind is not None else []
        return {path}.union(*(sources(one, (*seen, path)) for one in used if one not in (*seen, path)))

    told = {one for path in REFERENCE.findall(settings.record_name) for one in sources(path)}
    assert [path for path in told if settings.of_whom(path)] == []


def test_statistics_are_of_fields_that_tell_of_nobody(code):
    settings = register(code)
    counted = [*settings.statistics, *(one.path for one in settings.measures)]
    assert counted
    assert [path for path in counted if settings.of_whom(path)] == []


def test_a_record_can_come_into_every_state_and_out_of_those_that_are_not_the_last(code):
    settings = register(code)
    reached, left = {settings.first.code}, [settings.first.code]
    while left:
        further = {move.to for move in settings.moves_from(left.pop())} - reached
        reached |= further
        left += further
    assert reached == {state.code for state in settings.states}
    assert [state.code for state in settings.states if not state.last and not settings.moves_from(state.code)] == []
    assert any(state.last for state in settings.states)


def test_deadlines_end_where_work_ends(code):
    settings = register(code)
    last = {state.code for state in settings.states if state.last}
    assert [one.code for one in settings.deadlines if not last <= set(one.until)] == []


def test_links_are_to_registers_that_come_with_it(code):
    assert {one.register for one in register(code).links} <= set(CODES)


def test_names_of_people_are_personal(code):
    settings = register(code)
    names = [one.path for one in made(code).form.fields if re.search(r"personal_number|birth|phone", one.name)]
    assert [path for path in names if not settings.of_whom(path)] == []


def test_its_demonstration_records_go_through_the_form_and_back(code):
    form, settings = made(code).form, register(code)
    assert demonstration(code)
    for answers in demonstration(code):
        read = answers_of(form, parsed(to_xml(form, answers, "uuid:1")))
        assert answers_of(form, parsed(to_xml(form, read, "uuid:1"))) == read
        plain, apart = parted(form, read, lambda path: settings.of_whom(path) is not None)
        assert joined(plain, apart) == read
        assert not [field.path for field, _value in every(form, plain) if settings.of_whom(field.path)]


def test_its_demonstration_records_have_names_and_days(code):
    form, settings = made(code).form, register(code)
    made_on = date(2020, 1, 1)
    for answers in demonstration(code):
        assert name_of(form, settings, answers)
        assert following(form, settings, answers, settings.first.code, made_on, to_cyrillic).day != made_on
