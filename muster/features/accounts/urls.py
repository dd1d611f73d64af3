from django.urls import path

from muster.features.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("preferences/", views.preferences, name="preferences"),
    path("language/", views.choose_language, name="choose_language"),
]
