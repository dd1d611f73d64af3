"""What holds for every record of a register, whatever version it answers: what its current version calls personal
stands apart, by the keys of that version a record is found, and by its warnings those are known whom it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from muster.core.identity import SYSTEM, acting_as
from muster.core.locks import hold, hold_with_others
from muster.domain.forms.answers import Answers
from muster.domain.forms.keys import answered
from muster.domain.forms.settings import Settings
from muster.domain.forms.warnings import named
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Key, Naming, Record, Register

# Of its record, which a naming has as well (trigger `namings_follow`).
FOLLOWED = ("register_id", "unit_id", "created_by_id", "marking", "restricted", "day")


def standing(record: Record) -> Settings:
    """Of the version that is current, which nobody changes before the end of the transaction."""
    hold_with_others(_name(record.register_id))
    with acting_as(SYSTEM):  # whoever may record in it alone reads no versions
        register = Register.objects.select_related("current").get(pk=record.register_id)
    return definition_of(register.current or record.form).settings


def alone(register: Register) -> None:
    """Until the end of the transaction nothing is recorded: its current version changes."""
    hold(_name(register.pk))


def personal_in(settings: Settings) -> Callable[[str], bool]:
    """Whether a field is."""
    return lambda path: settings.of_whom(path) is not None


def keep_known(record: Record, answers: Answers, settings: Settings) -> None:
    """By what the record is found, and whom it names; `answers` are all of it."""
    with acting_as(SYSTEM):  # nobody writes them otherwise
        _replace(Key, record, keys_of(record, answers, settings), ("path", "how", "said", "folded", "personal"))
        _replace(Naming, record, namings_of(record, answers, settings), ("about", "who", "said"))


def _replace(model: type[Any], record: Record, wanted: list[Any], names: Iterable[str]) -> None:
    """Nothing is written where nothing changes."""
    there = model.objects.filter(record=record)
    if set(there.values_list(*names)) != {tuple(getattr(one, name) for name in names) for one in wanted}:
        there.delete()
        model.objects.bulk_create(wanted)


def keys_of(record: Record, answers: Answers, settings: Settings) -> list[Key]:
    """Not kept yet."""
    own = definition_of(record.form)
    wanted = {
        (one.key.path, one.key.how, one.said, one.folded, bool(_whose(one.key.path, own.settings, settings)))
        for one in answered(own.form, settings.keys, answers)
    }
    return [
        Key(record=record, path=path, how=how, said=said, folded=folded, personal=personal)
        for path, how, said, folded, personal in sorted(wanted)
    ]


def namings_of(record: Record, answers: Answers, settings: Settings) -> list[Naming]:
    """Not kept yet."""
    same = {name: getattr(record, name) for name in FOLLOWED}
    found = named(definition_of(record.form).form, settings.warnings, answers)
    return [Naming(record=record, **same, about=one.about, who=one.who, said=one.said) for one in found]


def _whose(path: str, *settings: Settings) -> str | None:
    return next((of for one in settings if (of := one.of_whom(path))), None)


def _name(register: int) -> str:
    return f"version of register {register}"
