from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "muster.core"
    label = "core"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, pre_migrate

        from muster.core import audit_upgrades
        from muster.core.audit import attach
        from muster.core.grants import grant_to_application
        from muster.core.operation import measures  # noqa: F401 -- it names what is measured
        from muster.core.row_security import guard
        from muster.core.seeding import seed_places

        # Of every app the tables are there by now: signals come after the last migration.
        pre_migrate.connect(audit_upgrades.before, sender=self)
        post_migrate.connect(attach, sender=self)
        post_migrate.connect(audit_upgrades.after, sender=self)
        post_migrate.connect(guard, sender=self)
        post_migrate.connect(grant_to_application, sender=self)  # on the functions that were put there just now, too
        post_migrate.connect(seed_places, sender=self)
