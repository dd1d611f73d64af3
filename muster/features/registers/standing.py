"""What holds for every record of a register, whatever version it answers: what its current version calls personal
stands apart, and by the keys of that version a record is found."""

from __future__ import annotations

from collections.abc import Callable

from muster.core.identity import SYSTEM, acting_as
from muster.core.locks import hold, hold_with_others
from muster.domain.forms.answers import Answers
from muster.domain.forms.keys import answered
from muster.domain.forms.settings import Settings
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Key, Record, Register


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


def keep_keys(record: Record, answers: Answers, settings: Settings) -> None:
    """By what the record is found; `answers` are all of it."""
    wanted = keys_of(record, answers, settings)
    names = ("path", "how", "said", "folded", "personal")
    with acting_as(SYSTEM):  # nobody writes them otherwise
        keys = Key.objects.filter(record=record)
        if set(keys.values_list(*names)) == {tuple(getattr(one, name) for name in names) for one in wanted}:
            return
        keys.delete()
        Key.objects.bulk_create(wanted)


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


def _whose(path: str, *settings: Settings) -> str | None:
    return next((of for one in settings if (of := one.of_whom(path))), None)


def _name(register: int) -> str:
    return f"version of register {register}"
