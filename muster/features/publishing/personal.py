"""Where reports hold personal data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept, Part, Recipient, Told

_OF_CHAPTER = "(SELECT c.report_id FROM publishing_chapter c WHERE c.id = {row}.chapter_id)"
_OF_PARAGRAPH = (
    "(SELECT c.report_id FROM publishing_paragraph p JOIN publishing_chapter c ON c.id = p.chapter_id "
    "WHERE p.id = {row}.paragraph_id)"
)
_REPORTING = _("The mandate of the mission: it reports to its participating States and the public.")
DATA_SETS = (
    DataSet(
        code="report",
        name=_("Reports that are written"),
        one=_("report that is written"),
        model="publishing.Report",
        page="publishing:report",
        purpose=_("To report what the mission did."),
        legal_basis=_REPORTING,
        years=10,
        title="title",
        born="created_at",
        stays=_("A report is corrected by a new edition; words of one that is not published yet can be erased."),
        kept=(
            Kept("publishing_report", ("title", "correction_reason")),
            Kept("publishing_chapter", ("note",), "report_id"),
            Kept(
                "publishing_paragraph",
                ("title", "text", "drawn_text"),
                "chapter_id",
                plain=("section",),
                record=_OF_CHAPTER,
            ),
            Kept("publishing_paragraphentry", ("title",), "paragraph_id", record=_OF_PARAGRAPH),
            Kept("publishing_leftout", ("title",), "chapter_id", record=_OF_CHAPTER),
            Kept("publishing_comment", ("text",), "paragraph_id", record=_OF_PARAGRAPH),
            Kept(
                "publishing_clearance",
                ("content", "taken_back_why"),
                "chapter_id",
                plain=("fingerprint", "told"),
                record=_OF_CHAPTER,
            ),
            Kept("publishing_abbreviation", ("short", "words"), "report_id"),
        ),
    ),
    DataSet(
        code="publication",
        name=_("Published reports"),
        one=_("published report"),
        model="publishing.Publication",
        purpose=_("To keep what was published as it was published."),
        legal_basis=_REPORTING,
        years=10,
        title="sha256",
        born="published_at",
        stays=_("What was published is frozen; a further edition corrects it."),
        kept=(Kept("publishing_publication", ("content",), plain=("sha256",)),),
    ),
    DataSet(
        code="handout",
        name=_("Who was given a report"),
        one=_("link for somebody outside"),
        model="publishing.Handout",
        purpose=_("To know to whom a report was disclosed, and why."),
        legal_basis=_("The duty to log disclosures: Directive (EU) 2016/680, Art. 25."),
        years=5,
        since=("made_at",),
        title="recipient",
        born="made_at",
        kept=(Kept("publishing_handout", ("recipient", "purpose"), plain=("format",)),),
    ),
)


def reports_of(key: int) -> Iterator[Told]:
    """Reports that tell an entry."""
    from muster.features.publishing.models import Report

    for report in Report.objects.filter(chapters__paragraphs__entries__activity_id=key).distinct():
        yield Told("report", report.pk, report.title, frozen=report.published)


def recipients_of(key: int) -> Iterator[Recipient]:
    """Who was given a published report that tells an entry."""
    from muster.features.publishing.models import Handout

    told = Handout.objects.filter(report__chapters__paragraphs__entries__activity_id=key).distinct()
    for handout in told.select_related("report"):
        yield Recipient(handout.recipient, handout.made_at, handout.report.title)


def title_again(key: int) -> None:
    """The title of an entry where reports that are not published yet repeat it."""
    from muster.features.activities.models import Activity
    from muster.features.publishing.models import LeftOut, ParagraphEntry, ReportState

    title = Activity.objects.values_list("title", flat=True).get(pk=key)
    ParagraphEntry.objects.filter(activity_id=key).exclude(
        paragraph__chapter__report__state=ReportState.PUBLISHED
    ).update(title=title)
    LeftOut.objects.filter(activity_id=key).exclude(chapter__report__state=ReportState.PUBLISHED).update(title=title)


PARTS = (Part("activity", told=reports_of, recipients=recipients_of, changed=title_again),)
IMPERSONAL = {
    "publishing_unityear": "budgets and numbers of staff",
    "publishing_housetemplate": "a Word template in house style",
    "publishing_frozenfile": "the bytes of what is published: see the data set of published reports",
    "publishing_publicationfile": "names and hashes of files",
    "publishing_order": "how far a publication has come",
}
