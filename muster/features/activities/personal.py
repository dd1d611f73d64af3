"""Where the register holds personal data."""

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept

DATA_SETS = (
    DataSet(
        code="activity",
        name=_("Activities"),
        model="activities.Activity",
        page="activities:entry",
        purpose=_("To count and report what the mission did."),
        legal_basis=_("The mandate of the mission; its rules on records."),
        years=10,
        kept=(Kept("activities_activity", ("title", "narrative", "partners", "reference", "withdrawn_reason")),),
    ),
)
IMPERSONAL: dict[str, str] = {}
