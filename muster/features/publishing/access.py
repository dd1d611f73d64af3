"""Who gets at reports on their way and at those that are published: the mission's readers; what is public, is public.

Who may write which chapter, say the actions; here stands who may write in reports at all.
"""

from muster.core.row_security import Rule, either, may

_SEE = may("read", "report")
_WRITE = either(may("change", "report"), may("clear", "report"), may("publish", "report"))
_WRITTEN = Rule(_SEE, _WRITE, _WRITE, _WRITE)
_PUBLISH = may("publish", "report")
_HOUSE = may("administer", "report")
_DISCLOSE = may("disclose", "report")

RULES = {
    **dict.fromkeys(
        (
            "publishing_chapter",
            "publishing_paragraph",
            "publishing_paragraphentry",
            "publishing_leftout",
            "publishing_comment",
            "publishing_clearance",
            "publishing_abbreviation",
            "publishing_unityear",
        ),
        _WRITTEN,
    ),
    "publishing_report": _WRITTEN,
    **dict.fromkeys(
        (
            "publishing_order",
            "publishing_publication",
            "publishing_publicationfile",
            "publishing_frozenfile",
        ),
        Rule(_SEE, _PUBLISH, _PUBLISH, _PUBLISH),
    ),
    "publishing_handout": Rule(_DISCLOSE, _DISCLOSE, _DISCLOSE),
    "publishing_housetemplate": Rule(_SEE, _HOUSE, _HOUSE, _HOUSE),
}
