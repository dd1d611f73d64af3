"""Roles: what each lets do, and who has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muster.features.accounts import history, kinds, queries
from muster.features.accounts.actions import roles as actions
from muster.features.accounts.forms import AddRoleForm, ChangeRightsForm, ChangeRoleForm
from muster.features.accounts.models import Permission, Role
from muster.features.accounts.rights import Subject, Verb, may_at, require, require_at, signed_in
from muster.features.accounts.views.answers import changed, done, found, status_of
from muster.features.accounts.vocabulary import RIGHTS, Reach, by_marking

GET_OR_POST = ["GET", "POST"]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    viewer = signed_in(request)
    context = {
        "roles": queries.roles(viewer),
        "may_add": may_at(viewer, Verb.ADMINISTER, Subject.ROLE, None),
        "oversees": queries.oversees(viewer),
        "tab": "roles",
    }
    return render(request, "accounts/roles.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.ROLE)
    role = found(lambda: queries.role(viewer, pk))
    administers = may_at(viewer, Verb.ADMINISTER, Subject.ROLE, None)
    context = {
        "role": role,
        "rows": list(_matrix(role)),
        "kinds": list(_kinds(role)),
        "reaches": Reach.labels,
        "holders": queries.holders(viewer, role),
        "oversees": queries.oversees(viewer),
        "administers": administers,
        "holds": administers and actions.holds(viewer, role),
        "history": history.of_role(role),
        "tab": "roles",
    }
    return render(request, "accounts/role.html", context)


@require_http_methods(GET_OR_POST)
def add(request: HttpRequest) -> HttpResponse:
    person = require_at(signed_in(request), Verb.ADMINISTER, Subject.ROLE, None)
    form = AddRoleForm(request.POST or None, initial={"like": request.GET.get("like")})
    made: list[Role] = []

    def act(values: dict[str, Any]) -> None:
        like = values.pop("like")
        made.append(actions.add_role(person, values, like))

    if request.method == "POST" and done(form, act):
        messages.success(request, _("The role was added."))
        return redirect("accounts:role", made[0].pk)
    return _form(request, form, _("Add a role"), None)


@require_http_methods(GET_OR_POST)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    person = require_at(signed_in(request), Verb.ADMINISTER, Subject.ROLE, None)
    role = found(lambda: queries.role(person, pk))

    def opened(data: Any) -> ChangeRoleForm:
        now = queries.role(person, pk)
        return ChangeRoleForm(data, instance=now, version=now.version)

    form, kept = changed(
        request, opened, lambda form: actions.change_role(person, role, form.cleaned_data, form.version)
    )
    if kept:
        messages.success(request, _("Kept."))
        return redirect("accounts:role", pk)
    return _form(request, form, _("Names, second factor"), role)


@require_http_methods(GET_OR_POST)
def rights(request: HttpRequest, pk: int) -> HttpResponse:
    person = require_at(signed_in(request), Verb.ADMINISTER, Subject.ROLE, None)
    role = found(lambda: queries.role(person, pk))

    def opened(data: Any) -> ChangeRightsForm:
        now = queries.role(person, pk)
        return ChangeRightsForm(data, rights=actions.rights_of(now), version=now.version)

    form, kept = changed(request, opened, lambda form: actions.change_rights(person, role, form.rights(), form.version))
    if kept:
        messages.success(request, _("The rights of this role are changed, for everybody who holds it."))
        return redirect("accounts:role", pk)
    context = {"role": role, "form": form, "reaches": Reach.labels, "tab": "roles"}
    return render(request, "accounts/rights.html", context, status=status_of(form))


def _matrix(role: Role) -> Any:
    """For each right that there is: subject (at its first), verb, and of each reach what holds: a word, or nothing."""
    held = {(one.verb, one.subject, one.reach): one for one in role.permissions.filter(kind="")}
    for subject, verbs in RIGHTS.items():
        for at, verb in enumerate(verbs):
            cells = [held.get((verb.value, subject.value, reach.value)) for reach in Reach]
            shown = [(cell, by_marking(subject, verb)) for cell in cells]
            yield {"subject": "" if at else subject.label, "verb": verb.label, "cells": shown, "any": any(cells)}


def _kinds(role: Role) -> Iterator[dict[str, Any]]:
    """For each single register (or whatever else a subject has kinds of): its name, and by reach what the role may."""
    rights = list(role.permissions.exclude(kind=""))
    for subject in dict.fromkeys(one.subject for one in rights):
        of_subject = [one for one in rights if one.subject == subject]
        names = kinds.named(subject, {one.kind for one in of_subject})
        for kind, known in sorted(names.items(), key=lambda pair: pair[1].name):
            held = [one for one in of_subject if one.kind == kind]
            yield {"name": known.name, "address": known.address, "reaches": list(_by_reach(held))}


def _by_reach(held: list[Permission]) -> Iterator[tuple[str, str, Permission | None]]:
    """Reach, rights in the order of the vocabulary, and the right to read, which says up to which marking."""
    for reach in Reach:
        verbs = {one.verb: one for one in held if one.reach == reach}
        if verbs:
            words = ", ".join(str(verb.label) for verb in Verb if verb.value in verbs)
            yield str(reach.label), words, verbs.get(Verb.READ)


def _form(request: HttpRequest, form: Any, heading: str, role: Role | None) -> HttpResponse:
    trail = [(_("Roles"), "accounts:roles", None), *([(role.name, "accounts:role", role.pk)] if role else [])]
    context = {"form": form, "heading": heading, "trail": trail, "tab": "roles"}
    return render(request, "accounts/form.html", context, status=status_of(form))
