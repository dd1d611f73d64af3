"""What is handed in for a register, by whatever door, goes this one way: taken as a whole, once, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as
from muster.core.locks import hold
from muster.core.models import Marking, Unit
from muster.domain.forms.answers import (
    Answers,
    BadInstance,
    answers_of,
    files_of,
    instance_id,
    joined,
    parsed,
    parted,
    without_namespaces,
)
from muster.domain.forms.following import following
from muster.domain.forms.model import Field
from muster.domain.forms.parting import further_apart
from muster.domain.forms.settings import Settings
from muster.domain.forms.staying import staying
from muster.domain.words_for_people import gettext_noop
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.accounts.writing import written_by
from muster.features.registers import engine
from muster.features.registers.actions import custody
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import Definition, definition_of
from muster.features.registers.evaluating import evaluated, path_of
from muster.features.registers.keeping import keep
from muster.features.registers.models import (
    INSTANCE_LIMIT,
    Attachment,
    Door,
    Personal,
    Record,
    Register,
    Submission,
    Version,
)
from muster.features.registers.refusing import called, refusal
from muster.features.registers.searching import search_vector
from muster.features.registers.sight import knows_personal
from muster.features.registers.standing import keep_known, personal_in, standing
from muster.ui.catalogues import cyrillic_text
from muster.ui.wording import Sentence, Words, invalid

NOTHING: tuple[Answers, Answers] = (MappingProxyType({}), MappingProxyType({}))


class Wrong(ValidationError):
    """One place that is wrong: `reference` is the engine's, with the rows of repeats; "" where it is of the whole.

    `called` is the field's name, which the `sentence` begins with; `said` is the rest, for whoever shows it there.
    """

    def __init__(self, reference: str, said: Sentence, called: Words | str = "") -> None:
        fields: dict[str, Any] = {"field": called, "said": said}
        self.reference, self.said = reference, said
        self.sentence = Sentence("%(field)s: %(said)s", fields) if called else said
        super().__init__(invalid(self.sentence))


class Refused(ValidationError):
    """What was handed in cannot be taken; a sentence for every place that is wrong."""


class Taken(Refused):
    """Under this name or number something else has come before."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The record of what was handed in; `new` is false where it had come before.

    `missing` are the files that answers point at and that have not come yet, `beside` those that came and that no
    answer points at: they are kept, of no field.
    """

    record: Record
    new: bool
    missing: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Sent:
    """What came, parsed and not looked at yet."""

    root: Any
    number: str
    replaces: str
    xml: str


@dataclass(frozen=True)
class _Instance:
    """What came, read."""

    version: Version
    number: str
    replaces: str
    xml: str
    answers: Answers

    @property
    def definition(self) -> Definition:
        return definition_of(self.version)


def hand_in(
    person: User, xml: bytes, given: Mapping[str, bytes] | None = None, door: Door = Door.PAGE, unit: Unit | None = None
) -> Handed:
    """A new record, or a new version of the one that it `deprecatedID` names. The files that are `given` by name are
    kept with it, those of an instance that came before too: devices send them in several parts.

    Raises `Refused`, `PermissionDenied`, or `Conflict` where the record was changed since.
    """
    sent = _sent(xml)
    # what came before is not checked anew: it was right then, and the rest of its files may come after the register
    # was closed or a list was changed
    instance = None if _before(sent) else _checked(person, sent, unit)
    with transaction.atomic(), written_by(person):
        hold(f"submission {sent.number}")
        if before := _before(sent):
            return _again(person, before, sent, given or {})
        instance = instance or _checked(person, sent, unit)
        record = _changed(person, instance) if instance.replaces else _new(person, instance, unit)
        return _receive(person, record, instance, given or {}, door)


def recorded_at(person: User, register: Register) -> Unit:
    """Of which unit a person's new records are."""
    return person.token_unit or person.unit or register.unit


