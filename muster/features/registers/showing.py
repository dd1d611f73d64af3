"""How definitions and records are said in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.core.models import Marking
from muster.domain.forms.asked import within
from muster.domain.forms.comparing import Change, Difference
from muster.domain.forms.model import HOLDING, LISTED, Field, Form, Kind, Words
from muster.domain.forms.problems import Problem
from muster.domain.forms.settings import Settings
from muster.features.accounts.models import Role
from muster.features.accounts.vocabulary import Reach
from muster.features.registers.definitions import Definition
from muster.features.registers.rights import effective
from muster.features.registers.saying import readable
from muster.ui.wording import in_language

NAMED = 20  # choices that a change names
KINDS: dict[Kind, Any] = {
    Kind.TEXT: gettext_lazy("text"),
    Kind.INTEGER: gettext_lazy("whole number"),
    Kind.DECIMAL: gettext_lazy("number"),
    Kind.DATE: gettext_lazy("day"),
    Kind.TIME: gettext_lazy("time"),
    Kind.MOMENT: gettext_lazy("day and time"),
    Kind.ONE: gettext_lazy("one of a list"),
    Kind.MANY: gettext_lazy("several of a list"),
    Kind.RANK: gettext_lazy("a list in an order"),
    Kind.POINT: gettext_lazy("place on a map"),
    Kind.LINE: gettext_lazy("line on a map"),
    Kind.AREA: gettext_lazy("area on a map"),
    Kind.FILE: gettext_lazy("file"),
    Kind.BARCODE: gettext_lazy("barcode"),
    Kind.CONFIRMED: gettext_lazy("confirmation"),
    Kind.NOTE: gettext_lazy("note"),
    Kind.GROUP: gettext_lazy("group"),
    Kind.REPEAT: gettext_lazy("repeated"),
}
SUBJECTS: dict[str, Any] = {  # whose data they are: Directive (EU) 2016/680, Art. 6
    "suspect": gettext_lazy("suspect"),
    "convicted": gettext_lazy("convicted"),
    "victim": gettext_lazy("victim"),
    "witness": gettext_lazy("witness"),
    "reporter": gettext_lazy("who reported"),
    "staff": gettext_lazy("staff"),
    "other": gettext_lazy("other person"),
}
CHANGES: dict[Change, Any] = {
    Change.ADDED: gettext_lazy("New. Records that are there do not answer it."),
    Change.GONE: gettext_lazy("No longer asked for. What records say there stays."),
    Change.KIND: gettext_lazy(
        "Of another kind: %(before)s before, %(after)s now. What records say there stays as it was given."
    ),
    Change.LABEL: gettext_lazy("Called otherwise: “%(before)s” before, “%(after)s” now."),
    Change.CHOICE_LABEL: gettext_lazy("Choices that are called otherwise: %(renamed)s."),
    Change.CHOICE_ADDED: gettext_lazy("New choices: %(after)s."),
    Change.CHOICE_GONE: gettext_lazy("Choices that are gone: %(before)s. Records that say them stay so."),
    Change.PERSONAL: gettext_lazy(
        "Personal from now on: only who may see personal fields sees it. Records that are there follow by and by."
    ),
    Change.OPEN: gettext_lazy("No longer personal: whoever sees a record sees it, of records that are saved again."),
}


class Line(NamedTuple):
    """A field, or an answer, in a list of them: how deep it stands, what it is called, what it says."""

    depth: int
    field: Field
    name: str
    says: str
    personal: str = ""


def sentence(problem: Problem) -> str:
    return _(problem.sentence) % {name: _with_kinds(value) for name, value in problem.fields.items()}


def _with_kinds(value: object) -> object:
    return ", ".join(str(KINDS[kind]) for kind in value) if isinstance(value, tuple) else value


def in_words(difference: Difference) -> str:
    before, after = difference.before, difference.after
    if difference.change == Change.KIND:
        before, after = (({"": str(KINDS[Kind(words[""])])},) for (words,) in (before, after))
    elif before and after:
        before, after = zip(*map(_told_apart, before, after), strict=True)
    said = {"before": _some(map(in_language, before)), "after": _some(map(in_language, after))}
    renamed = (f"“{in_language(was)}” → “{in_language(now)}”" for was, now in zip(before, after, strict=False))
    return str(CHANGES[difference.change]) % {**said, "renamed": _some(renamed)}


def _told_apart(before: Words, after: Words) -> tuple[Words, Words]:
    """In the reader's language; in the first that differs where that is another one, with its code."""
    if in_language(before) != in_language(after):
        return before, after
    language = next(one for one in {**before, **after} if before.get(one) != after.get(one))
    was, now = (f"{words.get(language) or '–'} ({language})" for words in (before, after))
    return {"": was}, {"": now}


