"""An office that was watched, what people recorded of it, and netdoc on a terminal of its own."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import termios
import time
from pathlib import Path

import pytest

from netdoc.model.facts import Fact
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.store.store import Store
from tests.lab.run import netdoc_program
from tests.netdoc.cli.commands import Desk
from tests.stories.office import BEYOND, Office

ROOT = Path(__file__).parents[3]


def watched_desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a computer that has watched the office `story` for an hour, with three drops."""
    desk = Desk(folder / "root", capsys)
    office = Office(minutes=60)
    for begin in (600, 1500, 2400):
        office.fails(begin, begin + 90, *BEYOND)
    (desk.root / "story").mkdir(parents=True)
    with Store.open(desk.root / "story" / "store.sqlite") as store:
        store.put_site(office.site())
        store.put(office.evidence().observations)
    return desk


def told(desk: Desk | Path) -> list[Seen[Fact]]:
    """Return what people recorded, in the order stored; the chain must hold."""
    root = desk if isinstance(desk, Path) else desk.root
    with Store.open(root / "story" / "store.sqlite", create=False, read_only=True) as store:
        assert store.verify_chain() is None
        people = (Plane.OPERATOR, Plane.VENDOR)
        return [each for each in store.stored() if isinstance(each, Seen) and each.plane in people]


def words(text: str) -> str:
    """Return a text without its line ends."""
    return " ".join(text.split())


class Seat:
    """Netdoc on a terminal of its own."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.ours, self.its = pty.openpty()
        termios.tcsetwinsize(self.its, (24, 80))
        self.text = ""
        self.process = subprocess.Popen(
            [str(netdoc_program()), *arguments],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "NETDOC_HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8",
                 "PYTHONPATH": str(ROOT)},
            stdin=self.its, stdout=self.its, stderr=self.its,
            start_new_session=True,
            # the terminal that it controls, so that Ctrl-C is one; no other thread runs here
            preexec_fn=lambda: os.login_tty(os.dup(self.its)),  # noqa: PLW1509
        )  # fmt: skip

    def wait_for(self, words: str, wait_s: float = 20) -> str:
        """Return all that was shown once these words are there."""
        deadline = time.monotonic() + wait_s
        while words not in self.text:
            assert time.monotonic() < deadline, f"{words!r} was not shown:\n{self.text[-3000:]}"
            if select.select([self.ours], [], [], 0.2)[0]:
                try:
                    self.text += os.read(self.ours, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
                except OSError:
                    break
        assert words in self.text, f"{words!r} was not shown:\n{self.text[-3000:]}"
        return self.text

    def answer(self, question: str, text: str) -> None:
        self.wait_for(question)
        os.write(self.ours, text.encode() + b"\r")

    def end(self, words: str) -> int:
        self.wait_for(words)
        return self.process.wait(timeout=20)

    def __enter__(self) -> Seat:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=5)
        os.close(self.its)
        os.close(self.ours)
