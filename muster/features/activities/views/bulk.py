"""Change many entries at once: choose them, say what, see what it would do, do it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.core.conflicts import Conflict
from muster.core.models import Unit
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.filters import read_filters
from muster.features.activities.forms import choices_of
from muster.features.activities.showing import FIELD_LABELS, NOTHING, shown
from muster.features.activities.values import CODED

SALT = "activities.bulk"
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
    person = require(signed_in(request), Verb.CHANGE, Subject.ACTIVITY)
    if request.POST.get("which") == "compare":
        return _compare(request)
    versions = _selected(request)
    if len(versions) > actions.BULK_LIMIT:
        messages.warning(request, actions.too_many())
        return redirect(_back(request))
    if not versions:
        messages.warning(request, _("Select some entries first."))
        return redirect(_back(request))
    step = request.POST.get("step", "")
    form = BulkForm(request.POST if step else None, units=queries.units_of(person))
    context: dict[str, Any] = {
        "form": form,
        "count": len(versions),
        "selection": signing.dumps(list(versions.items()), salt=SALT, compress=True),
        "query": request.POST.get("query", ""),
    }
    if step and form.is_valid():
        if step == "apply":
            return _apply(request, versions, form.change())
        context |= _preview(request, versions, form.change())
    return render(request, "activities/bulk.html", context)


def _compare(request: HttpRequest) -> HttpResponse:
    """The selected entries side by side, to be made one by hand."""
    keys = list(_picked(request))
    if len(keys) < 2:
        messages.warning(request, _("Choose at least two entries."))
        return redirect(_back(request))
    return redirect(f"{reverse('activities:compare')}?{'&'.join(f'entry={key}' for key in keys)}")


def _selected(request: HttpRequest) -> dict[int, int]:
    """Primary key -> version: as chosen before, picked one by one, or everything that the filters find."""
    if given := request.POST.get("selection"):
        try:
            return {int(key): int(version) for key, version in signing.loads(given, salt=SALT)}
        except signing.BadSignature:
            raise BadRequest from None
    if request.POST.get("which") == "all":
        filters, _problems = read_filters(QueryDict(request.POST.get("query", "")))
        found = queries.register(signed_in(request), filters).order_by("pk").values_list("pk", "version")
        return dict(found[: actions.BULK_LIMIT + 1])  # one more tells that they are too many
    return _picked(request)


def _picked(request: HttpRequest) -> dict[int, int]:
    pairs = (text.partition(":") for text in request.POST.getlist("pick"))
    return {int(key): int(version) for key, _colon, version in pairs if key.isdecimal() and version.isdecimal()}


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
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    return f"{reverse('activities:register')}?{request.POST.get('query', '')}"
