from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "muster.features.review"
    label = "review"
