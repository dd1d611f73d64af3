"""Where accounts hold personal data."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept, Part


def close(key: int) -> dict[str, str]:
    """Nobody signs in with it any more; its number stays in the audit trail."""
    from django.contrib.auth.hashers import make_password

    from muster.features.accounts.models import User

    User.objects.filter(pk=key).update(is_active=False, password=make_password(None))
    return {}


def changed(key: int) -> None:
    """Words of it were rectified or erased past its form: whoever has that open is told."""
    from muster.features.accounts.models import User

    User.objects.filter(pk=key).update(version=F("version") + 1)


_REVIEWED = "(SELECT held.person_id FROM accounts_assignment held WHERE held.id = {row}.assignment_id)"
DATA_SETS = (
    DataSet(
        code="account",
        name=_("People who work with Muster"),
        one=_("account"),
        model="accounts.User",
        page="accounts:person",
        purpose=_("To let people in, to know who did what, to reach them."),
        legal_basis=_("The contract of employment or secondment; the security of processing."),
        years=2,
        since=("last_login", "date_joined"),
        only={"is_active": False},
        title="full_name",
        born="date_joined",
        kept=(Kept("accounts_user", ("username", "full_name", "email"), plain=("password", "language")),),
    ),
)
PARTS = (
    Part(
        "account",
        erased=close,
        changed=changed,
        kept=(
            Kept("accounts_assignment", ("reason",), "person_id"),
            Kept("accounts_substitution", ("reason",), "absent_id"),
            Kept("accounts_accessreview", ("remark",), "assignment_id", record=_REVIEWED),
            Kept("accounts_needtoknow", ("reason",), "made_by_id", lasting=True),
            Kept("accounts_brokenglass", ("reason", "remark"), "person_id", plain=("kind",), lasting=True),
        ),
    ),
)
IMPERSONAL = {
    "accounts_role": "names of roles",
    "accounts_permission": "codes of rights",
}
