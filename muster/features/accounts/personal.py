"""Where accounts hold personal data."""

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept

DATA_SETS = (
    DataSet(
        code="account",
        name=_("People who work with Muster"),
        model="accounts.User",
        page="sign_in:person",
        purpose=_("To let people in, to know who did what, to reach them."),
        legal_basis=_("The contract of employment or secondment; the security of processing."),
        years=2,
        kept=(Kept("accounts_user", ("username", "full_name", "email")),),
    ),
)
IMPERSONAL: dict[str, str] = {}
