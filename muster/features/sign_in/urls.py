"""Only those of allauth's pages that Muster uses, under the names that allauth knows them by, and our own."""

from django.urls import include, path

from muster.features.sign_in.views import administration, entrance, own

ALLAUTH = [
    path("sign-in/", entrance.SignIn.as_view(), name="account_login"),
    path("sign-in/second-factor/", entrance.SecondFactor.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", entrance.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("sign-in/provider/", entrance.to_provider, name="openid_connect_login"),
    path("sign-in/<slug:provider_id>/back/", entrance.from_provider, name="openid_connect_callback"),
    path("sign-out/", entrance.SignOut.as_view(), name="account_logout"),
    path("security/", own.security, name="mfa_index"),
    path("security/password/", own.ChangePassword.as_view(), name="account_change_password"),
    path("security/confirm/", own.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("security/confirm/code/", own.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("security/confirm/passkey/", own.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("security/app/", own.AddApp.as_view(), name="mfa_activate_totp"),
    path("security/app/remove/", own.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("security/passkeys/", own.security, name="mfa_list_webauthn"),
    path("security/passkeys/add/", own.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/remove/", own.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("security/codes/", own.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("security/codes/new/", own.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
]

OWN = [
    path("welcome/<uidb64>/<token>/", entrance.Welcome.as_view(), name="welcome"),
    path("security/sessions/end-others/", own.end_other_sessions, name="end_other_sessions"),
    path("security/sessions/<int:key>/end/", own.end_session, name="end_session"),
    path("security/people/", administration.people, name="people"),
    path("security/people/<int:key>/", administration.person, name="person"),
    path("security/people/<int:key>/invite/", administration.invite, name="invite"),
    path("security/people/<int:key>/end-sessions/", administration.end_sessions, name="end_sessions"),
    path("security/people/<int:key>/lift-wait/", administration.lift_wait, name="lift_wait"),
    path("security/people/<int:key>/remove-factors/", administration.remove_factors, name="remove_factors"),
    path("security/people/<int:key>/unlink/", administration.unlink_provider, name="unlink_provider"),
    path("security/addresses/lift-wait/", administration.lift_wait_of_address, name="lift_wait_of_address"),
    path("security/tokens/", administration.tokens, name="tokens"),
    path("security/tokens/<int:key>/revoke/", administration.revoke_token, name="revoke_token"),
]

urlpatterns = [path("", include(ALLAUTH)), path("", include((OWN, "sign_in")))]
