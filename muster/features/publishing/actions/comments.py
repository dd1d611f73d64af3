"""Comments beside a paragraph: open until resolved; whoever may read the draft may say something."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.publishing.actions.editing import refuse_published, typed
from muster.features.publishing.models import Comment, Paragraph


def add_comment(person: User, paragraph: Paragraph, text: str, parent: Comment | None = None) -> Comment:
    """A comment, or a reply to one of the same paragraph. Readers without a desk do not comment."""
    require(person, Verb.CHANGE, Subject.REPORT)
    refuse_published(paragraph.chapter.report)
    if not typed(text):
        raise ValidationError(_("Write what you want to say."))
    if parent and (parent.paragraph_id != paragraph.pk or parent.parent_id):
        raise ValidationError(_("A reply belongs to a comment of the same paragraph."))
    return Comment.objects.create(paragraph=paragraph, parent=parent, author=person, text=typed(text))


def resolve_comment(person: User, comment: Comment, *, resolved: bool = True) -> Comment:
    """Resolve a comment with its replies, or open it again."""
    require(person, Verb.CHANGE, Subject.REPORT)
    refuse_published(comment.paragraph.chapter.report)
    with transaction.atomic():
        current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.parent_id or comment.pk)
        current.resolved_by = person if resolved else None
        current.resolved_at = timezone.now() if resolved else None
        current.save(update_fields=["resolved_by", "resolved_at"])
    return current
