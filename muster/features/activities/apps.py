from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "muster.features.activities"
    label = "activities"
