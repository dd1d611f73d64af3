"""How an operation of the register of activities is declared."""

from __future__ import annotations

from functools import partial

from ninja import Router

from muster.core.web import operations

router = Router(tags=["activities"])
operation = partial(operations.operation, router)
