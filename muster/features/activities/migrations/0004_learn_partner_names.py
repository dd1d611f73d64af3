from django.db import migrations
from django.db.models import F, Func, TextField

from muster.domain.names import search_key

KEY_LIMIT = 500  # characters


def learn(apps, schema_editor):
    """The names of partners that the register has already, each under the spelling that comes first."""
    names = Func(F("partners"), function="unnest", set_returning=True, output_field=TextField())
    written = apps.get_model("activities", "Activity").objects.order_by().values_list(names, flat=True).distinct()
    found = {}
    for name in sorted(written, reverse=True):
        found[search_key(name)] = name
    partner_name = apps.get_model("activities", "PartnerName")
    new = [partner_name(key=key, name=found[key]) for key in sorted(found) if 0 < len(key) <= KEY_LIMIT]
    partner_name.objects.bulk_create(new, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_partner_names")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
