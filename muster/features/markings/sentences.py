"""What a marking and a TLP mean, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muster.core.models import Marking, Tlp

MARKINGS = {
    Marking.PUBLIC: _("Anybody may read it; everybody in the mission sees it."),
    Marking.INTERNAL: _("Everybody in the mission whose role reads such records. Reports count and tell it."),
    Marking.RESTRICTED: _("Only roles that reach this far, at its structure. No report counts or tells it."),
    Marking.CONFIDENTIAL: _("Only people and units that are named for it, whatever their role."),
}
TLPS = {
    Tlp.NONE: _("Nothing is said about sharing."),
    Tlp.CLEAR: _("Everybody may be given it."),
    Tlp.GREEN: _("It may be shared within the community, not in public."),
    Tlp.AMBER: _("It may be shared within one's own organisation and its clients, with who needs to know."),
    Tlp.AMBER_STRICT: _("It may be shared within one's own organisation alone, with who needs to know."),
    Tlp.RED: _("It is for those alone who were given it, and goes no further."),
}
