from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "muster.features.intake"
    label = "intake"
