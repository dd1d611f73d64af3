"""What can go wrong with the engine, each with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muster.domain.words_for_people import gettext_noop as _
from muster.features.registers.engine.answers import Problem
from muster.features.registers.engine.node import SET_UP
from muster.ui.wording import Sentence, together


class EngineError(Exception):
    """Something is not evaluated; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotSetUp(EngineError):
    """Node's packages are missing."""

    def __init__(self) -> None:
        why = _("Forms cannot be evaluated: what they need is not installed. Run: %(command)s")
        super().__init__(Sentence(why, {"command": SET_UP}))


class BadInstance(EngineError):
    """What was filled in is no instance of the form: `code` is not-xml | doctype | too-deep | other-form | too-long."""

    def __init__(self, code: str, params: Mapping[str, Any]) -> None:
        super().__init__(Sentence(_SENTENCES[code], params))
        self.code, self.params = code, params


class FormRefused(EngineError):
    """The form itself cannot be evaluated."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(together([sentence(one) for one in problems]))
        self.problems = problems


class EngineFailed(EngineError):
    """The engine gave up: `code` is silent (it took too long), ended, or failed (over something unforeseen)."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(Sentence(_SENTENCES[code], {"reason": reason}))
        self.code, self.reason = code, reason


def sentence(problem: Problem) -> Sentence:
    """What a person is told of a problem of a form."""
    joint = " → " if problem.code == "cycle" else ", "
    code = "asked" if problem.code == "engine" and problem.references else problem.code
    return Sentence(_PROBLEMS[code], {"name": problem.name, "places": joint.join(problem.references)})


_SENTENCES = {
    "not-xml": _("This is not readable as XML, in line %(line)s: %(reason)s"),
    "doctype": _("A document type (DOCTYPE) is not taken."),
    "too-deep": _("Elements stand too deep inside of one another, in line %(line)s."),
    "too-long": _("This is longer than what is evaluated at once."),
    "other-form": _("This was filled in for another form: “%(found)s” instead of “%(expected)s”."),
    "silent": _("Evaluating the form took too long and was stopped."),
    "ended": _("Evaluating the form took more memory than it may, or ended unexpectedly. It was tried twice."),
    "failed": _("The form could not be evaluated: %(reason)s"),
}


_PROBLEMS = {
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