def _sent(xml: bytes) -> _Sent:
    """Raises `Refused`."""
    try:
        root = parsed(xml)
        text = xml.decode(root.getroottree().docinfo.encoding or "utf-8")
    except (BadInstance, LookupError, UnicodeDecodeError) as error:
        raise Refused(_("This is no filled-in form.")) from error
    number = instance_id(root)
    if not 0 < len(number) <= INSTANCE_LIMIT:
        raise Refused(_("The form has no instanceID, by which it would be known again."))
    return _Sent(root, number, instance_id(root, "deprecatedID"), text)


def _before(sent: _Sent) -> Submission | None:
    with acting_as(SYSTEM):  # who records need not be able to read what there is
        known = Submission.objects.filter(instance=sent.number)
        return known.select_related("record__register", "form").first()


def _checked(person: User, sent: _Sent, unit: Unit | None) -> _Instance:
    """Checked against its form by the engine that checks in the browser and on devices.

    Raises `Refused`, `PermissionDenied`.
    """
    version = _version(sent.root.get("id") or "", sent.root.get("version") or "")
    register = version.register
    if sent.replaces:
        require(person, Verb.CHANGE, register.subject)
    else:
        require(person, Verb.CREATE, register.subject, unit or recorded_at(person, register))
    try:
        checked = evaluated(version, without_namespaces(sent.root))
    except engine.EngineError as error:
        raise Refused(invalid(error.sentence)) from error
    return _Instance(version, sent.number, sent.replaces, sent.xml, judged(version, checked))


def judged(version: Version, checked: engine.Evaluation) -> Answers:
    """The answers as the engine has them. Raises `Refused` with a `Wrong` for each place that is not allowed."""
    wrong = [*_strange(version, checked), *(_violated(version, one) for one in checked.violations)]
    if wrong:
        raise Refused(wrong)
    return answers_of(definition_of(version).form, parsed(checked.instance.encode()))


def _strange(version: Version, checked: engine.Evaluation) -> Iterator[Wrong]:
    for reference in checked.unknown[:20]:
        path = path_of(reference)
        yield Wrong(path, Sentence(gettext_noop("The form has no field “%(path)s”."), {"path": path}))


def _violated(version: Version, violation: engine.Violation) -> Wrong:
    path = path_of(violation.reference)
    field = definition_of(version).form.by_path.get(path)
    return Wrong(violation.reference, refusal(field, violation), called(field) if field else path)


def _version(code: str, stated: str) -> Version:
    """The published version of an open register. Raises `Refused`."""
    with acting_as(SYSTEM):  # whoever may record in it alone reads no registers
        found = Version.objects.filter(register__form_id=code, stated=stated, published_at__isnull=False)
        version = found.select_related("register__unit", "register__current").first()
    if version is None:
        raise Refused(_("There is no form “%(code)s” of version “%(version)s”.") % {"code": code, "version": stated})
    if version.register.closed_at:
        raise Refused(_("“%(name)s” is closed: nothing new is recorded in it.") % {"name": version.register})
    return version


def _again(person: User, before: Submission, sent: _Sent, given: Mapping[str, bytes]) -> Handed:
    """What came before is not taken twice; files that are still missing are."""
    require(person, Verb.CHANGE if before.replaces else Verb.CREATE, before.record.register.subject)
    if before.by_id != person.pk or before.xml != sent.xml:
        raise Taken(_("Another form with this instanceID has come before."))
    form = definition_of(before.form).form
    with acting_as(SYSTEM):
        missing, beside = _attach(person, before.record, files_of(form, answers_of(form, sent.root)), given)
    return Handed(before.record, False, missing, beside)


def _new(person: User, instance: _Instance, unit: Unit | None) -> Record:
    record = new_record(person, instance.version, unit)
    return _keep(record, Beside().of(instance.version), instance.answers)


def new_record(person: User, version: Version, unit: Unit | None) -> Record:
    """Not kept yet, without answers."""
    settings, register = definition_of(version).settings, version.register
    return Record(
        register=register,
        form=version,
        unit=unit or recorded_at(person, register),
        marking=Marking[settings.marking.upper()],
        created_by=person,
        updated_by=person,
        state=settings.first.code,
    )


