"""What a page does with a form: the action, and its refusal said at the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest

from muster.core.conflicts import Conflict
from muster.core.web.numbers import whole
from muster.features.accounts.meanwhile import Opened

Kind = TypeVar("Kind", bound=Model)
Form = TypeVar("Form", bound=Opened)


def done(form: forms.BaseForm, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do it with the form's values; what stands in the way is said at the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def changed(request: HttpRequest, opened: Callable[[Any], Form], act: Callable[[Form], object]) -> tuple[Form, bool]:
    """A form that knows its version, and whether it was sent and done, as `done` does.

    `opened` makes it of what was sent, or (None) as a page shows it now. Where somebody else was faster, it says so.
    """
    form = opened(request.POST or None)
    if request.method != "POST":
        return form, False
    try:
        return form, done(form, lambda _values: act(form))
    except Conflict as conflict:
        if form.idle():
            return form, True
        form.take_over(opened(None), str(conflict))
        return form, False


def pressed(request: HttpRequest, act: Callable[[int], object], said: str) -> None:
    """A button that was pressed on a version of the page: what is said then, or that somebody else was faster."""
    try:
        act(whole(request.POST.get("seen", "")) or 0)
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, said)


def status_of(form: forms.BaseForm) -> int:
    """Of the page that shows it: 409 where somebody else was faster, 422 where it has mistakes."""
    if isinstance(form, Opened) and form.conflict:
        return 409
    return 422 if form.is_bound else 200


def found(look: Callable[[], Kind]) -> Kind:
    """What is looked up; the page is not there where it is not."""
    try:
        return look()
    except ObjectDoesNotExist as error:
        raise Http404 from error
