from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "muster.features.registers"
    label = "registers"

    def ready(self) -> None:
        from muster.features.markings.signals import unnamed
        from muster.features.registers.actions.handing import ended_by_naming

        unnamed.connect(ended_by_naming, dispatch_uid="referrals")