def _changed(person: User, instance: _Instance) -> Record:
    """The record with new answers; those to fields that the form does not have any more stay."""
    with acting_as(SYSTEM):
        of_register = Submission.objects.filter(record__register=instance.version.register)
        last = of_register.filter(instance=instance.replaces).first()
        if last is None:
            raise Refused(_("What this replaces is not here."))
        record = Record.objects.select_for_update().select_related("register", "unit", "form").get(pk=last.record_id)
        newest = record.submissions.first()
    require(person, Verb.CHANGE, record.register.subject, record.unit)
    # or whoever does not see them writes over answers that they do not know
    if not knows_personal(person, record):
        raise PermissionDenied(_("Your role does not include this for %(unit)s.") % {"unit": record.unit.name})
    if newest is None or newest.pk != last.pk:
        raise Conflict(record, {})
    return save_answers(person, record, instance.version, instance.answers, Beside())


def save_answers(person: User, record: Record, version: Version, answers: Answers, beside: Beside) -> Record:
    """New answers into a locked record; those to fields that its form had and `version` has not stay as they were."""
    with acting_as(SYSTEM):
        there = Personal.objects.filter(record=record).first()
    left = staying(definition_of(version).form, (record.data, there.data if there else {}), answers)
    record.version += 1
    record.form, record.updated_by = version, person
    return _keep(record, beside.of(version), answers, left)


def _keep(record: Record, own: Definition, answers: Answers, left: tuple[Answers, Answers] = NOTHING) -> Record:
    now = standing(record)
    personal = say(record, own, answers, now, left)
    with acting_as(SYSTEM):
        record.save()
        Personal.objects.update_or_create(record=record, defaults={"data": personal})
    keep_known(record, joined(record.data, personal), now)
    return record


def say(
    record: Record, own: Definition, answers: Answers, now: Settings, left: tuple[Answers, Answers] = NOTHING
) -> Answers:
    """The record says these answers and what follows from them, not kept yet. Gives the personal ones.

    By the rules of its own version, whose form has all its lists; what `now`, the current one, calls personal stands
    apart in any case. `left` are plain and personal answers that stay, to fields that the version does not have.
    """
    form, settings = own.form, own.settings
    plain, personal = parted(form, answers, personal_in(settings))
    plain, personal = joined(left[0], plain), joined(left[1], personal)
    plain, personal = further_apart(plain, personal, personal_in(now))
    made = timezone.localdate(record.created_at) if record.pk else timezone.localdate()
    follows = following(form, settings, plain, record.state, made, cyrillic_text)
    record.data = plain
    record.name, record.names = follows.name, dict(follows.names)
    record.day, record.place = follows.day, follows.place[:12]
    record.due, record.keep_until = follows.due, follows.keep_until
    record.search = search_vector(form, record.name, plain)
    return personal


def _receive(person: User, record: Record, instance: _Instance, given: Mapping[str, bytes], door: Door) -> Handed:
    with acting_as(SYSTEM):
        Submission.objects.create(
            record=record,
            form=instance.version,
            instance=instance.number,
            replaces=instance.replaces,
            xml=instance.xml,
            door=door,
            by=person,
        )
        missing, beside = _attach(person, record, files_of(instance.definition.form, instance.answers), given)
    return Handed(record, True, missing, beside)


def _attach(
    person: User, record: Record, fields: Mapping[str, Field], given: Mapping[str, bytes]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that came are kept, of the `fields` whose answers point at them, by name.

    Gives `Handed.missing` and `Handed.beside`. Raises `Taken` where another file of the same name is there.
    """
    there = dict(record.attachments.values_list("name", "original_id"))
    for name, content in given.items():
        original = keep(content, name)
        if there.get(name, original.pk) != original.pk:
            raise Taken(_("Another file “%(name)s” has come before: give this one another name.") % {"name": name})
        if name not in there:
            path = fields[name].path if name in fields else ""
            values = {"name": name, "path": path, "original": original, "size": len(content)}
            custody.received(person, Attachment.objects.create(record=record, by=person, **values))
    missing = tuple(name for name in fields if name not in there and name not in given)
    return missing, tuple(name for name in given if name not in fields)
