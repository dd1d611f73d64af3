from django.apps import AppConfig


class MatrixConfig(AppConfig):
    name = "muster.features.matrix"
    label = "matrix"
