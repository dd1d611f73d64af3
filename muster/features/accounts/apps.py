from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "muster.features.accounts"
    label = "accounts"

    def ready(self) -> None:
        from django.core.signals import request_finished
        from django.db.models.signals import post_migrate

        from muster.features.accounts.middleware import leave
        from muster.features.accounts.shipped import seed_roles

        post_migrate.connect(seed_roles, sender=self)
        request_finished.connect(leave, dispatch_uid="leave")
