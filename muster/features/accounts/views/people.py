"""People: the list, one person, adding, changing, closing; the roles that somebody is given."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.features.accounts import history, queries
from muster.features.accounts.actions import assignments as giving
from muster.features.accounts.actions import people as actions
from muster.features.accounts.actions.absence import may_end
from muster.features.accounts.forms import ChangePersonForm, EndRoleForm, GiveRoleForm, PeopleForm, PersonForm
from muster.features.accounts.models import Assignment, User
from muster.features.accounts.rights import Subject, Verb, may, may_at, may_over, require, signed_in
from muster.features.accounts.views.answers import changed, done, found, pressed, status_of

GET_OR_POST = ["GET", "POST"]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.ACCOUNT)
    oversees = queries.oversees(viewer)
    form = PeopleForm({"state": "open", **request.GET.dict()}, knows_roles=oversees)
    form.is_valid()
    asked = form.cleaned_data
    lines = queries.people(
        viewer,
        search=asked.get("q", "").strip(),
        unit=asked.get("unit"),
        role=asked.get("role"),
        state=asked.get("state") or "open",
    )
    context = {
        "form": form,
        "lines": lines,
        "oversees": oversees,
        "may_add": may(viewer, Verb.ADMINISTER, Subject.ACCOUNT),
        "filtered": bool(request.GET),
        "tab": "people",
    }
    return render(request, "accounts/people.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    somebody = found(lambda: queries.person(viewer, pk))
    oversees = queries.oversees(viewer)
    administers = may_over(viewer, Verb.ADMINISTER, somebody)
    own = giving.own(viewer, somebody)
    context = {
        "person": somebody,
        "assignments": [
            (one, not own and one.when != "over" and may_at(viewer, Verb.GRANT, Subject.ACCOUNT, one.unit))  # type: ignore[attr-defined]
            for one in queries.assignments_of(viewer, somebody)
        ],
        "substitutes": [(one, may_end(viewer, one)) for one in queries.substitutions_of(viewer, somebody)],
        "substituting": queries.substituting(viewer, somebody),
        "history": history.of_person(somebody) if oversees else [],
        "oversees": oversees or viewer.pk == pk,
        "administers": administers and viewer.pk != pk,
        "signs_in": administers,
        "names": may_over(viewer, Verb.GRANT, somebody) and not own and somebody.is_active,
        "gives": may(viewer, Verb.GRANT, Subject.ACCOUNT) and not own and somebody.is_active,
        "today": timezone.localdate(),
        "tab": "people",
    }
    return render(request, "accounts/person.html", context)


@require_http_methods(GET_OR_POST)
def add(request: HttpRequest) -> HttpResponse:
    administrator = require(signed_in(request), Verb.ADMINISTER, Subject.ACCOUNT)
    form = PersonForm(request.POST or None, viewer=administrator, initial={"unit": request.GET.get("unit")})
    made: list[User] = []
    if request.method == "POST" and done(form, lambda values: made.append(actions.add_person(administrator, values))):
        messages.success(request, _("The account is there. Give it a role, then make a link to set a password."))
        return redirect("accounts:person", made[0].pk)
    return _form(request, form, _("Add a person"), None)


@require_http_methods(GET_OR_POST)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    administrator = require(signed_in(request), Verb.ADMINISTER, Subject.ACCOUNT)
    somebody = found(lambda: queries.person(administrator, pk))

    def opened(data: Any) -> ChangePersonForm:
        now = queries.person(administrator, pk)
        return ChangePersonForm(data, instance=now, viewer=administrator, version=now.version)

    form, kept = changed(
        request, opened, lambda form: actions.change_person(administrator, somebody, form.cleaned_data, form.version)
    )
    if kept:
        messages.success(request, _("Kept."))
        return redirect("accounts:person", pk)
    return _form(request, form, _("Change the account"), somebody)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    administrator = require(signed_in(request), Verb.ADMINISTER, Subject.ACCOUNT)
    somebody = found(lambda: queries.person(administrator, pk))
    said = _("The account is closed. Its roles stand until somebody ends them.")
    pressed(request, lambda seen: actions.close_account(administrator, somebody, seen, _reason(request)), said)
    return redirect("accounts:person", pk)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    administrator = require(signed_in(request), Verb.ADMINISTER, Subject.ACCOUNT)
    somebody = found(lambda: queries.person(administrator, pk))
    said = _("The account is open again, with the roles that have not ended.")
    pressed(request, lambda seen: actions.reopen_account(administrator, somebody, seen, _reason(request)), said)
    return redirect("accounts:person", pk)


@require_http_methods(GET_OR_POST)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    giver = require(signed_in(request), Verb.GRANT, Subject.ACCOUNT)
    somebody = found(lambda: queries.person(giver, pk))
    form = GiveRoleForm(request.POST or None, viewer=giver, person=somebody)
    if request.method == "POST" and done(form, lambda values: giving.give_role(giver, to=somebody, **values)):
        messages.success(request, _("The role is given."))
        return redirect("accounts:person", pk)
    return _form(request, form, _("Give a role"), somebody)


@require_http_methods(GET_OR_POST)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    giver = require(signed_in(request), Verb.GRANT, Subject.ACCOUNT)
    assignment = get_object_or_404(Assignment.objects.select_related("person", "role", "unit"), pk=pk)
    if assignment.person_id == giver.pk:
        raise Http404
    form = EndRoleForm(request.POST or None)
    if request.method == "POST" and done(form, lambda values: giving.end_role(giver, assignment, **values)):
        messages.success(request, _("The role ends."))
        return redirect("accounts:person", assignment.person_id)
    where = assignment.unit.name if assignment.unit else _("Everywhere")
    note = f"{assignment.role.name} · {where}"
    return _form(request, form, _("End the role"), assignment.person, note)


def _form(request: HttpRequest, form: Any, heading: str, somebody: User | None, note: str = "") -> HttpResponse:
    inner = [(str(somebody), "accounts:person", somebody.pk)] if somebody else []
    trail = [(_("People"), "accounts:people", None), *inner]
    context = {"form": form, "heading": heading, "note": note, "trail": trail, "tab": "people"}
    return render(request, "accounts/form.html", context, status=status_of(form))


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:300]
