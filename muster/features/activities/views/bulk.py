"""Change many entries at once: choose them, say what, see what it would do, do it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.core.conflicts import Conflict
from muster.core.models import Unit
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.forms import choices_of
from muster.features.activities.showing import FIELD_LABELS, NOTHING, shown
from muster.features.activities.values import CODED
from muster.features.activities.views.selection import back, chosen, picked, selected, wrong_number
from muster.features.markings.forms import TogetherForm
from muster.features.markings.views.together import marked_after_shown, shown_first

SHOWN = 100  # entries of the preview
SET = ("unit", *CODED)
LISTS = ("places", "partners")


class BulkForm(forms.Form):
    """What is to become of every chosen entry; what is left empty stays."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=FIELD_LABELS["unit"], to_field_name="code", required=False, empty_label=NOTHING
    )
    theme = forms.ChoiceField(label=FIELD_LABELS["theme"], required=False)
    kind = forms.ChoiceField(label=FIELD_LABELS["kind"], required=False)
    column = forms.ChoiceField(label=FIELD_LABELS["column"], required=False)
    role = forms.ChoiceField(label=FIELD_LABELS["role"], required=False)
    add_places = forms.CharField(label=gettext_lazy("Add a place"), required=False, max_length=120)
    remove_places = forms.CharField(label=gettext_lazy("Take a place away"), required=False, max_length=120)
    add_partners = forms.CharField(label=gettext_lazy("Add a partner"), required=False, max_length=200)
    remove_partners = forms.CharField(label=gettext_lazy("Take a partner away"), required=False, max_length=200)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        for name, list_name in CODED.items():
            self.fields[name].choices = [("", NOTHING), *choices_of(list_name)]  # type: ignore[attr-defined]

    def change(self) -> actions.BulkChange:
        given = self.cleaned_data
        return actions.BulkChange(
            values={name: given[name] for name in SET if given[name]},
            add={name: given[f"add_{name}"] for name in LISTS if given[f"add_{name}"]},
            remove={name: given[f"remove_{name}"] for name in LISTS if given[f"remove_{name}"]},
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and self.change().is_empty:
            raise ValidationError(_("Say what is to be changed."))
        return given


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One address for all steps: which entries (`which`), what (`step` preview), then do it (`step` apply)."""
    person, step = signed_in(request), request.POST.get("step", "")
    if step or not may(person, Verb.MARK, Subject.ACTIVITY):
        require(person, Verb.CHANGE, Subject.ACTIVITY)
    if request.POST.get("which") == "compare":
        return _compare(request)
    versions = selected(request)
    if problem := wrong_number(versions):
        messages.warning(request, problem)
        return redirect(back(request))
    form = BulkForm(request.POST if step else None, units=queries.units_of(person))
    context = {"form": form, "marks_form": TogetherForm(), **chosen(request, versions)}
    if step and form.is_valid():
        if step == "apply":
            return _apply(request, versions, form.change())
        context |= _preview(request, versions, form.change())
    return render(request, "activities/bulk.html", context)


@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Mark the chosen entries: see what it would do (`step` preview), then do it (`step` apply)."""
    person = require(signed_in(request), Verb.MARK, Subject.ACTIVITY)
    versions = selected(request)
    if problem := wrong_number(versions):
        messages.warning(request, problem)
        return redirect(back(request))
    form = TogetherForm(request.POST)
    context = {"form": BulkForm(units=queries.units_of(person)), "marks_form": form, **chosen(request, versions)}
    if not form.is_valid():
        return render(request, "activities/bulk.html", context, status=400)
    done = marked_after_shown(request, "activity", versions, form)
    if done is None:
        return render(request, "activities/bulk.html", context | shown_first(request, "activity", versions, form))
    left = [one for one in done if one.left]
    if not left:
        return redirect(back(request))
    return render(request, "activities/not_marked.html", {"left": left, "back": back(request)})


def _compare(request: HttpRequest) -> HttpResponse:
    """The selected entries side by side, to be made one by hand."""
    keys = list(picked(request))
    if len(keys) < 2:
        messages.warning(request, _("Choose at least two entries."))
        return redirect(back(request))
    return redirect(f"{reverse('activities:compare')}?{'&'.join(f'entry={key}' for key in keys)}")


def _preview(request: HttpRequest, versions: dict[int, int], change: actions.BulkChange) -> dict[str, Any]:
    rows = actions.preview_bulk(signed_in(request), queries.entries(signed_in(request), list(versions)), change)
    changed = [row for row in rows if row.changes]
    problems = [row for row in changed if row.problem]
    shown_rows = [
        (row, [(FIELD_LABELS[name], shown(name, now), shown(name, then)) for name, (now, then) in row.changes.items()])
        for row in [*problems, *(row for row in changed if not row.problem)][:SHOWN]
    ]
    return {"preview": shown_rows, "changed": len(changed), "same": len(rows) - len(changed), "problems": len(problems)}


def _apply(request: HttpRequest, versions: dict[int, int], change: actions.BulkChange) -> HttpResponse:
    try:
        count = actions.change_in_bulk(signed_in(request), versions, change)
    except Conflict as conflict:
        said = _("Nothing was changed: somebody changed “%(title)s” meanwhile.")
        messages.error(request, said % {"title": conflict.current})
    except ValidationError as error:
        messages.error(request, _("Nothing was changed.") + " " + " ".join(error.messages))
    else:
        messages.success(request, _("%(count)s entries are changed.") % {"count": count})
    return redirect(back(request))
