from django.apps import AppConfig


class MarkingsConfig(AppConfig):
    name = "muster.features.markings"
    label = "markings"
