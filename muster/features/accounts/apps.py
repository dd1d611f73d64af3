from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "muster.features.accounts"
    label = "accounts"
