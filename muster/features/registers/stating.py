"""What a version says of its register beside its questions, statement by statement, and what changes from one to the
next, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.core.models import Marking, Unit
from muster.domain.forms.comparing import differences
from muster.domain.forms.model import Words
from muster.domain.forms.settings import Deadline, Key, Link, Measure, Move, State, Warning
from muster.domain.returns import RECEIVERS
from muster.features.accounts.models import Role
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Register
from muster.features.registers.showing import in_words, name_of, rights_shown
from muster.ui.wording import in_language

SETTINGS: dict[str, Any] = {
    "title": gettext_lazy("Title"),
    "purpose": gettext_lazy("Purpose"),
    "legal_basis": gettext_lazy("Legal basis"),
    "unit": gettext_lazy("Kept by"),
    "marking": gettext_lazy("Marking of new records"),
    "retention": gettext_lazy("Looked at again"),
    "record_name": gettext_lazy("Name of a record"),
    "date": gettext_lazy("Day by which records are counted"),
    "place": gettext_lazy("Place by which records are counted"),
    "threshold": gettext_lazy("Smallest count that is shown"),
    "state": gettext_lazy("State of a record"),
    "move": gettext_lazy("Move"),
    "deadline": gettext_lazy("Deadline"),
    "key": gettext_lazy("Looked for before recording"),
    "statistic": gettext_lazy("Counted in tables by"),
    "measure": gettext_lazy("Measured in tables"),
    "access": gettext_lazy("Rights of a role"),
    "warning": gettext_lazy("Early warning"),
    "link": gettext_lazy("Link"),
    "return": gettext_lazy("Return"),
}
WORKS = ("state", "move", "deadline", "key", "statistic", "measure", "warning", "link", "return")
HOWS: dict[str, Any] = {
    "person": gettext_lazy("as a person"),
    "vehicle": gettext_lazy("as a vehicle"),
    "weapon": gettext_lazy("as a weapon"),
    "document": gettext_lazy("as a document"),
    "number": gettext_lazy("as a number"),
}
_REFERENCE = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Statement:
    """What is called so (nothing where a version says it once) says this; `kept` is what the version itself says, in
    every language. A statement of another version with the same `setting` and `key` is the same one."""

    setting: str
    key: Any
    called: str
    says: str
    kept: Any

    @property
    def what(self) -> str:
        return str(SETTINGS[self.setting])

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.called, self.says)))


class Changed(NamedTuple):
    """Of a field, or of a statement; `path` is of the field."""

    what: str
    called: str
    path: str
    says: str


def stated(definition: Definition) -> list[Statement]:
    stating = _Stating(definition)
    return [*stating.once(), *stating.many()]


def changes(before: Definition, after: Definition) -> list[Changed]:
    """What a version changes: its questions first."""
    fields = {**before.form.by_path, **after.form.by_path}
    found = differences(before.form, after.form, before.settings, after.settings)
    asked = [Changed(_("Question"), name_of(fields[one.path]), one.path, in_words(one)) for one in found]
    there, now = ({(one.setting, one.key): one for one in stated(each)} for each in (before, after))
    said = ((key, there.get(key), now.get(key)) for key in {**now, **there})
    return asked + [
        _changed(was, will) for _key, was, will in said if was is None or will is None or was.kept != will.kept
    ]


def _changed(was: Statement | None, will: Statement | None) -> Changed:
    shown = will or was
    assert shown is not None
    return Changed(shown.what, shown.called, "", _what_changes(was, will))


def _what_changes(was: Statement | None, will: Statement | None) -> str:
    if was is None:
        return ": ".join(filter(None, (_("New"), will.says if will else "")))
    if will is None:
        if was.setting == "state":
            return _("Gone. As long as records stand in it, this version cannot be published: move them on before.")
        return ": ".join(filter(None, (_("Gone"), was.says)))
    if str(was) == str(will):
        return _("Its words in other languages change.")
    return _("Before: %(before)s. From now on: %(after)s.") % {"before": was, "after": will}


class _Stating:
    def __init__(self, definition: Definition) -> None:
        self.form, self.settings = definition.form, definition.settings
        self.roles = {role.code: role.name for role in Role.objects.all()}

    def once(self) -> Iterator[Statement]:
        said = self.settings
        for setting, kept, says in (
            ("title", said.titles, in_language(said.titles)),
            ("purpose", said.purpose, in_language(said.purpose)),
            ("legal_basis", said.legal_basis, in_language(said.legal_basis)),
            ("unit", said.unit, self._unit()),
            ("marking", said.marking, str(Marking[said.marking.upper()].label)),
            ("retention", (said.retention, said.retention_since), self._retention()),
            ("record_name", said.record_name, _REFERENCE.sub(lambda at: self._field(at[1]), said.record_name)),
            ("date", said.date, self._field(said.date)),
            ("place", said.place, self._field(said.place)),
            ("threshold", said.threshold, str(said.threshold)),
        ):
            if says:
                yield Statement(setting, "", "", says, kept)

    def many(self) -> Iterator[Statement]:
        said = self.settings
        yield from (Statement("state", one.code, _called(one), self._state(one), one) for one in said.states)
        yield from (Statement("move", one.code, _called(one), self._move(one), one) for one in said.moves)
        yield from (Statement("deadline", one.code, _called(one), self._deadline(one), one) for one in said.deadlines)
        yield from (Statement("key", one.path, self._field(one.path), self._key(one), one) for one in said.keys)
        yield from (Statement("statistic", path, self._field(path), "", path) for path in said.statistics)
        yield from (self._measured(one) for one in said.measures)
        yield from self._rights()
        yield from (Statement("warning", one.code, _called(one), self._warning(one), one) for one in said.warnings)
        yield from (Statement("link", one.code, _called(one), self._link(one), one) for one in said.links)
        for receiver, pairs in said.returns.items():
            says = ", ".join(f"{column} = {self._field(path)}" for column, path in pairs.items())
            yield Statement("return", receiver, _(RECEIVERS[receiver].title), says, dict(pairs))

    def _rights(self) -> Iterator[Statement]:
        """Several rows of one role that reach as far are one."""
        found: dict[tuple[str, str, str], list[str]] = {}
        for role, verbs, reach, marking in rights_shown(self.settings):
            found.setdefault((role, reach, marking), []).append(verbs)
        for (role, reach, marking), several in found.items():
            says = "; ".join(filter(None, (", ".join(several), reach, marking)))
            yield Statement("access", (role, reach, marking), role, says, several)

    def _field(self, path: str) -> str:
        field = self.form.by_path.get(path)
        return name_of(field) if field else path

    def _unit(self) -> str:
        """As it is called; "" where it is the mission."""
        unit = Unit.objects.filter(code=self.settings.unit).first() if self.settings.unit else None
        return str(unit) if unit else self.settings.unit

    def _retention(self) -> str:
        years, since = self.settings.retention, self.settings.retention_since
        after = ngettext("after %(n)s year", "after %(n)s years", years) % {"n": years}
        return f"{after} (“{self._field(since)}”)" if since else after

    def _states(self, codes: Iterable[str]) -> str:
        found = (self.settings.state(code) for code in codes)
        return ", ".join(f"“{_called(state)}”" for state in found if state)

    def _state(self, state: State) -> str:
        return _("the first one") if state.first else _("the work ends with it") if state.last else ""

    def _move(self, move: Move) -> str:
        roles = ", ".join(self.roles.get(role, role) for role in move.roles)
        parts = (
            _("from %(since)s to %(to)s") % {"since": self._states(move.since), "to": self._states([move.to])},
            _("by: %(roles)s") % {"roles": roles} if roles else _("by whoever may change the record"),
            _("with a comment") if move.comment else "",
            _("as an approval, by somebody else than who wrote it last") if move.approval else "",
        )
        return "; ".join(filter(None, parts))

    def _deadline(self, deadline: Deadline) -> str:
        number = {"n": deadline.days}
        days = (
            ngettext("%(n)s working day", "%(n)s working days", deadline.days) % number
            if deadline.working
            else ngettext("%(n)s day", "%(n)s days", deadline.days) % number
        )
        since = f"“{self._field(deadline.since)}”" if deadline.since else _("the day it was recorded")
        parts = [_("%(days)s from %(since)s") % {"days": days, "since": since}]
        if deadline.until:
            parts.append(_("until it is %(states)s") % {"states": self._states(deadline.until)})
        return ", ".join(parts)

    def _key(self, key: Key) -> str:
        required = _("nothing is recorded without looking") if key.required else ""
        return "; ".join(filter(None, (str(HOWS[key.how]), required)))

    def _measured(self, measure: Measure) -> Statement:
        field = {"field": self._field(measure.path)}
        says = _("sum of “%(field)s”") % field if measure.how == "sum" else _("mean of “%(field)s”") % field
        says = f"{says} ({measure.unit})" if measure.unit else says
        called = in_language(measure.labels) or field["field"]
        return Statement("measure", (measure.path, measure.how), called, says, measure)

    def _warning(self, warning: Warning) -> str:
        who = self._field(warning.who)
        if warning.top:
            return _("the %(top)s %% that most records name in “%(who)s”") % {"top": f"{warning.top:g}", "who": who}
        said = {"least": warning.least, "months": warning.months, "who": who}
        often = _("%(least)s records within %(months)s months name the same in “%(who)s”") % said
        return f"{often} ({self._field(warning.of)}: {self._choice(warning)})" if warning.of else often

    def _choice(self, warning: Warning) -> str:
        field = self.form.by_path.get(warning.of)
        labels = self.form.choices_of(field).get(warning.value, {}) if field else {}
        return in_language(labels) or warning.value

    def _link(self, link: Link) -> str:
        return str(Register.objects.filter(code=link.register).first() or link.register)


def _called(one: State | Move | Deadline | Warning | Link) -> str:
    labels: Words = one.labels
    return in_language(labels) or one.code
