"""A register is what its workbook says: loaded as a version, looked at, then published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from muster.core.locks import hold
from muster.core.models import Unit, UnitKind
from muster.domain.forms.book import Book, read_xlsx
from muster.domain.forms.comparing import displaced
from muster.domain.forms.convert import Converted, to_xform
from muster.domain.forms.model import Form
from muster.domain.forms.outside import columns_in
from muster.domain.forms.placing import first_saying, question_at
from muster.domain.forms.problems import BadForm, Problem
from muster.domain.forms.remarks import remarks_on
from muster.domain.forms.settings import SHEET, Settings
from muster.domain.forms.statements import looked_at
from muster.domain.returns import RECEIVERS
from muster.domain.words_for_people import gettext_noop
from muster.features.accounts.models import Permission, Role, User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.registers.actions.renewing import begin_renewal
from muster.features.registers.definitions import definition_of, rows_as_kept
from muster.features.registers.evaluating import problems
from muster.features.registers.keeping import keep
from muster.features.registers.models import Register, Version, VersionFile
from muster.features.registers.queries.giving import may_give_rights, wanted
from muster.features.registers.queries.loading import TEXTS
from muster.features.registers.standing import alone
from muster.features.registers.supplied import supplied

RESERVED = {"handovers", "load", "openrosa", "records", "work"}  # words of addresses


def load_version(person: User, content: bytes, file_name: str, beside: Mapping[str, bytes] | None = None) -> Version:
    """A workbook as the next version of its register, or the first of a new one; not published yet.

    `beside` are the files that the form needs, by name. Raises `BadForm` with every problem found in the form that the
    converter takes and in the sheet `register`, `PermissionDenied`.
    """
    book = read_xlsx(content)
    made = to_xform(book, Path(file_name).stem)
    settings, wrong = looked_at(book, made.form)
    given = {**dict(beside or {}), **_itemsets(made)}
    if wrong := [*_of_form(book, made, given), *wrong, *_of_settings(book), *_displaced(made.form, book)]:
        raise BadForm(sorted(wrong, key=lambda one: (one.sheet, one.row)))
    made = replace(
        made,
        remarks=(*made.remarks, *remarks_on(book, made.form, settings), *_renamed(book, made.form), *_unasked(book)),
    )
    unit = _unit(settings)
    require(person, Verb.ADMINISTER, Subject.REGISTER, unit)
    with transaction.atomic(), pghistory.context(user=person.pk):
        hold(f"register {made.form.code}")
        register = _register(person, made.form.code, settings, unit)
        return _version(person, register, made, book, content, file_name, given)


def publish_version(person: User, version: Version) -> None:
    """From now on the register is as this version says. Raises `BadForm` where records stand in a state that is gone,
    and where a repeat has the name of something else that was published meanwhile.

    The rights that its sheet names are given at once where the person may (`may_give_rights`); else they wait.
    """
    register, settings = version.register, definition_of(version).settings
    require(person, Verb.ADMINISTER, Subject.REGISTER, register.unit)
    with transaction.atomic(), pghistory.context(user=person.pk):
        alone(register)
        current = Register.objects.select_for_update().get(pk=register.pk)
        _check_states(current, settings)
        if wrong := list(_displaced(definition_of(version).form)):  # another one may have been published meanwhile
            raise BadForm(wrong)
        unit = _unit(settings)
        require(person, Verb.ADMINISTER, Subject.REGISTER, unit)
        current.current, current.titles, current.unit = version, dict(settings.titles), unit
        current.version += 1
        current.save()
        Version.objects.filter(pk=version.pk, published_at=None).update(published_at=timezone.now())
        begin_renewal(person, current, version)
        if may_give_rights(person, settings):
            _give_rights(current, settings)


def give_rights(person: User, register: Register) -> None:
    """Roles may with this register's records what its current version says, and nothing else.

    Raises `PermissionDenied`: it takes somebody who administers roles and holds none of those concerned.
    """
    assert register.current is not None
    settings = definition_of(register.current).settings
    if not may_give_rights(person, settings):
        raise PermissionDenied(
            _(
                "Rights to a register's records are given by somebody who may administer roles and has none of the"
                " roles that get them: nobody gives rights to themselves."
            )
        )
    with transaction.atomic(), pghistory.context(user=person.pk):
        _give_rights(register, settings)


def take_away(person: User, version: Version) -> bool:
    """A version that was never published, such as one that was loaded by mistake; whether its register went with it, as
    one does that has no version any more: no record answers a version that was not published.

    Raises `ValidationError` where it was published.
    """
    register = version.register
    require(person, Verb.ADMINISTER, Subject.REGISTER, register.unit)
    with transaction.atomic(), pghistory.context(user=person.pk):
        hold(f"register {register.form_id}")
        alone(register)
        found = Version.objects.select_for_update().get(pk=version.pk)
        if found.published_at:
            raise ValidationError(_("This version was published: it stays, for records may answer it."))
        found.delete()
        if register.versions.exists():
            return False
        register.delete()
        return True


def _give_rights(register: Register, settings: Settings) -> None:
    named = wanted(settings)
    for one in Permission.objects.filter(subject=Subject.RECORD, kind=register.code).select_related("role"):
        if (one.role.code, one.verb, one.reach) not in named:
            one.delete()
    roles = {role.code: role for role in Role.objects.all()}
    for (role, verb, reach), marking in named.items():
        which: dict[str, Any] = {"role": roles[role], "verb": verb, "reach": reach}
        Permission.objects.update_or_create(
            subject=Subject.RECORD, kind=register.code, **which, defaults={"marking": marking}
        )


def _of_form(book: Book, made: Converted, given: Mapping[str, bytes]) -> Iterator[Problem]:
    if not _code(made.form.code):
        why = gettext_noop("The form's id “%(code)s” has no letter or digit, or is a word of Muster.")
        yield Problem(why, {"code": made.form.code}, "settings", 2, "form_id")
    missing = [name for name in made.form.files if name not in given and not supplied(name)]
    for name in missing:
        why = gettext_noop("The form needs the file “%(name)s”: hand it in with the workbook.")
        yield Problem(why, {"name": name}, *first_saying(book, name))
    if not missing:
        there = {**given, **_supplied(made.form.files)}
        yield from _of_lists(book, made.form, there)
        yield from problems(made.xml, there, book)


def _of_lists(book: Book, form: Form, there: Mapping[str, bytes]) -> Iterator[Problem]:
    """Columns of lists beside the form that their files do not have: nobody could choose anything."""
    for field in form.fields:
        columns = columns_in(field.file, there[field.file].decode("utf-8-sig", "replace")) if field.file else ()
        for name in dict.fromkeys(field.columns):
            if columns and name not in columns:
                row = question_at(book, field.path)
                why = gettext_noop("The file “%(file)s” has no column “%(name)s”, but: %(columns)s.")
                said = {"file": field.file, "name": name, "columns": ", ".join(columns)}
                at = "parameters" if row and name in row["parameters"] else "type"
                yield Problem(why, said, "survey", row.number if row else 0, at)


def _displaced(form: Form, book: Book | None = None) -> Iterator[Problem]:
    """What earlier versions had as something else in such a way that records could not keep both."""
    published = Version.objects.filter(register__code=_code(form.code), published_at__isnull=False).defer(*TEXTS)
    said = set[str]()
    for version in published.order_by("-number"):
        for was, now in displaced(definition_of(version).form, form):
            if now.path not in said:
                said.add(now.path)
                why = gettext_noop(
                    "“%(name)s” is of the kind “%(now)s” and was “%(was)s” in version %(version)s, whose records keep"
                    " their answers under this name: give it another one."
                )
                fields = {"name": now.name, "now": (now.kind,), "was": (was.kind,), "version": version.stated}
                row = question_at(book, now.path) if book else None
                yield Problem(why, fields, *(("survey", row.number, "name") if row else ("survey",)))


def _renamed(book: Book, form: Form) -> Iterator[Problem]:
    """That a register is called otherwise than its form."""
    code = _code(form.code)
    if code != form.code:
        why = gettext_noop(
            "In addresses and rights the register is called “%(code)s”: “%(form_id)s” cannot stand there."
        )
        settings = next((row.number for row in book.rows("settings") if row["form_id"]), 0)
        place = ("settings", settings, "form_id") if settings else ("", 0, "")
        yield Problem(why, {"code": code, "form_id": form.code}, *place)


def _unasked(book: Book) -> Iterator[Problem]:
    """Columns that the receiver of a return does not ask for, as one that is misspelt."""
    for row in book.rows(SHEET):
        asks = RECEIVERS[row["name"]].asks if row["setting"] == "return" else frozenset()
        for pair in row["value"].split() if asks else ():
            name = pair.partition("=")[0]
            if name not in asks:
                why = gettext_noop("The return has no use for “%(name)s”; what it asks for: %(columns)s.")
                yield Problem(why, {"name": name, "columns": ", ".join(sorted(asks))}, SHEET, row.number, "value")


def _code(form_id: str) -> str:
    """As it stands in addresses and rights; "" where it cannot."""
    code = slugify(form_id)[:60].strip("-")
    return "" if code in RESERVED else code


def _supplied(names: tuple[str, ...]) -> dict[str, bytes]:
    return {name: content for name in names if (content := supplied(name)) is not None}


def _of_settings(book: Book) -> Iterator[Problem]:
    """What the sheet names that this database does not have."""
    roles = set(Role.objects.values_list("code", flat=True))
    for row in book.rows(SHEET):
        for role in row["roles"].split():
            if role not in roles:
                yield Problem(gettext_noop("There is no role “%(name)s”."), {"name": role}, SHEET, row.number, "roles")
        if row["setting"] == "unit" and row["value"] and not Unit.objects.filter(code=row["value"]).exists():
            why = gettext_noop("There is no unit “%(name)s”.")
            yield Problem(why, {"name": row["value"]}, SHEET, row.number, "value")


def _unit(settings: Settings) -> Unit:
    """Who keeps the register: the unit that it names, else the mission. Raises `BadForm` where there is neither."""
    named = Unit.objects.filter(code=settings.unit) if settings.unit else Unit.objects.filter(kind=UnitKind.MISSION)
    found = named.order_by("pk").first()
    if found is None:
        raise BadForm([Problem(gettext_noop("Say which unit keeps the register."), {}, SHEET)])
    return found


def _register(person: User, form_id: str, settings: Settings, unit: Unit) -> Register:
    """The one of that form, or a new one. Raises `BadForm` where another form has nearly the same id."""
    found = Register.objects.filter(code=_code(form_id)).select_related("unit").first()
    if found is None:
        titles = dict(settings.titles)
        return Register.objects.create(
            code=_code(form_id), form_id=form_id, unit=unit, titles=titles, created_by=person
        )
    if found.form_id != form_id:
        why = gettext_noop("There is a register of the form “%(code)s” already.")
        raise BadForm([Problem(why, {"code": found.form_id}, "settings", 2, "form_id")])
    require(person, Verb.ADMINISTER, Subject.REGISTER, found.unit)
    return found


def _version(
    person: User,
    register: Register,
    made: Converted,
    book: Book,
    content: bytes,
    file_name: str,
    given: Mapping[str, bytes],
) -> Version:
    stated = made.form.version
    if register.versions.filter(stated=stated).exists():
        why = gettext_noop("Version “%(version)s” was loaded before: raise the version.")
        raise BadForm([Problem(why, {"version": stated}, "settings", 2, "version")])
    last = register.versions.order_by("-number").values_list("number", flat=True).first() or 0
    values: dict[str, Any] = {"register": register, "number": last + 1, "stated": stated, "file_name": file_name}
    remarks = [[one.sheet, one.row, one.column, [one.sentence, dict(one.fields)]] for one in made.remarks]
    version = Version.objects.create(
        **values,
        original=keep(content, file_name),
        xform=made.xml,
        sheet=rows_as_kept(book),
        remarks=remarks,
        loaded_by=person,
    )
    needed = {name: given[name] for name in made.form.files if name in given}
    VersionFile.objects.bulk_create(_file(version, name, data) for name, data in needed.items())
    return version


def _file(version: Version, name: str, data: bytes) -> VersionFile:
    return VersionFile(version=version, name=name, original=keep(data, name))


def _itemsets(made: Converted) -> dict[str, bytes]:
    return {"itemsets.csv": made.itemsets.encode()} if made.itemsets else {}


def _check_states(register: Register, settings: Settings) -> None:
    known = {state.code for state in settings.states}
    gone = sorted(set(register.records.exclude(state__in=known).values_list("state", flat=True).distinct()))
    if gone:
        why = gettext_noop("Records stand in states that this version does not have: %(states)s.")
        raise BadForm([Problem(why, {"states": ", ".join(gone)}, SHEET)])
