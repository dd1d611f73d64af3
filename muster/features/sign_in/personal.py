"""Where sign-in holds personal data: beside accounts, in allauth's tables."""

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept, Part


def forget(key: int) -> dict[str, str]:
    """Sessions, factors, addresses, ties to a provider and tokens of an account go as rows, not only as words."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount
    from allauth.usersessions.models import UserSession
    from django.utils import timezone

    from muster.features.sign_in.models import ServiceToken

    for session in UserSession.objects.filter(user=key):
        session.end()
    for table in (Authenticator, EmailAddress, SocialAccount):
        table.objects.filter(user=key).delete()
    ServiceToken.objects.filter(person=key, revoked=None).update(revoked=timezone.now())
    return {}


DATA_SETS = (
    DataSet(
        code="attempts",
        name=_("Tries to sign in that failed"),
        model="sign_in.Attempts",
        purpose=_("To slow down whoever guesses passwords."),
        legal_basis=_("The security of processing."),
        years=1,
        kept=(Kept("sign_in_attempts", ("key",)),),
        stays=_("They go by themselves within a week."),
    ),
)
_LINKED = "(SELECT linked.user_id FROM socialaccount_socialaccount linked WHERE linked.id = {row}.account_id)"
PARTS = (
    Part(
        "account",
        erased=forget,
        kept=(
            Kept("account_emailaddress", ("email",), "user_id"),
            Kept("mfa_authenticator", ("data",), "user_id"),
            Kept("usersessions_usersession", ("ip", "user_agent", "data"), "user_id", plain=("session_key",)),
            Kept("socialaccount_socialaccount", ("uid", "extra_data"), "user_id", plain=("provider",)),
            Kept("socialaccount_socialtoken", ("token", "token_secret"), "account_id", record=_LINKED),
            Kept(
                "sign_in_servicetoken",
                ("purpose", "last_address"),
                "person_id",
                plain=("limits", "prefix", "digest"),
            ),
        ),
    ),
)
IMPERSONAL = {
    "account_emailconfirmation": "keys of links that allauth sends; Muster sends none",
    "socialaccount_socialapp": "the provider of the mission's sign-in",
    "sign_in_cacheentry": "counters of rate limits and codes that were used, for some minutes",
    "django_session": "who is signed in, by the account's number, until the session ends",
}
