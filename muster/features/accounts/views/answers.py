"""What a page does with a form: the action, and its refusal said at the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model
from django.http import Http404

Kind = TypeVar("Kind", bound=Model)


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


def found(look: Callable[[], Kind]) -> Kind:
    """What is looked up; the page is not there where it is not."""
    try:
        return look()
    except ObjectDoesNotExist as error:
        raise Http404 from error
