from datetime import date

import pytest

from muster.domain.names import search_key
from muster.domain.reference.codes import code_list


@pytest.fixture
def entry(unit, reporting_officer):
    """Makes register entries: `entry("A10", "training", day, sessions=8)`; returns each."""
    from muster.features.activities.models import Activity

    def make(theme="A10", column="training", day=date(2016, 4, 15), save=True, **fields):
        fields.setdefault("start", day)
        fields.setdefault("start_precision", "day")
        partners = fields.get("partners", [])
        activity = Activity(
            theme=theme,
            category=code_list("themes")[theme].category,
            kind="workshop",
            column=column,
            title="Workshop",
            period_start=day,
            period_end=day,
            unit=fields.pop("unit", unit),
            partner_keys=[search_key(name) for name in partners],
            created_by=reporting_officer,
            updated_by=reporting_officer,
            **fields,
        )
        if save:
            activity.save()
        return activity

    return make


@pytest.fixture
def published_file(tmp_path):
    """A published matrix as a file; its total is two too many."""
    path = tmp_path / "published-2015.json"
    path.write_text(
        '{"source": "Annual Report in 2015", "matrix": {"general": [{"theme": "Hate Crime", "information_exchange": 1,'
        ' "training": 2, "analysis": 3, "published_total": 6}], "threats": [], "published_totals": {"all": 8}}}'
    )
    return path
