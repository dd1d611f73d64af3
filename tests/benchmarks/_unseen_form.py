"""What is tried with one form of others, from its file to its record and back."""

from __future__ import annotations

import csv
import io
import re
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError

from muster.core.identity import SYSTEM, acting_as, of_person
from muster.core.models import Marking, Unit
from muster.domain.forms.answers import Answers, BadInstance, answers_of, every, instance_id, parsed, to_xml
from muster.domain.forms.book import Book, read_xlsx
from muster.domain.forms.convert import to_xform
from muster.domain.forms.model import Form, Kind
from muster.domain.forms.problems import BadForm
from muster.domain.forms.xform import read_xform
from muster.features.accounts.models import Assignment, Permission, Role, User
from muster.features.accounts.vocabulary import Reach, Subject, Verb
from muster.features.registers import engine, queries
from muster.features.registers.actions import hand_in, load_version, publish_version
from muster.features.registers.definitions import definition_of
from muster.features.registers.evaluating import evaluated, problems
from muster.features.registers.keeping import keep
from muster.features.registers.models import Record, Register, Version
from muster.features.registers.showing import sentence
from tests.benchmarks._unseen_answers import Filled, asked_in, best, headings
from tests.benchmarks._unseen_page import PICTURE, Filling

RIGHTS = {
    Subject.REGISTER: (Verb.READ, Verb.ADMINISTER),
    Subject.RECORD: (Verb.READ, Verb.IDENTIFY, Verb.CREATE, Verb.CHANGE),
    Subject.UNIT: (Verb.READ,),
}
LIST_ROWS = 3  # of lists that are made up
_COLUMN = re.compile(r"\b([A-Za-z_][\w.-]*)\s*=")


class Refused(Exception):
    """The form is not taken; its text are the sentences that its keeper gets."""


@dataclass
class Outcome:
    """What became of a form: `what` is whole, refused, unanswered (no valid answers were found) or fails."""

    name: str
    what: str
    questions: int = 0
    answered: int = 0
    said: str = ""


@dataclass
class Bench:
    """Who tries, where the site is, and a browser in which they are signed in; without a browser pages are left out."""

    person: User
    site: str
    context: Any
    log: str  # a file where failures are told at length
    outcomes: list[Outcome] = field(default_factory=list)

    def tried(self, path: Path) -> Outcome:
        """Never raises: what goes wrong is said."""
        outcome = Outcome(path.name, "whole")
        with acting_as(of_person(self.person.pk)):
            try:
                self._try(path, outcome)
            except Refused as refused:
                outcome.what, outcome.said = "refused", str(refused)
            except Exception as error:
                outcome.what, outcome.said = "fails", f"{type(error).__name__}: {_short(error)}"
                self._note(path)
            finally:
                _put_aside()
        self.outcomes.append(outcome)
        return outcome

    def _note(self, path: Path) -> None:
        with Path(self.log).open("a") as log:
            log.write(f"== {path}\n{traceback.format_exc()}\n")

    def _try(self, path: Path, outcome: Outcome) -> None:
        version, beside = _version(self.person, path)
        form = definition_of(version).form
        outcome.questions = sum(
            one.asked and one.kind not in (Kind.NOTE, Kind.GROUP, Kind.REPEAT) for one in form.fields
        )
        source = _source(version.xform, beside)
        filled = best(form, source, f"uuid:{uuid4()}")
        if not isinstance(filled, Filled):
            outcome.what, outcome.said = "unanswered", filled
            return
        outcome.answered = filled.answered
        record = hand_in(self.person, filled.xml, _files(form, filled.answers)).record
        kept = _read(self.person, record)
        _same(kept, filled.answers, "read back")
        again = evaluated(version, to_xml(form, kept, f"uuid:{uuid4()}").decode())
        _same(answers_of(form, parsed(again.instance.encode())), kept, "written and evaluated again")
        if self.context is not None:
            self._in_browser(version, form, filled, record)

    def _in_browser(self, version: Version, form: Form, filled: Filled, record: Record) -> None:
        code = version.register.code
        typed = self._typed(form, f"{self.site}/registers/{code}/new/", filled)
        answered = Record.objects.get(pk=int(typed.rstrip("/").rpartition("/")[2]))
        given = _asked(form, filled.answers)
        _same(_as_far(_asked(form, _read(self.person, answered)), given), given, "typed in the browser")
        page = Filling(self.context.new_page(), form)
        try:
            page.open(f"{self.site}/registers/records/{record.pk}/change/")
            _all_there(page.seen(), form, filled.instance, headings(form, version.xform))
            page.send()
            assert not page.errors, f"the console said: {page.errors[:2]}"
        finally:
            page.page.close()
        _same(_asked(form, _read(self.person, record)), _asked(form, filled.answers), "changed in the browser")

    def _typed(self, form: Form, address: str, filled: Filled) -> str:
        """The address of the record that was made."""
        page = Filling(self.context.new_page(), form)
        try:
            page.open(address)
            page.fill(filled.answers)
            where = page.send()
            assert not page.errors, f"the console said: {page.errors[:2]}"
            return where
        finally:
            page.page.close()


