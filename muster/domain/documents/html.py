"""Web pages to text: blocks as lines, table rows with tabs, navigation and scripts left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from .composing import Composer, row_role
from .limits import Budget
from .model import LineRole, SourceText
from .sentences import Note, UnreadableDocument
from .text import decode

_SKIPPED = frozenset(
    {"script", "style", "nav", "template", "noscript", "head", "svg", "canvas", "iframe", "object", "footer"}
    | {"select", "button", "input", "textarea", "audio", "video", "map"}
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "aside", "blockquote", "pre", "ul", "ol", "li", "dl", "dt"}
    | {"dd", "table", "tr", "td", "th", "caption", "figure", "figcaption", "hr", "address", "form", "fieldset"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "body", "center", "details", "summary", "thead", "tbody", "tfoot"}
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]*)", re.IGNORECASE)
# Elements that never nest in themselves: the parser closes them.
_UNCLOSED = (
    "|area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|dt|dd|tr|td|th|thead|tbody|tfoot|"
    "option|optgroup|html|head|body|rp|rt|colgroup|caption|"
)
_DEEPEST = 2_000  # elements within elements; the parser's time grows with the square of it
_LAYOUT = "table, h1, h2, h3, h4, h5, h6, ul, ol"  # a cell with these is a place on the page, not a value


def read_html(data: bytes, budget: Budget) -> SourceText:
    """The text of a web page; the whole is page 1."""
    text, encoding = _decode(data)
    composer = Composer(budget)
    if encoding != "utf-8":
        composer.notes.append(Note("encoding", encoding=encoding.upper()))
    _check_depth(text, budget)
    tree = LexborHTMLParser(text.replace("\x00", ""))
    walk = _Walk(composer, budget)
    if tree.body is not None:
        walk.read(tree.body)
    named = tree.css_first("title")
    return composer.finish(walk.first_heading or (named.text(deep=True) if named else None))


def _decode(data: bytes) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared.group(1).decode("ascii").lower()
        try:
            return data.decode(name), "utf-8" if name in ("utf8", "utf-8") else name
        except (LookupError, UnicodeError):
            pass
    return decode(data)


def _check_depth(text: str, budget: Budget) -> None:
    """Refuse before parsing what nests beyond any page that a person or program writes."""
    depth = 0
    for tag in _TAG.finditer(text):
        if f"|{tag.group(2).lower()}|" in _UNCLOSED:
            continue
        depth = max(depth + (-1 if tag.group(1) else 1), 0)
        if depth > _DEEPEST:
            line = text.count("\n", 0, tag.start()) + 1
            raise UnreadableDocument("damaged", f"line {line}, more than {_DEEPEST} elements deep")
    budget.tick("its text")


class _Walk:
    """Goes through the tree without recursion: a hostile page may be nested a million deep."""

    def __init__(self, composer: Composer, budget: Budget) -> None:
        self.first_heading: str | None = None
        self._composer = composer
        self._budget = budget
        self._pieces: list[str] = []
        self._open: list[str] = []  # names of the open elements that decide on roles
        self._row: list[str] | None = None
        self._opens = True

    def read(self, root: Any) -> None:
        """All text below `root`."""
        for entering, node in _walk(root):
            name = node.tag or ""
            if name in ("-text", "br"):
                if entering:
                    self._inline(name, node)
            elif name in _BLOCKS:
                self._enter(name, node) if entering else self._leave(name)
        self._flush()

    def _enter(self, name: str, node: Any) -> None:
        self._budget.tick("its text")
        if self._row is None:
            self._flush()
            if name == "tr" and node.css_first(_LAYOUT) is None:
                self._row = []
        elif name in ("td", "th"):
            self._pieces.clear()
        else:
            self._pieces.append(" ")
        if (name[0] == "h" and name[1:].isdigit()) or name in ("pre", "aside", "li"):
            self._open.append(name)
        if name == "li":
            self._pieces.append("• ")

    def _leave(self, name: str) -> None:
        if self._row is None:
            self._flush()
        elif name in ("td", "th"):
            self._row.append(_SPACE.sub(" ", "".join(self._pieces)).strip())
            self._pieces.clear()
        elif name == "tr":
            self._composer.add("\t".join(self._row), 1, row_role(self._row))
            self._row = None
            self._pieces.clear()
        if self._open and self._open[-1] == name:
            self._open.pop()

    def _inline(self, name: str, node: Any) -> None:
        if name == "-text":
            self._pieces.append(node.text_content or "")
        elif self._row is not None:
            self._pieces.append(" ")
        elif "".join(self._pieces).strip():
            self._flush()
            self._opens = False

    def _flush(self) -> None:
        text = "".join(self._pieces)
        if text.strip() == "•":
            return  # the item's text comes in a block of its own
        self._pieces.clear()
        role, level = self._role()
        lines = text.split("\n") if "pre" in self._open[-3:] else [_SPACE.sub(" ", text).strip()]
        for line in lines:
            if line.strip():
                self._composer.add(line, 1, role, level=level, opens=self._opens)
                if role is LineRole.HEADING:
                    self.first_heading = self.first_heading or line
        self._opens = True

    def _role(self) -> tuple[LineRole, int | None]:
        last = self._open[-1] if self._open else ""
        if last[:1] == "h":
            return LineRole.HEADING, int(last[1:])
        return (LineRole.BOX if "aside" in self._open[:8] else LineRole.BODY), None


def _walk(root: Any) -> Iterator[tuple[bool, Any]]:
    """Every node below `root` when it is entered and when it is left, in document order."""
    node = root.first_child
    open_nodes: list[Any] = []
    while node is not None or open_nodes:
        if node is None:
            node = open_nodes.pop()
            yield False, node
            node = node.next
            continue
        yield True, node
        inner = None if node.tag in _SKIPPED or "hidden" in (node.attributes or {}) else node.first_child
        if inner is not None:
            open_nodes.append(node)
            node = inner
            continue
        yield False, node
        node = node.next
