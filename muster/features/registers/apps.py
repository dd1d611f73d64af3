from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "muster.features.registers"
    label = "registers"
