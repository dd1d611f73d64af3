"""How publishing shows findings, differences and states."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from muster.domain.publishing.comparing import Stretch, word_difference
from muster.domain.publishing.states import Finding
from muster.features.publishing.models import Chapter
from muster.features.publishing.sentences import sentence
from muster.features.publishing.wording import not_shown
from muster.ui.templatetags.show import label

register = template.Library()
LOOKS = {"draft": "", "edited": "accent", "cleared": "good", "published": "good"}


@register.filter
def says(finding: Finding) -> str:
    return sentence(finding)


register.filter("not_shown", not_shown)


@register.simple_tag
def state_tag(chapter: Chapter) -> SafeString:
    """The chapter's state as a tag; its word says it, the colour only helps."""
    return format_html('<span class="tag {}">{}</span>', LOOKS[chapter.state], chapter.get_state_display())


@register.simple_tag
def difference(before: str, after: str) -> SafeString:
    """Both texts in one: what is gone struck out, what is new underlined."""
    return _marked(word_difference(before, after))


def _marked(stretches: Iterable[Stretch]) -> SafeString:
    tags = {"gone": "<del>{}</del>", "new": "<ins>{}</ins>"}
    return format_html_join("", "{}", ((format_html(tags.get(each.kind, "{}"), each.text),) for each in stretches))


@register.filter
def rows_for(text: str) -> int:
    """Lines that a text area needs for this text."""
    return max(2, sum(1 + len(line) // 84 for line in text.splitlines() or [""]))


@register.filter
def section_title(section: str) -> str:
    """The heading of a section: its theme, or the introduction."""
    return _("Introduction") if section == "intro" else label(section, "themes")
