"""How an operation of the API is declared: its address, what it answers, how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Router

from muster.core.web.refusals import Overtaken, Refusal

Declared = Callable[[Callable[..., Any]], Callable[..., Any]]
BYTES = {"schema": {"type": "string", "format": "binary"}}


def operation(
    router: Router,
    method: str,
    path: str,
    summary: str,
    out: Any,
    *refusals: int,
    status: int = 200,
    **more: Any,
) -> Declared:
    """Put a function at an address; its name is the operation's id. Every one may also answer 403.

    `out` is what it answers with `status` (`...` for a file, which `more` describes: `as_files`).
    """
    answers: dict[int, Any] = {code: Overtaken if code == 409 else Refusal for code in (403, *refusals)}
    if out is not ...:
        answers = {status: out, **answers}

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        at = getattr(router, method)
        declared: Callable[..., Any] = at(
            path, response=answers, operation_id=function.__name__, summary=summary, **more
        )(function)
        return declared

    return declare


def as_files(*media_types: str) -> dict[str, Any]:
    """That it answers with a file of one of these kinds."""
    content = dict.fromkeys(media_types, BYTES)
    return {"openapi_extra": {"responses": {200: {"description": "The file", "content": content}}}}
