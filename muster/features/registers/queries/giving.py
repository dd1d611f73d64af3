"""Rights that versions name: whether roles have them, and who gives them."""

from __future__ import annotations

from collections.abc import Iterator

from muster.core.models import Marking
from muster.domain.forms.settings import Access, Settings
from muster.features.accounts.actions.roles import holds
from muster.features.accounts.models import Permission, Role, User
from muster.features.accounts.queries import able
from muster.features.accounts.rights import Subject, Verb, may_at
from muster.features.accounts.vocabulary import Reach
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Register
from muster.features.registers.queries.loading import without_texts
from muster.features.registers.rights import effective

Right = tuple[str, str, str]  # role, verb, reach


def wanted(settings: Settings) -> dict[Right, Marking]:
    """With the marking up to which each reads."""
    return {right: marking for access in settings.access for right, marking in _rights(access)}


def rights_wait(register: Register) -> bool:
    """Whether roles may something else with its records than its current version says."""
    return register.current is not None and not are_given(register, _said(register))


def are_given(register: Register, settings: Settings) -> bool:
    """Whether roles may with its records what these settings say, and nothing else."""
    there = {
        ((one.role.code, one.verb, one.reach), Marking(one.marking))
        for one in Permission.objects.filter(subject=Subject.RECORD, kind=register.code).select_related("role")
    }
    return there == set(wanted(settings).items())


def may_give_rights(person: User, settings: Settings) -> bool:
    """Nobody gives rights to a role that they hold themselves; the database would not take it either."""
    if not may_at(person, Verb.ADMINISTER, Subject.ROLE, None):
        return False
    return not any(holds(person, role) for role in _roles(settings))


def givers(settings: Settings) -> list[User]:
    """Who may give them, by name."""
    return [one for one in able(Verb.ADMINISTER, Subject.ROLE) if may_give_rights(one, settings)]


def waiting_for(person: User) -> list[Register]:
    """Registers whose rights wait for somebody who may give them."""
    if not may_at(person, Verb.ADMINISTER, Subject.ROLE, None):
        return []
    published = without_texts(Register.objects.filter(current__isnull=False), "current")
    return [one for one in published if rights_wait(one) and may_give_rights(person, _said(one))]


def _said(register: Register) -> Settings:
    assert register.current is not None
    return definition_of(register.current).settings


def _roles(settings: Settings) -> list[Role]:
    return list(Role.objects.filter(code__in={role for access in settings.access for role in access.roles}))


def _rights(access: Access) -> Iterator[tuple[Right, Marking]]:
    for role in access.roles:
        for verb in effective(access):
            yield (role, verb.value, Reach(access.reach).value), Marking[access.marking.upper()]
