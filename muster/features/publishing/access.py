"""Who gets at reports: at those in preparation the readers of a structure that they tell of, at published ones all.

Who may write which chapter, say the actions; here stands who may write in reports at all.
"""

from muster.core.row_security import BY_TRIGGER, Rule, either, may

_READ = may("read", "report")
_ALL, _KEYS = "(SELECT access_level('report', 'all')) >= 1", "(SELECT access_set('report', 'keys'))::bigint[]"
_WRITE = either(may("change", "report"), may("clear", "report"), may("publish", "report"))
_PUBLISH = may("publish", "report")
_HOUSE = may("administer", "report")
_DISCLOSE = may("disclose", "report")


def _both(*conditions: str) -> str:
    return " AND ".join(f"({condition})" for condition in conditions)


def _open(function: str, column: str) -> str:
    """Rows of a report that one may see, asked by a function (migration 0005) where one does not see all of them."""
    return _both(_READ, either(_ALL, f"{function}({{row}}.{column}, {_KEYS})"))


def _written(see: str, write: str = _WRITE) -> Rule:
    return Rule(see, _both(write, see), _both(write, see), _both(write, see))


_REPORT = _open("publishing_open", "id")
_OF_REPORT = _open("publishing_open", "report_id")
_OF_CHAPTER = _open("publishing_chapter_open", "chapter_id")
_OF_PARAGRAPH = _open("publishing_paragraph_open", "paragraph_id")
# What is in preparation tells nothing of an entry that was closed since to who may not see the entry (migration 0006).
_UNSEEN = "NOT EXISTS (SELECT 1 FROM activities_activity whole WHERE whole.id = closed.entry)"  # by its own rule
_CLOSED = f"ARRAY(SELECT closed.paragraph FROM publishing_closed() closed WHERE {_UNSEEN})"  # once for a query  # noqa: S608 -- own names
_PARAGRAPH = _both(_OF_CHAPTER, f"{{row}}.id <> ALL ({_CLOSED})")
_IN_PARAGRAPH = _both(_OF_PARAGRAPH, f"{{row}}.paragraph_id <> ALL ({_CLOSED})")
_CLEARANCE = _both(
    _OF_CHAPTER,
    f"NOT EXISTS (SELECT 1 FROM publishing_stood_by({{row}}.id) AS closed(entry) WHERE {_UNSEEN})",  # noqa: S608 -- own names
)
_LEFT_OUT = _both(_OF_CHAPTER, "EXISTS (SELECT 1 FROM activities_activity whole WHERE whole.id = {row}.activity_id)")
_YEAR = _both(_READ, either(_ALL, f"{{row}}.unit_id * 4 + 1 = ANY ({_KEYS})"))
_FILES = "EXISTS (SELECT 1 FROM publishing_publication whole WHERE whole.id = {row}.publication_id)"  # by its own rule

RULES = {
    "publishing_report": Rule(_REPORT, _WRITE, _WRITE, _WRITE),
    "publishing_chapter": _written(_OF_REPORT),
    "publishing_abbreviation": _written(_OF_REPORT),
    "publishing_paragraph": _written(_PARAGRAPH),
    "publishing_paragraphevent": Rule(add=BY_TRIGGER),  # no page shows what it said of an entry that it tells no more
    "publishing_leftout": _written(_LEFT_OUT),
    "publishing_clearance": _written(_CLEARANCE),
    "publishing_paragraphentry": _written(_IN_PARAGRAPH),
    "publishing_comment": _written(_IN_PARAGRAPH),
    "publishing_unityear": _written(_YEAR),
    "publishing_order": _written(_OF_REPORT, _PUBLISH),
    "publishing_publication": _written(_OF_REPORT, _PUBLISH),
    "publishing_publicationfile": _written(_FILES, _PUBLISH),
    "publishing_frozenfile": Rule(_READ, _PUBLISH, _PUBLISH, _PUBLISH),
    "publishing_handout": Rule(_DISCLOSE, _DISCLOSE, _DISCLOSE),
    "publishing_housetemplate": Rule(_READ, _HOUSE, _HOUSE, _HOUSE),
}
