from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "muster.ui"
    label = "ui"
