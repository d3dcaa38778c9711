"""The event loop that measuring runs in: it ends on a signal within moments, whatever hangs."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Abandonable(ThreadPoolExecutor):
    """Runs each call in a daemon thread, so that a name server that never answers holds up neither loop nor exit."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **keywords: Any) -> Future[Any]:
        """Start a call and return its future."""
        future: Future[Any] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **keywords))
            except BaseException as broken:
                future.set_exception(broken)

        threading.Thread(target=work, name="netdoc-aside", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for nothing."""


def make_loop() -> asyncio.AbstractEventLoop:
    """Return a new event loop whose aside work is abandoned when it closes."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(Abandonable())
    return loop


def run(main: Callable[[asyncio.Event], Coroutine[Any, Any, T]]) -> T:
    """Run `main(stop)` to its end and return its result; a stop signal sets `stop` and is otherwise ignored."""
    with asyncio.Runner(loop_factory=make_loop) as runner:
        loop, stop = runner.get_loop(), asyncio.Event()
        for each in STOPPING:
            loop.add_signal_handler(each, stop.set)
        return runner.run(main(stop))


def ask(question: Coroutine[Any, Any, T]) -> T:
    """Run one question to its end and return the answer; Ctrl-C ends it."""
    with asyncio.Runner(loop_factory=make_loop) as runner:
        return runner.run(question)
