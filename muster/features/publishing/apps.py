from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "muster.features.publishing"
    label = "publishing"
