from django.urls import path

from muster.features.accounts.views import preferences

app_name = "accounts"
urlpatterns = [
    path("preferences/", preferences.preferences, name="preferences"),
    path("language/", preferences.choose_language, name="choose_language"),
]
