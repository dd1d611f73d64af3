"""Where units, places, the audit trail and the machinery hold personal data."""

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept

DATA_SETS = (
    DataSet(
        code="audit",
        name=_("The audit trail"),
        model="core.AuditEntry",
        purpose=_("To check that processing was lawful, to find misuse, to prove that records are whole."),
        legal_basis=_("The duty to log: Directive (EU) 2016/680, Art. 25."),
        years=10,
        born="at",
        kept=(
            Kept("core_auditentry", ("detail",), plain=("verb", "subject", "key", "digest")),
            Kept("pghistory_context", ("metadata",), plain=("id",), record="NULL::bigint"),
        ),
        stays=_("The law asks for it, and an entry that was changed would prove nothing any more."),
    ),
)
IMPERSONAL = {
    "core_unit": "names of units and how an office is reached, no persons",
    "core_place": "municipalities",
    "core_auditseal": "hashes",
    "auth_permission": "not used",
    "auth_group": "not used",
    "django_content_type": "names of models",
    "procrastinate_jobs": "names of tasks, keys of rows, hashes of files",
    "procrastinate_events": "what became of a job",
    "procrastinate_periodic_defers": "names of tasks",
}
