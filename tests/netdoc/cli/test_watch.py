"""`netdoc watch`, on a terminal and off it, as a technician has it."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from netdoc.model.facts import testimony
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Seen
from netdoc.store.store import Store
from tests.lab.namespaces import Group, enter, ip_batch
from tests.lab.run import netdoc_program, run_netdoc

pytestmark = [pytest.mark.slow, pytest.mark.lab]
LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ state=\w+ outages=\d+ unwatched_s=\d+ verdict=[\w:|]+"
    r"( [\w.-]+=[\d-]+/\d+,\S+,\S+)+"
)


@pytest.fixture(scope="module")
def laptop(lab_machine: None) -> Iterator[str]:
    """A computer and its router, nothing beyond."""
    with Group(["laptop", "router"]) as group:
        inside, beyond = group.name("laptop"), group.name("router")
        ip_batch([f"link add eth0 netns {inside} type veth peer name lan0 netns {beyond}"])
        ip_batch(["addr add 192.0.2.1/24 dev lan0", "link set lan0 up"], namespace=beyond)
        ip_batch(
            ["addr add 192.0.2.9/24 dev eth0", "link set eth0 up", "route add default via 192.0.2.1"], namespace=inside
        )
        yield inside


class Seat:
    """Netdoc on a terminal of its own in a namespace."""

    def __init__(self, namespace: str, home: Path, *arguments: str, keys: bool = True) -> None:
        self.ours, self.its = pty.openpty()
        termios.tcsetwinsize(self.its, (24, 80))
        self.before = termios.tcgetattr(self.its)
        self.text = ""
        self.process = subprocess.Popen(
            enter(namespace, [str(netdoc_program()), *arguments]),
            cwd=home,
            env={"PATH": os.environ["PATH"], "NETDOC_HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8"},
            # a terminal of its own, so that Ctrl-C is one; no other thread runs here
            preexec_fn=lambda: self._sit_down(keys),  # noqa: PLW1509
        )

    def _sit_down(self, keys: bool) -> None:
        os.login_tty(os.dup(self.its))
        if not keys:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def wait_for(self, words: str, wait_s: float = 20) -> str:
        """Return all that was shown once these words are there."""
        deadline = time.monotonic() + wait_s
        while words not in self.text:
            assert time.monotonic() < deadline, f"{words!r} was not shown:\n{self.text[-3000:]}"
            if select.select([self.ours], [], [], 0.2)[0]:
                self.text += os.read(self.ours, 65536).decode("utf-8", "replace")
        return self.text

    def type(self, text: bytes) -> None:
        os.write(self.ours, text)

    def end(self) -> int:
        """Wait for the end; the terminal must be as it was."""
        self.wait_for("the sheet for the vendor")
        code = self.process.wait(timeout=20)
        assert termios.tcgetattr(self.its) == self.before
        return code

    def __enter__(self) -> Seat:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=5)
        os.close(self.ours)
        os.close(self.its)


def test_a_technician_sees_the_steps_takes_a_note_and_quits(laptop: str, tmp_path: Path) -> None:
    with Seat(laptop, tmp_path, "watch", "here", "--beep") as seat:
        seat.wait_for("Office router")
        seat.wait_for("192.0.2.1")
        seat.wait_for("q quit")
        seat.type(b"n")
        seat.wait_for("Enter keeps")
        seat.type(b"Lampe blinkt rot, ")
        seat.type(b"q not yet\r")
        seat.wait_for("kept at")
        seat.type(b"q")
        code = seat.end()

    assert code == 0
    shown, _, after = seat.text.partition("\x1b[?1049l")
    assert "\x1b[?1049h" in shown and "Watched:" in after and "\x1b" not in after
    with Store.open(tmp_path / "here" / "store.sqlite", create=False, read_only=True) as store:
        seen = [each for each in store.observations() if isinstance(each, Seen)]
        assert store.verify_chain() is None
    notes = [each for each in seen if isinstance(each.fact, testimony.Testimony)]
    blocks = [each.fact for each in seen if isinstance(each.fact, EchoBlock)]
    assert [each.fact.says for each in notes] == ["Lampe blinkt rot, q not yet"]  # type: ignore[union-attr]
    assert blocks and blocks[0].start <= notes[0].at, "sampling went on around the note"


@pytest.mark.parametrize("how", ["ctrl-c", "sigterm"])
def test_however_it_is_stopped_the_terminal_is_given_back_and_the_summary_is_printed(
    laptop: str, tmp_path: Path, how: str
) -> None:
    with Seat(laptop, tmp_path, "watch", "here") as seat:
        seat.wait_for("q quit")
        if how == "ctrl-c":
            seat.type(b"\x03")
        else:
            seat.process.send_signal(signal.SIGTERM)  # ip and setpriv have become netdoc
        assert seat.end() == 0


def test_without_keys_it_still_shows_the_steps_and_ends_by_ctrl_c(laptop: str, tmp_path: Path) -> None:
    with Seat(laptop, tmp_path, "watch", "here", keys=False) as seat:
        seat.wait_for("Ctrl-C: end")
        seat.wait_for("Office router")
        seat.type(b"q\x03")
        assert seat.end() == 0


def test_off_a_terminal_it_prints_lines_of_fixed_columns_and_no_escape_codes(laptop: str, tmp_path: Path) -> None:
    ran = run_netdoc(["watch", "here", "--for", "8s"], laptop, home=tmp_path, environment={"TERM": "xterm"})

    (line,) = ran.out.splitlines()
    assert LINE.fullmatch(line) and " router=0/" in line
    assert "\x1b" not in ran.out + ran.err
    assert "Watched:" in ran.err and "netdoc diagnose here" in ran.err
    assert ran.code == 0, ran.err


def test_a_second_watch_of_the_same_site_is_refused_in_one_sentence(laptop: str, tmp_path: Path) -> None:
    with Seat(laptop, tmp_path, "watch", "here") as seat:
        seat.wait_for("q quit")
        second = run_netdoc(["watch", "here"], laptop, home=tmp_path, timeout_s=20)
        seat.type(b"q")
        seat.end()

    assert second.code == 3 and second.out == ""
    assert "another netdoc" in second.err and "Traceback" not in second.err


def test_a_reader_of_the_lines_that_goes_away_ends_the_watch_quietly(laptop: str, tmp_path: Path) -> None:
    command = [str(netdoc_program()), "watch", "here", "--for", "5s"]
    with subprocess.Popen(
        enter(laptop, command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "NETDOC_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        code = process.wait(timeout=20)

    assert code == 141
    assert "Traceback" not in said and "error of netdoc" not in said
