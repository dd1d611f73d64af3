from django.urls import path

from muster.features.accounts import views

app_name = "accounts"
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("language/", views.choose_language, name="choose_language"),
]
