from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "muster.features.activities"
    label = "activities"

    def ready(self) -> None:
        from muster.features.activities.naming import marked_anew
        from muster.features.markings.signals import marked

        marked.connect(marked_anew, dispatch_uid="names of partners")
