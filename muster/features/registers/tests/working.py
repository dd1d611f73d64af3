"""The register of cases with a way to work: recorded, handed in, approved or returned; and who works with it."""

from datetime import date

from muster.features.accounts.models import Assignment, Role
from muster.features.registers.tests.conftest import REGISTER

KEPT = tuple(row for row in REGISTER if row["setting"] not in ("state", "deadline", "access"))
RIGHTS = "read create change personal"
WORK = (
    *KEPT,
    {"setting": "state", "name": "open", "label::English (en)": "Open", "value": "first"},
    {"setting": "state", "name": "in_review", "label::English (en)": "With the head"},
    {"setting": "state", "name": "done", "label::English (en)": "Done", "value": "last"},
    {"setting": "deadline", "name": "answer", "label": "Answer", "value": "10", "from": "day", "to": "done"},
    {"setting": "deadline", "name": "review", "label": "Review", "value": "3", "from": "day", "to": "in_review done"},
    {"setting": "move", "name": "hand_in", "label": "Hand in", "from": "open", "to": "in_review"},
    {
        "setting": "move",
        "name": "send_back",
        "label": "Return for correction",
        "from": "in_review",
        "to": "open",
        "roles": "head_of_structure",
        "value": "comment",
    },
    {
        "setting": "move",
        "name": "approve",
        "label": "Approve",
        "from": "in_review",
        "to": "done",
        "roles": "head_of_structure",
        "value": "approval",
    },
    {"setting": "access", "roles": "officer", "value": RIGHTS, "from": "restricted"},
    {"setting": "access", "roles": "head_of_structure", "value": f"{RIGHTS} assign approve", "from": "restricted"},
    {"setting": "access", "roles": "reader", "value": "read", "to": "organisation"},
)


def give(somebody, role, unit):
    """A further role."""
    Assignment.objects.create(person=somebody, role=Role.objects.get(code=role), unit=unit, start=date(2000, 1, 1))
    somebody.known_grants = None
