"""Documents in: files to text with the place of every line. Importing this loads no format's library."""

from .limits import Limits
from .model import Line, LineRole, SourceText
from .reading import read
from .sentences import NOTES, REFUSALS, Note, UnreadableDocument

__all__ = [
    "NOTES",
    "REFUSALS",
    "Limits",
    "Line",
    "LineRole",
    "Note",
    "SourceText",
    "UnreadableDocument",
    "read",
]
