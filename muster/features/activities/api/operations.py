"""How an operation of the register is declared: its address, what it answers, how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Router

from muster.core.web.refusals import Overtaken, Refusal

router = Router(tags=["activities"])


def operation(
    method: str, path: str, summary: str, out: Any, *refusals: int, status: int = 200, **more: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Put a function at an address; its name is the operation's id. Every one may also answer 403.

    `out` is what it answers with `status` (`...` for a file, which `more` describes).
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