def _some(words: Iterable[str]) -> str:
    several = list(words)
    return ", ".join([*several[:NAMED], *(["…"] if several[NAMED:] else [])])


def name_of(field: Field) -> str:
    return in_language(field.labels) or field.name


def described(definition: Definition) -> list[Line]:
    """Every field that a person answers, or reads what the form works out for it, with its kind and whose it is."""
    return [
        Line(field.path.count("/"), field, name_of(field), _kind(field), _whose(definition.settings, field))
        for field in definition.form.fields
        if not _within_only(field) and field.kind != Kind.NOTE
    ]


def _kind(field: Field) -> str:
    return str(KINDS[field.kind]) if field.asked else _("filled in by the form")


def rights_shown(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Role, what it may, how far, up to which marking it reads."""
    roles = {role.code: role.name for role in Role.objects.all()}
    return [
        (
            roles.get(role, role),
            ", ".join(str(verb.label) for verb in effective(access)),
            str(Reach(access.reach).label),
            str(Marking[access.marking.upper()].label) if "read" in access.verbs else "",
        )
        for access in settings.access
        for role in access.roles
    ]


def lines(definition: Definition, answers: dict[str, Any]) -> Iterator[Line]:
    """The answers of a record that the form asks for, those in repeats one after the other."""
    return _lines(definition, within(definition.form, answers), "", 0)


def said_alone(lines: Iterable[Line]) -> list[Line]:
    """Without what holds nothing that is said."""
    kept: list[Line] = []
    for line in reversed(list(lines)):
        if line.says or (kept and kept[-1].depth > line.depth):
            kept.append(line)
    return kept[::-1]


def said_by_place(definition: Definition, answers: dict[str, Any]) -> dict[str, str]:
    """What a record says, by where: `Person 2 › Age`."""
    found, above = dict[str, str](), list[str]()
    for line in lines(definition, answers):
        above[line.depth :] = [line.name]
        if line.says:
            found[" › ".join(above)] = line.says
    return found


def _lines(definition: Definition, answers: dict[str, Any], repeat: str, depth: int) -> Iterator[Line]:
    form, start = definition.form, len(repeat) + 1 if repeat else 0
    for field in form.fields:
        if field.repeat != repeat or field.kind == Kind.NOTE or _within_only(field):
            continue
        level = depth + field.path[start:].count("/")
        if field.kind == Kind.GROUP:
            if any(path.startswith(f"{field.path[start:]}/") for path in answers):
                yield Line(level, field, name_of(field), "")
        elif field.kind == Kind.REPEAT:
            for at, item in enumerate(answers.get(field.path[start:], ()), start=1):
                yield Line(level, field, f"{name_of(field)} {at}", "")
                yield from _lines(definition, item, field.path, level + 1)
        elif (value := answers.get(field.path[start:])) is not None:
            whose = _whose(definition.settings, field)
            yield Line(level, field, name_of(field), said_in_words(form, field, value), whose)


def _within_only(field: Field) -> bool:
    """Whether the form has it for itself: nobody is asked, and it has no words for it."""
    return not field.asked and not field.labels and field.kind not in HOLDING


def said_in_words(form: Form, field: Field, value: Any) -> str:
    if field.kind in LISTED:
        labels = form.choices_of(field)
        names = map(str, value if isinstance(value, list) else [value])
        return ", ".join(in_language(labels.get(name, {})) or name for name in names)
    return readable(field.kind, value)


def _whose(settings: Settings, field: Field) -> str:
    of = settings.of_whom(field.path) if field.kind not in HOLDING else None
    return str(SUBJECTS[of]) if of else ""
