"""Edits of a chapter's paragraphs. Two editors never overwrite each other: the later save meets a `Conflict`."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as
from muster.domain.reference.codes import code_list
from muster.features.accounts.models import User
from muster.features.activities.models import Activity
from muster.features.publishing.actions.editing import edit, touch, typed
from muster.features.publishing.actions.reports import add_drawn, link_entries
from muster.features.publishing.entries import Outdated, entries_of, redrawn, standing, unseen
from muster.features.publishing.models import (
    INTRODUCTION,
    Chapter,
    ChapterKind,
    LeftOut,
    Paragraph,
    ParagraphKind,
)


def save_paragraph(person: User, paragraph: Paragraph, version: int, *, text: str, title: str = "") -> Paragraph:
    """The paragraph with this text. Raises `Conflict` where it is no longer as `version` was."""
    wanted = {"text": typed(text), "title": typed(title)[:200]}
    with edit(person, paragraph.chapter) as chapter:
        current = _locked(paragraph, version, wanted)
        if (current.text, current.title) != (wanted["text"], wanted["title"]):
            current.text, current.title = wanted["text"], wanted["title"]
            _keep(person, current)
            touch(person, chapter, _("a paragraph was edited"))
    return current


def add_paragraph(
    person: User, chapter: Chapter, section: str, kind: str = ParagraphKind.TEXT, *, text: str = "", title: str = ""
) -> Paragraph:
    """A paragraph or box at the end of a section. Raises `ValidationError` for a section that the chapter has not."""
    known = section == INTRODUCTION or (chapter.kind == ChapterKind.STRUCTURE and section in code_list("themes"))
    if not known or kind not in ParagraphKind.values:
        raise ValidationError(_("This chapter has no such section."))
    if kind == ParagraphKind.BOX and not typed(title):
        raise ValidationError(_("A box needs a title."))
    if kind == ParagraphKind.TEXT and not typed(text):
        raise ValidationError(_("Write the text of the paragraph."))
    with edit(person, chapter) as locked:
        position = _after_last(locked, section)
        made = Paragraph.objects.create(
            chapter=locked,
            section=section,
            position=position,
            kind=kind,
            title=typed(title)[:200],
            text=typed(text),
            updated_by=person,
        )
        touch(person, locked, _("a paragraph was added"))
    return made


def remove_paragraph(person: User, paragraph: Paragraph, version: int) -> None:
    """The paragraph goes; its entries are proposed as new until a person leaves them out. `Conflict` as for a save."""
    with edit(person, paragraph.chapter) as chapter:
        current = _locked(paragraph, version, {})
        current.delete()
        touch(person, chapter, _("a paragraph was removed"))


def move_paragraph(person: User, paragraph: Paragraph, by: int) -> None:
    """One place up (-1) or down (1) within its section; at the end of the section nothing happens."""
    with edit(person, paragraph.chapter) as chapter:
        order = list(chapter.paragraphs.filter(section=paragraph.section).select_for_update())
        at = next((number for number, each in enumerate(order) if each.pk == paragraph.pk), None)
        if at is None:
            raise ValidationError(_("Somebody removed this paragraph meanwhile."))
        to = at + (1 if by > 0 else -1)
        if not 0 <= to < len(order):
            return
        order[at], order[to] = order[to], order[at]
        for position, each in enumerate(order):
            Paragraph.objects.filter(pk=each.pk).exclude(position=position).update(position=position)
        touch(person, chapter, _("paragraphs were put in another order"))


def join_paragraphs(person: User, paragraph: Paragraph, version: int) -> Paragraph:
    """The paragraph takes in the one that follows it, with its entries and comments. `Conflict` as for a save."""
    with edit(person, paragraph.chapter) as chapter:
        current = _locked(paragraph, version, {})
        following = _following(chapter, current)
        told = set(current.entries.values_list("activity_id", flat=True))
        offset = len(told)
        following.entries.exclude(activity_id__in=told).update(paragraph=current, position=F("position") + offset)
        following.comments.update(paragraph=current)
        current.text = " ".join(filter(None, (current.text, following.text)))
        current.drawn_text = " ".join(filter(None, (current.drawn_text, following.drawn_text)))
        following.delete()
        _keep(person, current)
        touch(person, chapter, _("paragraphs were joined"))
    return current


def _following(chapter: Chapter, paragraph: Paragraph) -> Paragraph:
    order = list(chapter.paragraphs.filter(section=paragraph.section, kind=ParagraphKind.TEXT))
    after = [each for each in order if (each.position, each.pk) > (paragraph.position, paragraph.pk)]
    if paragraph.kind != ParagraphKind.TEXT or not after:
        raise ValidationError(_("No paragraph follows that this one could be joined with."))
    return after[0]


def leave_out(person: User, paragraph: Paragraph, version: int, activity_id: int) -> Paragraph | None:
    """Take one entry out of the narrative; an unedited paragraph is told anew without it, and goes with its last one.

    The matrix still counts the entry. `Conflict` as for a save.
    """
    with edit(person, paragraph.chapter) as chapter:
        current = _locked(paragraph, version, {})
        link = current.entries.filter(activity_id=activity_id).first()
        if link is None:
            raise ValidationError(_("This paragraph does not tell that activity."))
        LeftOut.objects.get_or_create(
            chapter=chapter, activity_id=activity_id, defaults={"title": link.title, "by": person}
        )
        link.delete()
        kept = _tell_anew(person, chapter, current)
        touch(person, chapter, _("an activity was left out of the narrative"))
    return kept


def take_in(person: User, chapter: Chapter, activity_id: int) -> None:
    """An entry that was left out is proposed again."""
    with edit(person, chapter) as locked:
        locked.left_out.filter(activity_id=activity_id).delete()


def take_register(person: User, paragraph: Paragraph, version: int) -> Paragraph | None:
    """The paragraph says what the register says now, its own edits given up; None where nothing is left to tell."""
    with edit(person, paragraph.chapter) as chapter:
        current = _locked(paragraph, version, {})
        current.text = current.drawn_text
        kept = _tell_anew(person, chapter, current)
        touch(person, chapter, _("a paragraph was drawn from the register again"))
    return kept


def keep_mine(person: User, paragraph: Paragraph, version: int) -> Paragraph:
    """The person has seen what the register says now, and the text stays as it is."""
    with edit(person, paragraph.chapter) as chapter:
        current = _locked(paragraph, version, {})
        text = current.text
        _draw_again(person, chapter, current)
        current.text = text
        _keep(person, current)
        touch(person, chapter, _("a paragraph was compared with the register"))
    return current


def refresh_chapter(person: User, chapter: Chapter) -> int:
    """Draw from the register what nobody has edited, add new entries; edited paragraphs stay and are pointed out.

    A paragraph that the person does not see, for an entry of it is closed, says what is left, or goes with its edits.
    Returns how many paragraphs and entries were taken over.
    """
    with edit(person, chapter) as locked:
        found = standing(person, locked, locked.paragraphs.prefetch_related("entries"))
        taken = sum(_take_over(person, locked, each) for each in found.outdated.values())
        for theme, entries in found.new.items():
            add_drawn(person, locked, theme, entries, first=_after_last(locked, theme))
            taken += len(entries)
        taken += _take_closed_out(person, locked)
        if taken:
            touch(person, locked, _("the chapter was drawn from the register again"))
    return taken


def _take_closed_out(person: User, chapter: Chapter) -> int:
    hidden = unseen(chapter)
    with acting_as(SYSTEM):  # whoever writes the chapter has them told anew unread
        closed = list(hidden)
        for paragraph in closed:
            paragraph.text = paragraph.drawn_text
            _tell_anew(person, chapter, paragraph)
    return len(closed)


def _take_over(person: User, chapter: Chapter, outdated: Outdated) -> bool:
    if outdated.paragraph.edited:
        return False
    _tell_anew(person, chapter, outdated.paragraph)
    return True


def _tell_anew(person: User, chapter: Chapter, paragraph: Paragraph) -> Paragraph | None:
    """Unedited text follows its entries; edited text stays. Without entries and edits the paragraph goes."""
    edited = paragraph.edited
    text = paragraph.text
    _draw_again(person, chapter, paragraph)
    paragraph.text = text if edited else paragraph.drawn_text
    if not paragraph.text:
        paragraph.delete()
        return None
    _keep(person, paragraph)
    return paragraph


def _draw_again(person: User, chapter: Chapter, paragraph: Paragraph) -> None:
    """Set `drawn_text` and the entry links to what the register has now; gone entries lose their link."""
    register = _register_entries(person, chapter, paragraph)
    paragraph.drawn_text = redrawn(register, chapter.report.language)
    paragraph.entries.all().delete()
    link_entries(paragraph, register)


def _register_entries(person: User, chapter: Chapter, paragraph: Paragraph) -> list[Activity]:
    linked = list(paragraph.entries.values_list("activity_id", flat=True))
    found = entries_of(person, chapter)
    return [found[key] for key in linked if key in found and found[key].theme == paragraph.section]


def _locked(paragraph: Paragraph, version: int, wanted: dict[str, str]) -> Paragraph:
    """The paragraph for update; raises `Conflict` with what differs between it and what was wanted."""
    current = Paragraph.objects.select_for_update().filter(pk=paragraph.pk).first()
    if current is None:
        raise ValidationError(_("Somebody removed this paragraph meanwhile."))
    if current.version != version:
        differs = {name: (getattr(current, name), value) for name, value in wanted.items()}
        raise Conflict(current, {name: pair for name, pair in differs.items() if pair[0] != pair[1]})
    return current


def _keep(person: User, paragraph: Paragraph) -> None:
    paragraph.version += 1
    paragraph.updated_by = person
    paragraph.save()


def _after_last(chapter: Chapter, section: str) -> int:
    last = chapter.paragraphs.filter(section=section).order_by("position").last()
    return last.position + 1 if last else 0
