"""Who gets at reasons, disclosures and verifications. Nobody changes or removes any of them."""

from muster.core.row_security import MEMBER, PERSON, Rule, either, may

_AUDIT = may("read", "audit")
_DISCLOSES = either(may("disclose", "personal_data"), may("disclose", "report"))

RULES = {
    "audit_justification": Rule(
        see=either(f"{{row}}.person_id = {PERSON}", _AUDIT), add=f"{{row}}.person_id = {PERSON} AND {MEMBER}"
    ),
    # Whoever may disclose sees to whom it was done before; so does who must tell the recipients of a rectification.
    "audit_disclosure": Rule(
        see=either(_AUDIT, _DISCLOSES, may("read", "personal_data")),
        add=f"{{row}}.recorded_by_id = {PERSON} AND ({_DISCLOSES})",
    ),
    "audit_verification": Rule(see=_AUDIT, add=f"{{row}}.asked_by_id = {PERSON} AND {_AUDIT}"),
}
