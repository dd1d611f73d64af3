"""Moves of a record from one state to another, as its register offers them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.domain.forms.settings import Move, Settings
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.registers.actions.changing import changing
from muster.features.registers.models import Note, Record, Step
from muster.features.registers.queries.doing import barred, may_move
from muster.features.registers.rules import deadlines_of, state_name
from muster.features.registers.standing import standing
from muster.ui.wording import in_language


def move_record(person: User, record: Record, version: int, code: str, comment: str = "") -> Record:
    """The record in its new state, with what follows for its deadlines.

    Raises `PermissionDenied`, `ValidationError` with a sentence, `Conflict`.
    """
    with changing(person, record, version) as found:
        settings = standing(found)
        move = _offered(person, found, settings, code)
        if problem := barred(person, found, move) or _unsaid(move, comment):
            raise ValidationError(problem)
        before = found.state
        _stand(found, settings, move.to)
        with acting_as(SYSTEM):  # a role that the move names need not be one that may change records
            note = Note.objects.create(record=found, text=comment.strip(), by=person) if comment.strip() else None
            Step.objects.create(record=found, move=code, before=before, after=move.to, note=note, by=person)
            found.save(update_fields=["state", "ended", "due", "version"])
        return found


def _offered(person: User, record: Record, settings: Settings, code: str) -> Move:
    move = next((one for one in settings.moves_from(record.state) if one.code == code), None)
    if move is None:
        state = state_name(settings, record.state)
        raise ValidationError(_("A record that is “%(state)s” has no such move.") % {"state": state})
    if not may_move(person, record, move):
        require(person, Verb.CHANGE, record.register.subject, record.unit)  # says so for the unit
        raise PermissionDenied(_("“%(move)s” is not for your role.") % {"move": in_language(move.labels)})
    return move


def _unsaid(move: Move, comment: str) -> str:
    if move.comment and not comment.strip():
        return _("“%(move)s” needs a comment that says why.") % {"move": in_language(move.labels)}
    return ""


def _stand(record: Record, settings: Settings, state: str) -> None:
    known = settings.state(state)
    record.state, record.ended = state, known is not None and known.last
    record.due = min(deadlines_of(record, settings).values(), default=None)
    record.version += 1