def keeper() -> User:
    """Somebody who keeps all registers and records in them."""
    with acting_as(SYSTEM):
        role = Role.objects.create(code="unseen", name_en="Keeper of unseen forms", position=99)
        for subject, verbs in RIGHTS.items():
            for verb in verbs:
                which = {"verb": verb, "subject": subject, "reach": Reach.EVERYWHERE, "marking": Marking.CONFIDENTIAL}
                Permission.objects.create(role=role, **which)
        person = User.objects.create_user("unseen", full_name="The keeper", unit=Unit.objects.order_by("pk").first())
        Assignment.objects.create(person=person, role=role, start=date(2000, 1, 1))
    return person


def _version(person: User, path: Path) -> tuple[Version, dict[str, bytes]]:
    """Published, with what is made up to lie beside it. Raises `Refused`."""
    content = path.read_bytes()
    try:
        if path.suffix == ".xml":
            return _of_xform(person, path)
        beside = _beside(*_converted(content))
        version = load_version(person, content, path.name, beside)
        publish_version(person, version)
    except BadForm as bad:
        told = [
            " ".join(filter(None, [one.sheet, str(one.row or ""), one.column, sentence(one)])) for one in bad.problems
        ]
        raise Refused(" | ".join(told)) from bad
    return version, beside


def _converted(content: bytes) -> tuple[str, Form]:
    made = to_xform(read_xlsx(content))  # what is wrong is said before files are asked for
    return made.xml, made.form


def _of_xform(person: User, path: Path) -> tuple[Version, dict[str, bytes]]:
    """A version around an XForm that was made elsewhere."""
    xml = path.read_text("utf-8-sig")
    form = read_xform(xml)
    beside = _beside(xml, form)
    if wrong := list(problems(xml, beside, Book({}))):
        raise BadForm(wrong)
    _check_new(xml, beside)
    with acting_as(SYSTEM):
        code = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
        values: dict[str, Any] = {"code": code, "form_id": form.code, "titles": {"": form.title or code}}
        register = Register.objects.create(**values, unit=person.unit, created_by=person)
        original = keep(path.read_bytes(), path.name)
        version = Version.objects.create(
            register=register, number=1, stated=form.version, file_name=path.name, original=original, xform=xml,
            published_at=datetime.now().astimezone(),
        )  # fmt: skip
        for name, data in beside.items():
            version.files.create(name=name, original=keep(data, name))
        register.current = version
        register.save()
    return version, beside


def _check_new(xml: str, beside: dict[str, bytes]) -> None:
    """What the upload refuses of a workbook by its columns and settings. Raises `Refused`."""
    try:
        made = parsed(engine.create(_source(xml, beside)).encode())
    except BadInstance as bad:
        raise Refused(f"Attributes of other namespaces are not supported in filled-in forms: {bad}") from bad
    if not instance_id(made):
        raise Refused("Every filled-in form needs its instanceID, and this form gives none.")


