"""A line between two processes that can be cut at any byte: a small TCP proxy in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable

PIECE = 4096  # bytes


class Line:
    """Listens on `port` and passes on to wherever `target()` says at that moment.

    `cut_after(n)` ends, n bytes from now, whichever connection passes that byte, in the middle of what it says; both
    sides see a reset. The bytes of both directions are counted.
    """

    def __init__(self, target: Callable[[], int]) -> None:
        self.target = target
        self.left: int | None = None
        self.cuts = 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._run, args=(started,), daemon=True).start()
        started.wait()

    def cut_after(self, count: int) -> None:
        self.loop.call_soon_threadsafe(setattr, self, "left", count)

    def mend(self) -> None:
        """Nothing more is cut."""
        self.loop.call_soon_threadsafe(setattr, self, "left", None)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(asyncio.start_server(self._connect, "127.0.0.1", self.port))
        started.set()
        self.loop.run_forever()

    async def _connect(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            far, on = await asyncio.open_connection("127.0.0.1", self.target())
        except OSError:
            back.transport.abort()
            return
        pumps = [asyncio.create_task(self._pump(*ends)) for ends in ((near, on), (far, back))]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        whole = all(pump.result() for pump in pumps if pump.done())
        for pump in pumps:
            pump.cancel()
        for end in (back, on):
            end.close() if whole else end.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> bool:
        """Pass on until one side ends; whether it was not cut."""
        with contextlib.suppress(OSError):
            while piece := await source.read(PIECE):
                if not await self._pass(piece, sink):
                    return False
        return True

    async def _pass(self, piece: bytes, sink: asyncio.StreamWriter) -> bool:
        """Whether the line still stands after this piece, of which it may pass on only a part."""
        whole = self.left is None or len(piece) < self.left
        if self.left is not None:
            piece = piece[: self.left]
            self.left -= len(piece)
        sink.write(piece)
        await sink.drain()
        if not whole:
            self.left, self.cuts = None, self.cuts + 1
        return whole
