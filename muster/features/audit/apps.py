from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "muster.features.audit"
    label = "audit"

    def ready(self) -> None:
        from muster.features.audit import noticing

        noticing.watch()