def _source(xml: str, beside: dict[str, bytes]) -> engine.Source:
    return engine.Source(xml, {name: content.decode("utf-8", "replace") for name, content in beside.items()})


def _beside(xml: str, form: Form) -> dict[str, bytes]:
    """Files that the form asks for: lists with every column that its expressions know, a picture for all else."""
    columns = list(dict.fromkeys(["name", "label", *(one.name for one in form.fields), *_COLUMN.findall(xml)]))
    return {name: _made_up(name, columns) for name in form.files}


def _made_up(name: str, columns: list[str]) -> bytes:
    rows = [
        [f"{column}{row}" if column in ("name", "label") else "a" for column in columns] for row in range(LIST_ROWS)
    ]
    if name.endswith(".csv"):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([columns, *rows])
        return out.getvalue().encode()
    if name.endswith(".xml"):
        items = "".join(f"<item><name>name{row}</name><label>label{row}</label></item>" for row in range(LIST_ROWS))
        return f"<root>{items}</root>".encode()
    return b'{"type": "FeatureCollection", "features": []}' if name.endswith(".geojson") else PICTURE


def _files(form: Form, answers: Answers) -> dict[str, bytes]:
    return {value: PICTURE for one, value in every(form, answers) if one.kind == Kind.FILE}


def _read(person: User, record: Record) -> dict[str, Any]:
    with acting_as(of_person(person.pk)):
        return queries.answers(person, Record.objects.get(pk=record.pk))[0]


def _same(one: Answers, other: Answers, when: str) -> None:
    different = [path for path in {**one, **other} if one.get(path) != other.get(path)]
    assert not different, f"not the same {when}: " + "; ".join(
        f"{path} is {one.get(path)!r}, was {other.get(path)!r}"[:200] for path in different[:3]
    )


def _asked(form: Form, answers: Answers, above: str = "") -> dict[str, Any]:
    """Answers to what a person is asked; files and moments only as far as the page can say them alike."""
    found: dict[str, Any] = {}
    for path, value in answers.items():
        one = form.by_path[f"{above}{path}"]
        if one.kind == Kind.REPEAT:
            found[path] = [_asked(form, item, f"{one.path}/") for item in value]
        elif one.asked:
            found[path] = _alike(one.kind, value)
    return found


def _as_far(answers: Any, given: Any) -> Any:
    """Without what a new form answers by itself and nobody gave."""
    if isinstance(given, dict):
        return {path: _as_far(answers.get(path), value) for path, value in given.items()}
    if isinstance(given, list) and isinstance(answers, list) and given and isinstance(given[0], dict):
        return [_as_far(*both) for both in zip(answers, given, strict=False)]
    return answers


def _alike(kind: Kind, value: Any) -> Any:
    if kind == Kind.FILE:
        return "a file"
    if kind == Kind.TIME:
        return str(value)[:5]
    return datetime.fromisoformat(str(value)).timestamp() if kind == Kind.MOMENT else value


def _all_there(seen: Counter[str], form: Form, instance: str, apart: set[str]) -> None:
    wanted = Counter(one.path for one, _rows, _text in asked_in(form, instance) if one.path not in apart)
    missing = wanted - seen
    assert not missing, f"{missing.total()} relevant questions are not on the page: {', '.join(list(missing)[:4])}"


def _put_aside() -> None:
    """The next form may have the same id."""
    with acting_as(SYSTEM):
        for register in Register.objects.exclude(code__startswith="aside-"):
            register.code, register.form_id = f"aside-{register.pk}", f"aside {register.pk}"
            register.save()


def _short(error: Exception) -> str:
    said = error.messages if isinstance(error, ValidationError) else [str(error)]
    return " ".join(" | ".join(said).split())[:400]
