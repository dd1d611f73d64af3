"""What can go wrong with the engine, each with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.features.registers.engine.answers import Problem, Violation
from muster.features.registers.engine.node import SET_UP


class EngineError(Exception):
    """Something is not evaluated; `str` is a sentence."""


class NotSetUp(EngineError):
    """Node's packages are missing."""

    def __init__(self) -> None:
        super().__init__(
            _("Forms cannot be evaluated: what they need is not installed. Run: %(command)s") % {"command": SET_UP}
        )


class BadInstance(EngineError):
    """What was filled in is no instance of the form: `code` is not-xml | doctype | too-deep | other-form | too-long."""

    def __init__(self, code: str, params: Mapping[str, Any]) -> None:
        super().__init__(_sentences()[code] % params)
        self.code, self.params = code, params


class FormRefused(EngineError):
    """The form itself cannot be evaluated."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(sentence(one) for one in problems))
        self.problems = problems


class EngineFailed(EngineError):
    """The engine gave up: `code` is silent (it took too long), ended, or failed (over something unforeseen)."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(_sentences()[code] % {"reason": reason})
        self.code, self.reason = code, reason


def sentence(problem: Problem) -> str:
    """What a person is told of a problem of a form."""
    joint = " → " if problem.code == "cycle" else ", "
    code = "asked" if problem.code == "engine" and problem.references else problem.code
    return _problems()[code] % {"name": problem.name, "places": joint.join(problem.references)}


def told(violation: Violation, language: str | None = None) -> str:
    """What a person is told of an answer: the form's own message in the language of the page, else a sentence of ours.

    `language` is a code such as `sq`, by default the one that is spoken; forms name theirs as in “Shqip (sq)”.
    """
    code = (language or get_language() or "").partition("-")[0]
    own = {name: message for name, message in violation.messages.items() if message}
    fitting = [message for name, message in own.items() if name.lower() == code or name.endswith(f"({code})")]
    return next(iter([*fitting, *own.values()]), "") or _violations()[violation.code] % {"sent": violation.sent}


def _violations() -> dict[str, str]:
    return {
        "required": _("An answer is needed here."),
        "constraint": _("This answer is not allowed here."),
        "choice": _("“%(sent)s” is not among the choices."),
        "type": _("“%(sent)s” cannot be read as an answer of this kind."),
    }


def _sentences() -> dict[str, str]:
    return {
        "not-xml": _("This is not readable as XML, in line %(line)s: %(reason)s"),
        "doctype": _("A document type (DOCTYPE) is not taken."),
        "too-deep": _("Elements stand too deep inside of one another, in line %(line)s."),
        "too-long": _("This is longer than what is evaluated at once."),
        "other-form": _("This was filled in for another form: “%(found)s” instead of “%(expected)s”."),
        "silent": _("Evaluating the form took too long and was stopped."),
        "ended": _("Evaluating the form took more memory than it may, or ended unexpectedly. It was tried twice."),
        "failed": _("The form could not be evaluated: %(reason)s"),
    }


def _problems() -> dict[str, str]:
    return {
        "function": _("The function %(name)s() is not supported; it is used by %(places)s."),
        "cycle": _("These questions depend on each other in a circle: %(places)s."),
        "appearance": _("The appearance %(name)s is not supported; it is used by %(places)s."),
        "question": _("Questions of the kind “%(name)s” are not supported: %(places)s."),
        "file": _("The form names the file %(name)s, which is missing."),
        "expression": _("An expression of %(places)s cannot be evaluated: %(name)s"),
        "engine": _("The form cannot be used: %(name)s"),
        "asked": _("The form cannot be used because of %(places)s: %(name)s"),
        "xml": _("This is not readable as a form: %(name)s"),
    }
