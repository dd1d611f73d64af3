from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "muster.features.protection"
    label = "protection"
