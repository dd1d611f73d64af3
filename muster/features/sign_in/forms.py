"""allauth's forms in Muster's words; passwords and codes typed in them count as tries (`lock_out`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.core.addresses import client_address
from muster.core.models import Unit
from muster.features.accounts.models import User
from muster.features.sign_in import collect, limits, lock_out
from muster.features.sign_in.adapters import WRONG_CODE
from muster.ui.forms import CHOOSE, Day

LONGEST_LIFE = 366  # days of a service token


def _plain(form: forms.Form, labels: dict[str, Any]) -> None:
    """Labels of our own instead of placeholders."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)


def _factor_try(person: User) -> Any:
    """A code of this person, counted."""
    address = lock_out.address_key(client_address(context.request))
    return lock_out.counted_try(lock_out.factor_key(person.pk), address, of=person.pk)


def _use_once(person: User, code: str) -> None:
    """Refuse a code of an app that was used already, for as long as it would be right."""
    lasts = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)  # allauth remembers one period only
    if not cache.add(f"muster.code-used:{person.pk}:{''.join(code.split())}", "", timeout=lasts):
        raise ValidationError(WRONG_CODE)


class SignInForm(account.LoginForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _plain(self, {"login": _("User name"), "password": _("Password")})
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].help_text = ""


class ConfirmByPasswordForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _plain(self, {"password": _("Password")})
        self.fields["password"].help_text = ""


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        labels = {
            "oldpassword": _("Present password"),
            "password1": _("New password"),
            "password2": _("New password again"),
        }
        _plain(self, labels)
        self.fields["oldpassword"].help_text = ""

    def clean_oldpassword(self) -> str:
        with lock_out.counted_try(lock_out.account_key(self.user.username), of=self.user.pk):
            return str(super().clean_oldpassword())

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self) or {}
        if cleaned.get("password1") and cleaned["password1"] != cleaned.get("password2"):
            self.add_error("password2", _("The two new passwords differ."))
        return cleaned


class _Code:
    """What the forms share that take a code of an app, or a recovery code."""

    user: User
    fields: dict[str, forms.Field]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _plain(self, {"code": pgettext_lazy("sign-in", "Code")})  # type: ignore[arg-type]
        self.fields["code"].widget.attrs |= {"autofocus": True, "inputmode": "numeric", "spellcheck": "false"}

    def clean_code(self) -> str:
        with _factor_try(self.user):
            code = str(super().clean_code())  # type: ignore[misc]
            _use_once(self.user, code)
            return code


class CodeForm(_Code, code_forms.AuthenticateForm):  # type: ignore[misc]
    pass


class ConfirmByCodeForm(_Code, code_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTotpForm(_Code, ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _plain(self, {"name": _("Name of the passkey"), "passwordless": _("Sign in with it alone, without a password")})
        self.fields["name"].widget.attrs |= {"maxlength": 60}
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _("The device then asks for a fingerprint, a face or its own code.")


class TokenForm(forms.Form):
    """A service token to be made. What a telephone may is known; of a program somebody says it."""

    TELEPHONE, PROGRAM = "telephone", "program"

    used_by = forms.ChoiceField(
        label=_("Used by"),
        choices=[(TELEPHONE, _("A telephone with ODK Collect or KoboCollect")), (PROGRAM, _("A program"))],
        widget=forms.RadioSelect,
        help_text=_("A telephone adds records to the registers in which its person may record, and does nothing else."),
    )
    purpose = forms.CharField(
        label=_("Purpose"), max_length=200, help_text=_("Which telephone or program uses it, and what for.")
    )
    person = forms.ModelChoiceField(
        label=_("Acts for"),
        queryset=User.objects.none(),
        empty_label=CHOOSE,
        help_text=_("It can never do more than this person, and stops when their account is closed."),
    )
    limits = forms.MultipleChoiceField(
        label=_("May"), widget=forms.CheckboxSelectMultiple, required=False, help_text=_("To be said of a program.")
    )
    unit = forms.ModelChoiceField(
        label=_("Only for the unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Every unit of theirs"),
    )
    expires = forms.DateField(label=_("Last day"), widget=Day())

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["person"].queryset = User.objects.filter(is_active=True).order_by("full_name")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.all()  # type: ignore[attr-defined]
        self.fields["limits"].choices = limits.choices()  # type: ignore[attr-defined]
        self.fields["expires"].initial = timezone.localdate() + timedelta(days=90)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("used_by") == self.TELEPHONE:
            given["limits"] = [collect.RECORDS]
        elif given.get("used_by") and "limits" not in self.errors and not given["limits"]:
            self.add_error("limits", _("Say what it may do."))
        return given

    def clean_expires(self) -> Any:
        day = self.cleaned_data["expires"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=LONGEST_LIFE):
            raise ValidationError(_("The last day lies within a year from today."))
        return day
