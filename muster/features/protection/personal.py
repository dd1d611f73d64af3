"""Where the protection of personal data holds some itself."""

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept, Part

_MANDATE = _("The duty to answer people about their data, and to show that it was done.")

DATA_SETS = (
    DataSet(
        code="person_in_record",
        name=_("People named in records"),
        one=_("person named in a record"),
        model="protection.PersonInRecord",
        purpose=_("To know whom a record tells of, as what, and how sure that is."),
        legal_basis=_("The mandate of the mission; Directive (EU) 2016/680, Art. 6 and 7."),
        years=5,
        categories=("OTHER", "UNKNOWN"),
        since=("added_at",),
        title="name",
        born="added_at",
        page="protection:person",
        kept=(Kept("protection_personinrecord", ("name", "assessed_by", "source", "note"), plain=("code",)),),
    ),
    DataSet(
        code="request",
        name=_("Requests of people about their data"),
        one=_("request"),
        model="protection.Request",
        purpose=_("To answer people in time."),
        legal_basis=_MANDATE,
        years=3,
        since=("received",),
        only={"answered_at__isnull": False},
        title="subject",
        born="made_at",
        page="protection:request",
        kept=(
            Kept(
                "protection_request",
                ("reference", "subject", "contact", "text", "identity", "longer_why", "answer"),
            ),
        ),
    ),
    DataSet(
        code="notice",
        name=_("Who is to be told"),
        one=_("recipient to tell"),
        model="protection.Notice",
        purpose=_("To tell those who were given a record what became of it."),
        legal_basis=_MANDATE,
        years=3,
        since=("made_at",),
        only={"done_at__isnull": False},
        title="recipient",
        born="made_at",
        kept=(Kept("protection_notice", ("recipient", "given_in", "remark"), plain=("code",)),),
    ),
)
PARTS = (
    Part(
        "account",
        kept=(
            Kept("protection_holding", ("rationale",), "decided_by_id", plain=("code",), lasting=True),
            Kept("protection_restriction", ("reason", "lifted_why"), "by_id", plain=("code",), lasting=True),
            Kept(
                "protection_tombstone",
                ("ground", "legal_basis", "requested_by"),
                "by_id",
                plain=("code", "mark"),
                lasting=True,
            ),
            Kept(
                "protection_sheet",
                ("purpose", "legal_basis", "disclosed_to"),
                "changed_by_id",
                plain=("code", "categories"),
                lasting=True,
            ),
        ),
    ),
)
