from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "muster.features.statistics"
    label = "statistics"

    def ready(self) -> None:
        from muster.features.statistics import keeping

        keeping.listen()
