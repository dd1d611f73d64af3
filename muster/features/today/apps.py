from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "muster.features.today"
    label = "today"
