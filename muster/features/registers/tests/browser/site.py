"""A small site around one form: the page as the view makes it, its definition and files, and a door for records."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import override
from pyxform.xls2xform import convert

from muster.features.registers.views.words import WORDS

FEATURE = Path(__file__).resolve().parents[2]
STATIC = (FEATURE / "static", FEATURE.parents[1] / "ui" / "static")
BUNDLE = FEATURE / "static" / "registers" / "built" / "form.js"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".wav": "audio/wav",
}

PAGE = """<!doctype html><html lang="{language}" data-colours="{colours}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Form</title>
<link rel="stylesheet" href="/static/ui/muster.css"><link rel="stylesheet" href="/static/registers/form.css">
<script src="/static/ui/trusted.js" defer></script><script type="module" src="/static/registers/built/form.js"></script>
</head><body><main><h1>Register</h1>
<form id="form" class="xform" method="post" data-form="/form.xml" data-files="/files/" data-submit="/submit" {data}>
<input type="hidden" name="csrfmiddlewaretoken" value="the-token"></form>
<script type="application/json" id="form-words">{words}</script>
<script type="application/json" id="form-answers">{looked_for}</script></main></body></html>"""


@dataclass
class Posted:
    """What came in one request."""

    token: str
    version: str
    instance: str
    files: dict[str, bytes]
    all_the_same: str


@dataclass
class Site:
    """`answers` are given one after the other, the last one ever again; a status of 0 cuts the connection."""

    xform: str
    files: dict[str, bytes] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    language: str = "en"
    colours: str = "light"
    answers: list[tuple[int, Any]] = field(default_factory=lambda: [(200, {"url": "/record"})])
    posted: list[Posted] = field(default_factory=list)
    instance: str = ""
    looked_for: dict[str, str] = field(default_factory=dict)

    def page(self) -> bytes:
        data = {"instance": "", "edit": "no", "draft": "register new", "version": "0", "back": "/record"}
        data |= {"language": self.language, "user": "officer"}
        attributes = " ".join(f'data-{name}="{html.escape(value)}"' for name, value in (data | self.data).items())
        with override(self.language):
            words = json.dumps({name: str(word) for name, word in WORDS.items()}).replace("<", "\\u003c")
        page = PAGE.format(
            language=self.language,
            colours=self.colours,
            data=attributes,
            words=words,
            looked_for=json.dumps(self.looked_for),
        )
        return page.encode()


def policy() -> str:
    """The policy of the pages of forms: that of every page, WebAssembly, and sound and film."""
    directives: dict[str, list[str]] = dict(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
    directives["script-src"] = [*directives["script-src"], "'wasm-unsafe-eval'"]
    directives["media-src"] = ["'self'"]
    return "; ".join(" ".join([name, *values]) for name, values in directives.items())


def xform(table: str) -> str:
    """The XForm of an XLSForm that is written as a table of Markdown."""
    return str(convert(xlsform=table, validate=False, pretty_print=False).xform)


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0])
        if path == "/":
            self._give(200, self.site.page(), "text/html; charset=utf-8", policy())
        elif path == "/form.xml":
            self._give(200, self.site.xform.encode(), "text/xml; charset=utf-8")
        elif path == "/instance.xml":
            self._give(200, self.site.instance.encode(), "text/xml; charset=utf-8")
        elif path == "/record":
            self._give(200, b"<!doctype html><title>Record</title><h1>The record</h1>", "text/html; charset=utf-8")
        elif path.startswith("/files/"):
            self._file(path.removeprefix("/files/"))
        else:
            self._static(path.removeprefix("/static/"))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, answer = self.site.answers.pop(0) if len(self.site.answers) > 1 else self.site.answers[0]
        self.site.posted.append(_read(self.headers, body))
        if not status:
            self.close_connection = True
            return
        self._give(status, json.dumps(answer).encode(), "application/json")

    def _file(self, name: str) -> None:
        content = self.site.files.get(name)
        kind = TYPES.get(Path(name).suffix, "application/octet-stream")
        self._give(404 if content is None else 200, content or b"", kind)

    def _static(self, name: str) -> None:
        for folder in STATIC:
            path = folder / name
            if path.is_file():
                self._give(200, path.read_bytes(), TYPES.get(path.suffix, "application/octet-stream"))
                return
        self._give(404, b"", "text/plain")

    def _give(self, status: int, content: bytes, kind: str, csp: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if csp:
            self.send_header("Content-Security-Policy", csp)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def _read(headers: Any, body: bytes) -> Posted:
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    parts = {str(part.get_param("name", header="content-disposition")): part for part in message.iter_parts()}
    found = {name: bytes(part.get_payload(decode=True) or b"") for name, part in parts.items()}
    instance = found.pop("xml_submission_file", b"").decode()
    version, all_the_same = (found.pop(name, b"").decode() for name in ("version", "all_the_same"))
    return Posted(headers.get("X-CSRFToken", ""), version, instance, found, all_the_same)


def served(site: Site) -> tuple[ThreadingHTTPServer, str]:
    """The running site and its address; who asks stops it."""
    handler = type("FormHandler", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
