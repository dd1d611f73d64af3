"""What a page says where what a person asked for cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.features.publishing.actions.clearance import NotReady
from muster.features.publishing.sentences import sentence


def done(request: HttpRequest, act: Callable[[], Any]) -> bool:
    """Do it; what stands in the way is said on the page that follows."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Conflict:
        messages.error(request, _("Somebody changed this meanwhile. Look at it as it is now, then do it again."))
    except NotReady as error:
        messages.error(request, " ".join([str(error), *(sentence(finding) for _chapter, finding in error.findings)]))
    else:
        return True
    return False
