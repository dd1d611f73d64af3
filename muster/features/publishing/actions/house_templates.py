"""The mission's Word template takes the place of the one that comes with Muster, and can be taken away again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.publishing.models import HouseTemplate
from muster.features.publishing.outputs.house_template import Examined, examine


def keep_house_template(person: User, file_name: str, content: bytes) -> Examined:
    """Take the template into use. Raises `ValidationError` with a sentence that names the file."""
    require(person, Verb.ADMINISTER, Subject.REPORT)
    examined = examine(content)
    if examined.problem:
        raise ValidationError(_problems()[examined.problem] % {"name": file_name})
    HouseTemplate.objects.create(file_name=file_name[:255], content=content, uploaded_by=person)
    return examined


def drop_house_templates(person: User) -> None:
    """Back to the template that comes with Muster."""
    require(person, Verb.ADMINISTER, Subject.REPORT)
    HouseTemplate.objects.all().delete()


def _problems() -> dict[str, str]:
    return {
        "not_word": _("%(name)s is not a Word document (.docx), or it is damaged."),
        "too_large": _("%(name)s unpacks to more than 100 MB."),
        "macros": _("%(name)s has macros; save it without them, as .docx."),
        "instructions": _("%(name)s has more than placeholders between its braces; only {{ title }} and the like."),
        "no_body": _("%(name)s has no paragraph that is just {{ body }}; that is where the report goes."),
    }
