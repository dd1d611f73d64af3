from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "muster.features.intake"
    label = "intake"

    def ready(self) -> None:
        from muster.features.intake import measures  # noqa: F401 -- it names what is measured
