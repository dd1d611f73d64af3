from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "muster.features.audit"
    label = "audit"
