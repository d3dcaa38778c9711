"""NUT's own upsd with its dummy-ups driver, serving saved dumps on loopback."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = Path("/lib/nut")
UPSD, DUMMY = PROGRAMS / "upsd", PROGRAMS / "dummy-ups"


def installed() -> bool:
    """Return whether Debian's nut-server is there."""
    return UPSD.exists() and DUMMY.exists()


@contextmanager
def upsd(dumps: Mapping[str, bytes]) -> Iterator[int]:
    """Serve each dump as a UPS of that name; yields the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="netdoc-nut-") as folder:
        configure(Path(folder), dumps, port)
        variables = {"NUT_CONFPATH": folder, "NUT_STATEPATH": folder, "NUT_ALTPIDPATH": folder}
        environment = {**os.environ, **variables, "NUT_QUIET_INIT_SSL": "1"}
        running: list[subprocess.Popen[bytes]] = []
        try:
            for name in dumps:
                running.append(_start([str(DUMMY), "-a", name, "-u", getpass.getuser(), "-F"], environment))
                _wait(lambda name=name: (Path(folder) / f"dummy-ups-{name}").exists())  # type: ignore[misc]
            running.append(_start([str(UPSD), "-u", getpass.getuser(), "-F"], environment))
            _wait(lambda: _serves(port, dumps))
            yield port
        finally:
            for each in running:
                each.kill()
                each.wait(10)


def configure(folder: Path, dumps: Mapping[str, bytes], port: int, listen: str = "127.0.0.1") -> None:
    """Write what upsd and its drivers read; a driver reads `NAME.dev` anew when that file has changed."""
    sections = []
    for name, dump in dumps.items():
        file = folder / f"{name}.dev"
        file.write_bytes(dump)
        sections.append(
            f'[{name}]\n driver = dummy-ups\n port = "{file}"\n mode = dummy-once\n desc = "a \\"dummy\\""\n'
        )
    texts = {"ups.conf": "".join(sections), "upsd.conf": f"LISTEN {listen} {port}\n", "upsd.users": ""}
    for each, text in texts.items():
        (folder / each).write_text(text)
        (folder / each).chmod(0o600)


def _start(argv: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait(ready: object) -> None:
    assert callable(ready)
    for _ in range(200):
        if ready():
            return
        time.sleep(0.05)
    raise AssertionError("NUT did not start within 10 s")


def _serves(port: int, names: Mapping[str, bytes]) -> bool:
    """Whether upsd is there and has its first words from every driver."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as asking:
            stream = asking.makefile("rwb")
            for name in names:
                stream.write(f"GET VAR {name} ups.status\n".encode())
                stream.flush()
                answer = stream.readline()
                if not answer.startswith(b"VAR ") or b"WAIT" in answer:
                    return False
            return True
    except OSError:
        return False
