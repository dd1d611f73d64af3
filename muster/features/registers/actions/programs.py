"""What a program hands in: answers as JSON, made an instance of the form, which goes the one way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.models import Unit
from muster.domain.forms.answers import answers_of, files_of, parsed, to_xml
from muster.domain.forms.given import misshapen, plain
from muster.domain.forms.model import Form
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.registers import queries
from muster.features.registers.actions.recording import Handed, Refused, Taken, Wrong, hand_in
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Door, Record, Register, Submission, Version
from muster.features.registers.queries.versions import changed_by
from muster.features.registers.showing import sentence


def give_new(person: User, register: Register, answers: Mapping[str, Any], instance: str, unit: Unit | None) -> Handed:
    """A new record, or the one that these answers made under this `instance` before.

    Raises `ValidationError` with sentences by the place of the answer, `PermissionDenied`.
    """
    require(person, Verb.CREATE, register.subject, unit)
    form = definition_of(_current(register)).form
    xml = to_xml(form, _shaped(form, answers), instance or f"uuid:{uuid4()}")
    return _handed(person, xml, unit)


def give_change(person: User, record: Record, version: int, answers: Mapping[str, Any], instance: str) -> Record:
    """The record with these answers over its own; null takes one away.

    Raises `Conflict` where it is no longer as `version` was, `ValidationError`, `PermissionDenied`.
    """
    require(person, Verb.CHANGE, record.register.subject, record.unit)
    there, whole = queries.answers(person, record)
    form = definition_of(changed_by(record, there, Beside())).form
    given = _shaped(form, answers)
    if instance and _came(person, record, form, instance, given):
        return record
    if not whole:
        raise PermissionDenied(_("Your role does not include this for %(unit)s.") % {"unit": record.unit.name})
    if record.version != version:
        raise Conflict(
            record, {key: (there.get(key), given.get(key)) for key in answers if there.get(key) != given.get(key)}
        )
    left = {key: value for key, value in there.items() if key not in answers}
    last = queries.last_submission(person, record)
    xml = to_xml(form, {**left, **given}, instance or f"uuid:{uuid4()}", last.instance if last else "")
    return _handed(person, xml).record


def give_file(person: User, record: Record, name: str, content: bytes) -> Handed:
    """A file that an answer of the record points at. Raises `ValidationError` where none does."""
    require(person, Verb.CHANGE, record.register.subject, record.unit)
    answers, whole = queries.answers(person, record)
    form = definition_of(record.form).form
    last = queries.last_submission(person, record)
    if not whole or last is None:
        raise PermissionDenied(_("Your role does not include this for %(unit)s.") % {"unit": record.unit.name})
    if name not in files_of(form, answers):
        raise ValidationError(_("No answer of this record points at a file “%(name)s”.") % {"name": name})
    if last.by_id == person.pk:
        return hand_in(person, last.xml.encode(), {name: content}, Door.API)
    xml = to_xml(form, answers, f"uuid:{uuid4()}", last.instance)
    return hand_in(person, xml, {name: content}, Door.API)


def missing_files(person: User, record: Record) -> list[str]:
    """Names that its answers point at and that have not come yet."""
    answers, _whole = queries.answers(person, record)
    there = set(queries.attachments(person, record).values_list("name", flat=True))
    return [name for name in files_of(definition_of(record.form).form, answers) if name not in there]


def _current(register: Register) -> Version:
    if register.current is None:
        raise ValidationError(_("No version of this register is published."))
    return register.current


def _shaped(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """As they are kept. Raises `ValidationError` by place."""
    if wrong := [(place, sentence(problem)) for place, problem in misshapen(form, answers)]:
        raise ValidationError({place: [said] for place, said in wrong[:50]})
    return plain(form, answers)


def _handed(person: User, xml: bytes, unit: Unit | None = None) -> Handed:
    """Raises `ValidationError` by place, as the form names it."""
    try:
        return hand_in(person, xml, {}, Door.API, unit)
    except Refused as refused:
        by_place: dict[str, list[str]] = {}
        for one in refused.error_list:
            if not isinstance(one, Wrong):
                raise
            place = one.reference.strip("/").partition("/")[2] if one.reference.startswith("/") else one.reference
            by_place.setdefault(place, []).extend(one.messages)
        raise ValidationError(by_place) from refused


def _came(person: User, record: Record, form: Form, instance: str, given: Mapping[str, Any]) -> bool:
    """Whether this change came before. Raises `Taken` where something else came under its name."""
    before = Submission.objects.filter(instance=instance, record=record, by=person).first()
    if before is None:
        return False
    said = answers_of(form, parsed(before.xml.encode()))
    if any(said.get(key) != value for key, value in given.items()):
        raise Taken(_("Another form with this instanceID has come before."))
    return True
