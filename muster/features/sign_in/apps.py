from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "muster.features.sign_in"
    label = "sign_in"

    def ready(self) -> None:
        from muster.features.sign_in import checks, receivers

        receivers.connect()
        checks.connect()
